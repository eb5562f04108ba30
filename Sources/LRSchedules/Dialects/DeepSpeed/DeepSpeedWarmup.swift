import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// DeepSpeed's warm-up and what follows it, as a part of the way from the lowest to the highest rate.
///
/// Step 0 has the rate that the constructor sets. The scheduler is stepped after every update, and its first step
/// computes iteration 0: so step t uses i = t - 1.
/// i < n: ln(i + 1) / ln(n), or i / n; then 1, or what is left of the run
struct DeepSpeedWarmup: Schedule {
  /// Rate of step 0.
  var first: Double
  /// Rates at the parts 0 and 1 of the warm-up.
  var low: Double
  var high: Double
  /// Steps of the warm-up, 2 or more.
  var length: Double
  var isLogarithmic: Bool
  var after: After

  enum After: Sendable {
    case hold
    /// A straight line to `low` at iteration `total`.
    case line(total: Double)
    /// Half a cosine from `high` to `floor * high`, which never passes 0.
    case cosine(total: Double, floor: Double)
  }

  var ownBaseRate: Double? { high }

  func rate(at step: Int) -> Double {
    if step == 0 { return first }
    let iteration = Double(step - 1)
    if iteration < length {
      let part = isLogarithmic ? 1 / log(length) * log(iteration + 1) : iteration / length
      return low + (high - low) * part
    }
    switch after {
    case .hold: return low + (high - low)
    case .line(let total):
      return low + (high - low) * max(0, (total - iteration) / max(1, total - length))
    case .cosine(let total, let floor):
      let progress = min(1, (iteration - length + 1) / max(1, total - length))
      return high * max(0, floor + (1 - floor) * ((1 + cos(Double.pi * progress)) / 2))
    }
  }

  func outline(until steps: Int) -> Outline {
    switch after {
    case .hold: return .consecutive([(.warmup, length + 1), (.stable, Double(steps))], until: steps)
    case .line(let total): return .consecutive([(.warmup, length + 1), (.decay, total + 1)], until: steps)
    case .cosine(let total, _): return .consecutive([(.warmup, length + 1), (.decay, total)], until: steps)
    }
  }
}

extension DeepSpeedDialect {
  static let warmups: [CatalogueEntry<AnySchedule>] = [warmupLR, warmupDecayLR, warmupCosineLR]

  private static let source = "DeepSpeed deepspeed/runtime/lr_schedules.py, class "

  private static let behind = Localized(
    "One step behind: step 0 has the constructor's rate, step 1 the warm-up's first. ",
    zh: "晚一步：第 0 步用构造时的学习率，第 1 步才是预热的第一个值。")

  private static let length = Parameter(
    "warmup_num_steps", .steps(.any), .integer(1000),
    Localized("steps of the warm-up; 1 counts as 2", zh: "预热步数；1 按 2 计"))
  private static let type = Parameter(
    "warmup_type", .choice(["log", "linear"]), .word("log"), Localized("form of the warm-up", zh: "预热的形状"))
  private static let lowest = Parameter(
    "warmup_min_lr", .rate(.any), .number(0), Localized("first rate of the warm-up", zh: "预热的起始学习率"))
  private static let total = Parameter(
    "total_num_steps", .steps(.any), .required, Localized("steps of the training, warm-up included", zh: "总训练步数，含预热"))

  private static let rise = """
    t = 0: low; i = t - 1, n = max(2, warmup_num_steps)
    i < n: low + (high - low) * ln(i + 1) / ln(n), linear: low + (high - low) * i / n
    """

  private static let warmupLR = CatalogueEntry<AnySchedule>(
    "deepspeed.WarmupLR",
    summary: Localized("logarithmic or linear warm-up, then held", zh: "对数或线性预热，然后保持"),
    formula: rise + "\nthen high; low = warmup_min_lr, high = warmup_max_lr",
    parameters: [
      lowest,
      Parameter(
        "warmup_max_lr", .rate(.any), .none,
        Localized("last rate; the optimizer's unless given", zh: "预热的终点；缺省取优化器的学习率")),
      length, type,
    ],
    source: source + "WarmupLR",
    note: behind
      + Localized(
        "The logarithmic rise is steep at first: two thirds of it are done after 100 of 1000 steps.",
        zh: "对数预热先陡后缓：1000 步中的前 100 步就升到三分之二。"),
    examples: ["deepspeed.WarmupLR:warmup_num_steps=20", "deepspeed.WarmupLR:warmup_num_steps=20,warmup_type=linear"],
    origin: Origin(
      "deepspeed", version: version, nearest: "warmup",
      difference: Localized("logarithmic by default, one step behind", zh: "缺省为对数形状，且晚一步"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = arguments.base()
    let high = try arguments.optionalNumber("warmup_max_lr") ?? base
    return .fixed(try warmup(&arguments, to: high, then: .hold))
  }.asDialect(rateFromOptimizer: true)

  private static let warmupDecayLR = CatalogueEntry<AnySchedule>(
    "deepspeed.WarmupDecayLR",
    summary: Localized("logarithmic or linear warm-up, then a straight line down", zh: "对数或线性预热，然后线性衰减"),
    formula: rise + "\nthen low + (high - low) * max(0, (total - i) / max(1, total - n))",
    parameters: [
      total, lowest,
      Parameter(
        "warmup_max_lr", .rate(.any), .number(0.001),
        Localized("peak; with none, the optimizer's rate", zh: "峰值；none 则取优化器的学习率")),
      length, type,
    ],
    source: source + "WarmupDecayLR",
    note: behind
      + Localized(
        "It ends at warmup_min_lr, and takes the optimizer's rate only if warmup_max_lr=none.",
        zh: "终点为 warmup_min_lr；仅当 warmup_max_lr=none 时才用优化器的学习率。"),
    examples: ["deepspeed.WarmupDecayLR:total_num_steps=100,warmup_num_steps=10,warmup_max_lr=0.1"],
    origin: Origin(
      "deepspeed", version: version, nearest: "linear",
      difference: Localized("logarithmic warm-up inside the total, one step behind", zh: "总步数内含对数预热，且晚一步"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = arguments.base()
    let high = arguments.isNone("warmup_max_lr") ? base : try arguments.number("warmup_max_lr")
    return .fixed(
      try warmup(&arguments, to: high, then: .line(total: try arguments.time("total_num_steps"))))
  }.asDialect(rateFromOptimizer: true)

  private static let warmupCosineLR = CatalogueEntry<AnySchedule>(
    "deepspeed.WarmupCosineLR",
    summary: Localized("logarithmic or linear warm-up, then half a cosine", zh: "对数或线性预热，然后余弦退火"),
    formula: rise + """

      t = 0: 0; low = lr * warmup_min_ratio, high = lr
      then lr * max(0, m + (1 - m) * (1 + cos(pi min(1, (i - n + 1) / max(1, total - n)))) / 2), m = cos_min_ratio
      """,
    parameters: [
      total,
      Parameter(
        "warmup_min_ratio", .number(.any), .number(0),
        Localized("start of the warm-up, as a part of lr", zh: "预热起点与 lr 之比")),
      length,
      Parameter("cos_min_ratio", .number(.any), .number(0.0001), Localized("end, as a part of lr", zh: "终点与 lr 之比")),
      type,
    ],
    source: source + "WarmupCosineLR",
    note: behind
      + Localized(
        "Step 0 has the rate 0 whatever warmup_min_ratio says. Held at the end's rate.",
        zh: "无论 warmup_min_ratio 为何，第 0 步的学习率都是 0。结束后保持。"),
    examples: ["deepspeed.WarmupCosineLR:total_num_steps=100,warmup_num_steps=10"],
    origin: Origin(
      "deepspeed", version: version, nearest: "cosine",
      difference: Localized(
        "logarithmic warm-up inside the total, rates as parts of lr, first rate 0", zh: "总步数内含对数预热，以 lr 的比例计，首步为 0"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = arguments.base()
    let cosine = DeepSpeedWarmup.After.cosine(
      total: try arguments.time("total_num_steps"), floor: try arguments.number("cos_min_ratio"))
    var schedule = try warmup(
      &arguments, from: base * (try arguments.number("warmup_min_ratio")), to: base, then: cosine)
    schedule.first = 0
    return .fixed(schedule)
  }.asDialect(rateFromOptimizer: true)

  private static func warmup(
    _ arguments: inout Arguments, from low: Double? = nil, to high: Double, then after: DeepSpeedWarmup.After
  ) throws(SpecError) -> DeepSpeedWarmup {
    let length = try arguments.integer("warmup_num_steps")
    guard length > 0 else {
      throw arguments.refusal(
        by: "DeepSpeed", "warmup_num_steps must be a positive integer, got \(length)", at: "warmup_num_steps")
    }
    var start = low ?? 0
    if low == nil { start = try arguments.number("warmup_min_lr") }
    return DeepSpeedWarmup(
      first: start, low: start, high: high, length: Double(max(2, length)),
      isLogarithmic: try arguments.word("warmup_type") == "log", after: after)
  }
}
