import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Falls with the logarithm of time: steep at first, then ever slower.
///
/// rate(t) = min + (lr - min) * (1 - ln(1 + t) / ln(1 + steps))
struct LogarithmicSchedule: Schedule {
  var base: Double
  var floor: Double
  /// Steps from `base` to `floor`; positive.
  var length: Int
  var duration: Int?
  private let slope: Double

  init(base: Double, floor: Double, length: Int, duration: Int? = nil) {
    self.base = base
    self.floor = floor
    self.length = length
    self.duration = duration
    slope = (base - floor) / log1p(Double(length))
  }

  func rate(at step: Int) -> Double {
    if step >= length { return floor }
    return max(floor, base - slope * log1p(Double(step)))
  }

  func outline(until steps: Int) -> Outline { Outline(phases: [.init(.decay, 0..<min(length, steps))]) }

  var rule: Rule? { .logarithmic(base: base, floor: floor, length: length) }

  static let entry = CatalogueEntry<AnySchedule>(
    "log", aliases: ["logarithmic", "log-decay"],
    summary: Localized("falls with the logarithm of time", zh: "随时间的对数下降（对数衰减）"),
    formula: "rate(t) = min + (lr - min) * (1 - ln(1 + t) / ln(1 + steps))",
    parameters: [
      Parameter("steps", .steps(.positive), .partOfRun(1), Localized("steps from lr to min", zh: "从 lr 到 min 的步数"))
    ],
    source: "the mirror image of DeepSpeed's logarithmic WarmupLR",
    note: Localized("Held at min after the end.", zh: "结束后保持 min。"),
    examples: ["log", "log:min=1%"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let steps = try arguments.integer("steps")
    return .fixed(
      LogarithmicSchedule(
        base: arguments.base(), floor: try arguments.floor(), length: steps,
        duration: arguments.has("steps") ? steps : nil))
  }
}
