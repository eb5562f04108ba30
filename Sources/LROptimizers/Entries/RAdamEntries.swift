import LRCore

private let summary = Localized("Adam that mistrusts its divisor at first", zh: "起初不信任分母的 Adam")

/// Rectified Adam in every framework.
extension RAdamSettings {
  static let entries: [OptimizerEntry] = [
    OptimizerEntry(
      "radam", RAdamSettings(), summary: summary,
      formula: """
        m, v as adam;  R = 2 / (1 - b2) - 1;  r = R - 2 t b2^t / (1 - b2^t)
        r > 5: w -= lr sqrt((r - 4)(r - 2) R / ((R - 4)(R - 2) r)) m / (1 - b1^t) sqrt(1 - b2^t) / (sqrt(v) + eps)
        else:  w -= lr m / (1 - b1^t)
        """,
      fields: .own(rate: 0.001) + [.coupledDecay(), .maximize], source: "Liu et al. 2020",
      note: firstSteps + Localized("; the paper's bound is 4, that of its authors' program 5", zh: "；论文的界为 4，作者程序为 5"),
      examples: ["radam:lr=0.05"]),
    .framework(
      "torch.RAdam", like: "radam", RAdamSettings(), summary,
      fields: .torch(rate: 0.001) + [.coupledDecay(), .decouples, .maximize], note: firstSteps,
      examples: ["torch.RAdam:lr=0.05"]),
    .framework(
      "paddle.RAdam", like: "radam", RAdamSettings(), summary, fields: .paddle(), note: firstSteps,
      examples: ["paddle.RAdam:learning_rate=0.05"]),
    .framework(
      "optax.radam", like: "radam", optaxSettings, summary,
      differing: Localized(
        "eps is added after the correction; r = 5 is long enough", zh: "eps 在校正后相加；r = 5 即视为足够"),
      fields: .optax() + [
        .epsilonRoot(\.epsilonRoot),
        .number(
          "threshold", \.threshold, 5, in: .any,
          Localized("trust the divisor when r is at least this", zh: "r 不小于此值时信任分母")),
        .nesterov(\.nesterov),
      ], note: .rateIsRequired, examples: ["optax.radam:learning_rate=0.05"]),
    SingleRAdamSettings.entry,
  ]

  fileprivate static let firstSteps = Localized(
    "the first steps are lr times the mean gradient, without a divisor: where slopes are large they go far",
    zh: "最初几步为学习率乘以平均梯度，不做归一化：坡度大时会走得很远")

  private static let optaxSettings: RAdamSettings = {
    var settings = RAdamSettings()
    settings.epsilonAfterCorrection = true
    settings.trustsThreshold = true
    return settings
  }()
}

extension SingleRAdamSettings {
  fileprivate static let entry: OptimizerEntry = .framework(
    "torch_optimizer.RAdam", like: "radam", SingleRAdamSettings(), summary,
    differing: Localized(
      "decouples its weight decay; computes in float32; r = 5 is long enough",
      zh: "权重衰减解耦；以 float32 计算；r = 5 即视为足够"),
    fields: [
      .number("lr", \.common.rate, 0.001, in: .positive, Localized("learning rate", zh: "学习率")),
      .betas(\.beta1, \.beta2), .epsilon(\.epsilon, 1e-8),
      .number("weight_decay", \.decay, 0, Localized("shrinks weights by lr times this", zh: "权重每步缩小 lr 乘以此值")),
    ], note: RAdamSettings.firstSteps, examples: ["torch_optimizer.RAdam:lr=0.005"])
}
