import LRCore

/// A linear warm-up, then a fall with the square root of time.
///
/// rate(t) = lr t / warmup while t < warmup, then lr * sqrt(timescale / (t + timescale - warmup))
struct InverseSquareRootSchedule: Schedule {
  var base: Double
  /// Steps until `base` is reached; 0 or more.
  var warmup: Int
  /// Steps after which the rate, had it always fallen, has fallen to `base`; positive.
  var timescale: Double

  func rate(at step: Int) -> Double {
    if step < warmup { return base * (Double(step) / Double(warmup)) }
    return base * (timescale / (Double(step - warmup) + timescale)).squareRoot()
  }

  func outline(until steps: Int) -> Outline { .warmup(warmup, thenDecayUntil: steps) }

  var rule: Rule? { .inverseSquareRoot(base: base, warmup: warmup, timescale: timescale) }

  static let entry = CatalogueEntry<AnySchedule>(
    "inverse-sqrt", aliases: ["invsqrt", "inv-sqrt", "rsqrt", "inverse-square-root"],
    summary: Localized("warm-up, then falls with the square root of time", zh: "预热后与时间的平方根成反比"),
    formula: """
      rate(t) = lr * t / warmup,  t < warmup
      rate(t) = lr * sqrt(timescale / (t - warmup + timescale)),  else
      """,
    parameters: [
      Parameter(
        "warmup", .steps(.nonNegative), .partOfRun(0.05), Localized("steps until lr is reached", zh: "升到 lr 的步数")),
      Parameter(
        "timescale", .steps(.positive), .none,
        Localized(
          "how slowly it falls; warmup, or 5% of the run where that is 0", zh: "下降的时间尺度；缺省取 warmup，其为 0 时取全程的 5%")),
    ],
    source: "fairseq inverse_sqrt; Zhai et al. 2022 (rsqrt); Hugging Face inverse_sqrt",
    note: Localized(
      "With timescale = warmup it is lr * sqrt(warmup / t). It never ends.",
      zh: "timescale 等于 warmup 时即 lr * sqrt(warmup / t)。衰减不会终止。"),
    examples: ["inverse-sqrt", "inverse-sqrt:warmup=10", "inverse-sqrt:warmup=0,timescale=20"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let warmup = try arguments.integer("warmup")
    let timescale =
      try arguments.optionalNumber("timescale")
      ?? (warmup > 0 ? Double(warmup) : max(1, (0.05 * Double(arguments.context.steps)).rounded()))
    return .fixed(InverseSquareRootSchedule(base: arguments.base(), warmup: warmup, timescale: timescale))
  }
}

extension Outline {
  /// A warm-up of so many steps, then decay to the end of the run.
  static func warmup(_ warmup: Int, thenDecayUntil steps: Int) -> Outline {
    var phases: [Phase] = []
    let turn = min(warmup, steps)
    if turn > 0 { phases.append(.init(.warmup, 0..<turn)) }
    if turn < steps { phases.append(.init(.decay, turn..<steps)) }
    return Outline(phases: phases)
  }
}
