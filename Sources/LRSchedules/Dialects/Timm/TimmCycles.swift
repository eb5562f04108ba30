import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How a scheduler of timm falls within a cycle.
enum TimmCurve: Sendable {
  case cosine
  case polynomial(exponent: Double)
  case tanh(lower: Double, upper: Double)

  /// The rate between `peak` and `floor` at the part `time` / `length` of a cycle, both raised to the power k.
  func rate(from peak: Double, to floor: Double, at time: Double, of length: Double) -> Double {
    switch self {
    case .cosine: return floor + 0.5 * (peak - floor) * (1 + cos(Double.pi * time / length))
    case .polynomial(let exponent):
      let left = 1 - time / length
      return floor + (peak - floor) * (exponent == 1 ? left : pow(left, exponent))
    case .tanh(let lower, let upper):
      let part = time / length
      let angle = lower * (1 - part) + upper * part
      return floor + 0.5 * (peak - floor) * (1 - hyperbolicTangent(angle))
    }
  }

  /// Why the rate at this part of a cycle isn't a number.
  func fault(at time: Double, of length: Double) -> String? {
    if length == 0 { return Python.divisionByZero }
    switch self {
    case .polynomial(let exponent): return Python.powerFault(1 - time / length, exponent)
    case .cosine, .tanh: return time.isFinite ? nil : Python.domainError
    }
  }

  /// Whether the peak of a cycle is computed even after the last one.
  var needsPeak: Bool {
    if case .tanh = self { false } else { true }
  }

  /// Whether it may have no rate for parts that lie by a rounding error outside 0...1.
  var isStrict: Bool {
    guard case .polynomial(let exponent) = self else { return false }
    return exponent != exponent.rounded() || exponent < 0
  }
}

/// Inside an enum with a case of that name, C's function can't be called by its own.
private func hyperbolicTangent(_ angle: Double) -> Double { tanh(angle) }

/// Cycles of growing length, each falling from a peak on one curve.
///
/// Cycle i is t_initial * cycle_mul^i long and peaks at base * cycle_decay^i; from cycle_limit on the rate is lr_min.
/// The number of the cycle is floor(log(1 - t / t_initial * (1 - cycle_mul)) / log(cycle_mul)) in floating point: at an
/// exact power it may fall one short, and the restart comes a step late. That is timm's own behaviour, and kept.
struct TimmCycles: TimmRule {
  let curve: TimmCurve
  let base: Double
  let floor: Double
  /// Length of the first cycle; positive.
  let initial: Double
  let growth: Double
  let decay: Double
  let limit: Double
  let power: Double

  struct Cycle: Sendable {
    /// NaN where the logarithm has no value.
    var index: Double
    var start: Double
    /// To the power k.
    var length: Double
    var peak: Double
  }

  func stretch(at time: Double) -> (Cycle, until: Double) {
    let index = index(at: time)
    let start = start(of: index)
    let length = growth == 1 ? initial : pow(growth, index) * initial
    let powered = power == 1 ? length : pow(length, power)
    let peak = decay == 1 ? base : base * pow(decay, index)
    // A power too large for a number is an error in Python.
    let cycle = Cycle(
      index: peak.isFinite || !curve.needsPeak ? index : .nan, start: start, length: powered.isFinite ? powered : .nan,
      peak: peak)
    // Near its ends, rounding decides which cycle a time belongs to: there each time is asked for by itself.
    let isInside = growth == 1 || time >= start + 1
    return (cycle, isInside ? max(time, (start + length - 1).rounded(.down)) : time)
  }

  func rate(at time: Double, in cycle: Cycle) -> Double {
    guard cycle.index < limit else { return cycle.index.isNaN ? .nan : floor }
    let elapsed = power == 1 ? time - cycle.start : pow(time - cycle.start, power)
    // C has 1 for any number to the power 0, even for what Python has refused before.
    guard cycle.length > 0, elapsed.isFinite else { return .nan }
    return curve.rate(from: cycle.peak, to: floor, at: elapsed, of: cycle.length)
  }

  private func index(at time: Double) -> Double {
    if growth == 1 { return Python.floorDivision(time, initial) }
    guard growth > 0 else { return .nan }
    let grown = 1 - time / initial * (1 - growth)
    return grown > 0 ? (log(grown) / log(growth)).rounded(.down) : .nan
  }

  private func start(of index: Double) -> Double {
    growth == 1 ? initial * index : (1 - pow(growth, index)) / (1 - growth) * initial
  }

  /// What timm's `get_cycle_length` says, but for the warm-up.
  var length: Double? {
    let cycles = limit == 0 ? 1 : max(1, limit)
    guard growth != 1 else { return initial * cycles }
    let length = (-initial * (pow(growth, cycles) - 1) / (1 - growth)).rounded(.down)
    return length.isFinite ? max(0, length) : nil
  }

  /// Whether some step may have no rate.
  var mayFail: Bool {
    growth < 1 || power <= 0 || decay > 1 || power > 50 || (growth != 1 && (power != 1 || curve.isStrict))
      || (power != power.rounded() && initial != initial.rounded())
  }

  func outline(until end: Double) -> Outline {
    guard end > 0 else { return Outline() }
    var events: [Outline.Event] = []
    var cycle = 1.0
    // So many cycles may be given that a step has no end of them, or counting them no effect.
    for _ in 0..<Outline.eventLimit where cycle <= limit {
      var step = start(of: cycle).rounded(.up)
      guard step <= end else { break }
      // The logarithm may fall one short.
      if index(at: step) < cycle { step += 1 }
      guard step <= end, !index(at: step).isNaN else { break }
      let isLast = cycle == limit
      if step >= 1, events.last?.step != Int(clamping: step), !isLast {
        let (before, _) = stretch(at: start(of: cycle - 1))
        let bottom = curve.rate(from: before.peak, to: floor, at: before.length, of: before.length)
        events.append(.init(.restart, at: Int(clamping: step), limit: bottom.isFinite ? bottom : nil))
      }
      cycle = max(cycle + 1, index(at: step) + 1)
    }
    let stop = min(end, start(of: max(0, limit.rounded(.up)))).rounded(.up)
    guard stop >= 1 else { return Outline(events: events) }
    return Outline(phases: [.init(.decay, 0..<Int(clamping: stop))], events: events)
  }

  func fault(at time: Double) -> String {
    if growth != 1, index(at: time).isNaN { return Python.domainError }
    let cycle = stretch(at: time).0
    let elapsed = time - start(of: index(at: time))
    let length = growth == 1 ? initial : pow(growth, index(at: time)) * initial
    return Python.powerFault(decay, index(at: time)) ?? Python.powerFault(elapsed, power)
      ?? Python.powerFault(length, power) ?? curve.fault(at: pow(elapsed, power), of: cycle.length)
      ?? "the rate isn't a number"
  }
}

extension TimmCycles {
  /// - Throws: `SpecError` for what timm asserts.
  init(_ curve: TimmCurve, power: Double, _ arguments: inout Arguments) throws(SpecError) {
    self.curve = curve
    self.power = power
    base = arguments.base()
    initial = try arguments.time("t_initial")
    floor = try arguments.number("lr_min")
    growth = try arguments.number("cycle_mul")
    decay = try arguments.number("cycle_decay")
    limit = try arguments.number("cycle_limit")
    if initial <= 0 { throw arguments.timmRefusal("assert t_initial > 0", at: "t_initial") }
    if floor < 0 { throw arguments.timmRefusal("assert lr_min >= 0", at: "lr_min") }
  }

  /// The schedule with its warm-up.
  func schedule(_ warmup: TimmWarmup, in context: RunContext) -> AnySchedule {
    .fixed(TimmSchedule(warmup, self, searching: mayFail ? context.horizon : nil))
  }

  static var parameters: [Parameter] {
    [
      Parameter(
        "t_initial", .steps(.any), .required, Localized("steps of the first cycle", zh: "首个周期的步数")),
      Parameter("lr_min", .rate(.any), .number(0), Localized("rate at the end of a cycle", zh: "周期末的学习率")),
    ]
  }
}
