import LRCore

/// Lowers the rate when a metric has stopped improving; hears nothing in a cooldown.
struct PaddlePlateau: FeedbackSchedule {
  private(set) var rate: Double
  private let settings: Settings
  private var step = 0
  private var best: Double?
  private var badEpochs = 0
  private var cooldownLeft = 0.0
  private(set) var outline = Outline()

  struct Settings: Sendable {
    var maximizes: Bool
    var factor: Double
    var patience: Double
    var threshold: Double
    var relative: Bool
    var cooldown: Double
    var floor: Double
    /// A reduction is made only if it is larger.
    var epsilon: Double
  }

  init(base: Double, settings: Settings) {
    rate = base
    self.settings = settings
  }

  mutating func advance(metric: Double?) {
    step += 1
    guard let metric else { return }
    guard cooldownLeft <= 0 else {
      cooldownLeft -= 1
      return
    }
    if best.map({ improves(metric, on: $0) }) ?? true {
      best = metric
      badEpochs = 0
    } else {
      badEpochs += 1
    }
    if Double(badEpochs) > settings.patience { reduce() }
  }

  private func improves(_ metric: Double, on best: Double) -> Bool {
    let margin = settings.relative ? best * settings.threshold : settings.threshold
    return settings.maximizes ? metric > best + margin : metric < best - margin
  }

  private mutating func reduce() {
    cooldownLeft = settings.cooldown
    badEpochs = 0
    let reduced = max(rate * settings.factor, settings.floor)
    guard rate - reduced > settings.epsilon else { return }
    rate = reduced
    guard outline.events.count < Outline.eventLimit else { return }
    outline.events.append(.init(.reduction, at: step))
    if cooldownLeft > 0 {
      outline.phases.append(.init(.cooldown, step..<(step + Int(clamping: min(1e15, cooldownLeft.rounded(.up))))))
    }
  }
}

/// What becomes of a plateau scheduler that is stepped with epochs, as a warm-up does: it takes them for its metric.
struct PaddlePlateauOfEpochs: Schedule {
  var listener: PaddlePlateau
  /// The epoch of step 0.
  var first: Int

  func rate(at step: Int) -> Double { after(step).rate }
  func outline(until steps: Int) -> Outline {
    // Each epoch is heard before its own rate is used, so events are a step earlier than in a run with a metric.
    let heard = after(steps).outline
    return Outline(
      phases: heard.phases.map { .init($0.kind, ($0.range.lowerBound - 1)..<($0.range.upperBound - 1)) },
      events: heard.events.compactMap { $0.step > 1 ? .init($0.kind, at: $0.step - 1) : nil })
  }

  var isReplayed: Bool { true }

  func rates(count: Int) -> [Double] {
    var listener = listener
    return (0..<count).map { step in
      listener.advance(metric: Double(first + step))
      return listener.rate
    }
  }

  private func after(_ step: Int) -> PaddlePlateau {
    var listener = listener
    for epoch in first...(first + step) { listener.advance(metric: Double(epoch)) }
    return listener
  }
}

extension PaddleDialect {
  static let reduceOnPlateau = entry(
    "ReduceOnPlateau", summary: Localized("lowered when a metric stops improving", zh: "指标停止改善时降低学习率"),
    formula: """
      bad = epochs in a row that are no better than the best
      bad > patience: rate = max(rate * factor, min_lr), if that is more than epsilon lower
      better: m < best - best * threshold, abs: m < best - threshold; mode=max mirrors it
      """,
    parameters: [
      Parameter("learning_rate", .rate(.any), .required, Localized("rate to start from", zh: "初始学习率")).asBaseRate,
      Parameter(
        "mode", .choice(["min", "max"]), .word("min"), Localized("whether less or more is better", zh: "指标越小越好还是越大越好")),
      Parameter(
        "factor", .number(Bounds(-.infinity, 1, openUpper: true)), .number(0.1),
        Localized("factor of a reduction, below 1", zh: "每次降低的倍数，须小于 1")),
      Parameter(
        "patience", .number(.any), .integer(10), Localized("bad epochs that are borne", zh: "可容忍的无改善轮数")),
      Parameter(
        "threshold", .number(.any), .number(1e-4), Localized("smallest improvement that counts", zh: "算作改善的最小幅度")),
      Parameter(
        "threshold_mode", .choice(["rel", "abs"]), .word("rel"),
        Localized("threshold as a part of the best, or absolute", zh: "幅度按最佳值的比例，或按绝对值")),
      Parameter(
        "cooldown", .number(Bounds(-.infinity, 1e15)), .integer(0),
        Localized("epochs after a reduction in which nothing is heard", zh: "降低之后不听取指标的轮数")),
      Parameter("min_lr", .rate(.any), .number(0), Localized("never below", zh: "下限")),
      Parameter(
        "epsilon", .number(.any), .number(1e-8), Localized("smaller reductions are left out", zh: "不大于此值的降低被忽略")),
    ],
    nearest: "plateau",
    difference: Localized("the best isn't renewed in a cooldown", zh: "冷却期内不更新最佳值"),
    note: Localized(
      "In a cooldown the best isn't renewed; PyTorch renews it. Needs --metrics in a figure. Inside "
        + "LinearWarmup it is stepped with the epoch for a metric.",
      zh: "冷却期内不更新最佳值（PyTorch 更新）。作图时需要 --metrics。置于 LinearWarmup 之内时，它把轮次当作指标。"),
    examples: ["paddle.ReduceOnPlateau:learning_rate=0.1,factor=0.5,patience=3,cooldown=2"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = try learningRate(&arguments)
    let settings = PaddlePlateau.Settings(
      maximizes: try arguments.word("mode") == "max", factor: try arguments.number("factor"),
      patience: try arguments.number("patience"), threshold: try arguments.number("threshold"),
      relative: try arguments.word("threshold_mode") == "rel", cooldown: try arguments.number("cooldown"),
      floor: try arguments.number("min_lr"), epsilon: try arguments.number("epsilon"))
    return .listening(PaddlePlateau(base: base, settings: settings))
  }
}
