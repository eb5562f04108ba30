import LRCore

/// Descent along signs: signSGD, Lion, Tiger.
extension SignDescentSettings {
  static let entries: [OptimizerEntry] = signs + lions + tigers

  private static let signs: [OptimizerEntry] = [
    sign.entry(
      "signsgd", SignDescentSettings(),
      [.rate(0.01), .share("momentum", \.beta1, 0), .decoupledDecay(), .maximize],
      source: "Bernstein et al. 2018: signSGD, with momentum Signum"),
    sign.entry(
      "optax.sign_sgd", SignDescentSettings(), [.rate(0.01, "learning_rate")], source: "optax.sign_sgd",
      note: .ownRate(0.01)),
    sign.entry(
      "pytorch_optimizer.SignSGD", velocity,
      [.rate(0.001), .keptShare("momentum", \.beta1, 0.9)]
        + .placedDecay(isDecoupled: true, hasFixed: false) + [.maximize],
      source: "pytorch_optimizer.SignSGD", Localized("has momentum by default", zh: "默认带动量")),
  ]

  private static let lions: [OptimizerEntry] = [
    lion.entry(
      "lion", SignDescentSettings(),
      [.rate(1e-4), .betas(\.beta1, \.ownBeta2, [0.9, 0.99]), .decoupledDecay(), .maximize],
      source: "Chen et al. 2023", examples: ["lion:lr=0.01"]),
    lion.entry(
      "keras.Lion", SignDescentSettings(),
      [
        .rate(0.001, "learning_rate"), .number("beta_1", \.beta1, 0.9, in: .positiveUnit, shareMeaning),
        .share("beta_2", \.ownBeta2, 0.99),
      ], source: "keras.optimizers.Lion"),
    lion.entry(
      "optax.lion", SignDescentSettings(),
      [
        .rate(0.001, "learning_rate"), .share("b1", \.beta1, 0.9), .share("b2", \.ownBeta2, 0.99),
        .decoupledDecay(0.001),
      ], source: "optax.lion", Localized("decays weights by default", zh: "默认带权重衰减"), note: .ownRate(0.001)),
    lion.entry(
      "pytorch_optimizer.Lion", SignDescentSettings(),
      [.rate(1e-4), .betas(\.beta1, \.ownBeta2, [0.9, 0.99])] + .placedDecay(isDecoupled: true) + [.maximize],
      source: "pytorch_optimizer.Lion", examples: ["pytorch_optimizer.Lion:lr=0.01"]),
  ]

  private static let tigers: [OptimizerEntry] = [
    tiger.entry(
      "tiger", SignDescentSettings(),
      [.rate(0.001), .keptShare("beta", \.beta1, 0.965), .decoupledDecay(0.01), .maximize],
      source: "Su 2023 (Tight-fisted Optimizer)"),
    tiger.entry(
      "pytorch_optimizer.Tiger", SignDescentSettings(),
      [.rate(0.001), .keptShare("beta", \.beta1, 0.965)] + .placedDecay(0.01, isDecoupled: true) + [.maximize],
      source: "pytorch_optimizer.Tiger"),
  ]

  private static let sign = RuleText<SignDescentSettings>(
    summary: Localized("steps of one length along the gradient's sign", zh: "沿梯度符号走等长的步"),
    formula: "m = momentum m + (1 - momentum) g;  w -= lr sign(m)", nearest: "signsgd")

  private static let lion = RuleText<SignDescentSettings>(
    summary: Localized("signs of a blend of gradient and momentum", zh: "梯度与动量混合后的符号"),
    formula: "w -= lr sign(b1 m + (1 - b1) g);  m = b2 m + (1 - b2) g", nearest: "lion")

  private static let tiger = RuleText<SignDescentSettings>(
    summary: Localized("the sign of a running mean", zh: "滑动平均的符号"),
    formula: "m = beta m + (1 - beta) g;  w -= lr sign(m)", nearest: "tiger")

  private static let shareMeaning = Localized("share kept of a running mean", zh: "滑动平均的保留系数")

  private static var velocity: SignDescentSettings {
    var settings = SignDescentSettings()
    settings.meanIsVelocity = true
    return settings
  }
}

extension Field where Settings == SignDescentSettings {
  /// A share below 1, as pytorch_optimizer wants them.
  fileprivate static func keptShare(
    _ name: String, _ path: WritableKeyPath<Settings, Double> & Sendable, _ fallback: Double
  ) -> Field {
    number(
      name, path, fallback, in: .belowOne,
      Localized("share kept of a running mean", zh: "滑动平均的保留系数"))
  }
}
