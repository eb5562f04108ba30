import LRCore

/// A straight line from `base` to `end`, then held.
///
/// rate(t) = lr + (end - lr) * t / steps
struct LinearSchedule: Schedule {
  var base: Double
  var end: Double
  /// Steps from `base` to `end`; positive.
  var length: Int
  var duration: Int?

  func rate(at step: Int) -> Double {
    if step >= length { return end }
    return base + (end - base) * (Double(step) / Double(length))
  }

  func outline(until steps: Int) -> Outline {
    Outline(phases: [.init(end > base ? .rise : .decay, 0..<min(length, steps))])
  }

  var rule: Rule? { .linear(base: base, end: end, length: length) }

  static let entry = CatalogueEntry<AnySchedule>(
    "linear", aliases: ["linear-decay"],
    summary: Localized("a straight line from lr down to min, or to end", zh: "沿直线从 lr 降到 min（或 end）"),
    formula: "rate(t) = lr + (end - lr) * t / steps",
    parameters: [
      Parameter("steps", .steps(.positive), .partOfRun(1), Localized("steps from lr to end", zh: "从 lr 到 end 的步数")),
      Parameter(
        "end", .rate(.nonNegative), .none,
        Localized("last rate, may be above lr; min unless given", zh: "最终学习率，可高于 lr；缺省取 min")),
    ],
    source: "Devlin et al. 2019 (BERT); PyTorch LinearLR",
    note: Localized("Held at end after the last step.", zh: "结束后保持 end。"),
    examples: ["linear", "linear:end=1%", "warmup:steps=10+linear", "constant+linear:steps=20"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let steps = try arguments.integer("steps")
    let end = try arguments.end()
    return .fixed(
      LinearSchedule(base: arguments.base(), end: end, length: steps, duration: arguments.has("steps") ? steps : nil))
  }
}
