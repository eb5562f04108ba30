import LRCore

/// Momentum on gradients as long as a share of the weights.
extension LarsSettings {
  static let entries: [OptimizerEntry] = [
    text.entry(
      "lars", LarsSettings(),
      [.rate(1), .share("momentum", \.momentum, 0.9), .trust("trust", 0.001), .coupledDecay(0.0005), .maximize],
      source: "You, Gitman, Ginsburg 2017",
      note: Localized("lr=1 is lrplot's; the paper tunes it", zh: "lr=1 为本程序所取，论文中需调节")),
    text.entry(
      "optax.lars", LarsSettings { $0.measuresSum = false },
      [
        .rate(1, "learning_rate"), .coupledDecay(), .trust("trust_coefficient", 0.001), .epsilon(\.epsilon, 0),
        .momentum(\.momentum, 0.9), .nesterov(\.nesterov),
      ], source: "optax.lars",
      Localized("divides by |g + decay w|", zh: "除以 |g + decay w|"), note: .ownRate(1)),
    text.entry(
      "pytorch_optimizer.LARS",
      LarsSettings {
        $0.velocityHoldsRate = false
        $0.scalesMatricesOnly = true
        $0.dampensFirst = true
      },
      [
        .rate(0.001), .coupledDecay(), .number("momentum", \.momentum, 0.9, in: .belowOne, velocityShare),
        .number("dampening", \.dampening, 0, in: .belowOne, dampening), .trust("trust_coefficient", 0.001),
        .nesterov(\.nesterov), .maximize,
      ], source: "pytorch_optimizer.LARS",
      Localized("the rate is outside the velocity; vectors aren't scaled", zh: "学习率在速度之外；一维参数不缩放"),
      note: Localized(
        "parameters of one dimension get neither the trust ratio nor weight decay: on a surface it is plain momentum",
        zh: "一维参数既无信任比也无权重衰减：在曲面上即普通动量法"),
      examples: ["pytorch_optimizer.LARS:lr=0.0002"]),
    text.entry(
      "torch_optimizer.LARS",
      LarsSettings {
        $0.velocityHoldsRate = false
        $0.needsDecay = true
      },
      [
        .rate(0.01, in: .positive), .momentum(\.momentum),
        .number("dampening", \.dampening, 0, dampening), .coupledDecay(), .nesterov(\.nesterov),
        .trust("trust_coefficient", 0.01), .epsilon(\.epsilon, 1e-8),
      ], source: "torch_optimizer.LARS",
      Localized("the rate is outside the velocity; without weight decay nothing is scaled", zh: "学习率在速度之外；无权重衰减则不缩放"),
      note: Localized("with weight_decay=0 it is plain SGD", zh: "weight_decay=0 时即普通 SGD"),
      examples: ["torch_optimizer.LARS:lr=1,weight_decay=0.01"]
    ) { (settings, arguments) throws(SpecError) in
      guard settings.nesterov, settings.momentum <= 0 || settings.dampening != 0 else { return }
      throw arguments.error(.nesterovNeeds, at: "nesterov")
    },
  ]

  private static let text = RuleText<LarsSettings>(
    summary: Localized("momentum on steps that are a share of the weights", zh: "步长按权重范数缩放的动量法"),
    formula: "r = trust |w| / (|g| + decay |w|);  v = momentum v + lr r (g + decay w);  w -= v", nearest: "lars")

  private static let velocityShare = Localized("share of the velocity that is kept", zh: "速度保留系数")
  private static let dampening = Localized("part of g kept out of the velocity", zh: "梯度不计入速度的部分")

  private init(_ change: (inout LarsSettings) -> Void) {
    self.init()
    change(&self)
  }
}

extension Field where Settings == LarsSettings {
  fileprivate static func trust(_ name: String, _ fallback: Double) -> Field {
    number(name, \.trust, fallback, Localized("a step's part of the weights, at lr=1", zh: "lr=1 时步长占权重的比例"))
  }
}

extension Bounds {
  /// 0 <= x < 1
  static let belowOne = Bounds(0, 1, openUpper: true)
}

extension Localized {
  /// Why PyTorch and its kin refuse Nesterov momentum.
  static let nesterovNeeds = Localized(
    "Nesterov momentum requires a momentum and zero dampening", zh: "Nesterov 动量要求 momentum 大于 0 且 dampening 为 0")
}

/// Steps of one relative size.
extension FromageSettings {
  static let entries: [OptimizerEntry] = [
    text.entry(
      "optax.fromage", FromageSettings(),
      [
        .rate(0.01, "learning_rate"),
        .number("min_norm", \.smallestNorm, 1e-6, Localized("norms count as at least this", zh: "范数的下限")),
      ], source: "optax.fromage", note: .ownRate(0.01)),
    text.entry(
      "pytorch_optimizer.Fromage", FromageSettings(),
      [
        .rate(0.01),
        .optionalNumber(
          "p_bound", \.bound, in: .any,
          Localized("weights stay within this times their first norm", zh: "权重范数不超过初值的此倍数")),
        .maximize,
      ], source: "pytorch_optimizer.Fromage"),
  ]

  private static let text = RuleText<FromageSettings>(
    summary: Localized("steps of one relative size", zh: "相对大小固定的步长"),
    formula: "w = (w - lr |w| / |g| g) / sqrt(1 + lr^2)")
}
