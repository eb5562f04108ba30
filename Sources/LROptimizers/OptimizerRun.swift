import LRCore
import LRSchedules

/// An optimizer and its schedule, as a run spec names them: `adam:lr=1e-3@warmup:steps=5%+cosine`.
public struct OptimizerRun: Sendable {
  /// As typed.
  public let source: String
  public let subject: Spec
  /// The chain of this one phase.
  private let optimizer: Chain
  /// What stood after `@`.
  public let schedule: Chain?
  /// Its rate is the base rate of the schedule.
  public var recipe: any OptimizerRecipe
  /// The name under which the spec knows its rate, `lr` or `learning_rate`; nil where it takes none.
  public let rateName: String?
  /// Whether the spec says the rate.
  public let statesRate: Bool
  /// Whether the rate was found by `Tuning`.
  public private(set) var isTuned = false
  private let context: RunContext

  /// - Parameters:
  ///   - baseRate: the rate of optimizers whose spec says none; nil leaves them their own default.
  ///   - findsRate: whether the rate will be searched for, so that a framework's optimizer without a default needs none.
  ///   - context: the run that percentages and epochs are parts of.
  /// - Throws: `SpecError` for an unknown name or a wrong argument, of the optimizer or the schedule; where the rate
  ///   has a schedule twice.
  public init(
    _ source: String, baseRate: Double?, findsRate: Bool = false, in context: RunContext
  ) throws(SpecError) {
    try self.init(
      try Optimizers.catalogue.run(source), of: source, baseRate: baseRate, findsRate: findsRate, in: context)
  }

  /// One that has been parsed, of a text that may say more.
  public init(
    _ spec: RunSpec, of source: String, baseRate: Double?, findsRate: Bool = false, in context: RunContext
  ) throws(SpecError) {
    self.source = source
    self.context = context
    var building = context
    if baseRate != nil || spec.schedule != nil || findsRate { building.rateToAssume = baseRate ?? context.baseRate }
    recipe = try Optimizers.build(spec.subject, in: building)
    optimizer = spec.subject
    subject = spec.subject.phases[0]
    schedule = spec.schedule
    if recipe.drivesRate, let schedule {
      throw SpecError(
        Localized("the optimizer's rate has a schedule already", zh: "优化器的学习率已有调度"), in: source, at: schedule.range)
    }
    let parameters = try Optimizers.catalogue.entry(for: subject, in: source).parameters
    let rateName = ["lr", "learning_rate"].first { name in parameters.contains { $0.name == name } }
    self.rateName = rateName
    statesRate = subject.arguments.contains { $0.key == rateName }
    if let baseRate, !statesRate { recipe.rate = baseRate }
    _ = try builtSchedule()
  }

  /// The schedule from the recipe's rate; nil for a constant one.
  public func builtSchedule() throws(SpecError) -> AnySchedule? {
    guard let schedule else { return nil }
    var context = context
    context.baseRate = recipe.rate
    return try Schedules.build(schedule, in: context)
  }

  /// What is said in vain, of the optimizer and its schedules.
  public var remarks: [Localized] {
    var remarks: [Localized] = []
    for chain in [optimizer] + (schedule.map { [$0] } ?? []) {
      remarks += Optimizers.catalogue.remarks(on: chain) + Schedules.catalogue.remarks(on: chain)
    }
    return remarks
  }

  /// Takes the rate that a search found; from here on the run's label says it.
  public mutating func tune(to rate: Double) {
    recipe.rate = rate
    isTuned = true
  }

  /// Down a surface.
  ///
  /// - Parameter rate: in place of the recipe's own.
  public func descent(
    on surface: TestSurface, rate: Double? = nil, from start: (x: Double, y: Double)? = nil, steps: Int
  ) throws(SpecError) -> Descent {
    var run = self
    if let rate { run.recipe.rate = rate }
    return Descent(on: surface, run.recipe, under: try run.builtSchedule(), from: start, steps: steps)
  }

  /// `adam@warmup+cosine`: the names alone.
  public var name: String {
    plainName + (schedule.map { "@" + $0.phases.map(\.name).joined(separator: "+") } ?? "")
  }

  private var plainName: String { Optimizers.catalogue.plainName(subject.name) }

  private var rateKey: String { rateName ?? "lr" }

  /// The same, of characters that a file's name may have.
  public var fileName: String {
    plainName + (schedule.map { "_" + $0.phases.map(\.name).joined(separator: "_") } ?? "")
  }

  /// What the spec says, and the rate in any case.
  private var settings: [(key: String, value: String)] {
    var settings = subject.arguments.map { (key: $0.key, value: $0.value.text) }
    guard let rateName, !recipe.drivesRate else { return settings }
    let rate = (key: rateName, value: shortest(recipe.rate))
    if let place = settings.firstIndex(where: { $0.key == rateName }) {
      settings[place] = rate
    } else {
      settings.insert(rate, at: 0)
    }
    return settings
  }

  /// The spec with its rate said: `adam:lr=0.001@cosine`.
  public var canonical: String {
    let list = settings.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    return plainName + (list.isEmpty ? "" : ":" + list) + (schedule.map { "@" + $0.text } ?? "")
  }

  /// A name for each run, no two alike: the optimizer's and the schedule's where that is enough, else with the
  /// parameters that tell the run from its namesakes.
  public static func labels(of runs: [OptimizerRun]) -> [String] {
    var used: [String: Int] = [:]
    return runs.map { run in
      let namesakes = runs.filter { $0.name == run.name }
      var label = run.name
      if namesakes.count > 1 {
        let telling = run.settings.filter { setting in
          !namesakes.allSatisfy { other in other.settings.contains { $0 == setting } }
        }
        label = run.plainName + telling.map { " \($0.key)=\($0.value)" }.joined()
        if let schedule = run.schedule {
          let text = schedule.text
          label +=
            "@"
            + (namesakes.allSatisfy { $0.schedule?.text == text }
              ? String(run.name.drop { $0 != "@" }.dropFirst()) : text)
        }
      }
      if run.isTuned, !label.contains(" \(run.rateKey)=") { label += " \(run.rateKey)=\(shortest(run.recipe.rate))" }
      used[label, default: 0] += 1
      let count = used[label, default: 1]
      return count == 1 ? label : "\(label) (\(count))"
    }
  }
}
