import LRCore

/// A rise, then a rate or another scheduler, which is told its epoch.
struct PaddleWarmup: PaddleSettable {
  /// To the end that the rise is heading for; its length is that of the warm-up.
  private let rise: WarmupSchedule
  /// What comes after the warm-up, from any of its own epochs on.
  private let rest: @Sendable (Int) -> any Schedule
  private let whole: Joined

  init(rise: WarmupSchedule, first: Int = 0, rest: @escaping @Sendable (Int) -> any Schedule) {
    self.rise = rise
    self.rest = rest
    whole =
      first < rise.length
      ? Joined(phases: [PaddleLater(rule: rise, first: first), rest(0)], starts: [0, rise.length - first])
      : Joined(phases: [rest(first - rise.length)], starts: [0])
  }

  func rate(at step: Int) -> Double { whole.rate(at: step) }
  func rates(count: Int) -> [Double] { whole.rates(count: count) }
  func outline(until steps: Int) -> Outline { whole.outline(until: steps) }
  var ending: Ending? { whole.ending }
  var isReplayed: Bool { whole.isReplayed }
  func set(from first: Int) -> any Schedule { PaddleWarmup(rise: rise, first: first, rest: rest) }
}

extension PaddleDialect {
  static let linearWarmup = entry(
    "LinearWarmup",
    summary: Localized(
      "from start_lr up to end_lr, then a rate or another scheduler", zh: "从 start_lr 线性升到 end_lr，然后是给定学习率或另一调度"),
    formula: """
      rate(t) = start_lr + (end_lr - start_lr) * t / warmup_steps, t < warmup_steps
      then learning_rate, or the scheduler's rate at its own epoch t - warmup_steps
      """,
    parameters: [
      Parameter(
        "learning_rate", .any(form: "number | (paddle.Name:...)"), .required,
        Localized("rate or scheduler after the warm-up", zh: "预热之后的学习率或调度")
      ).asBaseRate,
      Parameter("warmup_steps", .steps(.positive), .required, Localized("epochs of the warm-up", zh: "预热的轮数")),
      Parameter("start_lr", .rate(.nonNegative), .required, Localized("first rate", zh: "起始学习率")),
      Parameter(
        "end_lr", .rate(.any), .required,
        Localized("where the rise is heading, above start_lr", zh: "上升所趋向的值，须大于 start_lr")),
      lastEpoch,
    ],
    nearest: "warmup",
    difference: Localized(
      "end_lr need not be where the scheduler begins: there may be a jump", zh: "end_lr 不必等于后续调度的起点，可有跳变"),
    note: Localized(
      "end_lr itself is never used: at t = warmup_steps the scheduler's epoch 0 is. It is set by "
        + "step(epoch), so a CosineAnnealingDecay follows its closed form there.",
      zh: "end_lr 本身不会被用到：在 t = warmup_steps 时已是后续调度的第 0 轮。后者由 step(epoch) 驱动，故 CosineAnnealingDecay 在此取闭式。"),
    examples: [
      "paddle.LinearWarmup:learning_rate=0.1,warmup_steps=10,start_lr=0,end_lr=0.1",
      "paddle.LinearWarmup:learning_rate=(paddle.CosineAnnealingDecay:learning_rate=0.1,T_max=90),warmup_step"
        + "s=10,start_lr=0,end_lr=0.1",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let warmup = try arguments.integer("warmup_steps")
    let start = try arguments.number("start_lr")
    let end = try arguments.number("end_lr")
    guard end > start else {
      throw arguments.error(
        Localized(
          "Paddle: end_lr \(shortest(end)) must be greater than start_lr \(shortest(start))",
          zh: "Paddle：end_lr（\(shortest(end))）必须大于 start_lr（\(shortest(start))）"), at: "end_lr")
    }
    let schedule = PaddleWarmup(
      rise: WarmupSchedule(base: end, start: start, length: warmup, shape: .linear),
      first: try firstEpoch(&arguments), rest: try successor(&arguments, after: warmup))
    guard let ending = schedule.ending, ending.lastStep < 0 else { return .fixed(schedule) }
    throw arguments.error(Localized("Paddle: \(ending.reason)", zh: "Paddle：\(ending.reason)"), at: "last_epoch")
  }

  /// What comes after the warm-up, from any of its own epochs on.
  private static func successor(
    _ arguments: inout Arguments, after warmup: Int
  ) throws(SpecError) -> @Sendable (Int) -> any Schedule {
    if case .number(let rate)? = arguments.raw("learning_rate")?.kind {
      return { _ in ConstantSchedule(base: rate) }
    }
    guard let chain = try arguments.chain("learning_rate") else {
      throw arguments.error(Localized("a rate or a scheduler is needed", zh: "需要学习率或调度"), at: "learning_rate")
    }
    guard chain.phases.count == 1, chain.phases[0].name.hasPrefix("paddle.") else {
      let name = chain.phases[0].name
      let known = chain.phases.count == 1 ? Schedules.catalogue["paddle.\(name)"]?.name : nil
      throw arguments.error(
        Localized(
          "'learning_rate' is a number or one scheduler of Paddle"
            + (known.map { "; did you mean (\($0))?" } ?? ", such as (paddle.StepDecay:...)"),
          zh: "“learning_rate”应为数或一个 Paddle 调度" + (known.map { "；是否想写（\($0)）？" } ?? "，例如 (paddle.StepDecay:…)")),
        at: "learning_rate")
    }
    let context = arguments.context.phase(steps: max(1, arguments.context.steps - warmup))
    switch try Assembly(chain, in: context).schedule {
    case .fixed(let schedule): return { set(schedule, from: $0) }
    case .listening(let listener as PaddlePlateau): return { PaddlePlateauOfEpochs(listener: listener, first: $0) }
    case .listening: preconditionFailure("a scheduler of Paddle listens, and isn't its plateau")
    }
  }
}
