import LRCore

extension MADGRADSettings {
  private static let summary = Localized("dual averaging from the start point", zh: "自起点的对偶平均")

  static let entries: [OptimizerEntry] = [
    .own(
      "madgrad", MADGRADSettings(), summary,
      formula: """
        c = (lr + eps) sqrt(t);  s += c g;  v += c g^2
        z = start - s / (cbrt(v) + eps);  w = momentum w + (1 - momentum) z
        """,
      fields: [.rate(0.01), .inertia, .epsilon(\.epsilon, 1e-6), .coupledDecay(), .maximize],
      source: "Defazio & Jelassi 2021",
      note: Localized(
        "a decayed rate slows it less than others: past steps keep their weight", zh: "衰减学习率对它的减速较小：过去的步保持其权重")),
    .framework(
      "pytorch_optimizer.MADGRAD", like: "madgrad", resting, summary,
      differing: Localized("lr is 0.001 unless given; a rate of 0 rests", zh: "lr 默认 0.001；学习率为 0 时静止"),
      fields: [.rate(0.001), .inertia] + .placedDecay(isDecoupled: false, hasFixed: false)
        + [.epsilon(\.epsilon, 1e-6), .maximize]),
    .framework(
      "torch_optimizer.MADGRAD", like: "madgrad", MADGRADSettings(), summary,
      fields: [.positiveRate(0.01), .inertia, .coupledDecay(), .epsilon(\.epsilon, 1e-6)]),
    .framework(
      "optax.madgrad", like: "madgrad", single, summary,
      differing: Localized("(lr + eps) sqrt(t) is rounded to float32", zh: "(lr + eps) sqrt(t) 舍入为 float32"),
      fields: [
        .rate(nil, "learning_rate"), .momentum(\.momentum, 0.9), .coupledDecay(), .epsilon(\.epsilon, 1e-6),
      ], module: "optax.contrib"),
  ]

  private static let resting = {
    var settings = MADGRADSettings()
    settings.restsAtZeroRate = true
    return settings
  }()

  private static let single = {
    var settings = MADGRADSettings()
    settings.keepsStart = true
    settings.weighsInSinglePrecision = true
    return settings
  }()
}

extension Field where Settings == MADGRADSettings {
  fileprivate static var inertia: Field {
    number(
      "momentum", \.momentum, 0.9, in: Bounds(0, 1, openUpper: true),
      Localized("share kept of the last point", zh: "上一点的保留系数"))
  }
}
