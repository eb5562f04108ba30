import LRCore
import LRSchedules
import Testing

@Suite("sketches of long runs")
struct RateSketchTests {
  static let names = Schedules.catalogue.entries.flatMap { $0.examples.prefix(1) }

  @Test("a sketch has the rates of the schedule", arguments: names)
  func agrees(spec: String) throws {
    let context = RunContext(steps: 3000)
    guard let sketch = try Schedules.sketch(spec, in: context, parts: 40) else { return }
    let plan = try plan(spec, steps: 3000)
    #expect(sketch.ending == plan.ending && sketch.parts.count == 40 && sketch.label == plan.label)
    for (index, part) in sketch.parts.enumerated() {
      let steps = plan.rates[(3000 * index / 40)..<(3000 * (index + 1) / 40)]
      let finite = steps.filter(\.isFinite)
      guard let part else {
        #expect(finite.isEmpty)
        continue
      }
      let (low, high) = (finite.min() ?? 0, finite.max() ?? 0)
      // Every step was looked at, for a part has few of them.
      #expect(near(part.low, low, 1e-6) || abs(part.low - low) < 1e-9, "\(spec) part \(index): \(part.low), not \(low)")
      #expect(
        near(part.high, high, 1e-6) || abs(part.high - high) < 1e-9, "\(spec) part \(index): \(part.high), not \(high)")
    }
  }

  /// A loop over the steps would take minutes.
  @Test("a single rate of a long run needs no replay, unless it is said to", arguments: names)
  func single(spec: String) throws {
    let context = RunContext(steps: 1000)
    guard case .fixed(let schedule) = try Schedules.build(SpecParser.chain(spec), in: context), !schedule.isReplayed
    else { return }
    let start = ContinuousClock.now
    for step in [20_000_000, 50_000_000, 100_000_000] { _ = schedule.rate(at: step) }
    #expect(start.duration(to: .now) < .seconds(10), "\(spec)")
  }

  @Test("where a long run ceases to have numbers is found to the step")
  func ending() throws {
    let sketch = try Schedules.sketch("formula:rate=sqrt(12345678-t)", in: RunContext(steps: 100_000_000), parts: 50)
    #expect(sketch?.ending == Ending(lastStep: 12_345_678, cause: .notFinite(isInfinite: false)))
    #expect(sketch?.parts[7] == nil && sketch?.parts[5] != nil)
  }
}
