import LRCore

/// The schedulers of timm (PyTorch Image Models), under the names of their classes.
///
/// Step 0 has the rate that the constructor leaves: the base rate, or `warmup_lr_init` where there is a warm-up. Step t
/// has the rate after `step(t)`, or after `step_update(t)` where `t_in_epochs` is false.
enum TimmDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = [
    TimmCosine.entry, TimmTanh.entry, TimmPolynomial.entry, TimmStep.entry, TimmMultiStep.entry,
    TimmWarmupStableDecay.entry, TimmPlateau.entry,
  ].map { $0.asDialect(rateFromOptimizer: true) }

  static let version = "1.0.31"

  static func origin(nearest: String, _ difference: Localized) -> Origin {
    Origin("timm", version: version, nearest: nearest, difference: difference)
  }
}

/// Parameters that several of timm's schedulers take.
enum TimmParameters {
  static let warmup = [
    Parameter(
      "warmup_t", .steps(.any), .integer(0),
      Localized("steps of a linear warm-up to the base rate", zh: "线性预热到基准学习率的步数")),
    Parameter("warmup_lr_init", .rate(.any), .number(0), Localized("first rate of the warm-up", zh: "预热的起始学习率")),
  ]

  static func warmup(prefix: Bool) -> [Parameter] {
    warmup + [
      Parameter(
        "warmup_prefix", .flag, .flag(prefix),
        Localized(
          "true: the schedule begins after the warm-up; false: the warm-up hides its beginning",
          zh: "true：调度在预热之后才开始；false：预热覆盖调度的开头"))
    ]
  }

  static let updates = Parameter(
    "t_in_epochs", .flag, .flag(true),
    Localized(
      "a step is an epoch, set by step(t), or an update, set by step_update(t): the values are the same",
      zh: "一步是一轮（step(t)）还是一次更新（step_update(t)）：取值相同"))

  static let cycles = [
    Parameter(
      "cycle_mul", .number(.any), .number(1),
      Localized("every cycle is this many times as long as the one before", zh: "周期长度的增长倍数")),
    Parameter(
      "cycle_decay", .number(.any), .number(1), Localized("factor of the peak at every restart", zh: "每次重启时峰值的倍数")),
    Parameter(
      "cycle_limit", .number(.any), .integer(1), Localized("cycles before lr_min is held", zh: "周期数，之后保持 lr_min")),
  ]

  static let power = Parameter(
    "k_decay", .number(.any), .number(1),
    Localized("time counts as t^k: larger stays high for longer", zh: "时间按 t^k 计：越大，高学习率保持越久"))

  static let noise = [
    Parameter(
      "noise_range_t", .any(form: "none"), .none,
      Localized("only none: noise comes from torch's generator and can't be drawn", zh: "只能为 none：噪声来自 torch 的随机数，无法绘制")
    ),
    Parameter(
      "noise_pct", .number(.any), .number(0.67),
      Localized("of no effect without noise_range_t", zh: "无 noise_range_t 时不起作用")
    ),
    Parameter(
      "noise_std", .number(.any), .number(1),
      Localized("of no effect without noise_range_t", zh: "无 noise_range_t 时不起作用")),
  ]

  static let seed = Parameter(
    "noise_seed", .integer(.any), .integer(42),
    Localized("of no effect without noise_range_t", zh: "无 noise_range_t 时不起作用"))

  static let initialize = Parameter(
    "initialize", .flag, .flag(true),
    Localized("only true: the base rate is the optimizer's own", zh: "只能为 true：基准学习率取自优化器"))

  static let general = [updates] + noise + [seed, initialize]
}

extension Arguments {
  /// Reads what has no effect on a drawn schedule.
  ///
  /// - Throws: `SpecError` where it would have one that can't be drawn.
  mutating func readTimmGeneralities() throws(SpecError) {
    if raw("noise_range_t") != nil {
      throw error(
        Localized(
          "noise can't be drawn: it comes from torch's random generator; leave noise_range_t out",
          zh: "无法绘制噪声：它来自 torch 的随机数发生器；请去掉 noise_range_t"), at: "noise_range_t")
    }
    _ = try number("noise_pct")
    _ = try number("noise_std")
    _ = try optionalInteger("noise_seed")
    if !(try flag("initialize")) {
      throw refusal(by: "timm", "initial_lr missing from param_groups[0]", at: "initialize")
    }
  }

  func timmRefusal(_ reason: String, at name: String) -> SpecError { refusal(by: "timm", reason, at: name) }
}
