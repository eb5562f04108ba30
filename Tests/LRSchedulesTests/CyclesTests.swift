import LRCore
import LRSchedules
import Testing

@Suite("cycles shorter than a step, or too many to count")
struct CyclesTests {
  @Test(
    "every step has one, up to the thousandth",
    arguments: [
      "tutorial.step_decay:epochs_drop=1e-18", "tutorial.step_decay:epochs_drop=0.3",
      "tutorial.cos_anneal:nb_epochs=1e-17",
      "torch.CosineAnnealingWarmRestarts:T_0=3,epoch_step=1e17", "torch.CosineAnnealingWarmRestarts:T_0=3,epoch_step=4",
      "keras.ExponentialDecay:initial_learning_rate=0.1,decay_steps=0.5,decay_rate=0.9,staircase=true",
    ])
  func everyStep(spec: String) throws {
    let steps = try plan(spec, steps: 50).outline.events.map(\.step)
    #expect(steps == Array(steps[0]...50) && steps[0] <= 2, "\(steps)")
    #expect(try plan(spec, steps: 5000).outline.events.count == 1000)
  }

  @Test("cycles that aren't whole begin at the first step that is theirs")
  func fractions() throws {
    #expect(try plan("tutorial.cos_anneal:nb_epochs=2.4", steps: 12).outline.events.map(\.step) == [3, 5, 8, 10, 12])
    #expect(try plan("tutorial.step_decay:epochs_drop=2.5", steps: 9).outline.events.map(\.step) == [2, 4, 7, 9])
    #expect(try plan("cosine-restarts:cycles=3", steps: 100).outline.events.map(\.step) == [34, 67])
    #expect(try plan("cosine-restarts:steps=10,mult=2", steps: 100).outline.events.map(\.step) == [10, 30, 70])
    #expect(try plan("cyclic:up=3,down=4", steps: 28).outline.events.map(\.step) == [7, 14, 21])
  }

  @Test("a stair that is no longer than a step keeps its values")
  func values() throws {
    #expect(try rates("tutorial.step_decay:epochs_drop=5e-324", steps: 3) == [0, 0, 0, 0])
    let cosine = try rates("tutorial.cos_anneal:nb_epochs=1e-17", steps: 100)
    #expect(cosine.allSatisfy { (0...0.1).contains($0) })
    #expect(try rates("tutorial.cos_anneal:nb_epochs=50")[25] == 0.05)
  }
}
