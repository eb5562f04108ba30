import LRCore
import LRSchedules
import LRSystem

/// Specs, parsed and evaluated over one run.
struct PlannedSpecs {
  let chains: [Chain]
  /// Of each schedule, for a file's name.
  let names: [String]
  let context: RunContext
  /// One of each schedule; where it is stepped in another unit, two: what is meant, and what happens.
  var plans: [RatePlan]
  private let stepping: Stepping?
  /// Whether the file of metrics has more values than the run needs.
  private let metricGoesOn: Bool
  private let sourceNotes: [Localized]
  private let pace: SchedulerPaceNotes
  /// Whether each schedule was typed, and not read from a file.
  private let isTyped: [Bool]

  /// All rates together: 8 bytes each.
  static let maximumValues = 400_000_000

  /// - Parameter extra: bytes a step that the command keeps beside the plans.
  init(
    _ specs: [String], _ time: TimeOptions, _ metric: MetricOptions, extra: Int = 0, in terminal: Terminal
  ) throws(Failure) {
    var sources = ScheduleSources(specs.map { ScheduleSource(spec: $0) }, context: try time.context())
    sources.statesPace = time.schedulerSteps != nil
    try self.init(sources, metric, extra: extra, in: terminal)
  }

  init(
    _ sources: ScheduleSources, stepped stepping: Stepping? = nil, _ metric: MetricOptions, extra: Int = 0,
    in terminal: Terminal
  ) throws(Failure) {
    var context = sources.context
    chains = try sources.all.map { source throws(Failure) in try source.chain() }
    names = zip(sources.all, chains).map { $0.name(of: $1) }
    try Self.refuseTooMany(chains.count, context.steps, stepping)
    try Self.check(
      zip(sources.all.map(\.spec), chains), context, stepping, listens: metric.metrics != nil, extra: extra,
      in: terminal.memory)
    let metrics = try metric.values(
      for: Self.metricsNeeded(context) - (context.stepsPerSchedulerStep > 1 ? 1 : 0), in: terminal)
    context.metrics = metrics?.values
    metricGoesOn = metrics?.goesOn ?? false
    self.context = context
    self.stepping = stepping
    sourceNotes = sources.notes
    pace = SchedulerPaceNotes(context: context, isStated: sources.statesPace)
    isTyped = sources.all.map { $0.file == nil }
    if let stepping, stepping.factor > 1, context.stepsPerSchedulerStep > 1 {
      throw Failure(
        usage: "--stepped-by and --scheduler-steps epoch exclude each other: both say when schedulers are stepped",
        zh: "--stepped-by 与 --scheduler-steps epoch 不能同用：两者都规定调度器何时步进")
    }
    plans = []
    for source in sources.all {
      if let stepping, stepping.factor > 1 {
        plans += [try source.plan(in: context, stepped: .meant), try source.plan(in: context, stepped: stepping)]
      } else {
        plans.append(try source.plan(in: context))
      }
    }
  }

  private static func refuseTooMany(_ count: Int, _ steps: Int, _ stepping: Stepping?) throws(Failure) {
    // A scheduler that is stepped more often has as many more values.
    let factor = stepping?.factor ?? 1
    let (evaluated, overflow) = steps.multipliedReportingOverflow(by: factor == 1 ? 1 : factor + 1)
    let (all, overflowAll) = count.multipliedReportingOverflow(by: overflow ? 0 : evaluated + 1)
    guard overflow || overflowAll || all > maximumValues else { return }
    let times = factor == 1 ? Localized("") : Localized(", stepped \(factor) times each,", zh: "（每步步进 \(factor) 次）")
    throw Failure(
      usage: "\(count) schedules of \(steps) steps\(times.english) are more than \(maximumValues) values",
      zh: "\(count) 个调度、每个 \(steps) 步\(times.chinese)，超过了 \(maximumValues) 个值的上限")
  }

  /// Refuses what the memory can't hold, before anything of it is made.
  ///
  /// - Parameter listens: whether a metric is read, of as many values as the run has steps.
  private static func check(
    _ schedules: Zip2Sequence<[String], [Chain]>, _ context: RunContext, _ stepping: Stepping?, listens: Bool,
    extra: Int, in memory: Memory
  ) throws(Failure) {
    let (factor, steps, specs) = (stepping?.factor ?? 1, context.steps, schedules.map(\.0))
    // Over a short run it doesn't matter what they drive.
    let momenta =
      steps < 100_000 ? specs.count : schedules.count { _, chain in Schedules.driveMomentum(chain, in: context) }
    let bytes = Memory.ofPlans(
      (specs.count + momenta) * (factor > 1 ? 2 : 1), values: steps + 1,
      evaluated: saturatingProduct(steps + 1, factor), depth: specs.map { Memory.depth(of: $0) }.max() ?? 0,
      extra: extra + (listens ? 24 : 0))
    let all = specs.count == 1 ? "1 schedule" : "\(specs.count) schedules"
    try memory.check(
      bytes, for: Localized("\(all) of \(steps) steps", zh: "\(specs.count) 个调度、每个 \(steps) 步"),
      specs.count == 1
        ? Localized("give fewer --steps (or --epochs)", zh: "请减少 --steps（或 --epochs）")
        : Localized("give fewer --steps (or --epochs), or fewer schedules", zh: "请减少 --steps（或 --epochs）或调度的数目"))
  }

  /// Remarks on what the rates alone don't say.
  func notes(naming names: [String]) -> [Localized] {
    sourceNotes + [metricNote, meantNote].compactMap { $0 } + paceNotes(naming: names) + endingNotes(naming: names)
      + remarks
  }

  /// Curves that are over at once, as those of schedulers are that count epochs and are stepped with every update.
  func paceNotes(naming names: [String]) -> [Localized] {
    guard plans.count == chains.count else { return [] }
    return pace.notes(
      // Where a metric ends early, the note about that says what to do.
      on: plans.indices.filter { isTyped[$0] && !(plans[$0].metrics != nil && metricNote != nil) }
        .map { (names[$0], chains[$0], plans[$0].rates) },
      among: chains)
  }

  /// Values of a metric, one for each step of the schedulers.
  private static func metricsNeeded(_ context: RunContext) -> Int {
    let stride = context.stepsPerSchedulerStep
    return (context.steps + stride - 1) / stride
  }

  /// Metrics that are heard by none, or end before the run does.
  var metricNote: Localized? {
    guard let metrics = context.metrics else { return nil }
    if plans.allSatisfy({ $0.metrics == nil }) {
      return Localized("none of these schedules listens to --metrics", zh: "这些调度都不使用 --metrics 中的数值")
    }
    let stride = context.stepsPerSchedulerStep
    let needed = Self.metricsNeeded(context)
    if metricGoesOn {
      return stride > 1
        ? Localized(
          "--metrics goes on after the \(needed) values that \(needed) epochs need; the rest is not read",
          zh: "--metrics 的数值多于 \(needed) 轮所需的 \(needed) 个，其余未读取")
        : Localized(
          "--metrics goes on after the \(needed + 1) values that \(needed) steps need; the rest is not read",
          zh: "--metrics 的数值多于 \(needed) 步所需的 \(needed + 1) 个，其余未读取")
    }
    guard metrics.count < needed else { return nil }
    if stride > 1 {
      return Localized(
        "--metrics ends after \(metrics.count) of \(needed) epochs; a rate that listens stays as it is from there",
        zh: "--metrics 只有 \(metrics.count) 个值，而训练有 \(needed) 轮；其后根据指标调整的学习率保持不变")
    }
    return Localized(
      "--metrics ends after \(metrics.count) of \(context.steps) steps; a rate that listens stays as it is from there",
      zh: "--metrics 只有 \(metrics.count) 个值，而训练有 \(context.steps) 步；其后根据指标调整的学习率保持不变") + pace.metricsHint
  }

  /// A stepping that changes nothing leaves nothing to compare.
  private var meantNote: Localized? {
    guard let stepping, stepping.factor == 1 else { return nil }
    return Localized(
      "the scheduler is stepped once an optimizer step, as meant: there is no second curve to draw",
      zh: "调度每个优化器步步进一次，与预期一致：没有第二条曲线可画")
  }

  /// About arguments that were given and change nothing, each once; of many, the first few.
  private var remarks: [Localized] {
    var all: [Localized] = []
    for remark in plans.lazy.flatMap(\.remarks) where all.count < 8 && !all.contains(remark) { all.append(remark) }
    return all
  }

  /// Schedules that would stop the run with an error; of many, the first few.
  private func endingNotes(naming names: [String]) -> [Localized] {
    let all = zip(names, plans).compactMap { name, plan in plan.ending?.message(about: name) }
    let told = 4
    guard all.count > told + 1 else { return all }
    let rest = all.count - told
    return all.prefix(told) + [
      Localized("\(rest) more schedules stop with an error", zh: "另有 \(rest) 个调度也会报错停止")
    ]
  }
}
