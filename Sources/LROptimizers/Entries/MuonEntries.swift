import LRCore

/// Momentum made orthogonal.
extension MuonSettings {
  static let entries: [OptimizerEntry] = [own, torch, keras, optax]

  private static let summary = Localized("momentum whose matrices are made orthogonal", zh: "将动量矩阵正交化")

  private static let own = OptimizerEntry(
    "muon", ownSettings, summary: summary,
    formula: """
      v = mu v + (1 - mu) g;  G = mu v + (1 - mu) g (nesterov) or v
      X = G / |G|;  ns_steps times: A = X X^T, X = a X + (b A + c A A) X
      w -= lr sqrt(max(1, rows / columns)) X
      """,
    fields: [
      .rate(0.02), .share("momentum", \.momentum, 0.95), .nesterov, .stepCount(), .decayOfAll,
      .betas(\.ownAdam.beta1, \.ownAdam.beta2, [0.9, 0.95]), .epsilon(\.ownAdam.epsilon, 1e-10), .maximize,
    ], source: "Jordan et al. 2024",
    note: Localized(
      "Only matrices are made orthogonal; tensors of more axes count as their first axis by all others. Vectors go by Adam "
        + "at the same rate (betas, eps): on a surface, whose point is a vector of 2, muon is Adam.",
      zh: "仅矩阵会被正交化，更高阶张量按首轴与其余各轴展平。向量按相同学习率用 Adam 更新（betas、eps）：曲面上的点是长度为 2 的向量，因此 muon 在此即 Adam。"),
    examples: ["muon:lr=0.05"])

  private static var ownSettings: MuonSettings {
    var settings = MuonSettings()
    settings.others = AdamSettings()
    return settings
  }

  private static let torch = OptimizerEntry(
    "torch.Muon", torchSettings, summary: summary, formula: "as muon, in bfloat16, with weight decay",
    fields: [
      .rate(0.001), .decoupledDecay(0.1), .share("momentum", \.momentum, 0.95), .nesterov,
      .coefficients("ns_coefficients"), .epsilon(\.iteration.epsilon, 1e-7),
      .stepCount(below: 100),
      .choice(
        "adjust_lr_fn", \.scale, [("original", .tall), ("match_rms_adamw", .meanSquare(0.2)), ("none", .tall)],
        Localized("scale of a step: by shape, or as large as Adam's", zh: "步长的缩放：按形状，或与 Adam 相当")),
    ], source: "torch.optim.Muon",
    note: Localized(
      "PyTorch's takes matrices only, so it can't run on a surface; its matrix products are rounded to bfloat16.",
      zh: "PyTorch 的 Muon 只接受矩阵，不能在曲面上运行；其矩阵乘积舍入到 bfloat16。"),
    examples: ["torch.Muon:lr=0.02"],
    origin: .optimizer("torch", nearest: "muon", Localized("matrices only, in bfloat16", zh: "仅限矩阵，以 bfloat16 计算")))

  private static var torchSettings: MuonSettings {
    var settings = MuonSettings()
    settings.reach = .matricesOnly
    settings.iteration.format = .bfloat16
    settings.iteration.start = .frobeniusAtLeast
    return settings
  }

  private static let keras = OptimizerEntry(
    "keras.Muon", kerasSettings, summary: summary,
    formula: "as muon with v = momentum v + g, its step scaled by rms_rate sqrt(max(rows, columns))",
    fields: [
      .rate(0.001, "learning_rate"), .share("adam_beta_1", \.ownAdam.beta1, 0.9),
      .share("adam_beta_2", \.ownAdam.beta2, 0.999),
      .numberOrNone("adam_weight_decay", \.kerasOthersDecay, 0.004, othersDecay),
      .epsilon(\.ownAdam.epsilon, 1e-7, "epsilon"),
      .numberOrNone(
        "weight_decay", \.kerasDecay, 0.004, Localized("shrinks matrices by lr times this", zh: "矩阵每步缩小 lr 乘以此值")),
      .coefficient("muon_a", \.coefficients.a, 3.4445), .coefficient("muon_b", \.coefficients.b, -4.7750),
      .coefficient("muon_c", \.coefficients.c, 2.0315),
      .number(
        "adam_lr_ratio", \.kerasShare, 1, in: .positive,
        Localized("Adam's rate as part of the rate", zh: "Adam 学习率所占比例")),
      .share("momentum", \.momentum, 0.95), .stepCount(), .nesterov,
      .numberOrNone(
        "rms_rate", \.meanSquare, 0.2, Localized("mean square of a step; none: unscaled", zh: "步长的均方根；none 为不缩放")),
    ], source: "keras.optimizers.Muon",
    note: Localized(
      "Whatever isn't a matrix goes by Adam with decay: on a surface, keras.Muon is Keras's AdamW.",
      zh: "非矩阵参数用带权重衰减的 Adam 更新：在曲面上 keras.Muon 即 Keras 的 AdamW。"),
    examples: ["keras.Muon:learning_rate=0.05"],
    origin: .optimizer(
      "keras", nearest: "muon",
      Localized("sums the velocity; steps as large as Adam's; decay", zh: "速度为累加；步长与 Adam 相当；带衰减"))
  )

  private static var kerasSettings: MuonSettings {
    var settings = MuonSettings()
    settings.reach = .matrices
    settings.velocity = .sum
    settings.iteration.start = .frobeniusSingle
    var adam = AdamSettings()
    adam.epsilonPlace = .uncorrected
    adam.common.decay = WeightDecay(0, .weights)
    settings.others = adam
    return settings
  }

  private static let optax = OptimizerEntry(
    "optax.muon", optaxSettings, summary: summary,
    formula: "as muon, its momentum corrected for the start at 0, its step scaled by sqrt(max(1, columns / rows))",
    fields: [
      .rate(nil, "learning_rate"), .coefficients("ns_coeffs", mayBeSchedule: true), .stepCount(),
      .share("beta", \.momentum, 0.95), .epsilon(\.epsilons, 1e-8), .decoupledDecay(), .lookingAhead,
      .flag("adaptive", \.adapts, Localized("scale by the dual norm", zh: "按对偶范数缩放")),
      .choice(
        "preconditioning", \.iteration.start,
        [("frobenius", .frobenius), ("spectral", .spectral), ("aol", .rowSums), ("schatten", .schatten)],
        Localized("how matrices are made small first", zh: "迭代前的缩放方式")),
      .share("adam_b1", \.ownAdam.beta1, 0.9), .share("adam_b2", \.ownAdam.beta2, 0.999),
      .epsilon(\.ownAdam.epsilonRoot, 0, "adam_eps_root"),
      .number("adam_weight_decay", \.ownAdam.common.decay.amount, 0, othersDecay),
      .optionalNumber(
        "adam_learning_rate", \.othersRate, Localized("Adam's rate; none: the same", zh: "Adam 的学习率；none 为相同")),
      .optionalNumber(
        "consistent_rms", \.meanSquare,
        Localized("mean square of a step; none: scaled by shape", zh: "步长的均方根；none 为按形状缩放")),
    ], source: "optax.contrib.muon",
    note: Localized(
      "Whatever isn't a matrix goes by optax's adamw, looking ahead as well: on a surface, optax.muon is nadamw.",
      zh: "非矩阵参数用 optax 的 adamw（同样带 Nesterov）更新：在曲面上 optax.muon 即 nadamw。"),
    examples: ["optax.muon:learning_rate=0.05"],
    origin: .optimizer(
      "optax", nearest: "muon", Localized("corrects the momentum; scales wide matrices", zh: "动量做偏差修正；缩放宽矩阵"))
  ) { (settings, arguments) throws(SpecError) in
    let iteration = settings.iteration
    guard iteration.isSchedule, iteration.coefficients.count > iteration.count else { return }
    throw arguments.error(
      Localized(
        "optax: not more coefficients than ns_steps, which is \(iteration.count)",
        zh: "optax：系数组数不得多于 ns_steps（\(iteration.count)）"), at: "ns_coeffs")
  }

  private static var optaxSettings: MuonSettings {
    var settings = MuonSettings()
    settings.reach = .matrices
    settings.velocity = .correctedMean
    settings.scale = .wide
    var adam = AdamSettings()
    adam.common.decay = WeightDecay(0, .weights)
    settings.others = adam
    return settings
  }

  private static let othersDecay = Localized("weight decay where Adam is used", zh: "使用 Adam 处的权重衰减")
}
