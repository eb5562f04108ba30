import LRCore

/// Tutorial 003 and 004: formulas without code.
extension TutorialDialect {
  private static let learningRate = Parameter(
    "learning_rate", .rate(.nonNegative), .required, Localized("first rate", zh: "初始学习率")
  ).asBaseRate

  static let cosineAnnealing = entry(
    "cosine_annealing", of: "003", summary: Localized("half a cosine down, then up again", zh: "沿半个余弦下降，随后再升起"),
    formula: """
      T_cur = t / total_epochs * T_max
      rate(t) = eta_min + (eta_max - eta_min) * (1 + cos(pi T_cur / T_max)) / 2
      """,
    parameters: [
      Parameter("eta_max", .rate(.nonNegative), .required, Localized("first rate", zh: "初始学习率")).asBaseRate,
      Parameter("eta_min", .rate(.any), .number(0), Localized("rate at the bottom", zh: "最低学习率")),
      Parameter(
        "T_max", .number(.positive), .number(5),
        Localized("cancels out: any number gives the same", zh: "被约去：取任何值结果都一样")),
      Parameter("total_epochs", .steps(.positive), .required, Localized("epochs from top to bottom", zh: "从最高降到最低的轮数")),
    ],
    nearest: "cosine", difference: Localized("cosine with after=rise", zh: "相当于 cosine 取 after=rise"),
    note: Localized(
      "T_max multiplies and divides, so only total_epochs counts. The text gives T_max a default of 5 and "
        + "calls it the total of epochs; PyTorch requires it.",
      zh: "T_max 先乘后除，起作用的只有 total_epochs。原文称 T_max 为总轮数且默认 5；PyTorch 中它是必填的。"),
    examples: ["tutorial.cosine_annealing:eta_max=0.1,total_epochs=80"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    _ = try arguments.number("T_max")
    return .fixed(
      CosineSchedule(
        base: try arguments.number("eta_max"), floor: try arguments.number("eta_min"),
        period: try arguments.integer("total_epochs"), rises: true))
  }

  static let warmup = entry(
    "warmup", of: "004", summary: Localized("from 0 up to the rate, then held", zh: "从 0 升到设定的学习率，然后保持"),
    formula: "rate(t) = init_learning_rate * t / warmup_steps, t < warmup_steps; then init_learning_rate",
    parameters: [
      Parameter(
        "init_learning_rate", .rate(.nonNegative), .required, Localized("rate after the warm-up", zh: "预热后的学习率")
      ).asBaseRate,
      Parameter("warmup_steps", .steps(.nonNegative), .required, Localized("steps of the warm-up", zh: "预热的步数")),
    ],
    nearest: "warmup", difference: Localized("always from 0, in a straight line", zh: "总是从 0 沿直线升起"),
    note: Localized("The first step trains at rate 0.", zh: "第一步以学习率 0 训练。"),
    examples: ["tutorial.warmup:init_learning_rate=0.1,warmup_steps=10"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    .fixed(
      WarmupSchedule(
        base: try arguments.number("init_learning_rate"), start: 0, length: try arguments.integer("warmup_steps"),
        shape: .linear))
  }

  static let piecewiseConstant = entry(
    "piecewise_constant", of: "004",
    summary: Localized("a given rate for each interval of steps", zh: "每个步数区间给定一个学习率（分段常数）"),
    formula: "rate(t) = values[i], i the first with t <= boundaries[i]; else the last of values",
    parameters: [
      Parameter(
        "boundaries", .stepList(.any), .required, Localized("last step of each interval, increasing", zh: "各区间的末步，递增")),
      Parameter(
        "values", .rates(.any), .required,
        Localized("rates of the intervals, one more than boundaries", zh: "各区间的学习率，比 boundaries 多一个")
      ).asBaseRate,
    ],
    nearest: "piecewise", difference: Localized("a boundary's own step has the old rate", zh: "边界当步仍用旧值"),
    note: Localized(
      "TensorFlow's function: at a boundary the rate is still the old one, where PyTorch, optax and Paddle "
        + "have the new one.",
      zh: "即 TensorFlow 的函数：边界当步仍为旧值，而 PyTorch、optax、Paddle 已用新值。"),
    examples: ["tutorial.piecewise_constant:boundaries=[30,60],values=[0.1,0.01,0.001]"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let boundaries = try arguments.integers("boundaries")
    let values = try arguments.numbers("values")
    guard values.count == boundaries.count + 1 else {
      throw arguments.error(
        Localized(
          "\(boundaries.count) boundaries make \(boundaries.count + 1) intervals: 'values' has \(values.count) rates",
          zh: "\(boundaries.count) 个边界有 \(boundaries.count + 1) 个区间，而“values”有 \(values.count) 个学习率"), at: "values")
    }
    guard zip(boundaries, boundaries.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw arguments.error(Localized("'boundaries' must increase", zh: "“boundaries”必须递增"), at: "boundaries")
    }
    return .fixed(PiecewiseSchedule(boundaries: boundaries.map { $0 + 1 }, values: values, form: .hold))
  }

  static let exponentialDecay = entry(
    "exponential_decay", of: "004",
    summary: Localized("a factor every decay_steps steps, smoothly", zh: "每 decay_steps 步一个倍数的平滑指数衰减"),
    formula: "rate(t) = learning_rate * decay_rate^(t / decay_steps)",
    parameters: [
      learningRate,
      Parameter(
        "decay_rate", .number(.nonNegative), .required,
        Localized("factor of every decay_steps steps", zh: "每 decay_steps 步的倍数")),
      Parameter("decay_steps", .number(.positive), .required, Localized("steps of one factor", zh: "一个倍数的步数")),
    ],
    nearest: "exp", difference: Localized("exp by rate and steps", zh: "即 exp 取 rate 与 steps"),
    note: Localized(
      "decay_rate is what is left after decay_steps steps, not what is lost. It never ends.",
      zh: "decay_rate 是 decay_steps 步之后剩下的比例，而不是减去的比例。衰减不会终止。"),
    examples: ["tutorial.exponential_decay:learning_rate=0.1,decay_rate=0.96,decay_steps=10"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let decay = ExponentialSchedule.Decay.factor(
      try arguments.number("decay_rate"), steps: try arguments.number("decay_steps"))
    return .fixed(ExponentialSchedule(base: try arguments.number("learning_rate"), decay: decay, stair: nil))
  }

  static let naturalExpDecay = entry(
    "natural_exp_decay", of: "004", summary: Localized("exponential decay to the base e", zh: "以 e 为底的指数衰减（自然指数衰减）"),
    formula: "rate(t) = learning_rate * e^(-decay_rate t)",
    parameters: [
      learningRate, Parameter("decay_rate", .number(.any), .required, Localized("decay per step", zh: "每步的衰减")),
    ],
    nearest: "natural-exp", difference: Localized("per step, no decay_steps", zh: "按步计，没有 decay_steps"),
    note: Localized(
      "That it falls faster than exponential_decay is true for equal numbers only: e^-0.05 a step is the "
        + "same curve as decay_rate=0.951 with decay_steps=1.",
      zh: "“比指数衰减更快”只在取相同数值时成立：每步 e^-0.05 与 decay_rate=0.951、decay_steps=1 是同一条曲线。"),
    examples: ["tutorial.natural_exp_decay:learning_rate=0.1,decay_rate=0.05"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    .fixed(
      NaturalExponentialSchedule(
        base: try arguments.number("learning_rate"), rate: try arguments.number("decay_rate"), steps: 1,
        staircase: false))
  }

  static let polynomialDecay = entry(
    "polynomial_decay", of: "004",
    summary: Localized("a power of the time that is left, held or cycling", zh: "剩余时间的幂，可保持或循环（多项式衰减）"),
    formula: """
      rate(t) = end + (learning_rate - end) * (1 - min(t, T) / T)^power, T = decay_steps, end = end_learning_rate
      cycle=true: T = decay_steps * ceil(t / decay_steps), at least decay_steps
      """,
    parameters: [
      learningRate,
      Parameter("end_learning_rate", .rate(.any), .number(0.0001), Localized("last rate", zh: "最终学习率")),
      Parameter("decay_steps", .steps(.positive), .required, Localized("steps of the decay", zh: "衰减的步数")),
      Parameter("power", .number(.positive), .number(1), Localized("1 is a straight line", zh: "幂；1 为直线")),
      Parameter("cycle", .flag, .flag(false), Localized("after the end: start again", zh: "结束后重新开始")),
    ],
    nearest: "polynomial", difference: Localized("a line to 0.0001 unless told otherwise", zh: "缺省为降到 0.0001 的直线"),
    note: Localized(
      "The formula for cycling is misprinted: it calls decay_steps * ceil(t / decay_steps) the rate, where "
        + "it is the new decay_steps.",
      zh: "原文循环公式有误：decay_steps * ceil(t / decay_steps) 被写成学习率，实际是新的 decay_steps。"),
    examples: [
      "tutorial.polynomial_decay:learning_rate=0.1,decay_steps=80",
      "tutorial.polynomial_decay:learning_rate=0.1,end_learning_rate=0.01,decay_steps=50,power=0.5,cycle=true",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    .fixed(
      PolynomialSchedule(
        base: try arguments.number("learning_rate"), end: try arguments.number("end_learning_rate"),
        length: try arguments.integer("decay_steps"), power: try arguments.number("power"),
        cycles: try arguments.flag("cycle")))
  }
}
