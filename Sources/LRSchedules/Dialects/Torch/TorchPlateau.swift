import LRCore

/// ReduceLROnPlateau: lrplot's own `plateau` under PyTorch's names, defaults and checks.
enum TorchPlateau {
  private static let parameters: [Parameter] = [
    Parameter(
      "mode", .choice(["min", "max"]), .word("min"), Localized("whether less or more is better", zh: "指标越小越好还是越大越好")),
    Parameter("factor", .number(.any), .number(0.1), Localized("factor of a reduction, below 1", zh: "每次降低的倍数，小于 1")),
    Parameter(
      "patience", .steps(.any), .integer(10), Localized("epochs without improvement that are borne", zh: "可容忍的无改善轮数")),
    Parameter(
      "threshold", .number(.any), .number(1e-4), Localized("smallest improvement that counts", zh: "算作改善的最小幅度")),
    Parameter(
      "threshold_mode", .choice(["rel", "abs"]), .word("rel"),
      Localized("threshold as a part of the best, or absolute", zh: "幅度按最佳值的比例，或按绝对值")),
    Parameter(
      "cooldown", .steps(.any), .integer(0), Localized("epochs after a reduction that aren't counted", zh: "降低之后不计数的轮数")
    ),
    Parameter("min_lr", .rate(.any), .number(0), Localized("never reduced below", zh: "降低的下限")),
    Parameter("eps", .number(.any), .number(1e-8), Localized("smaller reductions are left out", zh: "小于此值的降低被忽略")),
  ]

  static let entry = CatalogueEntry<AnySchedule>(
    "torch.ReduceLROnPlateau",
    summary: Localized("lowered when a metric stops improving", zh: "指标停止改善时降低学习率"),
    formula: """
      bad = epochs since the best metric, without cooldown
      bad > patience: rate = max(rate * factor, min_lr), unless that is less than eps down
      better: m < best * (1 - threshold), abs: m < best - threshold; mode=max mirrors it
      """,
    parameters: parameters, source: "torch.optim.lr_scheduler.ReduceLROnPlateau",
    note: Localized(
      "Needs --metrics in a figure: value t is given to step() after epoch t. best goes on being updated in a cooldown.",
      zh: "作图时需要 --metrics：第 t 个值在第 t 轮之后传给 step()。冷却期间仍更新最佳值。"),
    examples: ["torch.ReduceLROnPlateau", "torch.ReduceLROnPlateau:factor=0.5,patience=3,min_lr=1e-4"],
    origin: Origin(
      TorchClass.framework, version: TorchClass.version, nearest: "plateau",
      difference: Localized("patience is 10 whatever the run's length", zh: "无论全程多长，patience 都为 10"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = arguments.base()
    return .listening(PlateauSchedule(base: base, settings: try settings(&arguments)))
  }.asDialect(rateFromOptimizer: true)

  /// The settings of one in brackets.
  static func settings(_ spec: Spec, in arguments: Arguments) throws(SpecError) -> PlateauSchedule.Settings {
    var own = try Arguments(spec, parameters: parameters, context: arguments.context, source: arguments.source)
    return try settings(&own)
  }

  private static func settings(_ arguments: inout Arguments) throws(SpecError) -> PlateauSchedule.Settings {
    try arguments.refuseNone(in: parameters)
    let factor = try arguments.number("factor")
    guard factor < 1 else { throw arguments.torchError("Factor should be < 1.0.", at: "factor") }
    // Bad epochs and the cooldown are counted by ones, so a fraction of one decides nothing else.
    let patience = try arguments.torchCount("patience").rounded(.down)
    let cooldown = try arguments.torchCount("cooldown").rounded(.up)
    return PlateauSchedule.Settings(
      maximizes: try arguments.word("mode") == "max", factor: factor, patience: clamped(patience),
      threshold: try arguments.number("threshold"), relative: try arguments.word("threshold_mode") == "rel",
      cooldown: clamped(cooldown), floor: try arguments.number("min_lr"), smallest: try arguments.number("eps"),
      comparesFirst: true)
  }

  /// No run is as long as these bounds.
  private static func clamped(_ count: Double) -> Int { Int(clamping: max(-1e12, min(1e12, count))) }
}
