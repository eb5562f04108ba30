import LRCore
import LROptimizers
import LRSchedules

/// A training run as its spec names it: `adam:lr=1e-3,label=mine,groups=[(bias:lr=1e-2)]@cosine`.
public struct PlannedRun: Sendable {
  public let optimizer: OptimizerRun
  /// `label=`.
  public let label: String?
  private let groups: [PlannedGroup]

  private struct PlannedGroup: Sendable {
    var name: String
    /// Its name with what it says.
    var words: String
    var parameters: Set<String>
    var optimizer: OptimizerRun
  }

  /// - Parameters:
  ///   - context: steps of the run and of an epoch.
  ///   - names: of the network's parameters.
  ///   - findsRate: whether the rate is given later, so that optimizers without a default need none.
  /// - Throws: `SpecError` for an unknown name or a wrong argument; for a group that names no parameter.
  public init(
    _ source: String, in context: RunContext, parameters names: [String], findsRate: Bool = false
  ) throws(SpecError) {
    var spec = try Self.parsed(source, findsRate: findsRate)
    guard spec.subject.phases.count == 1 else {
      throw SpecError(
        Localized("a run has one optimizer: phases are of its schedule, after '@'", zh: "一次训练只有一个优化器：阶段属于“@”之后的调度"),
        in: source, at: spec.subject.phases[1].range)
    }
    let own = spec.subject.phases[0].arguments
    spec.subject.phases[0].arguments.removeAll { ["label", "groups"].contains($0.key) }
    optimizer = try OptimizerRun(spec, of: source, baseRate: nil, findsRate: findsRate, in: context)
    switch own.first(where: { $0.key == "label" })?.value.kind {
    case .text(let text, _)?, .word(let text)?: label = text
    case nil: label = nil
    default: label = own.first { $0.key == "label" }?.value.text
    }
    var groups: [PlannedGroup] = []
    if let argument = own.first(where: { $0.key == "groups" }) {
      guard case .list(let values) = argument.value.kind else { throw Self.noGroups(source, argument.value.range) }
      for value in values {
        guard case .chain(let chain) = value.kind, chain.phases.count == 1 else {
          throw Self.noGroups(source, value.range)
        }
        groups.append(try Self.group(chain.phases[0], of: spec, source, context, names, findsRate))
      }
    }
    self.groups = groups
  }

  /// The optimizer that moves a parameter.
  func recipe(ofParameter name: String) -> any OptimizerRecipe {
    (groups.first { $0.parameters.contains(name) }?.optimizer ?? optimizer).recipe
  }

  /// The spec of a run; a schedule in the optimizer's place gets an error of its own.
  private static func parsed(_ source: String, findsRate: Bool) throws(SpecError) -> RunSpec {
    let run = try Optimizers.catalogue.run(source)
    if let error = misplacedSchedule(run, source, findsRate) { throw error }
    return run
  }

  private static func misplacedSchedule(_ run: RunSpec, _ source: String, _ findsRate: Bool) -> SpecError? {
    let name = run.subject.phases[0].name
    guard Optimizers.catalogue[name] == nil, Schedules.catalogue[name] != nil else { return nil }
    let range = run.subject.phases[0].nameRange
    if findsRate {
      return SpecError(
        Localized(
          "'\(name)' is a schedule, and a range test is of an optimizer alone, such as sgd or adam",
          zh: "“\(name)”是调度，而范围测试只针对优化器，例如 sgd 或 adam"), in: source, at: range)
    }
    var better = "sgd@" + source
    if let schedule = run.schedule, schedule.phases.count == 1, Optimizers.catalogue[schedule.phases[0].name] != nil {
      let subject = Array(source)[run.subject.range]
      better = String(Array(source)[schedule.range]) + "@" + String(subject)
    }
    if better.count > 100 { better = "sgd@\(name)" }
    return SpecError(
      Localized(
        "'\(name)' is a schedule, and a run begins with its optimizer: write \(better)",
        zh: "“\(name)”是调度，而 RUN 以优化器开头：写作 \(better)"), in: source, at: range)
  }

  private static func noGroups(_ source: String, _ range: Range<Int>) -> SpecError {
    SpecError(
      Localized(
        "groups are written as groups=[(bias:lr=1e-2),(head:lr=1e-3,schedule=(cosine))]",
        zh: "参数组写作 groups=[(bias:lr=1e-2),(head:lr=1e-3,schedule=(cosine))]"), in: source, at: range)
  }

  /// The parameters that a group's name means.
  ///
  /// `bias`, `weight`, `head` (the last layer), `body` (all others), `layer2`, or one of W1, b1, ...
  static func parameters(_ name: String, among names: [String]) -> Set<String> {
    let last = names.count / 2
    switch name {
    case "bias": return Set(names.filter { $0.hasPrefix("b") })
    case "weight": return Set(names.filter { $0.hasPrefix("W") })
    case "head": return ["W\(last)", "b\(last)"]
    case "body": return Set(names).subtracting(["W\(last)", "b\(last)"])
    default:
      if name.hasPrefix("layer") {
        let number = name.dropFirst("layer".count)
        return Set(names.filter { $0.dropFirst() == number })
      }
      return Set(names.filter { $0 == name })
    }
  }

  private static func group(
    _ phase: Spec, of run: RunSpec, _ source: String, _ context: RunContext, _ names: [String],
    _ findsRate: Bool
  ) throws(SpecError) -> PlannedGroup {
    let parameters = Self.parameters(phase.name, among: names)
    guard !parameters.isEmpty else {
      throw SpecError(
        Localized(
          "no parameters are called '\(phase.name)': groups are bias, weight, head, body, layer1 ... layer\(names.count / 2), or \(names.joined(separator: ", "))",
          zh:
            "没有名为“\(phase.name)”的参数：可用 bias、weight、head、body、layer1 … layer\(names.count / 2) 或 \(names.joined(separator: "、"))"
        ),
        in: source, at: phase.nameRange)
    }
    var spec = run
    for argument in phase.arguments where argument.key != "schedule" {
      spec.subject.phases[0].arguments.removeAll { $0.key == argument.key }
      spec.subject.phases[0].arguments.append(argument)
    }
    if let schedule = phase.arguments.first(where: { $0.key == "schedule" }) {
      switch schedule.value.kind {
      case .chain(let chain): spec.schedule = chain
      case .word(let name): spec.schedule = try SpecParser.chain(name)
      default:
        throw SpecError(
          Localized("a group's schedule stands in brackets: schedule=(cosine)", zh: "参数组的调度写在括号里：schedule=(cosine)"),
          in: source, at: schedule.value.range)
      }
    }
    return PlannedGroup(
      name: phase.name,
      words: phase.name + phase.arguments.map { " \($0.key)=\($0.value.text)" }.joined(), parameters: parameters,
      optimizer: try OptimizerRun(spec, of: source, baseRate: nil, findsRate: findsRate, in: context))
  }

  /// The run, ready to be trained.
  ///
  /// - Parameter rate: in place of the optimizer's own; groups keep their proportion to it.
  public func run(named name: String, rate: Double? = nil) throws(SpecError) -> TrainingRun {
    var own = optimizer
    let factor = rate.map { $0 / optimizer.recipe.rate } ?? 1
    if let rate { own.recipe.rate = rate }
    var made: [TrainingRun.Group] = []
    for group in groups {
      var optimizer = group.optimizer
      optimizer.recipe.rate *= factor
      made.append(
        TrainingRun.Group(
          name: group.name, parameters: group.parameters, recipe: optimizer.recipe,
          schedule: try optimizer.builtSchedule()))
    }
    return TrainingRun(
      name: name, spec: optimizer.source, recipe: own.recipe, schedule: try own.builtSchedule(), groups: made)
  }

  /// The run under these rates in place of its schedule; groups keep their proportion to them.
  ///
  /// - Throws: `SpecError` where something else sets the rate: a schedule, the optimizer itself.
  public func run(named name: String, rates: [Double]) throws(SpecError) -> TrainingRun {
    let taken = [optimizer] + groups.map(\.optimizer)
    if let chain = taken.lazy.compactMap(\.schedule).first {
      throw SpecError(
        Localized(
          "the test sets the learning rate itself: leave the schedule out", zh: "范围测试自行设定学习率：请去掉调度"),
        in: optimizer.source, at: chain.range)
    }
    for one in taken where one.recipe.drivesRate || one.rateName == nil {
      throw SpecError(
        Localized(
          "a range test needs an optimizer with a learning rate that can be set", zh: "范围测试需要学习率可设定的优化器"),
        in: optimizer.source, at: optimizer.subject.nameRange)
    }
    guard groups.isEmpty || optimizer.recipe.rate > 0 else {
      throw SpecError(
        Localized(
          "groups keep their proportion to the run's learning rate, which must be more than 0",
          zh: "参数组与该训练的学习率保持比例，后者必须大于 0"),
        in: optimizer.source, at: optimizer.subject.nameRange)
    }
    var made = try run(named: name)
    made.schedule = .fixed(ListedSchedule(values: rates))
    for (index, group) in groups.enumerated() {
      let factor = group.optimizer.recipe.rate / optimizer.recipe.rate
      made.groups[index].schedule = .fixed(ListedSchedule(values: rates.map { $0 * factor }))
    }
    return made
  }

  /// A name for each run, no two alike: labels where they are given.
  public static func names(of runs: [PlannedRun]) -> [String] {
    let plain = OptimizerRun.tellingNames(of: runs.map(\.optimizer))
    // What groups say, where runs have groups of the same names that say something else.
    var said: [[String]: Set<[String]>] = [:]
    for run in runs { said[run.groups.map(\.name), default: []].insert(run.groups.map(\.words)) }
    return OptimizerRun.numbered(
      zip(runs, plain).map { run, name in
        var name = run.label ?? name
        if run.label == nil, !run.groups.isEmpty {
          let names = run.groups.map(\.name)
          let shown = (said[names] ?? []).count > 1 ? run.groups.map(\.words) : names
          name += " (\(shown.joined(separator: ", ")))"
        }
        return name
      })
  }
}
