import LRCore

extension KerasDialect {
  static let piecewiseConstantDecay = entry(
    "PiecewiseConstantDecay", summary: Localized("a given rate for each interval of steps", zh: "每个步数区间给定一个学习率（分段常数）"),
    formula: """
      rate(t) = values[0] for t <= boundaries[0]
      rate(t) = values[i] for boundaries[i-1] < t <= boundaries[i]
      rate(t) = values[-1] for t > boundaries[-1]
      """,
    parameters: [
      Parameter(
        "boundaries", .stepList(.any), .required,
        Localized("last step of each interval but the last", zh: "除末段外各区间的最后一步")),
      Parameter(
        "values", .rates(.any), .required,
        Localized("rates of the intervals, one more than boundaries", zh: "各区间的学习率，比 boundaries 多一个")
      ).asBaseRate,
    ],
    nearest: "piecewise", difference: Localized("a boundary's own step has the old rate", zh: "边界当步仍用旧值"),
    note: Localized(
      "The new rate holds from the step after a boundary; PyTorch, optax and Paddle have it one step earlier. "
        + "Boundaries that don't increase aren't refused: where intervals overlap, their rates add up.",
      zh: "新值自边界的下一步起生效；PyTorch、optax 与 Paddle 都早一步。边界不递增也不会被拒绝：区间重叠处学习率相加。"),
    examples: ["keras.PiecewiseConstantDecay:boundaries=[30,80],values=[0.1,0.05,0.01]"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let boundaries = try arguments.integers("boundaries")
    let values = try arguments.numbers("values")
    guard values.count == boundaries.count + 1 else {
      throw arguments.error(
        Localized(
          "the length of boundaries (\(boundaries.count)) should be 1 less than the length of values (\(values.count))",
          zh: "boundaries 的个数（\(boundaries.count)）应比 values 的个数（\(values.count)）少 1"), at: "values")
    }
    guard !boundaries.isEmpty else {
      throw arguments.error(
        Localized(
          "without a boundary Keras has no rate to give (list index out of range)", zh: "没有边界时 Keras 无法给出学习率（列表越界）"),
        at: "boundaries")
    }
    let changes = Set(boundaries).sorted()
    let rates = ([changes[0]] + changes.map { $0 + 1 }).map { rate(at: $0, boundaries, values) }
    return .fixed(PiecewiseSchedule(boundaries: changes.map { $0 + 1 }, values: rates, form: .hold))
  }

  /// The sum over all intervals that hold `step`: one of them, if the boundaries increase.
  private static func rate(at step: Int, _ boundaries: [Int], _ values: [Double]) -> Double {
    let last = boundaries.count - 1
    var rate = step <= boundaries[0] ? values[0] : 0
    if step > boundaries[last] { rate += values[last + 1] }
    for index in 0..<last where step > boundaries[index] && step <= boundaries[index + 1] { rate += values[index + 1] }
    return rate
  }
}
