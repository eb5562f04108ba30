import LRCore

/// Reflected exponential: slow at first, steep at the end.
///
/// rate(t) = min + (lr - min) * (1 - p) / (1 - p / 2), p = t / steps
struct RexSchedule: Schedule {
  var base: Double
  var floor: Double
  /// Steps from `base` to `floor`; positive.
  var length: Int
  var duration: Int?

  func rate(at step: Int) -> Double {
    if step >= length { return floor }
    let part = Double(step) / Double(length)
    return floor + (base - floor) * ((1 - part) / (1 - part / 2))
  }

  func outline(until steps: Int) -> Outline { Outline(phases: [.init(.decay, 0..<min(length, steps))]) }

  var rule: Rule? { .rex(base: base, floor: floor, length: length) }

  static let entry = CatalogueEntry<AnySchedule>(
    "rex", aliases: ["reflected-exponential"],
    summary: Localized("slow at first, steep at the end", zh: "先缓后陡（反射指数衰减）"),
    formula: "rate(t) = min + (lr - min) * (1 - p) / (1 - p / 2), p = t / steps",
    parameters: [
      Parameter("steps", .steps(.positive), .partOfRun(1), Localized("steps from lr to min", zh: "从 lr 到 min 的步数"))
    ],
    source: "Chen, Wolfe & Kyrillidis 2022 (REX), section 3",
    note: Localized("Held at min after the end.", zh: "结束后保持 min。"),
    examples: ["rex", "warmup+rex:min=1e-5"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let steps = try arguments.integer("steps")
    return .fixed(
      RexSchedule(
        base: arguments.base(), floor: try arguments.floor(), length: steps,
        duration: arguments.has("steps") ? steps : nil))
  }
}
