import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Falls like one over time.
///
/// rate(t) = lr / (1 + rate * t / steps)^power, with floor(t / steps) as a staircase
struct InverseTimeSchedule: Schedule {
  var base: Double
  /// Growth of the divisor per `steps` steps; 0 or more.
  var rate: Double
  /// Positive.
  var steps: Int
  var power: Double
  var staircase: Bool

  func rate(at step: Int) -> Double {
    let divisor = 1 + rate * (staircase ? Double(step / steps) : Double(step) / Double(steps))
    return power == 1 ? base / divisor : base * pow(divisor, -power)
  }

  func outline(until end: Int) -> Outline {
    staircase
      ? Outline(events: .every(steps, from: steps, through: end, kind: .milestone))
      : Outline(phases: [.init(.decay, 0..<end)])
  }

  var rule: Rule? {
    .inverseTime(base: base, rate: rate, steps: steps, power: power, staircase: staircase)
  }

  static let entry = CatalogueEntry<AnySchedule>(
    "inverse-time", aliases: ["inverse-time-decay", "inv", "time-based"],
    summary: Localized("falls like one over time", zh: "与时间成反比地下降（反时间衰减）"),
    formula: """
      rate(t) = lr / (1 + rate * t / steps)^power
      staircase: floor(t / steps) for t / steps
      """,
    parameters: [
      Parameter(
        "rate", .number(.nonNegative), .none,
        Localized(
          "growth of the divisor per `steps` steps; makes it 10 at the end unless given",
          zh: "除数每 steps 步的增量；缺省时到末尾为 10")),
      Parameter("steps", .steps(.positive), .integer(1), Localized("steps that `rate` counts in", zh: "rate 所计的步数")),
      Parameter("power", .number(.nonNegative), .number(1), Localized("power of the divisor", zh: "除数的幂")),
      Parameter(
        "staircase", .flag, .flag(false), Localized("drop every `steps` steps only", zh: "仅每 steps 步下降一次")),
    ],
    source: "Robbins & Monro 1951; Keras InverseTimeDecay; Caffe inv (with power)",
    note: Localized("It never ends.", zh: "衰减不会终止。"),
    examples: ["inverse-time", "inverse-time:rate=0.1", "inverse-time:rate=0.01,power=0.75"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let (steps, staircase) = try arguments.stair()
    let rate = try arguments.optionalNumber("rate") ?? 9 * Double(steps) / Double(max(1, arguments.context.steps))
    return .fixed(
      InverseTimeSchedule(
        base: arguments.base(), rate: rate, steps: steps, power: try arguments.number("power"), staircase: staircase))
  }
}

extension Arguments {
  /// `steps` and `staircase` of a decay counted in steps.
  ///
  /// - Throws: `SpecError` for a staircase without `steps`, whose stairs would be one step long.
  mutating func stair() throws(SpecError) -> (steps: Int, staircase: Bool) {
    let steps = try integer("steps")
    let staircase = try flag("staircase")
    if staircase, !has("steps") {
      throw error(
        Localized("a staircase needs steps=..., the length of a stair", zh: "台阶形需要 steps=…，即每级的步数"), at: "staircase")
    }
    return (steps, staircase)
  }
}
