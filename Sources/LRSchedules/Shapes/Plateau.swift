import LRCore

/// Lowers the rate when a metric has stopped improving.
///
/// After `patience` steps without improvement in a row, one more multiplies the rate by `factor`.
struct PlateauSchedule: FeedbackSchedule {
  private(set) var rate: Double
  private let settings: Settings
  private var step = 0
  private var best: Double
  private var badSteps = 0
  private var cooldownLeft = 0
  private(set) var outline = Outline()

  struct Settings: Sendable {
    var maximizes = false
    /// Factor of a reduction, below 1.
    var factor = 0.1
    /// Steps without improvement that are borne.
    var patience = 10
    /// What counts as an improvement.
    var threshold = 1e-4
    var relative = true
    /// Steps after a reduction in which nothing is counted.
    var cooldown = 0
    var floor = 0.0
    /// Smaller reductions are left out.
    var smallest = 1e-8
    /// Whether the first metric is compared too, with infinity, as PyTorch does: no number is better than infinity
    /// times 1 - threshold where that isn't positive.
    var comparesFirst = false
  }

  init(base: Double, settings: Settings) {
    rate = base
    self.settings = settings
    best = settings.maximizes ? -.infinity : .infinity
  }

  mutating func advance(metric: Double?) {
    step += 1
    guard let metric else { return }
    if improves(metric) {
      best = metric
      badSteps = 0
    } else {
      badSteps += 1
    }
    if cooldownLeft > 0 {
      cooldownLeft -= 1
      badSteps = 0
    }
    if badSteps > settings.patience { reduce() }
  }

  private func improves(_ metric: Double) -> Bool {
    let change = settings.threshold
    let isFirst = best.isInfinite && !settings.comparesFirst
    if settings.maximizes {
      return isFirst ? metric > best : metric > (settings.relative ? best * (1 + change) : best + change)
    }
    return isFirst ? metric < best : metric < (settings.relative ? best * (1 - change) : best - change)
  }

  private mutating func reduce() {
    let reduced = max(rate * settings.factor, settings.floor)
    badSteps = 0
    cooldownLeft = settings.cooldown
    guard rate - reduced > settings.smallest else { return }
    rate = reduced
    if outline.events.count < Outline.eventLimit { outline.events.append(.init(.reduction, at: step)) }
    if settings.cooldown > 0, outline.phases.count < Outline.eventLimit {
      outline.phases.append(.init(.cooldown, step..<(step + settings.cooldown)))
    }
  }

  var rule: Rule? {
    .plateau(
      base: rate,
      Rule.Plateau(
        maximizes: settings.maximizes, factor: settings.factor, patience: settings.patience,
        threshold: settings.threshold, isRelative: settings.relative, cooldown: settings.cooldown,
        floor: settings.floor, smallest: settings.smallest))
  }

  static let entry = CatalogueEntry<AnySchedule>(
    "plateau", aliases: ["reduce-on-plateau", "reduce-lr-on-plateau"],
    summary: Localized("lowered when a metric stops improving", zh: "指标停止改善时降低学习率"),
    formula: """
      bad = steps since the best metric, without cooldown
      bad > patience: rate = max(rate * factor, min)
      better: m < best * (1 - threshold), abs: m < best - threshold; mode=max mirrors it
      """,
    parameters: [
      Parameter(
        "mode", .choice(["min", "max"]), .word("min"), Localized("whether less or more is better", zh: "指标越小越好还是越大越好")),
      Parameter(
        "factor", .number(Bounds(0, 1, openUpper: true)), .number(0.1),
        Localized("factor of a reduction", zh: "每次降低的倍数")),
      Parameter(
        "patience", .steps(.nonNegative), .partOfRun(0.1),
        Localized("steps without improvement that are borne", zh: "可容忍的无改善步数")),
      Parameter(
        "threshold", .number(.nonNegative), .number(1e-4),
        Localized("smallest improvement that counts", zh: "算作改善的最小幅度")),
      Parameter(
        "threshold_mode", .choice(["rel", "abs"]), .word("rel"),
        Localized("threshold as a part of the best, or absolute", zh: "幅度按最佳值的比例，或按绝对值")),
      Parameter(
        "cooldown", .steps(.nonNegative), .integer(0),
        Localized("steps after a reduction that aren't counted", zh: "降低之后不计数的步数")),
      Parameter(
        "eps", .number(.nonNegative), .number(1e-8), Localized("smaller reductions are left out", zh: "小于此值的降低被忽略")),
    ],
    source: "PyTorch ReduceLROnPlateau",
    note: Localized(
      "Needs --metrics in a figure: value t ends step t, and counts from step t + 1. Past the last value the rate stays.",
      zh: "作图时需要 --metrics：第 t 个值在第 t 步之后得到，自第 t + 1 步起生效。指标用完后学习率不变。"),
    examples: ["plateau", "plateau:factor=0.5,patience=5,cooldown=2", "warmup:steps=10+plateau:mode=max"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = arguments.base()
    let settings = Settings(
      maximizes: try arguments.word("mode") == "max", factor: try arguments.number("factor"),
      patience: try arguments.integer("patience"), threshold: try arguments.number("threshold"),
      relative: try arguments.word("threshold_mode") == "rel", cooldown: try arguments.integer("cooldown"),
      floor: try arguments.floor(), smallest: try arguments.number("eps"))
    return .listening(PlateauSchedule(base: base, settings: settings))
  }
}
