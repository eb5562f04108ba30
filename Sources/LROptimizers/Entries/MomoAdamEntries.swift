import LRCore

extension MomoAdamSettings {
  static let entries: [OptimizerEntry] = [
    .framework(
      "optax.momo_adam", like: "adam", MomoAdamSettings(),
      Localized("Adam with a step that the loss allows", zh: "步长受损失约束的 Adam"),
      differing: Localized("steps end where a model of the loss meets its bound", zh: "步长止于损失模型触及下界处"),
      formula: """
        f = b1 f + (1 - b1) loss;  c = b1 c + (1 - b1) <g, w>;  D = sqrt(v / (1 - b2^t)) + eps
        w -= min(lr / (1 - b1^t), max(0, f - (1 - b1^t) lower_bound - c + <m, w>) / <m, m / D>) m / D
        """,
      fields: [
        .rate(0.01, "learning_rate"), .share("b1", \.beta1, 0.9), .share("b2", \.beta2, 0.999),
        .epsilon(\.epsilon, 1e-8),
        .number("lower_bound", \.lowerBound, 0, in: .any, Localized("what the loss can't be less than", zh: "损失的下界")),
        .plainDecay(),
        .flag("adapt_lower_bound", \.adaptsBound, Localized("estimate the bound on the way", zh: "在线估计下界")),
      ], module: "optax.contrib",
      note: Localized("where the loss is negative, give its lower_bound", zh: "损失可为负时，请给出 lower_bound"))
  ]
}
