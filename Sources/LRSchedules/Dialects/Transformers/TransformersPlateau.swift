import LRCore

/// PyTorch's reduction on a plateau, as `get_scheduler` makes it.
enum TransformersPlateau {
  private static let own = [
    Parameter(
      "mode", .choice(["min", "max"]), .word("min"), Localized("whether less or more is better", zh: "指标越小越好还是越大越好")),
    Parameter("factor", .number(.any), .number(0.1), Localized("factor of a reduction", zh: "每次降低的倍数")),
    Parameter(
      "patience", .steps(.any), .integer(10), Localized("steps without improvement that are borne", zh: "可容忍的无改善步数")),
    Parameter(
      "threshold", .number(.any), .number(1e-4), Localized("smallest improvement that counts", zh: "算作改善的最小幅度")),
    Parameter(
      "threshold_mode", .choice(["rel", "abs"]), .word("rel"),
      Localized("threshold as a part of the best, or absolute", zh: "幅度按最佳值的比例，或按绝对值")),
    Parameter(
      "cooldown", .steps(.any), .integer(0), Localized("steps after a reduction that aren't counted", zh: "降低之后不计数的步数")),
    Parameter("min_lr", .rates(.any), .numbers([0]), Localized("never reduced below", zh: "不会降到此值以下")),
    Parameter("eps", .number(.any), .number(1e-8), Localized("smaller reductions are left out", zh: "小于此值的降低被忽略")),
  ]

  static let entry = CatalogueEntry<AnySchedule>(
    "transformers.reduce_lr_on_plateau", aliases: ["transformers.get_reduce_on_plateau_schedule"],
    summary: Localized("lowered when a metric stops improving", zh: "指标停止改善时降低学习率"),
    formula: """
      bad = steps since the best metric, without cooldown
      bad > patience: rate = max(rate * factor, min_lr)
      better: m < best * (1 - threshold), abs: m < best - threshold; mode=max mirrors it
      """,
    parameters: TransformersParameters.of(
      [TransformersParameters.unusedWarmup, TransformersParameters.unusedTraining], own: own, resumes: false),
    source: TransformersDialect.source("get_reduce_on_plateau_schedule") + "; torch ReduceLROnPlateau",
    note: Localized(
      "Without a warm-up, whatever num_warmup_steps says. Trainer steps it after every evaluation and sets mode from greater_is_better.",
      zh: "无论 num_warmup_steps 为何都没有预热。Trainer 在每次评估后更新它，并按 greater_is_better 设置 mode。"),
    examples: [
      "transformers.reduce_lr_on_plateau",
      "transformers.reduce_lr_on_plateau:scheduler_specific_kwargs={factor:0.5,patience:3,cooldown:2}",
    ],
    origin: TransformersDialect.origin(
      nearest: "plateau", Localized("patience is 10 steps, whatever the run", zh: "patience 固定为 10 步，与全程无关"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    try arguments.readSpecific(own, resumes: false)
    _ = try arguments.optionalTime("num_warmup_steps")
    _ = try arguments.optionalTime("num_training_steps")
    let base = arguments.base()
    let factor = try arguments.number("factor")
    if factor >= 1 { throw arguments.transformersRefusal("Factor should be < 1.0.", at: "factor") }
    return .listening(
      PlateauSchedule(
        base: base,
        settings: PlateauSchedule.Settings(
          maximizes: try arguments.word("mode") == "max", factor: factor,
          patience: Int(clamping: try arguments.time("patience").rounded(.down)),
          threshold: try arguments.number("threshold"),
          relative: try arguments.word("threshold_mode") == "rel",
          cooldown: Int(clamping: min(1e12, try arguments.time("cooldown").rounded(.up))),
          floor: try arguments.groupRate("min_lr"),
          smallest: try arguments.number("eps"), comparesFirst: true)))
  }
}

extension Arguments {
  /// A rate that may stand in a list with one entry for each parameter group; here there is one group.
  mutating func groupRate(_ name: String) throws(SpecError) -> Double {
    let rates = try numbers(name)
    guard rates.count == 1 else {
      throw transformersRefusal("expected 1 \(name)s, got \(rates.count)", at: name)
    }
    return rates[0]
  }
}
