import LRCore
import LRSchedules
import Testing

/// Every numeric parameter of every schedule at the ends of what a number can be.
@Suite("numbers that nobody means")
struct ExtremesTests {
  static let numbers = [
    "-1", "0", "0.5", "1e-18", "5e-324", "-5e-324", "1e-300", "3e9", "1e15", "-1e15", "1e19", "-1e19", "1e308",
    "-1e308",
  ]
  static let names = Schedules.catalogue.entries.map(\.name)
  private static let metrics: [Double] = [1, 0.5, 0.5, 0.5, .nan, 0.4, 0.4, 0.4, 0.4, 0.4]

  /// An example of the entry, with the parameter set to a value.
  private static func specs(_ entry: CatalogueEntry<AnySchedule>) throws -> [String] {
    let example = try #require((entry.examples + [entry.name]).first { !$0.contains("+") && $0.hasPrefix(entry.name) })
    let spec = try SpecParser.chain(example).phases[0]
    func with(_ parameter: Parameter, _ value: String) -> String {
      let others = spec.arguments.filter { $0.key != parameter.name }.map { "\($0.key)=\($0.value.text)" }
      return "\(entry.name):" + (others + ["\(parameter.name)=\(value)"]).joined(separator: ",")
    }
    return entry.parameters.flatMap { parameter -> [String] in
      switch parameter.type {
      case .number, .rate, .steps, .integer: return numbers.map { with(parameter, $0) }
      case .numbers, .rates, .stepList:
        return numbers.flatMap {
          [with(parameter, "[\($0)]"), with(parameter, "[1,\($0)]"), with(parameter, "[\($0),2,3]")]
        }
      case .stepMap: return numbers.flatMap { [with(parameter, "{\($0):0.5}"), with(parameter, "{5:\($0)}")] }
      case .any: return numbers.map { with(parameter, $0) }
      default: return []
      }
    }
  }

  /// Plans a spec; whatever comes, it is numbers up to the ending or an error in words, and it comes soon.
  private func check(_ spec: String, _ context: RunContext) {
    let start = ContinuousClock.now
    do {
      let plan = try Schedules.plan(spec, in: context)
      let kept = plan.rates.prefix((plan.ending?.lastStep ?? context.steps) + 1)
      if plan.rates.count != context.steps + 1 || kept.isEmpty || !kept.allSatisfy(\.isFinite) {
        Issue.record("rates of \(spec)")
      }
      if let momentum = plan.momentum, momentum.contains(where: \.isInfinite) { Issue.record("momentum of \(spec)") }
      for event in plan.outline.events where !(0...context.steps).contains(event.step) {
        Issue.record("an event of \(spec) at \(event.step)")
      }
      for phase in plan.outline.phases where phase.range.lowerBound < 0 {
        Issue.record("a phase of \(spec) at \(phase.range)")
      }
      if case .fixed(let schedule) = try? Schedules.build(SpecParser.chain(spec), in: context) {
        _ = schedule.rule?.normalized
      }
    } catch {
      if error.message.english.isEmpty || error.message.chinese.isEmpty { Issue.record("no words: \(spec)") }
    }
    if start.duration(to: .now) > .seconds(2) { Issue.record("\(spec) took \(start.duration(to: .now))") }
  }

  @Test("any number in any parameter is drawn or refused, soon", arguments: names)
  func parameters(name: String) throws {
    let entry = try #require(Schedules.catalogue[name])
    for spec in try Self.specs(entry) {
      check(spec, RunContext(steps: 40, metrics: Self.metrics))
      check(spec, RunContext(steps: 24, stepsPerEpoch: 5, baseRate: 1e-3, metrics: Self.metrics))
    }
  }

  @Test("nor do they matter within other schedules", arguments: names)
  func nested(name: String) throws {
    let entry = try #require(Schedules.catalogue[name])
    var random = SplitMix64(state: 7)
    for spec in try Self.specs(entry).shuffled(using: &random).prefix(12) {
      for outer in [
        "held:of=(\(spec)),every=3", "product:of=[(\(spec)),(exp)]", "warmup:steps=4+\(spec)", "\(spec)+cosine",
        "optax.join_schedules:schedules=[(constant_schedule:value=0.1),(\(spec))],boundaries=[7]",
      ] {
        check(outer, RunContext(steps: 20, metrics: Self.metrics))
      }
    }
  }

  @Test("any base rate is drawn or refused", arguments: names)
  func baseRates(name: String) {
    for rate in [0, Double.leastNonzeroMagnitude, 1e-300, 1e300, 1.7e308] {
      check(name, RunContext(steps: 12, baseRate: rate, metrics: Self.metrics))
    }
  }
}
