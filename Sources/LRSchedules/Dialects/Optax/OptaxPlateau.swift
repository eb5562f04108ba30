import LRCore

/// The transformation of `optax.contrib`: a scale of every update, which falls when a metric has stopped improving.
///
/// It hears a step's own metric before that step's rate is used.
private struct OptaxPlateau: FeedbackSchedule {
  private let base: Double
  private let settings: Settings
  private var scale = 1.0
  private var best = Double.infinity
  /// Sets of values without improvement in a row.
  private var plateau = 0.0
  private var cooldownLeft = 0
  private var heard = 0
  private var average = 0.0
  private var step = -1
  private(set) var outline = Outline()

  struct Settings: Sendable {
    var factor: Double
    var patience: Double
    var relative: Double
    var absolute: Double
    var cooldown: Int
    /// Values that are averaged before they are judged.
    var accumulation: Int
    var floor: Double
  }

  init(base: Double, settings: Settings) {
    self.base = base
    self.settings = settings
  }

  var rate: Double { base * scale }

  mutating func advance(metric: Double?) {}

  mutating func begin(metric: Double?) {
    step += 1
    guard let metric else { return }
    average = (Double(heard) * average + metric) / Double(heard + 1)
    heard += 1
    guard heard == settings.accumulation else { return }
    judge()
    heard = 0
    average = 0
  }

  private mutating func judge() {
    let improves = average < (1 - settings.relative) * best - settings.absolute
    if improves { best = average }
    guard cooldownLeft <= 0 else {
      plateau = 0
      cooldownLeft -= 1
      return
    }
    plateau = improves ? 0 : plateau + 1
    let before = scale
    if plateau == settings.patience {
      plateau = 0
      scale *= settings.factor
      cooldownLeft = settings.cooldown
    }
    scale = max(scale, settings.floor)
    if scale != before { note() }
  }

  private mutating func note() {
    if step > 0, outline.events.count < Outline.eventLimit { outline.events.append(.init(.reduction, at: step)) }
    let (length, overflows) = cooldownLeft.multipliedReportingOverflow(by: settings.accumulation)
    guard length > 0, !overflows, length < 1_000_000_000_000_000, outline.phases.count < Outline.eventLimit else {
      return
    }
    outline.phases.append(.init(.cooldown, (step + 1)..<(step + 1 + length)))
  }
}

extension OptaxDialect {
  static let reduceOnPlateau = entry(
    "reduce_on_plateau", summary: Localized("lowered when a metric stops improving", zh: "指标停止改善时降低学习率"),
    formula: """
      count = sets of accumulation_size values since the best mean, without cooldown
      count = patience: scale = max(scale * factor, min_scale); rate = lr * scale
      better: mean < (1 - rtol) * best - atol
      """,
    parameters: [
      Parameter(
        "factor", .number(Bounds(0, 1, openLower: true, openUpper: true)), .number(0.1),
        Localized("factor of a reduction", zh: "每次降低的倍数")),
      Parameter(
        "patience", .steps(.any), .integer(10),
        Localized("sets without improvement that end in a reduction", zh: "引发降低的无改善组数")),
      Parameter(
        "rtol", .number(.unit), .number(1e-4),
        Localized("smallest improvement, as a part of the best", zh: "最小改善幅度，按最佳值的比例")),
      Parameter(
        "atol", .number(.nonNegative), .number(0), Localized("smallest improvement, absolute", zh: "最小改善幅度，绝对值")),
      Parameter(
        "cooldown", .steps(.any), .integer(0), Localized("sets after a reduction that aren't counted", zh: "降低之后不计数的组数")
      ),
      Parameter(
        "accumulation_size", .integer(.any), .integer(1),
        Localized("values in a set, which is judged by its mean", zh: "一组的指标个数，按均值判断")),
      Parameter("min_scale", .number(.any), .number(0), Localized("lowest scale, a part of lr", zh: "最小缩放，即与 lr 之比")),
    ],
    nearest: "plateau",
    difference: Localized(
      "hears a step's own metric; reduces at `patience` bad sets", zh: "当步指标即时生效；坏组数达到 patience 即降低"),
    note: Localized(
      "Needs --metrics: value t changes the rate of step t itself. Less is better, always. patience=0 reduces at every "
        + "improvement. With float32 parameters optax keeps the scale in float32; here it is float64.",
      zh: "需要 --metrics：第 t 个值当即影响第 t 步的学习率。指标恒以小为好。patience=0 时每次改善都会降低。参数为 float32 时 optax 的缩放也为 "
        + "float32，此处为 float64。"),
    examples: ["optax.reduce_on_plateau", "optax.reduce_on_plateau:factor=0.5,patience=5,cooldown=3,min_scale=0.01"],
    source: "contrib/_reduce_on_plateau.py", rateFromOptimizer: true
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let settings = OptaxPlateau.Settings(
      factor: try arguments.number("factor"), patience: try arguments.time("patience"),
      relative: try arguments.number("rtol"), absolute: try arguments.number("atol"),
      cooldown: Int(clamping: max(-1e15, min(1e15, try arguments.time("cooldown")))),
      accumulation: try arguments.integer("accumulation_size"), floor: try arguments.number("min_scale"))
    guard settings.relative > 0 || settings.absolute > 0 else {
      throw arguments.error(
        Localized("at least one of rtol and atol must be positive", zh: "rtol 与 atol 至少有一个须为正"),
        at: arguments.has("rtol") ? "rtol" : "atol")
    }
    return .listening(OptaxPlateau(base: arguments.base(), settings: settings))
  }
}
