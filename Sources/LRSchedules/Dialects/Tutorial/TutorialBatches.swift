import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A warm-up, a stable time and a decay that are counted in epochs and evaluated at every batch.
///
/// Step t is batch t mod `batches` of epoch floor(t / batches). With u = epochs since the decay began:
/// power: base * (1 - u / length)^power, cosine: base * (1 + cos(pi u / length)) / 2
struct TutorialBatchesSchedule: Schedule {
  var base: Double
  /// Batches of an epoch; positive.
  var batches: Int
  /// In epochs, as all lengths; need not be whole.
  var warmup: Double
  var stable: Double
  var total: Double
  var decay: Decay

  enum Decay: Sendable {
    case power(Double)
    case cosine
  }

  func rate(at step: Int) -> Double {
    let epoch = Double(step / batches)
    let size = Double(batches)
    if epoch < warmup { return Double(step) / (warmup * size) * base }
    if epoch < warmup + stable { return base }
    let done = Double(step) - (warmup + stable) * size
    let length = (total - warmup - stable) * size
    switch decay {
    case .power(let power): return pow(1 - done / length, power) * base
    case .cosine: return (1 + cos(Double.pi * done / length)) / 2 * base
    }
  }

  /// The first batch of the first epoch that is not before `epochs`.
  private func start(_ epochs: Double) -> Int {
    let step = epochs.rounded(.up) * Double(batches)
    return step < 1e15 ? Int(clamping: step) : 1_000_000_000_000_000
  }

  /// A decay without length divides by 0; a negative number has no power that isn't whole.
  var ending: Ending? {
    let begin = start(warmup + stable)
    if total == warmup + stable { return Ending(lastStep: begin - 1, reason: "division by zero") }
    guard case .power(let power) = decay, power != power.rounded() || power < 0 else { return nil }
    let end = ((total * Double(batches)).rounded(.down))
    let last = power < 0 && end == total * Double(batches) ? end - 1 : end
    guard last < 1e15, Int(clamping: last) >= begin, power != power.rounded() || last != end else { return nil }
    return Ending(lastStep: Int(clamping: last), reason: "the power of a negative number or of 0 is not a number")
  }

  func outline(until steps: Int) -> Outline {
    let marks = [0, start(warmup), start(warmup + stable), start(total)].map { min($0, steps) }
    var phases: [Outline.Phase] = []
    for (index, kind) in [Outline.PhaseKind.warmup, .stable, .decay].enumerated() where marks[index] < marks[index + 1]
    {
      phases.append(.init(kind, marks[index]..<marks[index + 1]))
    }
    return Outline(phases: phases)
  }
}

/// Tutorial 002: rates set before every batch.
extension TutorialDialect {
  private static let common = [
    Parameter("base_lr", .rate(.nonNegative), .required, Localized("rate after the warm-up", zh: "预热后的学习率")).asBaseRate,
    Parameter("total_epochs", .number(.positive), .required, Localized("epochs of the run", zh: "总轮数")),
    Parameter("total_batches", .integer(.positive), .required, Localized("batches of an epoch", zh: "每轮的批数")),
    Parameter("warm_up", .number(.nonNegative), .required, Localized("epochs of the warm-up", zh: "预热的轮数")),
  ]

  private static func schedule(
    _ arguments: inout Arguments, stable: Double = 0, _ decay: TutorialBatchesSchedule.Decay
  ) throws(SpecError) -> AnySchedule {
    let schedule = TutorialBatchesSchedule(
      base: try arguments.number("base_lr"), batches: try arguments.integer("total_batches"),
      warmup: try arguments.number("warm_up"), stable: stable, total: try arguments.number("total_epochs"),
      decay: decay)
    guard let ending = schedule.ending, ending.lastStep < 0 else { return .fixed(schedule) }
    throw arguments.error(
      Localized("\(ending.reason): no epoch is left to decay in", zh: "\(ending.reason)：没有留给衰减的轮次"), at: "total_epochs")
  }

  static let decayPoly = entry(
    "decay_lr_poly", of: "002",
    summary: Localized("linear warm-up, then polynomial decay, per batch", zh: "逐批的线性预热与多项式衰减"),
    formula: """
      W = warm_up * total_batches, N = total_epochs * total_batches, t counts batches
      rate(t) = base_lr * t / W, t < W
      rate(t) = base_lr * (1 - (t - W) / (N - W))^power
      """,
    parameters: common + [
      Parameter("power", .number(.any), .number(1), Localized("1 is a straight line", zh: "幂；1 为直线"))
    ],
    nearest: "polynomial", difference: Localized("warms up first; goes below 0 past its end", zh: "先预热；超过终点后为负"),
    note: Localized(
      "Past total_epochs it isn't held: a power of 1 goes below 0, which climbs the loss; an even power "
        + "rises again; 0.5 has no value there.",
      zh: "超过 total_epochs 后并不保持：power 为 1 时变为负数（损失反而上升），偶数次幂再升高，非整数次幂不是数。"),
    examples: ["tutorial.decay_lr_poly:base_lr=0.01,total_epochs=10,total_batches=10,warm_up=5"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let power = try arguments.number("power")
    return try schedule(&arguments, .power(power))
  }

  static let cosineDecay = entry(
    "cosine_decay_schedule", of: "002",
    summary: Localized("linear warm-up, then cosine annealing, per batch", zh: "逐批的线性预热与余弦退火"),
    formula: """
      W = warm_up * total_batches, N = total_epochs * total_batches, t counts batches
      rate(t) = base_lr * t / W, t < W
      rate(t) = base_lr * (1 + cos(pi (t - W) / (N - W))) / 2
      """,
    parameters: common, nearest: "cosine",
    difference: Localized("warms up first; rises again past its end", zh: "先预热；超过终点后再升起"),
    note: Localized(
      "Three lines in place of decay_lr_poly's last branch. Past total_epochs the rate rises again. The "
        + "first batch trains at rate 0.",
      zh: "原文以三行代替 decay_lr_poly 的最后分支。超过 total_epochs 后学习率再升起。第一个批次的学习率为 0。"),
    examples: ["tutorial.cosine_decay_schedule:base_lr=0.1,total_epochs=10,total_batches=10,warm_up=1"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in try schedule(&arguments, .cosine) }

  static let decayStable = entry(
    "decay_lr_stable", of: "002",
    summary: Localized("warm-up, stable, cosine decay, per batch", zh: "逐批的预热、稳定、余弦衰减（WSD）"),
    formula: """
      W, S, N = warm_up, stable_epochs, total_epochs, each times total_batches; t counts batches
      rate(t) = base_lr * t / W, t < W; base_lr, t < W + S
      rate(t) = base_lr * (1 + cos(pi (t - W - S) / (N - W - S))) / 2
      """,
    parameters: common + [
      Parameter(
        "stable_epochs", .number(.nonNegative), .number(0), Localized("epochs at base_lr", zh: "保持 base_lr 的轮数"))
    ],
    nearest: "wsd", difference: Localized("cosine; rises again past its end", zh: "余弦形；超过终点后再升起"),
    note: Localized(
      "stable_epochs is 0 unless given, which leaves no stable time. Past total_epochs the rate rises again; "
        + "a decay of no epochs divides by zero.",
      zh: "stable_epochs 缺省为 0，即没有稳定阶段。超过 total_epochs 后学习率再升起；衰减轮数为 0 时除以零。"),
    examples: ["tutorial.decay_lr_stable:base_lr=0.1,total_epochs=10,total_batches=10,warm_up=2,stable_epochs=4"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let stable = try arguments.number("stable_epochs")
    return try schedule(&arguments, stable: stable, .cosine)
  }

  static let gradualWarmup = entry(
    "GradualWarmupScheduler", of: "002",
    summary: Localized("from 0 up to the optimizer's rate, then held", zh: "从 0 升到优化器的学习率，然后保持"),
    formula: "rate(t) = lr * t / warmup_epochs, t < warmup_epochs; then lr",
    parameters: [
      Parameter(
        "total_epochs", .number(.any), .required, Localized("kept by the class, never used by it", zh: "类中保存但从未使用")),
      Parameter("warmup_epochs", .steps(.nonNegative), .required, Localized("epochs of the warm-up", zh: "预热的轮数")),
    ], rateFromOptimizer: true,
    nearest: "warmup", difference: Localized("warmup; total_epochs has no effect", zh: "即 warmup；total_epochs 不起作用"),
    note: Localized(
      "Counted in epochs, the warm-up trains the whole first epoch at rate 0. total_epochs changes nothing.",
      zh: "由于按轮计，整个第一轮都以学习率 0 训练。total_epochs 不改变任何结果。"),
    examples: ["tutorial.GradualWarmupScheduler:total_epochs=10,warmup_epochs=5"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    _ = try arguments.number("total_epochs")
    return .fixed(
      WarmupSchedule(
        base: arguments.base(), start: 0, length: try arguments.integer("warmup_epochs"), shape: .linear))
  }
}
