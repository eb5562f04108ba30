import LRCore

/// Adagrad with whole matrices.
extension ShampooSettings {
  static let entries: [OptimizerEntry] = [
    OptimizerEntry(
      "shampoo", ShampooSettings(), summary: summary,
      formula: "L += G G^T;  R += G^T G;  w -= lr L^(-1/4) G R^(-1/4);  a vector: w -= lr L^(-1/2) g",
      fields: [
        .rate(0.1), .momentum(\.momentum), .epsilon(\.epsilon, 1e-4), .coupledDecay(),
        .integer("update_every", \.period, 1, periodMeaning), .maximize,
      ], source: "Gupta, Koren, Singer 2018",
      note: Localized(
        "L and R start as eps times the identity. Both coordinates of a surface are one vector, so that shampoo is Adagrad "
          + "with the full matrix there: it turns with a valley, where Adagrad goes by the axes.",
        zh: "L 与 R 的初值为 eps 乘单位阵。曲面的两个坐标构成一个向量，因此此处 shampoo 即全矩阵 Adagrad：它随谷的走向转动，而 Adagrad 只按坐标轴缩放。"),
      examples: ["shampoo:lr=0.5"]),
    OptimizerEntry(
      "pytorch_optimizer.Shampoo", ascending, summary: summary,
      formula: "as shampoo, on a mixture of the gradient and the latest step where there is momentum",
      fields: [.rate(0.001), .momentum(\.momentum)] + .placedDecay(isDecoupled: false) + [
        .integer("preconditioning_compute_steps", \.period, 1, periodMeaning), .epsilon(\.epsilon, 1e-6, "matrix_eps"),
        .maximize,
      ], source: "pytorch_optimizer.Shampoo", note: feedback, examples: ["pytorch_optimizer.Shampoo:lr=0.5"],
      origin: .optimizer(
        "pytorch_optimizer", nearest: "shampoo",
        Localized("momentum feeds the preconditioned step back", zh: "动量把预条件后的步长反馈回梯度"))),
    OptimizerEntry(
      "torch_optimizer.Shampoo", sequential, summary: summary,
      formula: "L += G G^T;  G' = L^(-1/2) G;  R += G'^T G';  w -= lr G' R^(-1/2);  a vector: w -= lr L^(-1) g",
      fields: [
        .number("lr", \.common.rate, 0.1, in: .positive, Localized("learning rate", zh: "学习率")),
        .momentum(\.momentum), .coupledDecay(), .epsilon(\.epsilon, 1e-4, "epsilon"),
        .integer("update_freq", \.period, 1, periodMeaning),
      ], source: "torch_optimizer.Shampoo", note: feedback, examples: ["torch_optimizer.Shampoo:lr=0.1"],
      origin: .optimizer(
        "torch_optimizer", nearest: "shampoo",
        Localized("powers -1/order; later axes see the step so far", zh: "幂为 -1/阶数；后续轴使用已预条件的梯度"))),
  ]

  private static let summary = Localized("Adagrad with whole matrices", zh: "使用整个矩阵的 Adagrad")

  private static let periodMeaning = Localized("steps between new roots", zh: "重新求根的间隔步数")

  private static let feedback = Localized(
    "Momentum mixes the gradient with the latest preconditioned step, which has another size.",
    zh: "动量将梯度与上一次预条件后的步长混合，二者量级不同。")

  private static var ascending: ShampooSettings {
    var settings = ShampooSettings()
    settings.momentumPlace = .feedback
    settings.countsFromZero = false
    return settings
  }

  private static var sequential: ShampooSettings {
    var settings = ShampooSettings()
    settings.momentumPlace = .feedback
    settings.rootOrder = 1
    settings.sequential = true
    return settings
  }
}

/// Adam on Shampoo's axes.
extension SOAPSettings {
  static let entries: [OptimizerEntry] = [
    OptimizerEntry(
      "soap", SOAPSettings(), summary: summary, formula: formula,
      fields: [
        .rate(0.003), betas, .epsilon(\.epsilon, 1e-8), .decoupledDecay(), period("update_every"),
        vectors("precondition_1d", true), .maximize,
      ], source: "Vyas et al. 2024",
      note: Localized(
        "The first step only looks and doesn't move. Vectors are turned as well, so that soap is Adam on the main axes of "
          + "the gradients on a surface; the paper leaves vectors to Adam: precondition_1d=false.",
        zh: "第一步只观察而不移动。向量同样被旋转，因此在曲面上 soap 即在梯度主轴上的 Adam；论文对向量直接使用 Adam：precondition_1d=false。"),
      examples: ["soap:lr=0.05"]),
    OptimizerEntry(
      "pytorch_optimizer.SOAP", framework, summary: summary, formula: formula,
      fields: [
        .rate(0.003), betas,
        .optionalNumber(
          "shampoo_beta", \.statisticsShare,
          Localized("share kept of the statistics; none: beta2", zh: "统计量保留系数；none 为 beta2")),
        .decoupledDecay(0.01), period("precondition_frequency"),
        .integer("max_precondition_dim", \.longestAxis, 10000, Localized("longest axis that is turned", zh: "被旋转的最长轴")),
        .flag("merge_dims", \.mergesAxes, Localized("join short axes", zh: "合并短轴")),
        vectors("precondition_1d", false),
        .flag("correct_bias", \.corrects, unlessSaid: true, Localized("correct for the start at 0", zh: "偏差修正")),
        .flag("normalize_gradient", \.normalizes, Localized("steps of root mean square 1", zh: "将步长归一化为均方根 1")),
        .epsilon(\.epsilon, 1e-8), .maximize,
      ], source: "pytorch_optimizer.SOAP",
      note: Localized(
        "The first step doesn't move. Axes are renewed in single precision, whatever the weights are; vectors go by Adam "
          + "unless precondition_1d is given.", zh: "第一步不移动。无论参数精度如何，主轴均以单精度更新；向量默认用 Adam 更新，除非给出 precondition_1d。"),
      examples: ["pytorch_optimizer.SOAP:lr=0.05,precondition_1d=true"],
      origin: .optimizer(
        "pytorch_optimizer", nearest: "soap",
        Localized("vectors go by Adam; axes in single precision", zh: "向量用 Adam；主轴为单精度"))),
  ]

  private static let summary = Localized("Adam on Shampoo's axes", zh: "Shampoo 主轴上的 Adam")

  private static let formula = """
    L = b L + (1 - b) G G^T,  R likewise;  Q their eigenvectors, renewed now and then
    Adam on QL^T G QR, its step turned back
    """

  private static var framework: SOAPSettings {
    var settings = SOAPSettings()
    settings.renewsInSingle = true
    return settings
  }

  private static let betas: Field<SOAPSettings> = .betas(\.beta1, \.beta2, [0.95, 0.95])

  private static func period(_ name: String) -> Field<SOAPSettings> {
    .integer(name, \.period, 10, Localized("steps between new axes", zh: "更新主轴的间隔步数"))
  }

  private static func vectors(_ name: String, _ fallback: Bool) -> Field<SOAPSettings> {
    .flag(name, \.turnsVectors, unlessSaid: fallback, Localized("turn vectors as well", zh: "向量也旋转"))
  }
}
