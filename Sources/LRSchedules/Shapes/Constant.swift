import LRCore

/// One rate for ever.
///
/// rate(t) = lr
struct ConstantSchedule: Schedule {
  var base: Double

  func rate(at step: Int) -> Double { base }

  func outline(until steps: Int) -> Outline { Outline(phases: [.init(.stable, 0..<steps)]) }

  var rule: Rule? { .constant(base) }

  static let entry = CatalogueEntry<AnySchedule>(
    "constant", aliases: ["fixed", "flat"],
    summary: Localized("the same rate at every step", zh: "每一步学习率都相同"),
    formula: "rate(t) = lr",
    parameters: [],
    source: "Robbins & Monro 1951 discuss why it does not suffice; the default of every optimizer",
    examples: ["constant", "constant:lr=0.01", "warmup:steps=10+constant"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    .fixed(ConstantSchedule(base: arguments.base()))
  }
}
