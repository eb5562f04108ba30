import LRCore

extension ADOPTSettings {
  private static let summary = Localized("Adam that converges with any beta2", zh: "对任意 beta2 收敛的 Adam")

  static let entries: [OptimizerEntry] = [
    .own(
      "adopt", ADOPTSettings(), summary,
      formula: """
        m = b1 m + (1 - b1) clip(g / max(sqrt(v), eps), t^0.25);  w -= lr m
        afterwards v = b2 v + (1 - b2) g^2; the first update only sets v = g^2, and t counts from there
        """,
      fields: [
        .rate(0.001), .betas(\.beta1, \.beta2, [0.9, 0.9999]), .epsilon(\.epsilon, 1e-6), .clips("clip"),
        .decoupledDecay(), .maximize,
      ], source: "Taniguchi et al. 2024"),
    .framework(
      "pytorch_optimizer.ADOPT", like: "adopt", late, summary,
      differing: Localized("the limit is (t + 1)^0.25; decay is coupled", zh: "限幅为 (t + 1)^0.25；耦合的权重衰减"),
      fields: [.rate(0.001), .betas(\.beta1, \.beta2, [0.9, 0.9999])] + .placedDecay(isDecoupled: false)
        + [.epsilon(\.epsilon, 1e-6), .maximize]),
    .framework(
      "optax.adopt", like: "adopt", ADOPTSettings(), summary,
      differing: Localized("Nesterov on request", zh: "可选 Nesterov"),
      fields: [
        .rate(nil, "learning_rate"), .share("b1", \.beta1, 0.9), .share("b2", \.beta2, 0.9999),
        .epsilon(\.epsilon, 1e-6), .nesterov(\.nesterov), .clips("use_clipping"),
      ], module: "optax.contrib"),
  ]

  private static let late = {
    var settings = ADOPTSettings()
    settings.firstCount = 2
    return settings
  }()
}

extension Field where Settings == ADOPTSettings {
  fileprivate static func clips(_ name: String) -> Field {
    flag(name, \.clips, unlessSaid: true, Localized("limit normalized gradients to t^0.25", zh: "将归一化梯度限制在 t^0.25 内"))
  }
}
