import LRCore

/// Relatives of momentum that two collections for PyTorch have.
extension QuasiHyperbolicMomentumSettings {
  static let entries: [OptimizerEntry] = [
    text.entry(
      "pytorch_optimizer.QHM", QuasiHyperbolicMomentumSettings(),
      [
        .rate(0.001), .number("momentum", \.momentum, 0, in: .belowOne, kept),
        .number("nu", \.nu, 1, in: .unit, velocityPart),
      ] + .placedDecay(isDecoupled: false) + [.maximize], source: "pytorch_optimizer.QHM",
      Localized("blends the velocity with the gradient", zh: "将速度与梯度混合")),
    text.entry(
      "torch_optimizer.QHM", QuasiHyperbolicMomentumSettings(),
      [
        .rate(0.001, in: .positive), .momentum(\.momentum), .number("nu", \.nu, 0.7, in: .any, velocityPart),
        .coupledDecay(),
        .choice(
          "weight_decay_type", \.common.decay.place, [("grad", .gradient), ("direct", .weights)],
          Localized("where the decay acts", zh: "衰减作用的位置")),
      ], source: "torch_optimizer.QHM", Localized("blends the velocity with the gradient", zh: "将速度与梯度混合")),
  ]

  private static let text = RuleText<QuasiHyperbolicMomentumSettings>(
    summary: Localized("a blend of plain descent and momentum", zh: "梯度下降与动量法的混合"),
    formula: "v = momentum v + (1 - momentum) g;  w -= lr ((1 - nu) g + nu v)", nearest: "momentum")

  private static let kept = Localized("share of the velocity that is kept", zh: "速度保留系数")
  private static let velocityPart = Localized("the velocity's part of a step", zh: "步中速度所占比例")
}

extension AggregatedMomentumSettings {
  static let entries: [OptimizerEntry] = [
    text.entry(
      "pytorch_optimizer.AggMo", AggregatedMomentumSettings(),
      [.rate(0.001), .betas] + .placedDecay(isDecoupled: false) + [.maximize], source: "pytorch_optimizer.AggMo",
      Localized("has several velocities", zh: "有多个速度")),
    text.entry(
      "torch_optimizer.AggMo", AggregatedMomentumSettings(),
      [.rate(0.001, in: .positive), .betas, .coupledDecay()], source: "torch_optimizer.AggMo",
      Localized("has several velocities", zh: "有多个速度")),
  ]

  private static let text = RuleText<AggregatedMomentumSettings>(
    summary: Localized("the mean of several velocities", zh: "多个速度的平均"),
    formula: "v[k] = beta[k] v[k] + g;  w -= lr mean(v)", nearest: "momentum")
}

extension Field where Settings == AggregatedMomentumSettings {
  fileprivate static var betas: Field {
    let meaning = Localized("what each velocity keeps of itself", zh: "各速度的保留系数")
    return Field(Parameter("betas", .numbers(.belowOne), .numbers([0, 0.9, 0.99]), meaning)) {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      settings.betas = try arguments.numbers("betas")
      guard settings.betas.isEmpty else { return }
      throw arguments.error(Localized("'betas' has at least one number", zh: "“betas”至少应有一个数"), at: "betas")
    }
  }
}

extension ProportionalIntegralSettings {
  static let entries: [OptimizerEntry] = [
    text.entry(
      "pytorch_optimizer.PID", ProportionalIntegralSettings(),
      [.rate(0.001), .number("momentum", \.momentum, 0, in: .belowOne, kept), .dampening] + gains
        + .placedDecay(isDecoupled: false) + [.maximize],
      source: "pytorch_optimizer.PID", difference, note: note,
      examples: ["pytorch_optimizer.PID:lr=0.0002,momentum=0.9,derivative=2,integral=1"]),
    text.entry(
      "torch_optimizer.PID",
      {
        var settings = ProportionalIntegralSettings()
        settings.forgetsFirst = true
        return settings
      }(), [.rate(0.001, in: .positive), .momentum(\.momentum), .dampening, .coupledDecay()] + gains,
      source: "torch_optimizer.PID", difference,
      note: note
        + Localized("; the second gradient is compared with 0, not with the first", zh: "；第二个梯度与 0 而非与首个梯度相比"),
      examples: ["torch_optimizer.PID:lr=0.0001,momentum=0.9,derivative=2,integral=1"]),
  ]

  private static let text = RuleText<ProportionalIntegralSettings>(
    summary: Localized("a controller's step: gradient, sum and change", zh: "控制器式的步：梯度、积分与变化"),
    formula: """
      i = momentum i + (1 - dampening) g;  d = momentum d + (1 - momentum)(g - g')
      w -= lr (g + integral i + derivative d)
      """, nearest: "momentum")

  private static let kept = Localized("share of the sums that is kept", zh: "累积量的保留系数")
  private static let difference = Localized("adds the gradient and its changes", zh: "另加梯度及其变化")
  private static let note = Localized("without momentum it is plain SGD", zh: "无动量时即普通 SGD")

  private static let gains: [Field<ProportionalIntegralSettings>] = [
    .number("integral", \.integral, 5, Localized("weight of the sum", zh: "积分项的权重")),
    .number("derivative", \.derivative, 10, Localized("weight of the changes", zh: "微分项的权重")),
  ]
}

extension Field where Settings == ProportionalIntegralSettings {
  fileprivate static var dampening: Field {
    number("dampening", \.dampening, 0, in: .any, Localized("part of g kept out of the sum", zh: "梯度不计入积分的部分"))
  }
}

extension AcceleratedDescentSettings {
  static let entries: [OptimizerEntry] = [
    text.entry(
      "pytorch_optimizer.AccSGD", AcceleratedDescentSettings(),
      [.rate(0.001)] + fields("constant") + [.coupledDecay(), .maximize], source: "pytorch_optimizer.AccSGD",
      difference,
      examples: ["pytorch_optimizer.AccSGD:lr=0.0001,kappa=100"]),
    text.entry(
      "torch_optimizer.AccSGD", AcceleratedDescentSettings(),
      [.rate(0.001, in: .positive)] + fields("small_const") + [.coupledDecay()], source: "torch_optimizer.AccSGD",
      difference, examples: ["torch_optimizer.AccSGD:lr=0.0001,kappa=100"]),
  ]

  private static let text = RuleText<AcceleratedDescentSettings>(
    summary: Localized("short steps beside long ones, averaged", zh: "短步与长步的平均"),
    formula: """
      beta = xi c^2 / kappa;  z = c / (c + beta)
      u = beta ((1 / beta - 1) u + w - lr kappa / c g);  w = z (w - lr g) + (1 - z) u
      """, nearest: "nesterov")

  private static let difference = Localized("averages short and long steps", zh: "对短步与长步取平均")

  private static func fields(_ constant: String) -> [Field<AcceleratedDescentSettings>] {
    [
      .number("kappa", \.kappa, 1000, in: .positive, Localized("the long step over the short one", zh: "长步与短步之比")),
      .number("xi", \.xi, 10, in: .positive, Localized("the statistical advantage", zh: "统计优势参数")),
      .number(constant, \.constant, 0.7, in: .positiveUnit, Localized("any constant up to 1", zh: "不大于 1 的常数")),
    ]
  }
}

extension ProjectedDescentSettings {
  static let entries: [OptimizerEntry] = [
    text.entry(
      "pytorch_optimizer.SGDP", ProjectedDescentSettings(),
      [.rate(0.001)] + velocityFields + .placedDecay(isDecoupled: true)
        + [.delta, .decayRatio(in: .belowOne), .nesterov(\.nesterov), .epsilon(\.epsilon, 1e-8), .maximize],
      source: "pytorch_optimizer.SGDP", difference,
      note: vectors + Localized("; coupled weight decay has no effect", zh: "；耦合的权重衰减不起作用")),
    text.entry(
      "torch_optimizer.SGDP",
      {
        var settings = ProjectedDescentSettings()
        settings.projectsVelocity = true
        return settings
      }(),
      [.rate(0.001, in: .positive)] + velocityFields + [
        .epsilon(\.epsilon, 1e-8),
        .number(
          "weight_decay", \.common.decay.amount, 0, Localized("shrinks weights by lr times this", zh: "权重每步缩小 lr 乘以此值")),
        .delta, .decayRatio(in: .nonNegative), .nesterov(\.nesterov),
      ], source: "torch_optimizer.SGDP", difference, note: vectors),
  ]

  private static let text = RuleText<ProjectedDescentSettings>(
    summary: Localized("momentum without its part along the weights", zh: "去除沿权重方向分量的动量法"),
    formula: """
      v = momentum v + (1 - dampening) g;  where |cos(g, w)| < delta / sqrt(n): v -= <v, w> w / |w|^2
      w -= lr decay / (1 - momentum) w + lr v
      """, nearest: "momentum")

  private static let difference = Localized("projects steps; decay is decoupled", zh: "对步长作投影；衰减解耦")
  private static let vectors = Localized("parameters of one dimension aren't projected", zh: "一维参数不作投影")

  private static let velocityFields: [Field<ProjectedDescentSettings>] = [
    .number("momentum", \.momentum, 0, in: .belowOne, Localized("share of the velocity that is kept", zh: "速度保留系数")),
    .number("dampening", \.dampening, 0, in: .any, Localized("part of g kept out of the velocity", zh: "梯度不计入速度的部分")),
  ]
}

extension Field where Settings == ProjectedDescentSettings {
  fileprivate static var delta: Field {
    number("delta", \.delta, 0.1, Localized("smaller cosines count as scale-invariant", zh: "更小的余弦视为尺度不变"))
  }

  fileprivate static func decayRatio(in bounds: Bounds) -> Field {
    number(
      "wd_ratio", \.decayRatio, 0.1, in: bounds, Localized("multiplies the decay where projected", zh: "投影时衰减的乘数"))
  }
}
