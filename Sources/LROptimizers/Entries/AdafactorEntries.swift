import LRCore

/// Adam in little memory, in every framework.
extension AdafactorSettings {
  static let entries: [OptimizerEntry] = [own, torch, keras, optax, pytorchOptimizer, torchOptimizer]

  private static let summary = Localized(
    "steps in proportion to the weights, squares kept by row and column", zh: "步长与参数成比例，平方按行列保存")

  private static let formula = """
    s = t^-0.8;  v = (1 - s) v + s g^2, of matrices only row and column means;  u = g / sqrt(v)
    w -= max(eps2, rms(w)) min(lr, 1 / sqrt(t)) u / max(1, rms(u))
    """

  private static let own = OptimizerEntry(
    "adafactor", AdafactorSettings(), summary: summary, formula: formula,
    fields: [
      .rate(0.01), .number("decay_rate", \.decayRate, 0.8, decayMeaning),
      .number("eps", \.addedEpsilon, 1e-30, epsilonMeaning), .number("min_scale", \.smallestScale, 1e-3, scaleMeaning),
      .numberOrNone("clip_rms", \.clipThreshold, 1, in: .positive, clipMeaning),
      .share("momentum", \.ownMomentum, 0), scaling("scale_parameter"), .decoupledDecay(), .maximize,
    ], source: "Shazeer & Stern 2018 (algorithm 5; its rate is min(0.01, 1 / sqrt(t)))",
    note: Localized(
      "The rate is the largest relative step: an update moves by about lr times the weights' root mean square. A surface's "
        + "point is a vector, whose squares are all kept.",
      zh: "学习率是最大相对步长：每次更新约移动参数均方根的 lr 倍。曲面上的点是向量，其平方全部保存。"),
    examples: ["adafactor:lr=0.05"])

  private static let torch = OptimizerEntry(
    "torch.Adafactor", torchSettings, summary: summary, formula: formula,
    fields: [
      .rate(0.01), power("beta2_decay"),
      .pair("eps", \.epsilon, \.smallestScale, (nil, 1e-3), in: .nonNegative, pairMeaning),
      .numberOrNone("d", \.clipThreshold, 1, in: Bounds(1, .infinity), clipMeaning), .decoupledDecay(), .maximize,
    ], source: "torch.optim.Adafactor", examples: ["torch.Adafactor:lr=0.05"],
    origin: .optimizer(
      "torch", nearest: "adafactor", Localized("eps bounds the root from below", zh: "eps 作为根的下界而非加数")))

  private static var torchSettings: AdafactorSettings {
    var settings = AdafactorSettings()
    settings.epsilonIsFloor = true
    settings.epsilon = nil
    return settings
  }

  private static let keras = OptimizerEntry(
    "keras.Adafactor", AdafactorSettings(), summary: summary, formula: formula,
    fields: [
      .rate(0.001, "learning_rate"), power("beta_2_decay"),
      .number("epsilon_1", \.addedEpsilon, 1e-30, epsilonMeaning),
      .number("epsilon_2", \.smallestScale, 1e-3, scaleMeaning),
      .numberOrNone("clip_threshold", \.clipThreshold, 1, in: .positive, clipMeaning),
      .flag(
        "relative_step", \.meansNothing, unlessSaid: true,
        Localized("limits the rate to 1 / sqrt(t), as happens anyway", zh: "将学习率限制为 1/sqrt(t)，无论如何都会限制")),
      .choice(
        "backend", \.meanFormat, [("jax", .full), ("tensorflow", .full), ("torch", .single)],
        Localized("what Keras runs on: with torch, means are in single precision", zh: "Keras 后端：torch 以单精度计算均值")),
    ], source: "keras.optimizers.Adafactor",
    note: Localized(
      "relative_step=false changes nothing: the rate is limited to 1 / sqrt(t) once more. With backend=torch, "
        + "Keras takes means, minima and maxima in single precision, also for weights in double precision.",
      zh: "relative_step=false 没有作用：学习率随后仍会被限制为 1/sqrt(t)。backend=torch 时，即使参数为双精度，Keras 也以单精度计算均值、最小与最大值。"),
    examples: ["keras.Adafactor:learning_rate=0.05"],
    origin: .optimizer("keras", nearest: "adafactor", Localized("the same rule", zh: "规则相同")))

  private static let optax = OptimizerEntry(
    "optax.adafactor", optaxSettings, summary: summary,
    formula: "as adafactor; the rate isn't limited by 1 / sqrt(t)",
    fields: [
      .rateOrOne("learning_rate", \.common.rate),
      .integer(
        "min_dim_size_to_factor", \.leastExtent, 128, in: .nonNegative,
        Localized("two axes this long are kept by row and column", zh: "两轴均不短于此值时按行列保存")),
      .number("decay_rate", \.decayRate, 0.8, in: .any, decayMeaning),
      .number("decay_offset", \.stepOffset, 0, in: .any, Localized("steps not counted", zh: "不计入的步数")),
      scaling("multiply_by_parameter_scale"),
      .numberOrNone("clipping_threshold", \.clipThreshold, 1, in: .positive, clipMeaning),
      .optionalNumber("momentum", \.momentum, in: .unit, Localized("share kept of the mean step", zh: "步长均值的保留系数")),
      .optionalNumber(
        "weight_decay_rate", \.unscaledDecay, Localized("shrinks weights by this part each step", zh: "权重每步缩小的比例")),
      .number("eps", \.addedEpsilon, 1e-30, epsilonMeaning),
      .flag("factored", \.isFactored, unlessSaid: true, Localized("keep squares by row and column", zh: "平方按行列保存")),
    ], source: "optax.adafactor",
    note: Localized(
      "beta2 is computed, and the mean of steps is kept, in single precision. Decay doesn't go by the rate.",
      zh: "beta2 的计算与步长均值的保存均为单精度；权重衰减不乘学习率。"),
    examples: ["optax.adafactor:learning_rate=0.05"],
    origin: .optimizer(
      "optax", nearest: "adafactor", Localized("the rate isn't limited; factors long axes", zh: "学习率不受限；只分解长轴")))

  private static var optaxSettings: AdafactorSettings {
    var settings = AdafactorSettings()
    settings.pace = .given
    settings.powerFormat = .single
    settings.momentumFormat = .single
    settings.movesUnrounded = true
    return settings
  }

  private static let pytorchOptimizer = OptimizerEntry(
    "pytorch_optimizer.AdaFactor", fairseqSettings(momentumFormat: .bfloat16), summary: summary, formula: formula,
    fields: [
      .rate(0.001),
      .pair("betas", \.momentum, \.decayCap, (0.9, 0.999), in: Bounds(0, 1, openUpper: true), betasMeaning),
      power("decay_rate"),
    ] + .placedDecay(isDecoupled: true) + [
      .numberOrNone("clip_threshold", \.clipThreshold, 1, in: .positive, clipMeaning),
      .flag("ams_bound", \.bounded, Localized("divide by the largest root so far", zh: "除以历史最大根")),
      scaling("scale_parameter"), relativeStep, warmup,
      .number("eps1", \.addedEpsilon, 1e-30, epsilonMeaning), .number("eps2", \.smallestScale, 1e-3, scaleMeaning),
      .choice(
        "momentum_dtype", \.momentumFormat, [("bfloat16", .bfloat16), ("float32", .single), ("float64", .full)],
        Localized("what the mean of steps is kept in", zh: "步长均值的存储格式")),
      .maximize,
    ], source: "pytorch_optimizer.AdaFactor", note: fixedRate,
    examples: ["pytorch_optimizer.AdaFactor:relative_step=false,lr=0.05"],
    origin: .optimizer(
      "pytorch_optimizer", nearest: "adafactor",
      Localized("a mean of steps in bfloat16; lr unused", zh: "步长均值用 bfloat16；lr 不起作用")))

  private static let torchOptimizer = OptimizerEntry(
    "torch_optimizer.Adafactor", fairseqSettings(momentumFormat: .full), summary: summary, formula: formula,
    fields: [
      .optionalNumber("lr", \.givenRate, in: .positive, Localized("learning rate", zh: "学习率")),
      .pair("eps2", \.epsilon, \.smallestScale, (1e-30, 1e-3), in: .nonNegative, pairMeaning),
      .numberOrNone("clip_threshold", \.clipThreshold, 1, in: .positive, clipMeaning), power("decay_rate"),
      .optionalNumber("beta1", \.momentum, in: .unit, Localized("share kept of the mean step", zh: "步长均值的保留系数")),
      .decoupledDecay(), scaling("scale_parameter"), relativeStep, warmup,
    ], source: "torch_optimizer.Adafactor (fairseq)", note: fixedRate,
    examples: ["torch_optimizer.Adafactor", "torch_optimizer.Adafactor:lr=0.05,relative_step=false"],
    origin: .optimizer("torch_optimizer", nearest: "adafactor", Localized("lr unused by default", zh: "默认不使用 lr"))
  ) { (settings, arguments) throws(SpecError) in
    guard settings.pace == .given, !arguments.has("lr") else { return }
    throw arguments.error(
      Localized("without relative_step there must be an lr", zh: "不使用 relative_step 时必须给出 lr"), at: "relative_step")
  }

  private static func fairseqSettings(momentumFormat: NumberFormat) -> AdafactorSettings {
    var settings = AdafactorSettings()
    settings.pace = .fixed
    settings.momentumFormat = momentumFormat
    settings.decaysByScaledRate = true
    return settings
  }

  private static let fixedRate = Localized(
    "With relative_step, the default, the rate is min(0.01, 1 / sqrt(t)) and neither lr nor a schedule counts.",
    zh: "默认启用 relative_step：学习率为 min(0.01, 1/sqrt(t))，lr 与调度均不起作用。")

  private static let clipMeaning = Localized("largest root mean square of a direction", zh: "更新方向均方根的上限")
  private static let decayMeaning = Localized("newest squares count t^-this", zh: "最新平方的权重为 t 的负该次幂")
  private static let epsilonMeaning = Localized("added to squares", zh: "加到平方上")
  private static let scaleMeaning = Localized("weights count as at least this large", zh: "参数均方根的下限")
  private static let pairMeaning = Localized(
    "for squares (none: the number type's), for the weights' size", zh: "用于平方（none 为机器精度）与参数尺度")
  private static let betasMeaning = Localized(
    "share kept of the mean step (or none), limit of beta2", zh: "步长均值的保留系数（或 none）与 beta2 上限")

  private static func power(_ name: String) -> Field<AdafactorSettings> {
    .number(
      name, \.decayPower, -0.8, in: Bounds(-.infinity, 0),
      Localized("newest squares count t^this", zh: "最新平方的权重为 t 的该次幂"))
  }

  private static func scaling(_ name: String) -> Field<AdafactorSettings> {
    .flag(
      name, \.scalesByParameter, unlessSaid: true,
      Localized("steps in proportion to the weights", zh: "步长与参数大小成比例"))
  }

  private static let relativeStep: Field<AdafactorSettings> = .flag(
    "relative_step", \.isRelative, unlessSaid: true,
    Localized("the rate is min(0.01, 1 / sqrt(t))", zh: "学习率取 min(0.01, 1/sqrt(t))"))

  private static let warmup: Field<AdafactorSettings> = .flag(
    "warmup_init", \.warmsUp, Localized("the rate is min(1e-6 t, 1 / sqrt(t))", zh: "学习率取 min(1e-6 t, 1/sqrt(t))"))
}

/// Parts of the settings as arguments say them.
extension AdafactorSettings {
  fileprivate var addedEpsilon: Double {
    get { epsilon ?? 0 }
    set { epsilon = newValue }
  }

  fileprivate var meansNothing: Bool {
    get { true }
    set {}
  }

  fileprivate var leastExtent: Int {
    get { if case .longestAxes(let least) = factoring { least } else { 0 } }
    set { factoring = .longestAxes(atLeast: newValue) }
  }

  fileprivate var isFactored: Bool {
    get { factoring != .never }
    set { if !newValue { factoring = .never } }
  }

  fileprivate var unscaledDecay: Double? {
    get { common.decay.amount }
    set { common.decay = WeightDecay(newValue ?? 0, .weightsUnscaled) }
  }

  fileprivate var givenRate: Double? {
    get { common.rate }
    set { common.rate = newValue ?? 0.01 }
  }

  fileprivate var isRelative: Bool {
    get { pace != .given }
    set { pace = newValue ? .fixed : .given }
  }

  fileprivate var warmsUp: Bool {
    get { pace == .warmed }
    set { if newValue, pace == .fixed { pace = .warmed } }
  }
}
