import LRCore

/// mmengine's learning-rate schedulers, one at a time or as the list that its runner takes.
enum MMEngineDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = schedulers.map(entry) + [list]

  /// One scheduler: what the catalogue says of it, and how it is made from arguments.
  struct Scheduler: Sendable {
    var name: String
    var nearest: String
    var summary: Localized
    var formula: String
    var parameters: [Parameter]
    var note: Localized
    var difference: Localized
    var examples: [String]
    var build: @Sendable (inout Arguments, Setting) throws(SpecError) -> Part
  }

  /// What a scheduler is made in.
  struct Setting: Sendable {
    /// The optimizer's rate, which a one-cycle before it may have replaced.
    var base: Double
    var begin: Int
    var end: Int

    /// The step of its own at which a window's end is reached.
    var last: Int { end - begin - 1 }
  }

  enum Part: Sendable {
    case rule(any MMEngineRule)
    case plateau(MMEnginePlateau)
  }

  static let schedulers: [Scheduler] = [
    constant, cosine, exponential, linear, multistep, step, polynomial, oneCycle, restarts, plateau,
  ]

  static let window: [Parameter] = [
    Parameter("begin", .steps(.any), .integer(0), Localized("first step of the window", zh: "起作用的第一步")),
    Parameter(
      "end", .steps(.any), .integer(1_000_000_000),
      Localized("step at which it stops working; in a list the run's", zh: "停止作用的步；在列表中缺省为全程")),
    Parameter(
      "by_epoch", .flag, .flag(true),
      Localized("its steps are epochs, where the run has epochs", zh: "以轮为步（当给出轮数时）")),
  ]

  /// A scheduler made from its arguments, `%` and `ep` counting in steps of its own.
  static func member(
    _ scheduler: Scheduler, _ arguments: inout Arguments, base: Double, endsWithRun: Bool
  ) throws(SpecError) -> (part: Part, member: MMEngineMember?) {
    let countsEpochs = try arguments.flag("by_epoch")
    let stride = countsEpochs ? arguments.context.stepsPerEpoch ?? 1 : 1
    var own = arguments
    if stride > 1 {
      let context = arguments.context
      own = try Arguments(
        arguments.spec, parameters: arguments.declaredParameters(of: scheduler),
        context: RunContext(
          steps: (context.steps + stride - 1) / stride, stepsPerEpoch: 1, baseRate: context.baseRate,
          runSteps: context.runSteps.map { ($0 + stride - 1) / stride }), source: arguments.source)
    }
    let begin = try own.integer("begin")
    let end = endsWithRun && !own.has("end") ? max(own.context.steps, 1) : try own.integer("end")
    guard end > begin else {
      throw arguments.refusal(
        by: "mmengine", "end should be larger than begin, but got begin=\(begin), end=\(end)",
        at: arguments.has("end") ? "end" : "begin")
    }
    let part = try scheduler.build(&own, Setting(base: base, begin: begin, end: end))
    if stride > 1 {
      for parameter in scheduler.parameters + window { _ = arguments.raw(parameter.name) }
    } else {
      arguments = own
    }
    guard case .rule(let rule) = part else { return (part, nil) }
    let member = MMEngineMember(rule: rule, window: begin..<end, stride: stride, countsEpochs: countsEpochs)
    if let failure = member.failure, failure.time == 0 {
      throw arguments.failure(of: "mmengine", failure.reason, at: "begin")
    }
    return (part, member)
  }

  private static func entry(_ scheduler: Scheduler) -> CatalogueEntry<AnySchedule> {
    CatalogueEntry<AnySchedule>(
      "mmengine." + scheduler.name, summary: scheduler.summary, formula: scheduler.formula,
      parameters: scheduler.parameters + window,
      source: "mmengine mmengine/optim/scheduler/param_scheduler.py, \(scheduler.name)",
      note: scheduler.note, examples: scheduler.examples,
      origin: Origin("mmengine", version: "0.10.7", nearest: scheduler.nearest, difference: scheduler.difference)
    ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
      let base = arguments.base()
      let (part, member) = try member(scheduler, &arguments, base: base, endsWithRun: false)
      let schedule = MMEngineSchedule(base: base, members: member.map { [$0] } ?? [])
      guard case .plateau(let plateau) = part else { return .fixed(schedule) }
      return .listening(
        MMEngineListeners(schedule, plateaus: [plateau], stride: arguments.context.stepsPerEpoch ?? 1))
    }.asDialect(rateFromOptimizer: true)
  }
}

extension Arguments {
  /// The parameters that these arguments were checked against: the scheduler's and what every dialect adds.
  fileprivate func declaredParameters(of scheduler: MMEngineDialect.Scheduler) -> [Parameter] {
    let shared = ["lr", "for", "label"].map { Parameter($0, .any(form: ""), .none, Localized("")) }
    return scheduler.parameters + MMEngineDialect.window + shared
  }
}
