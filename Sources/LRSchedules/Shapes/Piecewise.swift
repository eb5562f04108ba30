import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A rate of its own for every interval of steps, held or joined by lines or half cosines.
///
/// rate(t) = values[i], i = number of boundaries <= t
struct PiecewiseSchedule: Schedule {
  /// Strictly increasing.
  private let boundaries: [Int]
  /// One more than boundaries.
  private let values: [Double]
  private let form: Form

  enum Form: String, Sendable, CaseIterable {
    case hold, linear, cosine
  }

  init(boundaries: [Int], values: [Double], form: Form) {
    self.boundaries = boundaries
    self.values = values
    self.form = form
  }

  func rate(at step: Int) -> Double {
    let index = boundaries.countUpTo(step)
    guard form != .hold, index < boundaries.count else { return values[index] }
    let start = index > 0 ? boundaries[index - 1] : 0
    let part = Double(step - start) / Double(boundaries[index] - start)
    let (from, to) = (values[index], values[index + 1])
    return form == .linear ? from + (to - from) * part : to + (from - to) / 2 * (cos(Double.pi * part) + 1)
  }

  func outline(until steps: Int) -> Outline { Outline(events: .at(boundaries, through: steps)) }

  var rule: Rule? {
    let between: Rule.Between =
      switch form {
      case .hold: .hold
      case .linear: .linear
      case .cosine: .cosine
      }
    return .piecewise(boundaries: boundaries, values: values, between: between)
  }

  static let entry = CatalogueEntry<AnySchedule>(
    "piecewise", aliases: ["piecewise-constant", "piecewise-linear", "boundaries"],
    summary: Localized("a given rate for each interval of steps", zh: "每个步数区间给定一个学习率（分段常数）"),
    formula: """
      rate(t) = values[i], i = number of boundaries <= t
      between=linear, cosine: from values[i] at one boundary to values[i+1] at the next
      """,
    parameters: [
      Parameter(
        "boundaries", .stepList(.positive), .partsOfRun([1.0 / 3, 2.0 / 3]),
        Localized("first step of each new interval, increasing", zh: "各新区间的首步，递增")),
      Parameter(
        "values", .rates(.nonNegative), .none,
        Localized(
          "rates of the intervals, one more than boundaries; as many, and lr comes first",
          zh: "各区间的学习率，比 boundaries 多一个；若个数相同则以 lr 开头")),
      Parameter(
        "between", .choice(Form.allCases.map(\.rawValue)), .word("hold"),
        Localized("how one value becomes the next", zh: "值与值之间如何过渡")),
    ],
    source: "TensorFlow piecewise_constant; optax piecewise_interpolate_schedule",
    note: Localized(
      "A boundary's own step has the new rate (Keras: the step after it). Held after the last boundary.",
      zh: "边界当步即用新值（Keras 自下一步起）。最后一个边界之后保持不变。"),
    examples: [
      "piecewise", "piecewise:boundaries=[30,60],values=[0.1,0.01,0.001]",
      "piecewise:boundaries=[20,80],values=[0,100%,0],between=linear",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let boundaries = try arguments.integers("boundaries")
    var values = try arguments.optionalNumbers("values")
    if boundaries.isEmpty {
      throw arguments.error(Localized("'boundaries' needs a step or more", zh: "“boundaries”至少要有一步"), at: "boundaries")
    }
    if arguments.has("boundaries"), zip(boundaries, boundaries.dropFirst()).contains(where: { $0 >= $1 }) {
      throw arguments.error(Localized("'boundaries' must increase", zh: "“boundaries”必须递增"), at: "boundaries")
    }
    if values == nil, boundaries.count == 2 { values = [1, 0.5, 0.1].map { $0 * arguments.base() } }
    if let given = values, given.count == boundaries.count { values = [arguments.base()] + given }
    guard let values, values.count == boundaries.count + 1 else {
      throw arguments.error(
        Localized(
          "\(boundaries.count) boundaries make \(boundaries.count + 1) intervals: 'values' has \(values?.count ?? 0) rates",
          zh: "\(boundaries.count) 个边界有 \(boundaries.count + 1) 个区间，而“values”有 \(values?.count ?? 0) 个学习率"),
        at: "values")
    }
    // `%` and nothing else makes given values relative to lr.
    if arguments.has("values"), let text = arguments.raw("values")?.text, text.contains("%") { _ = arguments.base() }
    var steps = boundaries
    for index in steps.indices.dropFirst() where steps[index] <= steps[index - 1] {
      steps[index] = steps[index - 1] + 1
    }
    return .fixed(
      PiecewiseSchedule(
        boundaries: steps, values: values, form: Form(rawValue: try arguments.word("between")) ?? .hold))
  }
}
