import LRCore

/// timm's warm-up in front of PyTorch's reduction on a plateau.
///
/// Metrics of the warm-up aren't heard; what the warm-up has reached is what is reduced.
struct TimmPlateau: FeedbackSchedule {
  private let warmup: TimmWarmup
  private let settings: PlateauSchedule.Settings
  private var plateau: PlateauSchedule
  private var step = 0
  /// Steps before the plateau took over.
  private var lead = 0

  init(_ warmup: TimmWarmup, settings: PlateauSchedule.Settings) {
    self.warmup = warmup
    self.settings = settings
    plateau = PlateauSchedule(base: warmup.first, settings: settings)
  }

  var rate: Double { plateau.rate }

  mutating func advance(metric: Double?) {
    step += 1
    guard Double(step) <= warmup.length else { return plateau.advance(metric: metric) }
    plateau = PlateauSchedule(base: warmup.rate(at: Double(step)), settings: settings)
    lead = step
  }

  var outline: Outline {
    var outline = plateau.outline.shifted(by: lead)
    if lead > 0 { outline.phases.insert(.init(.warmup, 0..<lead), at: 0) }
    return outline
  }

  static let entry = CatalogueEntry<AnySchedule>(
    "timm.PlateauLRScheduler",
    summary: Localized("lowered when a metric stops improving, after a warm-up", zh: "指标停止改善时降低学习率，带预热"),
    formula: """
      rate(t) = warmup_lr_init + t * (lr - warmup_lr_init) / warmup_t,  t <= warmup_t
      then more than patience_t steps without improvement: rate = max(rate * decay_rate, lr_min)
      """,
    parameters: [
      Parameter("decay_rate", .number(.any), .number(0.1), Localized("factor of a reduction", zh: "每次降低的倍数")),
      Parameter(
        "patience_t", .steps(.any), .integer(10), Localized("steps without improvement that are borne", zh: "可容忍的无改善步数")
      ),
      Parameter(
        "threshold", .number(.any), .number(1e-4),
        Localized("smallest improvement that counts, as a part of the best", zh: "算作改善的最小幅度，按最佳值的比例")),
      Parameter(
        "cooldown_t", .steps(.any), .integer(0),
        Localized("steps after a reduction that aren't counted", zh: "降低之后不计数的步数")),
    ] + TimmParameters.warmup + [
      Parameter("lr_min", .rate(.any), .number(0), Localized("never reduced below", zh: "不会降到此值以下")),
      Parameter(
        "mode", .choice(["min", "max"]), .word("max"), Localized("whether less or more is better", zh: "指标越小越好还是越大越好")),
    ] + TimmParameters.noise + [
      Parameter(
        "noise_type", .text, .word("normal"),
        Localized("of no effect without noise_range_t", zh: "无 noise_range_t 时不起作用")),
      Parameter(
        "noise_seed", .integer(.any), .none,
        Localized("of no effect without noise_range_t", zh: "无 noise_range_t 时不起作用")),
      TimmParameters.initialize,
    ],
    source: "timm/scheduler/plateau_lr.py, PlateauLRScheduler; torch/optim/lr_scheduler.py, ReduceLROnPlateau",
    note: Localized(
      "More is better by default (mode=max): for a loss give mode=min. Metrics of the warm-up are ignored. Reductions of 1e-8 or less are left out, as in PyTorch.",
      zh: "缺省为越大越好（mode=max）：监测损失时请给出 mode=min。预热期间的指标被忽略。与 PyTorch 相同，不超过 1e-8 的降低被略去。"),
    examples: [
      "timm.PlateauLRScheduler", "timm.PlateauLRScheduler:mode=min,decay_rate=0.5,patience_t=3,warmup_t=5",
    ],
    origin: TimmDialect.origin(
      nearest: "plateau", Localized("mode=max by default; a warm-up that hears nothing", zh: "缺省 mode=max；预热期间不听取指标"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let factor = try arguments.number("decay_rate")
    if factor >= 1 { throw arguments.timmRefusal("Factor should be < 1.0.", at: "decay_rate") }
    let settings = PlateauSchedule.Settings(
      maximizes: try arguments.word("mode") == "max", factor: factor,
      patience: Int(clamping: try arguments.time("patience_t").rounded(.down)),
      threshold: try arguments.number("threshold"),
      cooldown: Int(clamping: min(1e12, try arguments.time("cooldown_t").rounded(.up))),
      floor: try arguments.number("lr_min"), comparesFirst: true)
    let warmup = try TimmWarmup(&arguments, isPrefix: true)
    _ = try arguments.word("noise_type")
    try arguments.readTimmGeneralities()
    return .listening(TimmPlateau(warmup, settings: settings))
  }
}
