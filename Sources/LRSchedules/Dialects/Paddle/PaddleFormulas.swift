import LRCore

/// The classes whose rate is one plain formula of the epoch.
extension PaddleDialect {
  static let exponential = entry(
    "ExponentialDecay", summary: Localized("the same factor every epoch", zh: "每轮乘以同一倍数（指数衰减）"),
    formula: "rate(t) = learning_rate * gamma^t",
    parameters: [
      learningRate,
      Parameter(
        "gamma", .number(Bounds(0, 1, openLower: true, openUpper: true)), .required,
        Localized("factor of every epoch", zh: "每轮的倍数")),
      lastEpoch,
    ],
    nearest: "exp", difference: Localized("gamma only, between 0 and 1", zh: "只有 gamma，且须在 0 与 1 之间"),
    note: Localized("0 and 1 themselves are refused. It never ends.", zh: "gamma 不能取 0 或 1 本身。衰减不会终止。"),
    examples: ["paddle.ExponentialDecay:learning_rate=0.1,gamma=0.95"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = try learningRate(&arguments)
    let decay = ExponentialSchedule.Decay.factor(try arguments.number("gamma"), steps: 1)
    return try resumed(ExponentialSchedule(base: base, decay: decay, stair: nil), &arguments)
  }

  static let naturalExponential = entry(
    "NaturalExpDecay", summary: Localized("exponential decay to the base e", zh: "以 e 为底的指数衰减（自然指数衰减）"),
    formula: "rate(t) = learning_rate * e^(-gamma t)",
    parameters: [
      learningRate,
      Parameter("gamma", .number(.positive), .required, Localized("decay per epoch", zh: "每轮的衰减")), lastEpoch,
    ],
    nearest: "natural-exp", difference: Localized("per epoch, no staircase", zh: "按轮计，无台阶形"),
    note: Localized(
      "gamma here is an exponent: 0.1 falls to 90.5 % each epoch, where ExponentialDecay's 0.1 falls to 10 %.",
      zh: "此处 gamma 是指数：0.1 表示每轮降到 90.5 %，而 ExponentialDecay 的 0.1 表示降到 10 %。"),
    examples: ["paddle.NaturalExpDecay:learning_rate=0.1,gamma=0.05"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let rule = NaturalExponentialSchedule(
      base: try learningRate(&arguments), rate: try arguments.number("gamma"), steps: 1, staircase: false)
    return try resumed(rule, &arguments)
  }

  static let inverseTime = entry(
    "InverseTimeDecay", summary: Localized("falls like one over time", zh: "与时间成反比地下降（反时间衰减）"),
    formula: "rate(t) = learning_rate / (1 + gamma * t)",
    parameters: [
      learningRate,
      Parameter(
        "gamma", .number(.any), .required, Localized("growth of the divisor per epoch", zh: "除数每轮的增量")), lastEpoch,
    ],
    nearest: "inverse-time", difference: Localized("per epoch; gamma may be negative", zh: "按轮计；gamma 可为负"),
    note: Localized(
      "A negative gamma is not refused: the rate grows, and a divisor of 0 ends the run with an error.",
      zh: "gamma 为负也不会被拒绝：学习率随之上升，除数为 0 时报错终止。"),
    examples: ["paddle.InverseTimeDecay:learning_rate=0.1,gamma=0.1"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = try learningRate(&arguments)
    let gamma = try arguments.number("gamma")
    let rule = InverseTimeSchedule(base: base, rate: gamma, steps: 1, power: 1, staircase: false)
    let pole = (-1 / gamma).rounded()
    // A pole that `last_epoch` has passed is never divided by.
    guard gamma < 0, pole < 1e15, 1 + gamma * pole == 0, pole >= Double(try firstEpoch(&arguments)) else {
      return try resumed(rule, &arguments)
    }
    return try resumed(
      PaddleEnding(rule: rule, ending: Ending(lastStep: Int(clamping: pole) - 1, reason: "float division by zero")),
      &arguments)
  }

  static let polynomial = entry(
    "PolynomialDecay", summary: Localized("a power of the time that is left", zh: "剩余时间的幂（多项式衰减）"),
    formula: """
      rate(t) = end_lr + (learning_rate - end_lr) * (1 - t / decay_steps)^power
      cycle=true: decay_steps becomes decay_steps * ceil(t / decay_steps), at least decay_steps
      """,
    parameters: [
      learningRate,
      Parameter("decay_steps", .steps(.positive), .required, Localized("epochs of the decay", zh: "衰减的轮数")),
      Parameter("end_lr", .rate(.any), .number(0.0001), Localized("last rate", zh: "最终学习率")),
      Parameter("power", .number(.positive), .number(1), Localized("1 is a straight line", zh: "幂；1 为直线")),
      Parameter(
        "cycle", .flag, .flag(false),
        Localized("after the end: start again, ever longer and lower", zh: "结束后重新开始，周期渐长、峰值渐低")),
      lastEpoch,
    ],
    nearest: "polynomial",
    difference: Localized("ends at 0.0001 and is straight unless told otherwise", zh: "缺省终点为 0.0001，且为直线"),
    note: Localized(
      "end_lr is 0.0001 unless given: above a small learning_rate the 'decay' rises.",
      zh: "end_lr 缺省为 0.0001：若 learning_rate 更小，“衰减”反而上升。"),
    examples: [
      "paddle.PolynomialDecay:learning_rate=0.1,decay_steps=80",
      "paddle.PolynomialDecay:learning_rate=0.1,decay_steps=25,end_lr=0.001,power=0.5,cycle=true",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let rule = PolynomialSchedule(
      base: try learningRate(&arguments), end: try arguments.number("end_lr"),
      length: try arguments.integer("decay_steps"), power: try arguments.number("power"),
      cycles: try arguments.flag("cycle"))
    return try resumed(rule, &arguments)
  }
}

/// A rule that stops with an error.
struct PaddleEnding<Rule: Schedule>: Schedule {
  var rule: Rule
  var ending: Ending?

  var isReplayed: Bool { rule.isReplayed }

  func rate(at step: Int) -> Double { rule.rate(at: step) }
  func outline(until steps: Int) -> Outline { rule.outline(until: steps) }
}
