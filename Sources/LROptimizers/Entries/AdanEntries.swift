import LRCore

extension AdanSettings {
  private static let summary = Localized("Adam with the change of the gradient", zh: "计入梯度变化量的 Adam")

  static let entries: [OptimizerEntry] = [
    .own(
      "adan", AdanSettings(), summary,
      formula: """
        m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) (g - g');  n = b3 n + (1 - b3) (g + b2 (g - g'))^2
        w = (w - lr (m / (1 - b1^t) + b2 v / (1 - b2^t)) / (sqrt(n / (1 - b3^t)) + eps)) / (1 + lr weight_decay)
        """,
      fields: [.rate(0.001), betas, .epsilon(\.epsilon, 1e-8), .proximalDecay, .maximize],
      source: "Xie et al. 2022",
      note: Localized("the betas are those of its code: 1 minus those of the paper", zh: "betas 采用其代码的约定：1 减去论文中的值")),
    .framework(
      "pytorch_optimizer.Adan", like: "adan", climbing, summary,
      differing: Localized("decay can be decoupled, the norm limited", zh: "可解耦权重衰减，可限制范数"),
      fields: [
        .rate(0.001), betas, .proximalDecay, .decouplesDecay,
        .number(
          "max_grad_norm", \.largestNorm, 0, Localized("largest norm of all gradients; 0: none", zh: "梯度总范数上限；0 为不限")),
        .epsilon(\.epsilon, 1e-8), .maximize,
      ],
      note: Localized(
        "with maximize, the first difference of gradients is 2 g instead of 0", zh: "maximize 时首个梯度差为 2 g 而非 0")),
    .framework(
      "optax.adan", like: "adan", AdanSettings(), summary,
      differing: Localized(
        "differences count 1 - b2 instead of b2; eps_root 1e-8; decay is decoupled",
        zh: "梯度差的系数为 1 - b2 而非 b2；eps_root 为 1e-8；解耦衰减"),
      fields: [
        .rate(nil, "learning_rate"), .share("b1", \.beta1, 0.98), .shareAndComplement, .share("b3", \.beta3, 0.99),
        .epsilon(\.epsilon, 1e-8), .insideEpsilon(\.squareEpsilon, 1e-8), .decoupledDecay(),
      ],
      note: Localized(
        "b2 = 0.92 follows the difference by 0.08 here, by 0.92 in the paper", zh: "b2 = 0.92 时梯度差的系数为 0.08，论文中为 0.92")),
  ]

  private static let betas = Field<AdanSettings>.threeBetas(\.beta1, \.beta2, \.beta3, [0.98, 0.92, 0.99])

  private static let climbing = {
    var settings = AdanSettings()
    settings.climbsFromTwice = true
    return settings
  }()
}

extension Field where Settings == AdanSettings {
  fileprivate static var proximalDecay: Field {
    number("weight_decay", \.proximalDecay, 0, Localized("divides w by 1 + lr times this", zh: "将 w 除以 1 + lr 乘以此值"))
  }

  fileprivate static var decouplesDecay: Field {
    Field(
      Parameter("weight_decouple", .flag, .flag(false), Localized("decay before the step instead", zh: "改为在更新前解耦衰减"))
    ) { (settings: inout AdanSettings, arguments: inout Arguments) throws(SpecError) in
      guard try arguments.flag("weight_decouple") else { return }
      settings.common.decay = WeightDecay(settings.proximalDecay, .weights)
      settings.proximalDecay = 0
    }
  }

  fileprivate static var shareAndComplement: Field {
    let share = Field.share("b2", \.beta2, 0.92)
    return Field(share.parameter) { (settings: inout AdanSettings, arguments: inout Arguments) throws(SpecError) in
      try share.read(&settings, &arguments)
      settings.lookahead = 1 - settings.beta2
    }
  }
}
