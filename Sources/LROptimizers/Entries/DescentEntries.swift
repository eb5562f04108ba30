import LRCore

/// Plain descent and what is built on its velocity.
extension GradientDescentSettings {
  static let entries: [OptimizerEntry] =
    own + [torch, keras, paddle, paddleMomentum, optax, pytorchDecoupled, decoupled]

  private static let own: [OptimizerEntry] = [
    RuleText<GradientDescentSettings>(
      summary: Localized("straight down the gradient, with momentum if wanted", zh: "沿梯度直下，可带动量"),
      formula: "w -= lr g;  with momentum: v = momentum v + (1 - dampening) g;  w -= lr v"
    ).entry(
      "sgd", aliases: ["gd"], GradientDescentSettings(),
      [
        .rate(0.01), .share("momentum", \.momentum, 0), .dampening(), .nesterov, .coupledDecay(), .maximize,
      ], source: "Cauchy 1847; Polyak 1964; Nesterov 1983",
      note: Localized(
        "nesterov=true steps by g + momentum v; it needs a momentum and no dampening, as in PyTorch",
        zh: "nesterov=true 时按 g + momentum v 更新；与 PyTorch 一样，要求动量大于 0 且无 dampening"), check: requireVelocity),
    velocity.entry(
      "momentum", aliases: ["heavy-ball"], GradientDescentSettings(),
      [.rate(0.01), .share("momentum", \.momentum, 0.9), .dampening(), .coupledDecay(), .maximize],
      source: "Polyak 1964"),
    ahead.entry(
      "nesterov", aliases: ["nag"], GradientDescentSettings { $0.nesterov = true },
      [.rate(0.01), .share("momentum", \.momentum, 0.9), .coupledDecay(), .maximize],
      source: "Nesterov 1983; Sutskever et al. 2013"),
  ]

  private static let torch = velocity.entry(
    "torch.SGD", GradientDescentSettings(),
    [.rate(0.001), .momentum(\.momentum), .dampening(), .coupledDecay(), .nesterov, .maximize],
    source: "torch.optim.SGD",
    Localized("the first velocity is g, without dampening", zh: "首步速度为 g，不受 dampening 影响"),
    examples: ["torch.SGD:lr=0.001,momentum=0.9"], check: requireVelocity)

  private static let keras = velocity.entry(
    "keras.SGD", GradientDescentSettings { $0.velocityHoldsRate = true },
    [.rate(0.01, "learning_rate"), .share("momentum", \.momentum, 0), .nesterov], source: "keras.optimizers.SGD",
    Localized("the velocity holds the rate: v = momentum v - lr g; w += v", zh: "速度中含学习率：v = momentum v - lr g；w += v"),
    note: Localized(
      "under a schedule a velocity keeps the rates that it was gathered under", zh: "使用调度时，速度保留其累积时的学习率"),
    examples: ["keras.SGD:learning_rate=0.01,momentum=0.9"])

  private static let paddle = plain.entry(
    "paddle.SGD", GradientDescentSettings(), [.rate(0.001, "learning_rate")], source: "paddle.optimizer.SGD")

  private static let paddleMomentum = velocity.entry(
    "paddle.Momentum", GradientDescentSettings(),
    [
      .rate(0.001, "learning_rate"),
      .single("momentum", \.momentum, 0.9, in: .any, kept),
      .flag("use_nesterov", \.nesterov, Localized("look ahead", zh: "Nesterov 动量")),
      .unused("rescale_grad", 1),
    ], source: "paddle.optimizer.Momentum",
    note: Localized(
      "the kernel holds momentum as float32; rescale_grad changes nothing on Paddle's CPU kernel, nor here",
      zh: "内核以 float32 保存 momentum；rescale_grad 在 Paddle 的 CPU 内核中不起作用，此处亦然"))

  private static let optax = velocity.entry(
    "optax.sgd", GradientDescentSettings(),
    [
      .rate(0.01, "learning_rate"),
      .optionalNumber("momentum", \.givenMomentum, in: .any, kept), .nesterov,
    ], source: "optax.sgd", note: .ownRate(0.01), examples: ["optax.sgd:learning_rate=0.01,momentum=0.9"])

  private static let pytorchDecoupled = velocity.entry(
    "pytorch_optimizer.SGDW", GradientDescentSettings(),
    [.rate(1e-4), .number("momentum", \.momentum, 0, in: .belowOne, kept)]
      + .placedDecay(isDecoupled: true, hasFixed: false) + [.dampening(), .nesterov, .maximize],
    source: "pytorch_optimizer.SGDW; Loshchilov & Hutter 2019",
    Localized("weight decay is decoupled", zh: "权重衰减解耦"))

  private static let decoupled = velocity.entry(
    "torch_optimizer.SGDW", GradientDescentSettings(),
    [
      .rate(0.001, in: .positive), .momentum(\.momentum), .dampening(in: .nonNegative),
      .number("weight_decay", \.constantPull, 0, Localized("a constant taken off", zh: "被减去的常数")), .nesterov,
    ], source: "torch_optimizer.SGDW; Loshchilov & Hutter 2019",
    Localized("lr * weight_decay itself is taken off every weight", zh: "每个权重直接减去 lr * weight_decay"),
    note: Localized(
      "weight_decay isn't multiplied by the weight, as the paper has it: weights drift to minus infinity, not to 0",
      zh: "weight_decay 未按论文乘以权重：权重会趋向负无穷，而非 0"), check: requireVelocity)

  private static let kept = Localized("share of the velocity that is kept", zh: "速度保留系数")

  private static let plain = RuleText<GradientDescentSettings>(
    summary: Localized("straight down the gradient", zh: "沿梯度直下"), formula: "w -= lr * g", nearest: "sgd")

  private static let velocity = RuleText<GradientDescentSettings>(
    summary: Localized("a heavy ball rolling down", zh: "滚下的重球"),
    formula: "v = momentum v + (1 - dampening) g;  w -= lr v", nearest: "momentum")

  private static let ahead = RuleText<GradientDescentSettings>(
    summary: Localized("a ball that looks ahead", zh: "会向前看的球"),
    formula: "v = momentum v + g;  w -= lr (g + momentum v)")

  private static let requireVelocity: @Sendable (GradientDescentSettings, Arguments) throws(SpecError) -> Void = {
    (settings, arguments) throws(SpecError) in
    guard settings.nesterov, settings.momentum <= 0 || settings.dampening != 0 else { return }
    throw arguments.error(.nesterovNeeds, at: "nesterov")
  }

  private init(_ change: (inout GradientDescentSettings) -> Void) {
    self.init()
    change(&self)
  }

  /// No momentum at all is the same as one of 0.
  fileprivate var givenMomentum: Double? {
    get { momentum }
    set { momentum = newValue ?? 0 }
  }
}

extension Field where Settings == GradientDescentSettings {
  fileprivate static func dampening(in bounds: Bounds = .any) -> Field {
    number("dampening", \.dampening, 0, in: bounds, Localized("part of g kept out of the velocity", zh: "梯度不计入速度的部分"))
  }

  fileprivate static var nesterov: Field { .nesterov(\.nesterov) }
}
