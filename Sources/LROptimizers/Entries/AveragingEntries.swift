import LRCore

/// Descent with an average of its points.
extension AveragedDescentSettings {
  static let entries: [OptimizerEntry] = [
    text.entry(
      "asgd", AveragedDescentSettings(),
      [.rate(0.01), .lambda, .alpha, .start(0), .coupledDecay(), .maximize, .points(.eval)],
      source: "Polyak & Juditsky 1992; Bottou 2012"),
    text.entry(
      "torch.ASGD",
      {
        var settings = AveragedDescentSettings()
        settings.decays = true
        settings.judgesAverage = false
        return settings
      }(), [.rate(0.01), .lambda, .alpha, .start(1e6), .coupledDecay(), .maximize, .points(.train)],
      source: "torch.optim.ASGD",
      Localized("shrinks weights by lr * lambd; judged at the last point", zh: "权重按 lr * lambd 收缩；以最后一点评估"),
      note: Localized(
        "averages only after t0 = 1e6 steps, and keeps the average (state 'ax') to itself: the model never has it",
        zh: "在 t0 = 1e6 步之后才开始平均，且平均值只存于状态 ax，模型并不使用")),
  ]

  private static let text = RuleText<AveragedDescentSettings>(
    summary: Localized("descent, and the average of its points", zh: "梯度下降及其各点的平均"),
    formula: "w -= lr / (1 + lambd lr (t - 1))^alpha g;  a = mean of w after t0", nearest: "asgd")
}

extension Field where Settings == AveragedDescentSettings {
  fileprivate static var lambda: Field {
    number("lambd", \.lambda, 1e-4, in: .any, Localized("how fast the rate falls", zh: "学习率下降的快慢"))
  }

  fileprivate static var alpha: Field {
    number("alpha", \.alpha, 0.75, in: .any, Localized("the power that it falls with", zh: "下降的幂次"))
  }

  fileprivate static func points(_ fallback: DrawnPoint.Choice) -> Field {
    .points(
      \.judgesAverage, fallback,
      Localized("what is drawn: train, the last point; eval, the average", zh: "绘制的点：train 为最后一点，eval 为平均"))
  }

  fileprivate static func start(_ fallback: Double) -> Field {
    number("t0", \.start, fallback, in: .any, Localized("the step after which points are averaged", zh: "开始平均的步数"))
  }
}

/// Descent along an average of gradients.
extension GradientAverageSettings {
  static let entries: [OptimizerEntry] = [
    RuleText<GradientAverageSettings>(
      summary: Localized("along the mean of the last gradients", zh: "沿最近若干梯度的平均"),
      formula: "d = d - y[i] + g;  y[i] = g;  w -= lr / min(t, n) d;  i = (t - 1) mod n", nearest: "sgd"
    ).entry(
      "paddle.ASGD", GradientAverageSettings(),
      [
        .rate(0.001, "learning_rate"),
        .integer("batch_num", \.batches, 1, in: Bounds(1, 100_000), Localized("batches in an epoch", zh: "每轮的批数")),
      ], source: "paddle.optimizer.ASGD; Schmidt, Le Roux, Bach 2017",
      Localized("averages the gradients of the last batch_num steps", zh: "对最近 batch_num 步的梯度取平均"),
      note: Localized(
        "averages gradients, not points: with batch_num=1 it is plain SGD, and nothing like torch.ASGD",
        zh: "平均的是梯度而非参数：batch_num=1 时即普通 SGD，与 torch.ASGD 无关"),
      examples: ["paddle.ASGD:learning_rate=0.01,batch_num=10"])
  ]
}
