import LRCore

extension NovoGradSettings {
  private static let summary = Localized("momentum on gradients of unit length", zh: "以单位长度的梯度作动量")

  static let entries: [OptimizerEntry] = [
    .own(
      "novograd", NovoGradSettings(), summary,
      formula: """
        v = b2 v + (1 - b2) |g|^2 (at first |g|^2; one for each tensor)
        m = b1 m + g / (sqrt(v) + eps) + weight_decay w;  w -= lr m
        """,
      fields: [
        .rate(0.01), .betas(\.beta1, \.beta2, [0.95, 0.98]), .epsilon(\.epsilon, 1e-8), .plainDecay(), .averages,
        .maximize,
      ], source: "Ginsburg et al. 2019"),
    .framework(
      "pytorch_optimizer.NovoGrad", like: "novograd", NovoGradSettings(), summary,
      fields: [.rate(0.001), .betas(\.beta1, \.beta2, [0.95, 0.98])] + .placedDecay(isDecoupled: false)
        + [.averages, .epsilon(\.epsilon, 1e-8), .maximize]),
    .framework(
      "torch_optimizer.NovoGrad", like: "novograd", restarting, summary,
      differing: Localized("beta2 is 0 unless given: every gradient has unit length", zh: "beta2 默认为 0：每个梯度都为单位长度"),
      fields: [
        .positiveRate(0.001), .betas(\.beta1, \.beta2, [0.95, 0]), .epsilon(\.epsilon, 1e-8), .plainDecay(), .averages,
        .amsgrad(\.amsgrad),
      ]),
    .framework(
      "optax.novograd", like: "novograd", NovoGradSettings(), summary,
      differing: Localized("b1 0.9 and b2 0.25 unless given", zh: "b1 默认 0.9，b2 默认 0.25"),
      fields: [
        .rate(nil, "learning_rate"), .share("b1", \.beta1, 0.9), .share("b2", \.beta2, 0.25), .epsilon(\.epsilon, 1e-6),
        .insideEpsilon(\.squareEpsilon, 0), .plainDecay(),
      ]),
  ]

  private static let restarting = {
    var settings = NovoGradSettings()
    settings.averagesFirst = true
    settings.restartsFromZero = true
    return settings
  }()
}

extension Field where Settings == NovoGradSettings {
  fileprivate static var averages: Field {
    flag("grad_averaging", \.averages, Localized("g enters the mean with 1 - b1", zh: "梯度以 1 - b1 计入均值"))
  }
}
