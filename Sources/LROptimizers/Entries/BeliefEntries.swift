import LRCore

/// AdaBelief and ACProp.
extension AdaBeliefSettings {
  private static let summary = Localized("Adam that trusts gradients near their mean", zh: "信任接近均值的梯度的 Adam")

  static let entries: [OptimizerEntry] = [
    .own(
      "adabelief", AdaBeliefSettings(), summary,
      formula: """
        m = b1 m + (1 - b1) g;  s = b2 s + (1 - b2) (g - m)^2 + eps
        w -= lr m / (1 - b1^t) / (sqrt(s / (1 - b2^t)) + eps)
        """,
      fields: [
        .rate(0.001), .betas(\.beta1, \.beta2), .epsilon(\.epsilons, 1e-8), .decoupledDecay(), .amsgrad(\.amsgrad),
        .maximize,
      ], source: "Zhuang et al. 2020"),
    .framework(
      "pytorch_optimizer.AdaBelief", like: "adabelief", AdaBeliefSettings(), summary,
      differing: Localized("eps is 1e-16; can be rectified", zh: "eps 为 1e-16；可选修正"),
      fields: [.rate(0.001), .betas(\.beta1, \.beta2)] + .placedDecay(isDecoupled: true)
        + Self.rectification(steps: true)
        + [.amsgrad(\.amsgrad, "ams_bound"), .epsilon(\.epsilons, 1e-16), .maximize],
      note: Localized(
        "with rectify, eps is added to a root that isn't divided by 1 - b2^t", zh: "启用 rectify 时，eps 加在未除以 1 - b2^t 的根上"
      )),
    .framework(
      "torch_optimizer.AdaBelief", like: "adabelief", torchOptimizer, summary,
      differing: Localized("decay is coupled unless said otherwise", zh: "默认使用耦合的权重衰减"),
      fields: [
        .positiveRate(0.001), .betas(\.beta1, \.beta2), .epsilon(\.epsilons, 1e-8), .plainDecay(),
        .amsgrad(\.amsgrad),
      ] + [Field<Self>].placedDecay(isDecoupled: false).dropFirst()
        + [.flag("rectify", \.rectification.isOn, Localized("tame the first steps, as RAdam", zh: "如 RAdam 修正最初各步"))],
      note: Localized(
        "with amsgrad, eps accumulates in the largest s at every update", zh: "启用 amsgrad 时，每步都把 eps 累加进最大的 s")),
    .framework(
      "optax.adabelief", like: "adabelief", AdaBeliefSettings(), summary,
      differing: Localized("eps is 1e-16; Nesterov on request", zh: "eps 为 1e-16；可选 Nesterov"),
      fields: [
        .rate(nil, "learning_rate"), .share("b1", \.beta1, 0.9), .share("b2", \.beta2, 0.999),
        .epsilon(\.epsilon, 1e-16),
        .number(
          "eps_root", \.spreadEpsilon, 1e-16, Localized("added to s at every update", zh: "每步加到 s 上")),
        .nesterov(\.nesterov),
      ]),
  ]

  private static let torchOptimizer = {
    var settings = AdaBeliefSettings()
    settings.largestKeepsEpsilon = true
    settings.rectification.threshold = 4
    settings.rectification.exceedsThreshold = true
    settings.rectification.correctsPlainSteps = false
    settings.rectification.correctsSpread = true
    return settings
  }()
}

extension ACPropSettings {
  static let entries: [OptimizerEntry] = [
    .framework(
      "optax.acprop", like: "adabelief", ACPropSettings(),
      Localized("a gradient over the spread of those before it", zh: "梯度除以此前梯度的离散程度"),
      differing: Localized(
        "the divisor is that of the update before, and the gradient isn't averaged", zh: "使用上一步的分母，且不对梯度作平均"),
      formula: """
        d = g / (sqrt(s / (1 - b2^(t-1))) + eps), at first g / (1 + eps)
        s = b2 s + (1 - b2) (g - m)^2 + eps_root;  then m = b1 m + (1 - b1) g;  w -= lr (d + weight_decay w)
        """,
      fields: [
        .rate(nil, "learning_rate"), .share("b1", \.beta1, 0.9), .share("b2", \.beta2, 0.999),
        .epsilon(\.epsilon, 1e-16),
        .number(
          "eps_root", \.spreadEpsilon, 1e-16, Localized("added to s at every update", zh: "每步加到 s 上")),
        .decoupledDecay(),
      ], module: "optax.contrib")
  ]
}
