import LRCore

/// ExponentialDecay and InverseTimeDecay: one quotient, t / decay_steps, under two formulas.
extension KerasDialect {
  static let staircase = Parameter(
    "staircase", .flag, .flag(false),
    Localized("drop every decay_steps steps only", zh: "仅每 decay_steps 步下降一次"))

  static let exponentialDecay = entry(
    "ExponentialDecay", summary: Localized("a factor every decay_steps steps", zh: "每 decay_steps 步乘以同一倍数（指数衰减）"),
    formula: """
      rate(t) = initial_learning_rate * decay_rate^(t / decay_steps)
      staircase: floor(t / decay_steps) for t / decay_steps
      """,
    parameters: [
      initialRate, decaySteps(Localized("steps of one decay_rate", zh: "一个 decay_rate 的步数")),
      Parameter(
        "decay_rate", .number(.any), .required, Localized("factor of decay_steps steps", zh: "每 decay_steps 步的倍数")),
      staircase,
    ],
    nearest: "exp", difference: Localized("rate and steps have no defaults", zh: "衰减率与步数没有缺省值"),
    note: Localized(
      "It never ends; a decay_rate above 1 grows. Keras computes in float32 unless told otherwise, here it is float64.",
      zh: "衰减不会终止；decay_rate 大于 1 则增长。Keras 缺省用 float32 计算，此处为 float64。"),
    examples: [
      "keras.ExponentialDecay:initial_learning_rate=0.1,decay_steps=20,decay_rate=0.5",
      "keras.ExponentialDecay:initial_learning_rate=0.1,decay_steps=20,decay_rate=0.5,staircase=true",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    .fixed(
      ExponentialTransition(
        base: try initialRate(&arguments), factor: try arguments.number("decay_rate"),
        length: try arguments.time("decay_steps"), stairs: try arguments.flag("staircase") ? .single : .smooth))
  }

  static let inverseTimeDecay = entry(
    "InverseTimeDecay", summary: Localized("falls like one over time", zh: "与时间成反比地下降（反时间衰减）"),
    formula: """
      rate(t) = initial_learning_rate / (1 + decay_rate * t / decay_steps)
      staircase: floor(t / decay_steps) for t / decay_steps
      """,
    parameters: [
      initialRate, decaySteps(Localized("steps that decay_rate counts in", zh: "decay_rate 所计的步数")),
      Parameter(
        "decay_rate", .number(.any), .required,
        Localized("growth of the divisor per decay_steps steps", zh: "除数每 decay_steps 步的增量")),
      staircase,
    ],
    nearest: "inverse-time", difference: Localized("no power; rate and steps have no defaults", zh: "无幂次；衰减率与步数没有缺省值"),
    note: Localized(
      "It never ends. A negative decay_rate is not refused: the rate grows to a pole, where no figure can be drawn.",
      zh: "衰减不会终止。decay_rate 为负也不会被拒绝：学习率会升到极点，那里无法作图。"),
    examples: [
      "keras.InverseTimeDecay:initial_learning_rate=0.1,decay_steps=10,decay_rate=0.5",
      "keras.InverseTimeDecay:initial_learning_rate=0.1,decay_steps=10,decay_rate=0.5,staircase=true",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    .fixed(
      KerasInverseTime(
        base: try initialRate(&arguments), growth: try arguments.number("decay_rate"),
        length: try arguments.time("decay_steps"), stairs: try arguments.flag("staircase") ? .single : .smooth))
  }
}

/// rate(t) = base / (1 + growth * t / length), where `length` need not be whole and `growth` may be negative.
private struct KerasInverseTime: Schedule {
  var base: Double
  var growth: Double
  var length: Double
  var stairs: Stairs

  func rate(at step: Int) -> Double { base / (1 + growth * stairs(Double(step) / length)) }

  func outline(until steps: Int) -> Outline {
    if case .smooth = stairs { return Outline(phases: [.init(growth < 0 ? .rise : .decay, 0..<steps)]) }
    return Outline(events: .stairs(every: length, through: steps))
  }
}
