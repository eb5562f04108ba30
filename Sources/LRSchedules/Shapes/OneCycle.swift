import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One rise to a peak and one long fall far below the start; momentum runs against it.
///
/// From a to b over a phase, p from 0 to 1: cos: b + (a - b)(1 + cos(pi p)) / 2, linear: a + (b - a) p
struct OneCycleSchedule: Schedule {
  private let legs: [Leg]
  private let cosine: Bool
  private let last: Leg
  let drivesMomentum: Bool
  let duration: Int?

  /// One monotone piece of the cycle.
  struct Leg: Sendable {
    var kind: Outline.PhaseKind
    var start: Double
    var end: Double
    var rates: (from: Double, to: Double)
    var momentum: (from: Double, to: Double)
  }

  /// - Parameter legs: one or more, one after another from step 0.
  init(legs: [Leg], cosine: Bool, drivesMomentum: Bool, duration: Int?) {
    self.legs = legs
    self.cosine = cosine
    self.drivesMomentum = drivesMomentum
    self.duration = duration
    last = legs[legs.count - 1]
  }

  func rate(at step: Int) -> Double {
    let time = Double(step)
    if time >= last.end { return last.rates.to }
    let leg = leg(at: time)
    return leg.rates.from + (leg.rates.to - leg.rates.from) * part(of: leg, at: time)
  }

  func momentum(at step: Int) -> Double? {
    guard drivesMomentum else { return nil }
    let time = Double(step)
    if time >= last.end { return last.momentum.to }
    let leg = leg(at: time)
    return leg.momentum.from + (leg.momentum.to - leg.momentum.from) * part(of: leg, at: time)
  }

  private func leg(at time: Double) -> Leg {
    var index = 0
    while time >= legs[index].end { index += 1 }
    return legs[index]
  }

  /// How much of a leg is done, 0 to 1.
  private func part(of leg: Leg, at time: Double) -> Double {
    let part = (time - leg.start) / (leg.end - leg.start)
    return cosine ? (1 - cos(Double.pi * part)) / 2 : part
  }

  func outline(until steps: Int) -> Outline {
    var phases: [Outline.Phase] = []
    for leg in legs {
      let range = Int(clamping: min(leg.start, 1e15).rounded(.up))..<Int(clamping: min(leg.end, 1e15).rounded(.up))
      if range.lowerBound < steps, !range.isEmpty {
        phases.append(.init(leg.kind, range.lowerBound..<min(range.upperBound, steps)))
      }
    }
    return Outline(phases: phases)
  }

  var rule: Rule? { .oneCycle(legs.map(Rule.Leg.init), cosine: cosine, drivesMomentum: drivesMomentum) }

  static let entry = CatalogueEntry<AnySchedule>(
    "one-cycle", aliases: ["onecycle", "1cycle", "super-convergence"],
    summary: Localized("one rise to the peak, one long fall far below the start", zh: "一次升到峰值，再长降至远低于起点（单周期策略）"),
    formula: """
      peak/div -> peak in `up` steps -> min at `steps`
      three_phase: peak/div -> peak -> peak/div -> min, rise and fall equally long
      cos: b + (a - b)(1 + cos(pi p)) / 2, linear: a + (b - a) p, from a to b, p from 0 to 1
      """,
    parameters: [
      Parameter("steps", .steps(.positive), .partOfRun(1), Localized("steps of the whole cycle", zh: "整个周期的步数")),
      Parameter(
        "up", .steps(.positive), .none, Localized("steps to the peak; 30% of the cycle", zh: "上升步数；缺省为周期的 30%")),
      Parameter("max", .rate(.nonNegative), .none, Localized("peak; lr unless given", zh: "峰值；缺省取 lr")),
      Parameter(
        "div", .number(Bounds(1, .infinity)), .number(25),
        Localized(
          "the cycle starts at peak / div, or at lr where max is given too", zh: "起点为峰值除以 div；若同时给出 lr 与 max 则从 lr 开始")),
      Parameter(
        "min", .rate(.nonNegative), .none,
        Localized("last rate; a ten-thousandth of the start", zh: "最终学习率；缺省为起点的万分之一")),
      Parameter("shape", .choice(["cos", "linear"]), .word("cos"), Localized("form of rise and fall", zh: "升降的形状")),
      Parameter(
        "three_phase", .flag, .flag(false),
        Localized("fall back to the start first, then to min", zh: "先回落到起点，再降至 min")),
    ] + Parameter.momentum(true, 0.85, 0.95),
    source: "Smith & Topin 2018 (super-convergence); PyTorch OneCycleLR, fastai",
    note: Localized(
      "The peak is at step `up`, the end at `steps`; PyTorch has both one step earlier. Held at min after the end.",
      zh: "峰值在第 up 步，终点在第 steps 步；PyTorch 都早一步。结束后保持 min。"),
    examples: ["one-cycle", "one-cycle:max=1,up=20%", "one-cycle:shape=linear,three_phase=true,momentum=false"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let peak = try arguments.peak()
    let steps = try arguments.integer("steps")
    let divisor = try arguments.number("div")
    let ownStart = arguments.has("max") && arguments.has("lr")
    if ownStart, arguments.has("div") {
      throw arguments.error(
        Localized(
          "'div' has no effect here: lr and max already say where the cycle starts and peaks",
          zh: "“div”在此无效：lr 与 max 已规定起点和峰值"), at: "div")
    }
    let start = ownStart ? arguments.base() : peak / divisor
    guard start <= peak else {
      throw arguments.error(
        Localized(
          "'max' (\(shortest(peak))) is below lr (\(shortest(start)))",
          zh: "“max”（\(shortest(peak))）低于 lr（\(shortest(start))）"),
        at: "max")
    }
    let end = try arguments.optionalNumber("min") ?? start / 1e4
    guard end <= peak else {
      throw arguments.error(
        Localized(
          "'min' (\(shortest(end))) is above the peak (\(shortest(peak)))",
          zh: "“min”（\(shortest(end))）高于峰值（\(shortest(peak))）"),
        at: "min")
    }
    let up = try arguments.optionalNumber("up") ?? 0.3 * Double(steps)
    let three = try arguments.flag("three_phase")
    guard (three ? 2 * up : up) <= Double(steps) else {
      throw arguments.error(
        Localized(
          three
            ? "twice 'up' (\(shortest(up))) is longer than the cycle of \(steps) steps"
            : "'up' (\(shortest(up))) is longer than the cycle of \(steps) steps",
          zh: three ? "两倍的“up”（\(shortest(up))）长于周期的 \(steps) 步" : "“up”（\(shortest(up))）长于周期的 \(steps) 步"), at: "up")
    }
    let momentum = try arguments.momentumRange()
    let (low, high) = (momentum?.lowerBound ?? 0, momentum?.upperBound ?? 0)
    let length = Double(steps)
    let rise = Leg(kind: .rise, start: 0, end: up, rates: (start, peak), momentum: (high, low))
    let legs =
      three
      ? [
        rise, Leg(kind: .fall, start: up, end: 2 * up, rates: (peak, start), momentum: (low, high)),
        Leg(kind: .annihilation, start: 2 * up, end: length, rates: (start, end), momentum: (high, high)),
      ] : [rise, Leg(kind: .fall, start: up, end: length, rates: (peak, end), momentum: (low, high))]
    return .fixed(
      OneCycleSchedule(
        legs: legs, cosine: try arguments.word("shape") == "cos", drivesMomentum: momentum != nil,
        duration: arguments.has("steps") ? steps : nil))
  }
}
