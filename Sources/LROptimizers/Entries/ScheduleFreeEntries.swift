import LRCore

extension ScheduleFreeSettings {
  private static let summary = Localized("averages its steps instead of ending them", zh: "以平均代替学习率衰减")
  private static let formula = """
    z -= lr g(y);  x = (1 - c) x + c z;  y = (1 - momentum) z + momentum x
    c = largest lr^2 over the sum of them so far
    """

  static let entries: [OptimizerEntry] = [
    .own(
      "schedule-free-sgd", aliases: ["schedule-free"], ScheduleFreeSettings(), summary, formula: formula,
      fields: [.rate(1), .inside("momentum", 0.9)] + weights + [
        .coupledDecay(), .maximize, .pointsAtAverage,
      ], source: paper),
    .own(
      "schedule-free-adamw", aliases: ["schedule-free-adam"], adaptive(), summary,
      formula: formula + "\nwith g / (sqrt(v / (1 - b2^t)) + eps) + weight_decay y in place of g",
      fields: [.rate(0.0025), .insideBetas, .epsilon(\.epsilon, 1e-8)] + weights + [
        .coupledDecay(), .maximize, .pointsAtAverage,
      ], source: paper),
    .framework(
      "pytorch_optimizer.ScheduleFreeSGD", like: "schedule-free-sgd", ScheduleFreeSettings(), summary,
      fields: [.rate(1), .inside("momentum", 0.9), .coupledDecay()] + weights + [
        .unused("eps", 1e-8, in: .nonNegative), .maximize, .pointsAtAverage,
      ]),
    .framework(
      "pytorch_optimizer.ScheduleFreeAdamW", like: "schedule-free-adamw", adaptive(squareEpsilon: 1e-15), summary,
      differing: Localized("1e-15 under the root; amsgrad on request", zh: "根号内另加 1e-15；可选 amsgrad"),
      fields: [.rate(0.0025), .insideBetas, .coupledDecay()] + weights + [
        .integerAsNumber(
          "decoupling_c", \.decoupling, Localized("decouples the average from momentum", zh: "使平均与动量解耦")),
        .amsgrad(\.amsgrad, "ams_bound"), .epsilon(\.epsilon, 1e-8), .maximize, .pointsAtAverage,
      ]),
    .framework(
      "optax.schedule_free_sgd", like: "schedule-free-sgd", ScheduleFreeSettings(), summary, differing: optaxWarmup,
      fields: [
        .rate(1, "learning_rate"), .optaxWarmup, .inside("b1", 0.9), .coupledDecay(), .ratePower, .pointsAtAverage,
      ],
      module: "optax.contrib"),
    .framework(
      "optax.schedule_free_adamw", like: "schedule-free-adamw", adaptive(), summary, differing: optaxWarmup,
      fields: [
        .rate(0.0025, "learning_rate"), .optaxWarmup, .inside("b1", 0.9), .share("b2", \.beta2, 0.999),
        .epsilon(\.epsilon, 1e-8), .coupledDecay(), .ratePower, .pointsAtAverage,
      ], module: "optax.contrib"),
    .framework(
      "keras.ScheduleFreeAdamW", like: "schedule-free-adamw", alike, summary,
      differing: Localized("every z counts alike; the model keeps y", zh: "各 z 权重相同；模型中保留的是 y"),
      fields: [
        .rate(0.0025, "learning_rate"), .inside("beta_1", 0.9), .share("beta_2", \.beta2, 0.999),
        .epsilon(\.epsilon, 1e-8, "epsilon"), .warmup, .backend, .points(.train),
      ],
      note: Localized(
        """
        backend=torch and backend=tensorflow compute x from a z that was moved in place before, so that beta_1 has no \
        effect on y there; the default is the algorithm as written, as it runs on JAX. weight_decay shrinks y alone, \
        never z
        """,
        zh:
          "backend=torch 与 backend=tensorflow 在计算 x 时 z 已被原地更新，因此 beta_1 对 y 不起作用；默认为代码所写的算法，即 JAX 后端的行为。weight_decay 只缩小 y，不作用于 z"
      )),
  ]

  private static let weights: [Field<ScheduleFreeSettings>] = [
    .number("r", \.stepPower, 0, in: .any, Localized("points count as t^r", zh: "各点权重含 t^r")), .ratePower, .warmup,
  ]
  private static let paper = "Defazio et al. 2024"
  private static let optaxWarmup = Localized(
    "a warm-up starts at rate 0 and is one update late", zh: "预热从学习率 0 开始，滞后一步")

  private static func adaptive(squareEpsilon: Double = 0) -> ScheduleFreeSettings {
    var settings = ScheduleFreeSettings()
    settings.scaling = Scaling()
    settings.scaling?.squareEpsilon = squareEpsilon
    return settings
  }

  private static let alike = {
    var settings = adaptive()
    settings.ratePower = 0
    settings.judgesAverage = false
    return settings
  }()

  fileprivate var beta2: Double {
    get { scaling?.beta2 ?? 0 }
    set { scaling?.beta2 = newValue }
  }

  fileprivate var epsilon: Double {
    get { scaling?.epsilon ?? 0 }
    set { scaling?.epsilon = newValue }
  }

  fileprivate var amsgrad: Bool {
    get { scaling?.amsgrad ?? false }
    set { scaling?.amsgrad = newValue }
  }
}

extension Field where Settings == ScheduleFreeSettings {
  private static var inside: Bounds { Bounds(0, 1, openLower: true, openUpper: true) }

  fileprivate static func inside(_ name: String, _ fallback: Double) -> Field {
    number(name, \.momentum, fallback, in: inside, Localized("share of the average in y", zh: "y 中平均点的占比"))
  }

  fileprivate static var insideBetas: Field {
    let both = numbers(
      "betas", [\.momentum, \.beta2], [0.9, 0.999], in: Bounds(0, 1, openUpper: true),
      Localized("share of the average in y, and kept of v", zh: "y 中平均点的占比，以及 v 的保留系数"))
    return Field(both.parameter) {
      (settings: inout ScheduleFreeSettings, arguments: inout Arguments) throws(SpecError) in
      try both.read(&settings, &arguments)
      guard settings.momentum > 0 else {
        throw arguments.error(
          Localized("the first of 'betas' must be more than 0", zh: "“betas”的第一个数必须大于 0"), at: "betas")
      }
    }
  }

  fileprivate static var ratePower: Field {
    number(
      "weight_lr_power", \.ratePower, 2, in: .any, Localized("points count as their rate to this", zh: "各点权重为学习率的此次幂"))
  }

  fileprivate static var warmup: Field {
    integer("warmup_steps", \.warmup, 0, in: .nonNegative, Localized("updates until lr is reached", zh: "学习率预热步数"))
  }

  fileprivate static var optaxWarmup: Field {
    let meaning = Localized("updates until the rate is reached, from 0", zh: "从 0 起的学习率预热步数")
    return Field(Parameter("warmup_steps", .integer(.nonNegative), .none, meaning)) {
      (settings: inout ScheduleFreeSettings, arguments: inout Arguments) throws(SpecError) in
      guard let steps = try arguments.optionalInteger("warmup_steps") else { return }
      settings.warmup = steps
      settings.warmsUpAsOptax = true
    }
  }

  fileprivate static var pointsAtAverage: Field { points(.eval) }

  fileprivate static func points(_ fallback: DrawnPoint.Choice) -> Field {
    .points(
      \.judgesAverage, fallback,
      Localized("what is drawn: train, y; eval, the average x", zh: "绘制的点：train 为 y，eval 为平均点 x"))
  }

  fileprivate static var backend: Field {
    choice(
      "backend", \.averagesHeldPoint, [("jax", false), ("tensorflow", true), ("torch", true)],
      Localized("what Keras runs on: with the last two, z moves before x is found", zh: "Keras 后端：后两者在求 x 之前已更新 z"))
  }

  /// Taken by the framework, and used by nothing there.
  fileprivate static func integerAsNumber(
    _ name: String, _ path: WritableKeyPath<Settings, Double> & Sendable, _ meaning: Localized
  ) -> Field {
    Field(Parameter(name, .integer(.nonNegative), .integer(0), meaning)) {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      settings[keyPath: path] = Double(try arguments.integer(name))
    }
  }
}
