import LRCore

extension OptaxDialect {
  /// What `exponential_decay` takes besides the value that it starts from.
  static let decay = [
    Parameter(
      "transition_steps", .steps(.any), .required,
      Localized("steps of one decay_rate; 0 or less doesn't decay", zh: "一个 decay_rate 的步数；不大于 0 则不衰减")),
    Parameter(
      "decay_rate", .number(.any), .required,
      Localized("factor of transition_steps steps; 0 doesn't decay", zh: "每 transition_steps 步的倍数；0 则不衰减")),
    transitionBegin,
    Parameter(
      "staircase", .flag, .flag(false),
      Localized("drop every transition_steps steps only", zh: "仅每 transition_steps 步下降一次")),
    Parameter(
      "end_value", .rate(.any), .none,
      Localized("never below, if decay_rate < 1; else never above", zh: "decay_rate < 1 时为下限，否则为上限")),
  ]

  static let exponential = entry(
    "exponential_decay",
    summary: Localized("a factor every transition_steps steps", zh: "每 transition_steps 步乘以同一倍数（指数衰减）"),
    formula: """
      rate(t) = init_value * decay_rate^(u / transition_steps), u = max(0, t - transition_begin)
      staircase: floor(u / transition_steps) for u / transition_steps
      end_value: max(rate, end_value) if decay_rate < 1, else min(rate, end_value)
      """,
    parameters: [initValue] + decay,
    nearest: "exp", difference: Localized("may begin later and stop at end_value", zh: "可延后开始，并止于 end_value"),
    note: Localized(
      "transition_steps of 0 or less and a decay_rate of 0 aren't refused: the rate stays at init_value. "
        + "end_value binds from step 0 on, even before transition_begin.",
      zh: "transition_steps 不大于 0、decay_rate 为 0 都不会被拒绝：学习率保持 init_value。end_value 自第 0 步起即生效，早于 transition_begin。"),
    examples: [
      "optax.exponential_decay:init_value=0.1,transition_steps=20,decay_rate=0.5",
      "optax.exponential_decay:init_value=0.1,transition_steps=10,decay_rate=0.5,transition_begin=20,staircase=true,end_value=0.005",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    .fixed(try decay(from: try initValue(&arguments), &arguments))
  }

  static func decay(from start: Double, _ arguments: inout Arguments) throws(SpecError) -> any Schedule {
    let length = try arguments.time("transition_steps")
    let factor = try arguments.number("decay_rate")
    let rule = ExponentialTransition(
      base: start, factor: factor, length: length, delay: max(0, try arguments.time("transition_begin")),
      stairs: try arguments.flag("staircase") ? .whole : .smooth, limit: try arguments.optionalNumber("end_value"))
    return length <= 0 || factor == 0 ? ConstantSchedule(base: start) : rule
  }
}
