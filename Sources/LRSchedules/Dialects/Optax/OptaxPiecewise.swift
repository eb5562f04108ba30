import LRCore

/// The functions of `boundaries_and_scales`: factors of the rate at given steps.
extension OptaxDialect {
  private static let boundariesAndScales = Parameter(
    "boundaries_and_scales", .stepMap, .none,
    Localized("factors of the rate by the step that has them: {25:0.3,50:0.3}", zh: "各步的倍数，如 {25:0.3,50:0.3}"))

  static let piecewiseConstant = entry(
    "piecewise_constant_schedule",
    summary: Localized("multiplied by a factor at each boundary", zh: "在每个边界处乘以一个倍数（分段常数）"),
    formula: "rate(t) = init_value * product of the scales whose boundary is <= t",
    parameters: [initValue, boundariesAndScales],
    nearest: "multistep", difference: Localized("each boundary has a factor of its own", zh: "每个边界各有倍数"),
    note: Localized(
      "A boundary's own step has the new rate (Keras: the step after it). Factors multiply up; negative ones are refused.",
      zh: "边界当步即用新值（Keras 自下一步起）。倍数逐个累乘；负的倍数会被拒绝。"),
    examples: ["optax.piecewise_constant_schedule:init_value=0.1,boundaries_and_scales={25:0.3,50:0.3,75:0.3}"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    .fixed(piecewise(try initValue(&arguments), try scales(&arguments), .hold))
  }

  static let piecewiseInterpolate = entry(
    "piecewise_interpolate_schedule",
    summary: Localized("lines or half cosines between boundaries", zh: "边界之间以直线或半余弦过渡（分段插值）"),
    formula: """
      value at boundary i = init_value * scale_1 * ... * scale_i
      linear: a + (b - a) p, cosine: b + (a - b) (1 + cos(pi p)) / 2, from value a to value b, p from 0 to 1
      """,
    parameters: [
      Parameter(
        "interpolate_type", .choice(["linear", "cosine"]), .required, Localized("form of the pieces", zh: "各段的形状")),
      initValue, boundariesAndScales,
    ],
    nearest: "piecewise", difference: Localized("values are given as factors, from step 0 on", zh: "数值以倍数给出，自第 0 步起"),
    note: Localized(
      "The first piece begins at step 0; a boundary of 0 jumps there. Held after the last one. Negative factors are refused.",
      zh: "第一段自第 0 步开始；边界 0 在该步跃变。最后一个边界之后保持不变。负的倍数会被拒绝。"),
    examples: [
      "optax.piecewise_interpolate_schedule:interpolate_type=cosine,init_value=0.01,boundaries_and_scales={20:10,100:0.001}"
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let form: PiecewiseSchedule.Form = try arguments.word("interpolate_type") == "linear" ? .linear : .cosine
    return .fixed(piecewise(try initValue(&arguments), try scales(&arguments), form))
  }

  /// - Throws: `SpecError` for a negative scale and for a boundary given twice.
  private static func scales(_ arguments: inout Arguments) throws(SpecError) -> [Int: Double] {
    var scales: [Int: Double] = [:]
    for (step, scale) in try arguments.stepMap("boundaries_and_scales") ?? [] {
      guard scale >= 0 else {
        throw arguments.error(
          Localized(
            "optax expects non-negative scale factors, not \(shortest(scale))",
            zh: "optax 要求倍数不为负，而不是 \(shortest(scale))"),
          at: "boundaries_and_scales")
      }
      guard scales.updateValue(scale, forKey: step) == nil else {
        throw arguments.error(
          Localized("boundary \(step) is given twice", zh: "边界 \(step) 给了两次"), at: "boundaries_and_scales")
      }
    }
    return scales
  }

  /// The values at the boundaries, each the one before times a scale, held or joined.
  static func piecewise(
    _ start: Double, _ scales: [Int: Double], _ form: PiecewiseSchedule.Form
  ) -> any Schedule {
    guard !scales.isEmpty else { return ConstantSchedule(base: start) }
    let pairs = scales.sorted { $0.key < $1.key }
    var values = [start]
    for pair in pairs { values.append(values[values.count - 1] * pair.value) }
    return PiecewiseSchedule(boundaries: pairs.map(\.key), values: values, form: form)
  }
}
