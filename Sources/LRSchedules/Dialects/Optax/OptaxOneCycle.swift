import LRCore

/// The one-cycle functions: piecewise schedules whose boundaries are parts of `transition_steps`.
extension OptaxDialect {
  private static let common = [
    Parameter("transition_steps", .steps(.positive), .required, Localized("steps of the whole cycle", zh: "整个周期的步数")),
    Parameter("peak_value", .rate(.any), .required, Localized("highest rate", zh: "最高学习率")).asBaseRate,
    Parameter("pct_start", .number(.any), .number(0.3), Localized("part of the cycle that rises", zh: "上升部分的占比")),
  ]

  private static let divisors = [
    Parameter(
      "div_factor", .number(.any), .number(25),
      Localized("the cycle starts at peak_value / div_factor", zh: "起点为 peak_value 除以它")),
    Parameter(
      "final_div_factor", .number(.any), .number(1e4), Localized("divisor of the start at the end", zh: "终点为起点除以它")),
  ]

  static let linearOneCycle = entry(
    "linear_onecycle_schedule", summary: Localized("up, down and out, in straight lines", zh: "直线上升、下降、再降至终点（单周期策略）"),
    formula: """
      peak_value / div_factor at 0 -> peak_value at floor(pct_start T) -> peak_value / div_factor at floor(pct_final T)
      -> peak_value / div_factor / final_div_factor at T = transition_steps, in straight lines
      """,
    parameters: common
      + [
        Parameter(
          "pct_final", .number(.any), .number(0.85),
          Localized("part of the cycle after which the last fall begins", zh: "最后下降开始处的占比"))
      ] + divisors,
    nearest: "one-cycle", difference: Localized("three phases of lines; no momentum", zh: "三段直线；不含动量"),
    note: onecycleNote,
    examples: ["optax.linear_onecycle_schedule:transition_steps=100,peak_value=0.1"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let steps = try arguments.integer("transition_steps")
    let (start, divisor, final) = try divisors(&arguments)
    var scales = [try boundary("pct_start", of: steps, &arguments): divisor]
    scales[try boundary("pct_final", of: steps, &arguments)] = 1 / divisor
    scales[steps] = 1 / final
    return .fixed(OptaxOneCycle(rule: piecewise(start, scales, .linear), ends: scales.keys.sorted()))
  }

  static let cosineOneCycle = entry(
    "cosine_onecycle_schedule",
    summary: Localized("one rise to the peak, one fall far below the start", zh: "一次升到峰值，再降至远低于起点（单周期策略）"),
    formula: """
      peak_value / div_factor at 0 -> peak_value at floor(pct_start T)
      -> peak_value / div_factor / final_div_factor at T = transition_steps, in half cosines
      """,
    parameters: common + divisors,
    nearest: "one-cycle", difference: Localized("the peak is at a whole step; no momentum", zh: "峰值在整数步；不含动量"),
    note: onecycleNote,
    examples: ["optax.cosine_onecycle_schedule:transition_steps=100,peak_value=0.1"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let steps = try arguments.integer("transition_steps")
    let (start, divisor, final) = try divisors(&arguments)
    var scales = [try boundary("pct_start", of: steps, &arguments): divisor]
    scales[steps] = 1 / (divisor * final)
    return .fixed(OptaxOneCycle(rule: piecewise(start, scales, .cosine), ends: scales.keys.sorted()))
  }

  private static let onecycleNote = Localized(
    "The peak is at int(pct_start * transition_steps), PyTorch's one step earlier. Where two of the steps are the same, "
      + "only the later factor counts: pct_start=1 has no peak. Held after the end.",
    zh: "峰值在 int(pct_start * transition_steps)，PyTorch 早一步。若两个边界落在同一步，只有后一个倍数起作用：pct_start=1 时没有峰。结束后保持不变。")

  private static func divisors(
    _ arguments: inout Arguments
  ) throws(SpecError) -> (start: Double, divisor: Double, final: Double) {
    let peak = try arguments.number("peak_value")
    let divisor = try arguments.number("div_factor")
    let final = try arguments.number("final_div_factor")
    for (name, value) in [("div_factor", divisor), ("final_div_factor", final)] where value <= 0 {
      throw arguments.error(
        value == 0
          ? Localized("'\(name)' can't be 0: optax divides by it", zh: "“\(name)”不能为 0：optax 要以它作除数")
          : Localized(
            "optax expects non-negative scale factors: '\(name)' can't be \(shortest(value))",
            zh: "optax 要求倍数不为负：“\(name)”不能为 \(shortest(value))"), at: name)
    }
    return (peak / divisor, divisor, final)
  }

  /// A part of the cycle, cut to whole steps.
  private static func boundary(_ name: String, of steps: Int, _ arguments: inout Arguments) throws(SpecError) -> Int {
    let step = try arguments.number(name) * Double(steps)
    guard abs(step) <= 1e15 else {
      throw arguments.error(Localized("'\(name)' is a part of the cycle", zh: "“\(name)”应为周期的一部分"), at: name)
    }
    return Int(clamping: step)
  }
}

/// The pieces of a cycle with their names: a rise, a fall and, in three phases, an annihilation.
private struct OptaxOneCycle: Schedule {
  var rule: any Schedule
  var ends: [Int]

  func rate(at step: Int) -> Double { rule.rate(at: step) }
  func rates(count: Int) -> [Double] { rule.rates(count: count) }
  var duration: Int? { ends.last }

  func outline(until steps: Int) -> Outline {
    var phases: [Outline.Phase] = []
    var start = 0
    for (end, kind) in zip(ends, [.rise, .fall, .annihilation] as [Outline.PhaseKind]) {
      let last = min(end, steps)
      if start < last { phases.append(.init(kind, start..<last)) }
      start = max(start, last)
    }
    return Outline(phases: phases)
  }
}
