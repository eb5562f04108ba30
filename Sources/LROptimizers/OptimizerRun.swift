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

  /// A name for each run, no two alike.
  public static func labels(of runs: [OptimizerRun]) -> [String] { numbered(tellingNames(of: runs)) }

  /// The same names, from the second of each on with a number.
  public static func numbered(_ names: [String]) -> [String] {
    var used: [String: Int] = [:]
    return names.map { name in
      used[name, default: 0] += 1
      let count = used[name, default: 1]
      return count == 1 ? name : "\(name) (\(count))"
    }
  }

  /// What a run says of its optimizer besides the rate: `momentum=0.9`.
  public var statedSettings: [String] {
    subject.arguments.filter { $0.key != rateKey }.map { "\($0.key)=\($0.value.text)" }
  }

  /// Of each optimizer with its plain name, what all of its runs say alike, and their names therefore don't.
  public static func sharedSettings(of runs: [OptimizerRun]) -> [(name: String, settings: [String])] {
    var names: [String] = []
    for run in runs where !names.contains(run.plainName) { names.append(run.plainName) }
    return names.compactMap { name in
      let own = runs.filter { $0.plainName == name }
      let shared = own[0].statedSettings.filter { one in own.allSatisfy { $0.statedSettings.contains(one) } }
      return shared.isEmpty ? nil : (name, shared)
    }
  }

  /// The optimizer's and the schedule's name of each run, with the parameters that not all runs of that optimizer share.
  public static func tellingNames(of runs: [OptimizerRun]) -> [String] {
    /// What runs have in common: how many there are, and how many of them say each setting.
    struct Peers {
      var count = 0
      var said: [String: Int] = [:]
    }
    var ofOptimizer: [String: Peers] = [:]
    var ofName: [String: Peers] = [:]
    let settings = runs.map { run in run.settings.map { (key: $0.key, text: "\($0.key)=\($0.value)") } }
    for (run, settings) in zip(runs, settings) {
      ofOptimizer[run.plainName, default: Peers()].count += 1
      for setting in settings { ofOptimizer[run.plainName]?.said[setting.text, default: 0] += 1 }
      ofName[run.name, default: Peers()].count += 1
      if let schedule = run.schedule { ofName[run.name]?.said[schedule.text, default: 0] += 1 }
    }
    return zip(runs, settings).map { run, settings in
      var label = run.plainName
      if let peers = ofOptimizer[run.plainName] {
        label += settings.filter { peers.said[$0.text] != peers.count }.map { " " + $0.text }.joined()
      }
      if run.isTuned, !label.contains(" \(run.rateKey)=") { label += " \(run.rateKey)=\(shortest(run.recipe.rate))" }
      if let schedule = run.schedule {
        let isShared = ofName[run.name].map { $0.said[schedule.text] == $0.count } ?? true
        label += "@" + (isShared ? schedule.phases.map(\.name).joined(separator: "+") : schedule.text)
      }
      return label
    }
  }
}
