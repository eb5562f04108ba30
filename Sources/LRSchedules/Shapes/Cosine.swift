import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Half a cosine from `base` down to `floor`, then held there or rising again.
///
/// rate(t) = floor + (base - floor) * (1 + cos(pi t / period)) / 2
struct CosineSchedule: Schedule {
  private let base: Double
  var floor: Double
  /// Steps from top to bottom; positive.
  var period: Int
  var rises: Bool
  var duration: Int?
  private let half: Double
  private let frequency: Double

  init(base: Double, floor: Double, period: Int, rises: Bool, duration: Int? = nil) {
    self.base = base
    self.floor = floor
    self.period = period
    self.rises = rises
    self.duration = duration
    half = (base - floor) / 2
    frequency = Double.pi / Double(period)
  }

  func rate(at step: Int) -> Double {
    if step >= period, !rises { return floor }
    return floor + half * (1 + cos(frequency * Double(step)))
  }

  func outline(until steps: Int) -> Outline {
    Outline(phases: [.init(.decay, 0..<min(period, steps))])
  }

  var rule: Rule? { .cosine(base: base, floor: floor, period: period, rises: rises) }

  static let entry = CatalogueEntry<AnySchedule>(
    "cosine", aliases: ["cosine-annealing", "cosine-decay", "cos"],
    summary: Localized("half a cosine from lr down to min", zh: "沿半个余弦从 lr 降到 min（余弦退火）"),
    formula: "rate(t) = min + (lr - min) * (1 + cos(pi t / steps)) / 2",
    parameters: [
      Parameter("steps", .steps(.positive), .partOfRun(1), Localized("steps from lr to min", zh: "从 lr 到 min 的步数")),
      Parameter(
        "after", .choice(["hold", "rise"]), .word("hold"),
        Localized("after the end: hold min, or rise again on the same cosine", zh: "结束之后：保持 min，或沿余弦再升起")),
    ],
    source: "Loshchilov & Hutter 2017 (SGDR), equation 5, without restarts",
    note: Localized(
      "Held at min after the end, as in Keras and optax; after=rise goes up again, as in PyTorch.",
      zh: "结束后保持 min（同 Keras、optax）；after=rise 则再升起（同 PyTorch）。"),
    examples: ["cosine", "cosine:min=1e-5", "warmup:steps=5+cosine:min=1%", "cosine:steps=50,after=rise"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let steps = try arguments.integer("steps")
    return .fixed(
      CosineSchedule(
        base: arguments.base(), floor: try arguments.floor(), period: steps,
        rises: try arguments.word("after") == "rise", duration: arguments.has("steps") ? steps : nil))
  }
}
