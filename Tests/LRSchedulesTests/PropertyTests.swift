import LRCore
import LRSchedules
import Testing

@Suite("properties of shapes")
struct PropertyTests {
  private static let decays = [
    "step", "multistep", "piecewise", "linear", "exp", "exp:staircase=true", "natural-exp", "inverse-time",
    "polynomial",
    "cosine", "tanh", "log", "rex", "noam:warmup=1", "inverse-sqrt:warmup=0", "wsd:warmup=0",
    "wsd:warmup=0,shape=1-sqrt",
    "tri-stage:warmup=0",
  ]

  @Test("a decay never rises and stays between min and lr", arguments: decays)
  func monotone(spec: String) throws {
    for steps in [1, 2, 3, 10, 97, 1000] {
      let bounded = spec + (spec.contains(":") ? "," : ":") + "min=0.0123"
      for rates in [try rates(spec, steps: steps), try rates(bounded, steps: steps)] {
        #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 >= $1 - 1e-17 }, "\(spec) over \(steps)")
        #expect(rates.allSatisfy { $0 <= 0.1 + 1e-16 })
      }
      #expect(try rates(bounded, steps: steps).allSatisfy { $0 >= 0.0123 })
    }
  }

  @Test(
    "shapes with a natural end are at min at the last step",
    arguments: ["linear", "polynomial", "cosine", "log", "rex", "wsd", "cosine-restarts", "tri-stage", "one-cycle"])
  func ends(spec: String) throws {
    for steps in [3, 10, 97, 1000] { #expect(try rates("\(spec):min=0.0123", steps: steps)[steps] == 0.0123) }
  }

  @Test(
    "a curve scales with lr",
    arguments: decays + ["warmup", "cyclic", "one-cycle", "cosine-restarts", "range-test", "wsd"])
  func linearity(spec: String) throws {
    let once = try rates(spec, lr: 0.1)
    let tenfold = try rates(spec, lr: 1)
    #expect(firstDifference(tenfold, once.map { 10 * $0 }) == nil)
  }

  @Test(
    "all rates at once are the rates one by one",
    arguments: decays + ["warmup+cosine", "cosine:scale=2,max=0.05", "product", "cyclic+one-cycle"])
  func agreement(spec: String) throws {
    let context = RunContext(steps: 50, baseRate: 0.1)
    guard case .fixed(let schedule) = try Schedules.build(SpecParser.chain(spec), in: context) else { return }
    #expect(schedule.rates(count: 51) == (0...50).map { schedule.rate(at: $0) })
  }
}
