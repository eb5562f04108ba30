import LRCore

extension FollowTheLeaderSettings {
  static let entries: [OptimizerEntry] = [
    .framework(
      "keras.Ftrl", like: "adagrad", FollowTheLeaderSettings(),
      Localized("the best point for all gradients so far, with penalties", zh: "对迄今所有梯度最优的点，带惩罚项"),
      differing: Localized(
        "sets the weight instead of moving it: from z = 0 the start is forgotten at once",
        zh: "直接设定权重而非移动：z 从 0 开始，首步即忘记起点"),
      formula: """
        s' = s + g^2;  z += g + 2 shrinkage w - (s'^p - s^p) / lr w;  p = -learning_rate_power
        w = (clip(z, -l1, l1) - z) / (s'^p / lr + 2 l2 + beta / lr)
        """,
      fields: [
        .rate(0.001, "learning_rate"),
        .number(
          "learning_rate_power", \.ratePower, -0.5, in: Bounds(-.infinity, 0),
          Localized("how the rate shrinks with the sum of squares", zh: "学习率随平方和衰减的指数")),
        .number("initial_accumulator_value", \.initialSum, 0.1, Localized("s at first", zh: "s 的初值")),
        .number("l1_regularization_strength", \.l1, 0, Localized("L1 penalty: weights become 0", zh: "L1 惩罚：使权重变为 0")),
        .number("l2_regularization_strength", \.l2, 0, Localized("L2 penalty", zh: "L2 惩罚")),
        .number(
          "l2_shrinkage_regularization_strength", \.shrinkage, 0,
          Localized("L2 penalty that s doesn't see", zh: "不计入 s 的 L2 惩罚")),
        .number("beta", \.beta, 0, in: .any, Localized("slows all rates", zh: "降低所有学习率")),
      ], examples: ["keras.Ftrl:learning_rate=0.5"])
  ]
}
