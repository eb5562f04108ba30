import LRCore

/// A linear warm-up and what follows it.
extension OptaxDialect {
  private static let rise = """
    rate(t) = init_value + (peak_value - init_value) * t / warmup_steps, t < warmup_steps; then
    """

  static let warmupConstant = entry(
    "warmup_constant_schedule", summary: Localized("a linear warm-up, then held", zh: "线性预热，然后保持"),
    formula: rise + "\nrate(t) = peak_value",
    parameters: [initValue, peakValue, warmupSteps],
    nearest: "warmup", difference: Localized("nothing has a default", zh: "参数没有缺省值"),
    note: Localized(
      "With warmup_steps of 0 or less it stays at init_value, not at peak_value.",
      zh: "warmup_steps 不大于 0 时，学习率停在 init_value，而不是 peak_value。"),
    examples: ["optax.warmup_constant_schedule:init_value=0,peak_value=0.1,warmup_steps=20"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let peak = try peakValue(&arguments)
    return .fixed(
      transition(
        from: try arguments.number("init_value"), to: peak, steps: try arguments.time("warmup_steps"), kind: .warmup))
  }

  static let warmupCosineParameters = [
    initValue, peakValue, warmupSteps,
    Parameter(
      "decay_steps", .steps(.any), .required, Localized("steps of the warm-up and the decay together", zh: "预热与衰减合计的步数")
    ),
    Parameter("end_value", .rate(.any), .number(0), Localized("last rate", zh: "最终学习率")), exponent,
  ]

  static let warmupCosine = entry(
    "warmup_cosine_decay_schedule", summary: Localized("a linear warm-up, then half a cosine", zh: "线性预热，然后余弦衰减"),
    formula: rise + """

      rate(t) = end_value + (peak_value - end_value) * ((1 + cos(pi p)) / 2)^exponent
      p = (t - warmup_steps) / (decay_steps - warmup_steps), at most 1
      """,
    parameters: warmupCosineParameters,
    nearest: "cosine", difference: Localized("decay_steps includes the warm-up", zh: "decay_steps 包含预热"),
    note: Localized(
      "decay_steps counts the warm-up too (Keras's doesn't), so it must be above warmup_steps. "
        + "A peak_value of 0 stays 0, whatever end_value is.",
      zh: "decay_steps 含预热（Keras 的不含），因此须大于 warmup_steps。peak_value 为 0 时恒为 0，与 end_value 无关。"),
    examples: [
      "optax.warmup_cosine_decay_schedule:init_value=0,peak_value=0.1,warmup_steps=10,decay_steps=100,end_value=0.001"
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in .fixed(try warmupCosine(&arguments)) }

  /// - Throws: `SpecError` if nothing of `decay_steps` is left after the warm-up.
  static func warmupCosine(_ arguments: inout Arguments) throws(SpecError) -> any Schedule {
    let peak = try peakValue(&arguments)
    let start = try arguments.number("init_value")
    let warmup = try arguments.integer("warmup_steps")
    let steps = try arguments.time("decay_steps")
    let end = try arguments.number("end_value")
    guard steps > Double(warmup) else {
      throw arguments.error(
        Localized(
          "the cosine requires positive decay_steps: \(shortest(steps)) leaves nothing after a warm-up of \(warmup)",
          zh: "余弦部分的步数须为正：decay_steps 为 \(shortest(steps))，\(warmup) 步预热之后已无剩余"), at: "decay_steps")
    }
    let cosine = OptaxCosine(
      base: peak, steps: steps - Double(warmup), alpha: peak == 0 ? 0 : end / peak,
      exponent: try arguments.number("exponent"))
    return joined([transition(from: start, to: peak, steps: Double(warmup), kind: .warmup), cosine], at: [warmup])
  }

  static let warmupExponential = entry(
    "warmup_exponential_decay_schedule",
    summary: Localized("a linear warm-up, then exponential decay", zh: "线性预热，然后指数衰减"),
    formula: rise + """

      rate(t) = peak_value * decay_rate^(u / transition_steps), u = max(0, t - warmup_steps - transition_begin)
      staircase: floor(u / transition_steps) for u / transition_steps
      end_value: max(rate, end_value) if decay_rate < 1, else min(rate, end_value)
      """,
    parameters: [initValue, peakValue, warmupSteps] + decay,
    nearest: "exp",
    difference: Localized("with a warm-up; may begin later and stop at end_value", zh: "带预热；可延后开始，并止于 end_value"),
    note: Localized(
      "transition_begin counts from the end of the warm-up. end_value binds the decay, not the warm-up.",
      zh: "transition_begin 自预热结束起计。end_value 只约束衰减部分，不约束预热。"),
    examples: [
      "optax.warmup_exponential_decay_schedule:init_value=0,peak_value=0.1,warmup_steps=10,transition_steps=20,decay_rate=0.5"
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let peak = try peakValue(&arguments)
    let warmup = try arguments.integer("warmup_steps")
    let start = try arguments.number("init_value")
    let rise = transition(from: start, to: peak, steps: Double(warmup), kind: .warmup)
    return .fixed(joined([rise, try decay(from: peak, &arguments)], at: [warmup]))
  }
}
