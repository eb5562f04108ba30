import LRCore

/// The functions that go from one value to another, or stay.
extension OptaxDialect {
  static let constant = entry(
    "constant_schedule", summary: Localized("the same rate at every step", zh: "每一步学习率都相同"),
    formula: "rate(t) = value",
    parameters: [Parameter("value", .rate(.any), .required, Localized("the rate", zh: "学习率")).asBaseRate],
    nearest: "constant", difference: Localized("the rate has no default", zh: "学习率没有缺省值"),
    note: Localized("In join_schedules it fills a phase.", zh: "可在 join_schedules 中充当一个阶段。"),
    examples: ["optax.constant_schedule:value=0.1"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    .fixed(ConstantSchedule(base: try arguments.number("value")))
  }

  private static let transition = [
    Parameter(
      "transition_steps", .steps(.any), .required,
      Localized(
        "steps from init_value to end_value; 0 or less stays at init_value",
        zh: "从 init_value 到 end_value 的步数；不大于 0 则保持 init_value")),
    transitionBegin,
  ]

  private static let endValue = Parameter("end_value", .rate(.any), .required, Localized("last rate", zh: "最终学习率"))
    .asBaseRate

  private static let constantInstead = Localized(
    "transition_steps of 0 or less isn't refused: the rate stays at init_value, with a line in optax's log only. "
      + "A negative transition_begin counts as 0. Held at end_value after the end.",
    zh: "transition_steps 不大于 0 不会被拒绝：学习率保持 init_value，optax 只在日志中说明。transition_begin 为负按 0 计。结束后保持 end_value。")

  static let polynomial = entry(
    "polynomial_schedule", summary: Localized("a power of the time that is left", zh: "剩余时间的幂（多项式衰减）"),
    formula: """
      rate(t) = (init_value - end_value) * (1 - u / transition_steps)^power + end_value
      u = t - transition_begin, within 0 ... transition_steps
      """,
    parameters: [
      initValue, endValue,
      Parameter("power", .number(.any), .required, Localized("1 is a straight line", zh: "幂；1 为直线")),
    ] + transition,
    nearest: "polynomial", difference: Localized("may begin later; nothing has a default", zh: "可延后开始；参数没有缺省值"),
    note: constantInstead,
    examples: [
      "optax.polynomial_schedule:init_value=0.1,end_value=0.001,power=2,transition_steps=80,transition_begin=10"
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let start = try initValue(&arguments)
    return .fixed(
      transition(
        from: start, to: try arguments.number("end_value"), steps: try arguments.time("transition_steps"),
        power: try arguments.number("power"), after: try arguments.time("transition_begin")))
  }

  static let linear = entry(
    "linear_schedule", summary: Localized("a straight line from one rate to another", zh: "从一个学习率到另一个的直线"),
    formula: """
      rate(t) = (init_value - end_value) * (1 - u / transition_steps) + end_value
      u = t - transition_begin, within 0 ... transition_steps
      """,
    parameters: [initValue, endValue] + transition,
    nearest: "linear", difference: Localized("may begin later; nothing has a default", zh: "可延后开始；参数没有缺省值"),
    note: constantInstead,
    examples: ["optax.linear_schedule:init_value=0.1,end_value=0.001,transition_steps=80,transition_begin=10"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let start = try initValue(&arguments)
    return .fixed(
      transition(
        from: start, to: try arguments.number("end_value"), steps: try arguments.time("transition_steps"),
        after: try arguments.time("transition_begin")))
  }

  /// optax's polynomial schedule, which the others are made of.
  static func transition(
    from start: Double, to end: Double, steps: Double, power: Double = 1, after delay: Double = 0,
    kind: Outline.PhaseKind? = nil
  ) -> any Schedule {
    guard steps > 0 else { return ConstantSchedule(base: start) }
    return PowerTransition(start: start, end: end, length: steps, power: power, delay: max(0, delay), kind: kind)
  }
}
