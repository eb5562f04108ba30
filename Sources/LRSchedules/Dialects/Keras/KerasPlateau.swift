import LRCore

/// The callback: after `patience` epochs without improvement in a row the optimizer's rate is multiplied by `factor`.
private struct KerasPlateau: FeedbackSchedule {
  private(set) var rate: Double
  private let settings: Settings
  private var epoch = 0
  private var best: Double?
  private var wait = 0.0
  private var cooldownLeft = 0.0
  private(set) var outline = Outline()

  struct Settings: Sendable {
    var maximizes: Bool
    var factor: Double
    var patience: Double
    /// Smallest improvement that counts, 0 or more.
    var delta: Double
    var cooldown: Double
    var floor: Double
  }

  init(base: Double, settings: Settings) {
    rate = base
    self.settings = settings
  }

  mutating func advance(metric: Double?) {
    epoch += 1
    guard let metric else { return }
    if cooldownLeft > 0 {
      cooldownLeft -= 1
      wait = 0
    }
    if improves(metric) {
      best = metric
      wait = 0
    } else if cooldownLeft <= 0 {
      wait += 1
      if wait >= settings.patience { reduce() }
    }
  }

  private func improves(_ metric: Double) -> Bool {
    guard let best else { return true }
    return settings.maximizes ? metric - settings.delta > best : metric + settings.delta < best
  }

  private mutating func reduce() {
    // Keras compares in single precision, so that a rate within rounding of the floor isn't lowered to it.
    guard Float(rate) > Float(settings.floor) else { return }
    rate = max(rate * settings.factor, settings.floor)
    cooldownLeft = settings.cooldown
    wait = 0
    if outline.events.count < Outline.eventLimit { outline.events.append(.init(.reduction, at: epoch)) }
    if settings.cooldown > 1, outline.phases.count < Outline.eventLimit {
      // The count is taken down before it is asked, so the last epoch of a cooldown is heard.
      let left = Int(clamping: min(settings.cooldown.rounded(.up), 1e15)) - 1
      outline.phases.append(.init(.cooldown, epoch..<(epoch + left)))
    }
  }
}

extension KerasDialect {
  static let reduceOnPlateau = entry(
    "ReduceLROnPlateau", summary: Localized("lowered when a metric stops improving", zh: "指标停止改善时降低学习率"),
    formula: """
      wait = epochs since the best metric, without cooldown
      wait >= patience: rate = max(rate * factor, min_lr)
      better: m + |min_delta| < best, mode=max: m - |min_delta| > best
      """,
    parameters: [
      Parameter(
        "monitor", .text, .text("val_loss"),
        Localized("name of the metric; mode=auto goes by it", zh: "指标的名称；mode=auto 据此判断方向")),
      Parameter(
        "factor", .number(Bounds(-.infinity, 1, openUpper: true)), .number(0.1),
        Localized("factor of a reduction", zh: "每次降低的倍数")),
      Parameter(
        "patience", .steps(.any), .integer(10),
        Localized("epochs without improvement that end in a reduction", zh: "引发降低的无改善轮数")),
      Parameter(
        "mode", .choice(["auto", "min", "max"]), .word("auto"),
        Localized("whether less or more is better", zh: "指标越小越好还是越大越好")),
      Parameter(
        "min_delta", .number(.any), .number(1e-4), Localized("smallest improvement that counts", zh: "算作改善的最小幅度")),
      Parameter(
        "cooldown", .steps(.any), .integer(0),
        Localized("epochs after a reduction; all but the last aren't counted", zh: "降低之后的轮数，除最后一轮外不计数")),
      Parameter("min_lr", .rate(.any), .number(0), Localized("never below", zh: "下限")),
    ],
    nearest: "plateau",
    difference: Localized(
      "reduces at `patience` bad epochs, not one later; min_delta is absolute",
      zh: "坏轮数达到 patience 即降低，不晚一轮；min_delta 为绝对值"),
    note: Localized(
      "Needs --metrics: value t ends epoch t. patience=0 acts like 1. cooldown=c leaves out c - 1 epochs. mode=auto knows "
        + "loss and Keras's own metrics (accuracy: max); an unknown mode is refused here, Keras warns and takes auto.",
      zh: "需要 --metrics：第 t 个值在第 t 轮结束时得到。patience=0 等同于 1。cooldown=c 只跳过 c - 1 轮。mode=auto 认得 loss 与 "
        + "Keras 自带的指标（accuracy 取 max）；未知的 mode 在此报错，Keras 则警告后按 auto 处理。"),
    examples: [
      "keras.ReduceLROnPlateau", "keras.ReduceLROnPlateau:monitor=val_accuracy,factor=0.5,patience=5,min_lr=0.001",
    ],
    rateFromOptimizer: true
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = arguments.base()
    let monitor = try arguments.word("monitor")
    let mode = try arguments.word("mode")
    guard let maximizes = mode == "auto" ? isBetterHigher(monitor) : mode == "max" else {
      throw arguments.error(
        Localized(
          "Keras can't tell whether '\(monitor)' should be maximized or minimized: give mode=max or mode=min",
          zh: "Keras 无法判断“\(monitor)”应越大越好还是越小越好：请给出 mode=max 或 mode=min"), at: "monitor")
    }
    let settings = KerasPlateau.Settings(
      maximizes: maximizes, factor: try arguments.number("factor"), patience: try arguments.time("patience"),
      delta: abs(try arguments.number("min_delta")), cooldown: try arguments.time("cooldown"),
      floor: try arguments.number("min_lr"))
    return .listening(KerasPlateau(base: base, settings: settings))
  }

  /// Whether more of a metric is better, by its name: nil for a name that isn't one of Keras's own.
  private static func isBetterHigher(_ monitor: String) -> Bool? {
    var name = Substring(monitor)
    if name.hasPrefix("val_") { name = name.dropFirst(4) }
    // A second metric of a name is numbered: auc_1.
    let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
    if digits > 0, name.dropLast(digits).hasSuffix("_") { name = name.dropLast(digits + 1) }
    if lowerIsBetter.contains(String(name)) { return false }
    return higherIsBetter.contains(String(name)) ? true : nil
  }

  /// The names that Keras gives its metrics, and the short ones that `compile(metrics=[...])` keeps.
  private static let higherIsBetter: Set<String> = [
    "acc", "accuracy", "auc", "binary_accuracy", "binary_io_u", "categorical_accuracy", "concordance_correlation",
    "cosine_similarity", "f1_score", "fbeta_score", "io_u", "mean_io_u", "one_hot_io_u", "one_hot_mean_io_u",
    "pearson_correlation", "precision", "precision_at_recall", "r2_score", "recall", "recall_at_precision",
    "sensitivity_at_specificity", "sparse_categorical_accuracy", "sparse_top_k_categorical_accuracy",
    "specificity_at_sensitivity", "top_k_categorical_accuracy",
  ]
  private static let lowerIsBetter: Set<String> = [
    "loss", "bce", "binary_crossentropy", "categorical_crossentropy", "categorical_hinge", "hinge", "kl_divergence",
    "logcosh", "mae", "mape", "mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_error",
    "mean_squared_logarithmic_error", "mse", "msle", "poisson", "root_mean_squared_error",
    "sparse_categorical_crossentropy", "squared_hinge",
  ]
}
