import LRCore

extension GreedySchedule {
  private static let own = [
    Parameter(
      "mode", .choice(["min", "max"]), .word("min"), Localized("whether less or more is better", zh: "指标越小越好还是越大越好")),
    Parameter(
      "factor", .number(.any), .number(0.95),
      Localized("factor of a reduction; a rise divides by it", zh: "降低的倍数；升高则除以它")),
    Parameter(
      "patience", .steps(.any), .integer(10), Localized("steps of one sort in a row that are borne", zh: "可容忍的连续同类步数")),
    Parameter(
      "threshold", .number(.any), .number(1e-6), Localized("smallest improvement that counts", zh: "算作改善的最小幅度")),
    Parameter(
      "threshold_mode", .choice(["rel", "abs"]), .word("abs"),
      Localized("threshold as a part of the best, or absolute", zh: "幅度按最佳值的比例，或按绝对值")),
    Parameter(
      "cooldown", .steps(.any), .integer(0), Localized("steps after a reduction that are passed over", zh: "降低之后略过的步数")),
    Parameter(
      "warmup", .steps(.any), .integer(0), Localized("steps after a rise that are passed over", zh: "升高之后略过的步数")),
    Parameter("min_lr", .rates(.any), .numbers([1e-3]), Localized("never reduced below", zh: "不会降到此值以下")),
    Parameter("max_lr", .rates(.any), .numbers([1]), Localized("never raised above", zh: "不会升到此值以上")),
    Parameter("eps", .number(.any), .number(1e-8), Localized("smaller changes are left out", zh: "小于此值的变化被忽略")),
    Parameter(
      "verbose", .flag, .flag(false), Localized("prints in training; of no effect in a figure", zh: "训练时打印；对图没有影响")),
    Parameter("smooth", .flag, .flag(false), Localized("average the metric first", zh: "先对指标取滑动平均")),
    Parameter("window_size", .steps(.any), .integer(50), Localized("values that smooth averages", zh: "smooth 平均的个数")),
    Parameter(
      "reset_start", .steps(.any), .integer(500),
      Localized("reductions at min_lr before all starts anew", zh: "在 min_lr 处再降这么多次后从头开始")),
  ]

  static let entry = CatalogueEntry<AnySchedule>(
    "transformers.greedy",
    summary: Localized("raised while a metric improves, lowered while it doesn't", zh: "指标改善则升高，不改善则降低"),
    formula: """
      good > patience: rate = min(rate / factor, max_lr)
      bad > patience: rate = max(rate * factor, min_lr)
      better: m < best - threshold, rel: m < best * (1 - threshold); mode=max mirrors it
      """,
    parameters: TransformersParameters.of(
      [TransformersParameters.unusedWarmup, TransformersParameters.unusedTraining], own: own, resumes: false),
    source: TransformersDialect.source("GreedyLR") + "; arXiv 2512.14527",
    note: Localized(
      "Steps that are passed over don't renew the best metric either. reset_start reductions at min_lr set the rate back to lr. A base rate below min_lr isn't raised to it.",
      zh: "略过的步也不更新最佳指标。在 min_lr 处再降 reset_start 次后学习率回到 lr。基准低于 min_lr 时不会被抬高到 min_lr。"),
    examples: [
      "transformers.greedy", "transformers.greedy:patience=2,factor=0.9,cooldown=2,warmup=3,min_lr=1e-4",
    ],
    origin: TransformersDialect.origin(
      nearest: "plateau", Localized("also raises the rate, up to max_lr", zh: "也会升高学习率，至多到 max_lr"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    try arguments.readSpecific(own, resumes: false)
    _ = try arguments.optionalTime("num_warmup_steps")
    _ = try arguments.optionalTime("num_training_steps")
    let factor = try arguments.number("factor")
    if factor >= 1 { throw arguments.transformersRefusal("Factor should be < 1.0.", at: "factor") }
    let window = try arguments.time("window_size")
    let smooth = try arguments.flag("smooth")
    if smooth, window < 1 {
      throw arguments.transformersRefusal("\(Python.divisionByZero) at the first step", at: "window_size")
    }
    _ = try arguments.flag("verbose")
    let settings = Settings(
      maximizes: try arguments.word("mode") == "max", factor: factor, patience: try arguments.time("patience"),
      threshold: try arguments.number("threshold"), relative: try arguments.word("threshold_mode") == "rel",
      cooldown: try arguments.time("cooldown"), warmup: try arguments.time("warmup"),
      floor: try arguments.groupRate("min_lr"), ceiling: try arguments.groupRate("max_lr"),
      smallest: try arguments.number("eps"), window: smooth ? Int(clamping: window.rounded(.down)) : nil,
      resetStart: try arguments.time("reset_start"))
    return .listening(GreedySchedule(base: arguments.base(), settings: settings))
  }
}
