import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Falls along a hyperbolic tangent: flat, steep, flat.
///
/// rate(t) = min + (lr - min) * (1 - tanh(lower (1 - p) + upper p)) / 2, p = t / steps
struct HyperbolicTangentSchedule: Schedule {
  var base: Double
  var floor: Double
  /// Steps from `base` to `floor`; positive.
  var length: Int
  var lower: Double
  var upper: Double
  var duration: Int?

  func rate(at step: Int) -> Double {
    let part = Double(min(step, length)) / Double(length)
    // (1 - tanh x) / 2, without its cancellation where tanh x nears 1.
    return floor + (base - floor) / (1 + exp(2 * (lower * (1 - part) + upper * part)))
  }

  func outline(until steps: Int) -> Outline { Outline(phases: [.init(.decay, 0..<min(length, steps))]) }

  var rule: Rule? {
    .hyperbolicTangent(base: base, floor: floor, length: length, lower: lower, upper: upper)
  }

  static let entry = CatalogueEntry<AnySchedule>(
    "tanh", aliases: ["tanh-decay", "hyperbolic-tangent", "htd"],
    summary: Localized("flat, steep, flat along a hyperbolic tangent", zh: "沿双曲正切下降：平—陡—平"),
    formula: "rate(t) = min + (lr - min) * (1 - tanh(lower (1 - p) + upper p)) / 2, p = t / steps",
    parameters: [
      Parameter("steps", .steps(.positive), .partOfRun(1), Localized("steps from lr to min", zh: "从 lr 到 min 的步数")),
      Parameter("lower", .number(.any), .number(-6), Localized("where on the tangent it begins", zh: "双曲正切的起点")),
      Parameter("upper", .number(.any), .number(3), Localized("where on the tangent it ends", zh: "双曲正切的终点")),
    ],
    source: "Hsueh, Li & Wu 2019 (hyperbolic-tangent decay), equation 4; timm TanhLRScheduler (lower -7)",
    note: Localized(
      "The ends are as near to lr and min as the tangent is to its limits. Held after the end.",
      zh: "两端与 lr、min 的差距取决于双曲正切与其极限的差距。结束后保持不变。"),
    examples: ["tanh", "tanh:lower=-7,upper=3,min=1e-4"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let steps = try arguments.integer("steps")
    let lower = try arguments.number("lower")
    let upper = try arguments.number("upper")
    if lower >= upper {
      throw arguments.error(
        Localized(
          "'lower' (\(shortest(lower))) must be below 'upper' (\(shortest(upper)))",
          zh: "“lower”（\(shortest(lower))）必须小于“upper”（\(shortest(upper))）"),
        at: arguments.has("upper") ? "upper" : "lower")
    }
    return .fixed(
      HyperbolicTangentSchedule(
        base: arguments.base(), floor: try arguments.floor(), length: steps, lower: lower, upper: upper,
        duration: arguments.has("steps") ? steps : nil))
  }
}
