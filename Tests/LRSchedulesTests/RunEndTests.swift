import LRCore
import LRSchedules
import Testing

@Suite("The end of a run")
struct RunEndTests {
  private func plan(_ spec: String, steps: Int = 100) throws -> RatePlan {
    try Schedules.plan(spec, in: RunContext(steps: steps))
  }

  @Test(
    "what begins with step N is not drawn: the last update's rate holds up to it",
    arguments: [
      "step:size=25", "step:size=100", "multistep:milestones=[50,100]", "cosine-restarts:steps=25",
      "cosine-restarts:steps=10,decay=0.5", "torch.StepLR:step_size=20", "torch.MultiStepLR:milestones=[100]",
      "torch.CosineAnnealingWarmRestarts:T_0=25", "timm.StepLRScheduler:decay_t=50,decay_rate=0.1",
      "formula:rate=0.1*0.5^floor(t/25)", "formula:rate=0.05*(1+cos(pi*(t-25*floor(t/25))/25))",
      "held:of=(exp),every=10", "piecewise:boundaries=[50,100],values=[0.1,0.01,0.001]", "constant:for=99+step:size=1",
    ])
  func jump(spec: String) throws {
    let plan = try plan(spec)
    #expect(plan.rates[100] != plan.rates[99])
    #expect(plan.closed.rates[100] == plan.rates[99])
    #expect(Array(plan.closed.rates.dropLast()) == Array(plan.rates.dropLast()))
    #expect(!plan.closed.outline.events.contains { $0.step >= 100 })
  }

  @Test(
    "where the rates lead to step N, its value stays",
    arguments: [
      "cosine", "exp", "linear", "polynomial:power=0.1", "wsd", "rex", "one-cycle", "cyclic:up=25,down=25",
      "warmup:steps=100", "noam", "tanh", "wsd:decay=1", "torch.CyclicLR:base_lr=0.01,max_lr=0.1,step_size_up=25",
      "cosine-restarts:cycles=4", "step:size=30",
    ])
  func limit(spec: String) throws {
    let plan = try plan(spec)
    #expect(plan.closed.rates == plan.rates)
    #expect(plan.closed.momentum == plan.momentum)
  }

  @Test("a stair of more drops than are named ends with the last update's rate, too")
  func manyDrops() throws {
    for spec in ["step:size=10,gamma=0.999", "cosine-restarts:steps=5"] {
      let plan = try plan(spec, steps: 50_000)
      #expect(plan.outline.events.count == 1000)
      #expect(plan.rates[50_000] != plan.rates[49_999] && plan.closed.rates[50_000] == plan.rates[49_999])
    }
  }

  @Test("a schedule that stops with an error ends with an update, whose rate is its own")
  func stopped() throws {
    let plan = try plan("torch.OneCycleLR:max_lr=0.1,total_steps=50")
    #expect(plan.ending != nil)
    #expect(plan.closed.rates[plan.ending?.lastStep ?? 0] == plan.rates[plan.ending?.lastStep ?? 0])
  }
}
