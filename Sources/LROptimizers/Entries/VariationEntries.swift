import LRCore

/// Adam with one thing changed: AdaMod, DiffGrad, QHAdam.
extension AdaModSettings {
  private static let summary = Localized("Adam without sudden large rates", zh: "抑制突增学习率的 Adam")

  static let entries: [OptimizerEntry] = [
    .own(
      "adamod", AdaModSettings(), summary,
      formula: """
        eta = lr sqrt(1 - b2^t) / (1 - b1^t) / (sqrt(v) + eps)
        s = b3 s + (1 - b3) eta;  w -= min(eta, s) m
        """,
      fields: [
        .rate(0.001), .threeBetas(\.beta1, \.beta2, \.beta3, [0.9, 0.999, 0.999]), .epsilon(\.epsilon, 1e-8),
        .decoupledDecay(), .maximize,
      ], source: "Ding et al. 2019"),
    .framework(
      "pytorch_optimizer.AdaMod", like: "adamod", AdaModSettings(), summary,
      differing: Localized("betas are 0.9, 0.99, 0.9999 unless given", zh: "betas 默认 0.9、0.99、0.9999"),
      fields: [.rate(0.001), .threeBetas(\.beta1, \.beta2, \.beta3, [0.9, 0.99, 0.9999])]
        + .placedDecay(isDecoupled: true) + [.epsilon(\.epsilon, 1e-8), .maximize]),
    .framework(
      "torch_optimizer.AdaMod", like: "adamod", AdaModSettings(), summary,
      fields: [
        .positiveRate(0.001), .betas(\.beta1, \.beta2), .share("beta3", \.beta3, 0.999), .epsilon(\.epsilon, 1e-8),
        .decoupledDecay(),
      ]),
  ]
}

extension DiffGradSettings {
  private static let summary = Localized("Adam that slows where the gradient is steady", zh: "梯度平稳处减速的 Adam")

  static let entries: [OptimizerEntry] = [
    .own(
      "diffgrad", DiffGradSettings(), summary,
      formula: "w -= lr sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + eps) / (1 + exp(-|g - g'|))",
      fields: [.rate(0.001), .betas(\.beta1, \.beta2), .epsilon(\.epsilon, 1e-8), .coupledDecay(), .maximize],
      source: "Dubey et al. 2019"),
    .framework(
      "pytorch_optimizer.DiffGrad", like: "diffgrad", padded, summary,
      differing: Localized("decay is decoupled; can be rectified", zh: "解耦的权重衰减；可选修正"),
      fields: [.rate(0.001), .betas(\.beta1, \.beta2)] + .placedDecay(isDecoupled: true)
        + Self.rectification(steps: true)
        + [.amsgrad(\.amsgrad, "ams_bound"), .epsilon(\.epsilon, 1e-8), .maximize]),
    .framework(
      "torch_optimizer.DiffGrad", like: "diffgrad", DiffGradSettings(), summary,
      fields: [.positiveRate(0.001), .betas(\.beta1, \.beta2), .epsilon(\.epsilon, 1e-8), .coupledDecay()]),
  ]

  private static let padded = {
    var settings = DiffGradSettings()
    settings.squareEpsilon = 1e-15
    return settings
  }()
}

extension QHAdamSettings {
  private static let summary = Localized("Adam between its mean and the newest gradient", zh: "介于均值与最新梯度之间的 Adam")

  static let entries: [OptimizerEntry] = [
    .own(
      "qhadam", QHAdamSettings(), summary,
      formula: "w -= lr (nu1 m + (1 - nu1) g) / (sqrt(nu2 v + (1 - nu2) g^2) + eps), m and v corrected",
      fields: [
        .rate(0.001), .betas(\.beta1, \.beta2, [0.995, 0.999]), .parts([0.7, 1]), .epsilon(\.epsilon, 1e-8),
        .decoupledDecay(), .maximize,
      ], source: "Ma & Yarats 2019"),
    .framework(
      "pytorch_optimizer.QHAdam", like: "qhadam", single, summary,
      differing: Localized(
        "nus are 1 unless given: that is Adam; means in float32 shares", zh: "nus 默认为 1，即 Adam；均值系数为 float32"),
      fields: [.rate(0.001), .betas(\.beta1, \.beta2), .parts([1, 1])] + .placedDecay(isDecoupled: false)
        + [.epsilon(\.epsilon, 1e-8), .maximize]),
    .framework(
      "torch_optimizer.QHAdam", like: "qhadam", QHAdamSettings(), summary,
      differing: Localized("nus are 1 unless given: that is Adam", zh: "nus 默认为 1，即 Adam"),
      fields: [.positiveRate(0.001), .betas(\.beta1, \.beta2), .parts([1, 1]), .plainDecay(), decouples]
        + [.epsilon(\.epsilon, 1e-8)]),
  ]

  private static let decouples = Field<QHAdamSettings>(
    Parameter("decouple_weight_decay", .flag, .flag(false), Localized("decay apart from the gradient", zh: "解耦的权重衰减"))
  ) { (settings: inout QHAdamSettings, arguments: inout Arguments) throws(SpecError) in
    settings.common.decay.place = try arguments.flag("decouple_weight_decay") ? .weights : .gradient
  }

  private static let single = {
    var settings = QHAdamSettings()
    settings.averagesInSinglePrecision = true
    return settings
  }()
}

extension Field where Settings == QHAdamSettings {
  fileprivate static func parts(_ fallback: [Double]) -> Field {
    numbers(
      "nus", [\.nu1, \.nu2], fallback, in: .unit,
      Localized("the means' parts beside the newest gradient", zh: "均值相对最新梯度的占比"))
  }
}
