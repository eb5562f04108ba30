import LRCore

extension AdaBoundSettings {
  private static let summary = Localized("Adam at first, SGD in the end", zh: "起初似 Adam，最终似 SGD")

  static let entries: [OptimizerEntry] = [
    .own(
      "adabound", AdaBoundSettings(), summary,
      formula: """
        eta = clip(lr sqrt(1 - b2^t) / (1 - b1^t) / (sqrt(v) + eps), low, high);  w -= eta m
        low = final_lr (1 - 1 / (gamma t + 1));  high = final_lr (1 + 1 / (gamma t))
        """,
      fields: [.rate(0.001), .betas(\.beta1, \.beta2)] + bounds
        + [.epsilon(\.epsilon, 1e-8), .coupledDecay(), .amsgrad(\.amsgrad), .maximize],
      source: "Luo et al. 2019",
      note: Localized("under a schedule final_lr follows it in proportion", zh: "在调度下，final_lr 按比例随之变化")),
    .framework(
      "pytorch_optimizer.AdaBound", like: "adabound", padded, summary,
      differing: Localized("decay is decoupled; 1e-15 under the root", zh: "解耦的权重衰减；根号内另加 1e-15"),
      fields: [.rate(0.001), .final, .betas(\.beta1, \.beta2), .gamma] + .placedDecay(isDecoupled: true)
        + [.amsgrad(\.amsgrad, "ams_bound"), .epsilon(\.epsilon, 1e-8), .maximize]),
    .framework(
      "torch_optimizer.AdaBound", like: "adabound", AdaBoundSettings(), summary,
      fields: [.positiveRate(0.001), .betas(\.beta1, \.beta2)] + bounds
        + [.epsilon(\.epsilon, 1e-8), .coupledDecay(), .amsgrad(\.amsgrad, "amsbound")]),
  ]

  private static let bounds: [Field<AdaBoundSettings>] = [.final, .gamma]

  private static let padded = {
    var settings = AdaBoundSettings()
    settings.squareEpsilon = 1e-15
    return settings
  }()
}

extension Field where Settings == AdaBoundSettings {
  fileprivate static var final: Field {
    number("final_lr", \.finalRate, 0.1, Localized("the rate both bounds close in on", zh: "两个边界最终趋近的学习率"))
  }

  fileprivate static var gamma: Field {
    number(
      "gamma", \.gamma, 0.001, in: Bounds(0, 1, openLower: true, openUpper: true),
      Localized("how fast the bounds close in", zh: "边界收紧的速度"))
  }
}
