import LRCore

/// Momentum over curvature, limited.
extension SophiaSettings {
  static let entries: [OptimizerEntry] = [
    OptimizerEntry(
      "sophia", SophiaSettings(), summary: summary,
      formula: """
        m = b1 m + (1 - b1) g;  every few steps h = b2 h + (1 - b2) diag(Hessian)
        w -= lr clip(m / max(gamma h, eps), 1)
        """,
      fields: [
        .rate(0.01), betas,
        .number("gamma", \.curvatureShare, 0.01, in: .positive, Localized("how much curvature counts", zh: "曲率的权重")),
        period("update_every"), .epsilon(\.epsilon, 1e-12), .decoupledDecay(), .maximize,
      ], source: "Liu et al. 2023 (Sophia-H; b1 = 0.96, b2 = 0.99, k = 10, gamma = 0.01)", note: diagonal,
      examples: ["sophia:lr=0.05"]),
    OptimizerEntry(
      "pytorch_optimizer.SophiaH", framework, summary: summary,
      formula: """
        m = b1 m + (1 - b1) g;  every update_period steps h = b2 h + (1 - b2) diag(Hessian)
        w -= lr clip(m / max(h, eps), p)
        """,
      fields: [.rate(0.06), betas] + .placedDecay(isDecoupled: true) + [
        .number("p", \.limit, 0.01, Localized("limit of a component before lr", zh: "乘 lr 之前各分量的上限")),
        period("update_period"),
        .integer("num_samples", \.samples, 1, Localized("samples of an estimated Hessian", zh: "估计海森矩阵的采样数")),
        .choice(
          "hessian_distribution", \.draw, [("gaussian", .gaussian), ("rademacher", .signs)],
          Localized("what is drawn for an estimated Hessian", zh: "估计海森矩阵所用分布")),
        .epsilon(\.epsilon, 1e-12), .maximize,
      ], source: "pytorch_optimizer.SophiaH",
      note: diagonal
        + Localized(
          " maximize turns the gradient only, not the Hessian.", zh: " maximize 只翻转梯度，不翻转海森矩阵。"),
      examples: ["pytorch_optimizer.SophiaH:lr=1,p=0.05,update_period=1"],
      origin: .optimizer(
        "pytorch_optimizer", nearest: "sophia",
        Localized("limits by p before lr; gamma is 1", zh: "先按 p 截断再乘 lr；gamma 为 1"))),
  ]

  private static let summary = Localized("momentum over curvature, limited", zh: "动量除以曲率并截断")

  private static let diagonal = Localized(
    "On a surface the Hessian's diagonal is exact. Where it isn't known, it is Hutchinson's estimate from differences of "
      + "gradients, the same in every run.",
    zh: "在曲面上使用精确的海森矩阵对角线；未知时用梯度差分的 Hutchinson 估计，每次运行结果相同。")

  private static var framework: SophiaSettings {
    var settings = SophiaSettings()
    settings.curvatureShare = 1
    settings.turnsHessian = false
    return settings
  }

  private static let betas: Field<SophiaSettings> = .betas(\.beta1, \.beta2, [0.96, 0.99])

  private static func period(_ name: String) -> Field<SophiaSettings> {
    .integer(name, \.period, 10, Localized("steps between looks at the Hessian", zh: "查看海森矩阵的间隔步数"))
  }
}
