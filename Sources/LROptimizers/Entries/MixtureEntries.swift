import LRCore

/// AdEMAMix and its simplification.
extension AdEMAMixSettings {
  private static let summary = Localized("Adam with a slow second mean", zh: "另加一个慢速均值的 Adam")

  static let entries: [OptimizerEntry] = [
    .own(
      "ademamix", AdEMAMixSettings(), summary,
      formula: """
        m = b1 m + (1 - b1) g;  s = b3 s + (1 - b3) g;  v = b2 v + (1 - b2) g^2
        w -= lr (m / (1 - b1^t) + alpha s) / (sqrt(v / (1 - b2^t)) + eps)
        """,
      fields: [
        .rate(0.001), betas, .weight,
        .optionalNumber(
          "warmup", \.warmup, in: .positive, Localized("updates until alpha and b3 are reached", zh: "alpha 与 b3 的预热步数")
        ),
        .epsilon(\.epsilon, 1e-8), .decoupledDecay(), .maximize,
      ], source: "Pagliardini, Ablin, Grangier 2024"),
    .framework(
      "pytorch_optimizer.AdEMAMix", like: "ademamix", AdEMAMixSettings(), summary,
      differing: Localized("decay is coupled unless said otherwise", zh: "默认使用耦合的权重衰减"),
      fields: [.rate(0.001), betas] + .placedDecay(isDecoupled: false) + [
        .weight,
        .optionalNumber(
          "t_alpha_beta3", \.warmup, in: .positive,
          Localized("updates until alpha and beta3 are reached", zh: "alpha 与 beta3 的预热步数")),
        .epsilon(\.epsilon, 1e-8), .maximize,
      ]),
    .framework(
      "optax.ademamix", like: "ademamix", AdEMAMixSettings(), summary,
      fields: [
        .rate(nil, "learning_rate"), .share("b1", \.beta1, 0.9), .share("b2", \.beta2, 0.999),
        .share("b3", \.beta3, 0.9999), .weight, .epsilon(\.epsilon, 1e-8), .insideEpsilon(\.squareEpsilon, 0),
        .decoupledDecay(),
      ], module: "optax.contrib"),
  ]

  private static let betas = Field<AdEMAMixSettings>.threeBetas(\.beta1, \.beta2, \.beta3, [0.9, 0.999, 0.9999])
}

extension Field where Settings == AdEMAMixSettings {
  fileprivate static var weight: Field {
    number("alpha", \.alpha, 5, Localized("weight of the slow mean", zh: "慢速均值的权重"))
  }
}

extension SimplifiedAdEMAMixSettings {
  static let entries: [OptimizerEntry] = [
    .framework(
      "optax.simplified_ademamix", like: "ademamix", SimplifiedAdEMAMixSettings(),
      Localized("a sum of gradients beside the newest one", zh: "梯度累加与最新梯度之和"),
      differing: Localized("one sum instead of two means, so steps are longer", zh: "以一个累加代替两个均值，步长更大"),
      formula: "m = b1 m + g;  v = b2 v + (1 - b2) g^2;  w -= lr (m + alpha g) / (sqrt(v / (1 - b2^t)) + eps)",
      fields: [
        .rate(nil, "learning_rate"), .share("b1", \.beta1, 0.99), .share("b2", \.beta2, 0.95),
        .number("alpha", \.alpha, 0, in: .any, Localized("weight of the newest gradient", zh: "最新梯度的权重")),
        .epsilon(\.epsilon, 1e-8), .insideEpsilon(\.squareEpsilon, 0), .decoupledDecay(),
      ], module: "optax.contrib",
      note: Localized(
        "the sum grows to g / (1 - b1): choose a rate 1 - b1 times Adam's",
        zh: "累加可达 g / (1 - b1)：学习率应取 Adam 的 1 - b1 倍"))
  ]
}
