import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Exponential decay to the base e.
///
/// rate(t) = lr * e^(-rate * t / steps), with floor(t / steps) as a staircase
struct NaturalExponentialSchedule: Schedule {
  var base: Double
  /// Decay per `steps` steps.
  var rate: Double
  /// Positive.
  var steps: Int
  var staircase: Bool

  func rate(at step: Int) -> Double {
    base * exp(-rate * (staircase ? Double(step / steps) : Double(step) / Double(steps)))
  }

  func outline(until end: Int) -> Outline {
    staircase
      ? Outline(events: .every(steps, from: steps, through: end, kind: .milestone))
      : Outline(phases: [.init(.decay, 0..<end)])
  }

  var rule: Rule? {
    .exponential(base: base, decay: .constant(rate / Double(steps)), stair: staircase ? steps : nil)
  }

  static let entry = CatalogueEntry<AnySchedule>(
    "natural-exp", aliases: ["natural-exponential", "natural-exp-decay"],
    summary: Localized("exponential decay to the base e", zh: "以 e 为底的指数衰减（自然指数衰减）"),
    formula: """
      rate(t) = lr * e^(-rate * t / steps)
      staircase: floor(t / steps) for t / steps
      """,
    parameters: [
      Parameter(
        "rate", .number(.any), .none,
        Localized("decay per `steps` steps; ends at e^-5 unless given", zh: "每 steps 步的衰减；缺省时全程降到 e^-5")),
      Parameter("steps", .steps(.positive), .integer(1), Localized("steps that `rate` counts in", zh: "rate 所计的步数")),
      Parameter(
        "staircase", .flag, .flag(false), Localized("drop every `steps` steps only", zh: "仅每 steps 步下降一次")),
    ],
    source: "TensorFlow natural_exp_decay; Paddle NaturalExpDecay",
    note: Localized(
      "With the same number for rate it falls faster than exp:rate, whose base is that number. It never ends.",
      zh: "同样的 rate 下它比以该数为底的 exp:rate 降得快。衰减不会终止。"),
    examples: ["natural-exp", "natural-exp:rate=0.05", "natural-exp:rate=0.5,steps=10,staircase=true"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let (steps, staircase) = try arguments.stair()
    let rate = try arguments.optionalNumber("rate") ?? 5 * Double(steps) / Double(max(1, arguments.context.steps))
    return .fixed(NaturalExponentialSchedule(base: arguments.base(), rate: rate, steps: steps, staircase: staircase))
  }
}
