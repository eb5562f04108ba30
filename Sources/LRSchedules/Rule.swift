import LRCore

/// What a schedule is, without how it is computed: its form and all its numbers, every default filled in.
///
/// A closed set, so that whoever writes schedules down elsewhere (as another program's code, say) is asked by the
/// compiler about each. Rates are absolute; times are steps of the phase, from 0. The formulas are those of the
/// catalogue's entries.
public indirect enum Rule: Sendable, Hashable {
  case constant(Double)
  case step(base: Double, size: Int, gamma: Double, offset: Int)
  /// Milestones in order; one named twice counts twice.
  case multistep(base: Double, milestones: [Int], gamma: Double)
  /// Boundaries strictly increasing; one more value than boundaries.
  case piecewise(boundaries: [Int], values: [Double], between: Between)
  case linear(base: Double, end: Double, length: Int)
  /// With `stair`, time is rounded down to its multiples.
  case exponential(base: Double, decay: Decay, stair: Int?)
  case inverseTime(base: Double, rate: Double, steps: Int, power: Double, staircase: Bool)
  case polynomial(base: Double, end: Double, length: Int, power: Double, cycles: Bool)
  case cosine(base: Double, floor: Double, period: Int, rises: Bool)
  case cosineRestarts(base: Double, floor: Double, period: Double, growth: Double, decay: Double, cycles: Int?)
  case cyclic(bottom: Double, peak: Double, up: Double, down: Double, fade: Fade, momentum: ClosedRange<Double>?)
  /// One leg or more; at and after the last one's end, its last rate.
  case oneCycle([Leg], cosine: Bool, drivesMomentum: Bool)
  case inverseSquareRoot(base: Double, warmup: Int, timescale: Double)
  case noam(peak: Double, warmup: Int)
  /// `shape` as in the entry: linear, cosine, exponential, 1-sqrt, square, inverse.
  case warmupStableDecay(
    start: Double, base: Double, floor: Double, stableStart: Int, decayStart: Int, end: Int, shape: String)
  case triStage(start: Double, base: Double, floor: Double, holdStart: Int, decayStart: Int, end: Int)
  /// `shape` as in the entry: linear, exponential, cosine, log.
  case warmup(base: Double, start: Double, length: Int, shape: String)
  case hyperbolicTangent(base: Double, floor: Double, length: Int, lower: Double, upper: Double)
  case logarithmic(base: Double, floor: Double, length: Int)
  case rex(base: Double, floor: Double, length: Int)
  case rangeTest(start: Double, peak: Double, length: Int, exponential: Bool, stair: Int?)
  /// In `FormulaSchedule.variables`, with T and lr already numbers.
  case formula(Formula, horizon: Double, stepsPerEpoch: Double)
  case product(coefficient: Double, [Rule])
  /// The phases one after another, each from its own step 0.
  case joined([Rule], starts: [Int])
  case clamped(Rule, floor: Double?, ceiling: Double?)
  case scaled(Rule, by: Double)
  /// At its step floor(t / every).
  case held(Rule, every: Int)
  /// The only one that listens.
  case plateau(base: Double, Plateau)

  public enum Between: String, Sendable, Hashable { case hold, linear, cosine }

  public enum Decay: Sendable, Hashable {
    /// exp(-k u)
    case constant(Double)
    /// factor^(u / steps)
    case factor(Double, steps: Double)
  }

  /// How the triangles of `cyclic` fade.
  public enum Fade: Sendable, Hashable {
    case none
    /// Halved every cycle.
    case halving
    /// gamma^t
    case exponential(gamma: Double)
  }

  public struct Leg: Sendable, Hashable {
    public var start: Double
    public var end: Double
    public var firstRate: Double
    public var lastRate: Double
    public var firstMomentum: Double
    public var lastMomentum: Double

    init(_ leg: OneCycleSchedule.Leg) {
      (start, end) = (leg.start, leg.end)
      (firstRate, lastRate) = (leg.rates.from, leg.rates.to)
      (firstMomentum, lastMomentum) = (leg.momentum.from, leg.momentum.to)
    }
  }

  /// The settings of a plateau, as PyTorch's `ReduceLROnPlateau` has them.
  public struct Plateau: Sendable, Hashable {
    public var maximizes: Bool
    public var factor: Double
    public var patience: Int
    public var threshold: Double
    public var isRelative: Bool
    public var cooldown: Int
    public var floor: Double
    /// Reductions of this much or less are left out.
    public var smallest: Double
  }
}

extension Rule {
  /// The same rule with all rates multiplied, where the form allows it; `scaled` and the like are gone into the rates.
  ///
  /// A product with rounding: the rates are those of the schedule to a few units in the last place.
  public func multiplied(by s: Double) -> Rule {
    switch self {
    case .scaled(let rule, let factor): return rule.multiplied(by: factor * s)
    case .clamped(let rule, let floor, let ceiling):
      return .clamped(rule.multiplied(by: s), floor: floor.map { $0 * s }, ceiling: ceiling.map { $0 * s })
    case .joined(let phases, let starts): return .joined(phases.map { $0.multiplied(by: s) }, starts: starts)
    case .held(let rule, let every): return .held(rule.multiplied(by: s), every: every)
    case .product(let coefficient, let factors):
      return .product(coefficient: coefficient * s, factors.map { $0.multiplied(by: 1) })
    case _ where s == 1: return self
    case .constant(let rate): return .constant(rate * s)
    case .step(let base, let size, let gamma, let offset):
      return .step(base: base * s, size: size, gamma: gamma, offset: offset)
    case .multistep(let base, let milestones, let gamma):
      return .multistep(base: base * s, milestones: milestones, gamma: gamma)
    case .piecewise(let boundaries, let values, let between):
      return .piecewise(boundaries: boundaries, values: values.map { $0 * s }, between: between)
    case .linear(let base, let end, let length): return .linear(base: base * s, end: end * s, length: length)
    case .exponential(let base, let decay, let stair): return .exponential(base: base * s, decay: decay, stair: stair)
    case .inverseTime(let base, let rate, let steps, let power, let staircase):
      return .inverseTime(base: base * s, rate: rate, steps: steps, power: power, staircase: staircase)
    case .polynomial(let base, let end, let length, let power, let cycles):
      return .polynomial(base: base * s, end: end * s, length: length, power: power, cycles: cycles)
    case .cosine(let base, let floor, let period, let rises):
      return .cosine(base: base * s, floor: floor * s, period: period, rises: rises)
    case .cosineRestarts(let base, let floor, let period, let growth, let decay, let cycles):
      return .cosineRestarts(
        base: base * s, floor: floor * s, period: period, growth: growth, decay: decay, cycles: cycles)
    case .cyclic(let bottom, let peak, let up, let down, let fade, let momentum):
      return .cyclic(bottom: bottom * s, peak: peak * s, up: up, down: down, fade: fade, momentum: momentum)
    case .oneCycle(var legs, let cosine, let drivesMomentum):
      for index in legs.indices {
        legs[index].firstRate *= s
        legs[index].lastRate *= s
      }
      return .oneCycle(legs, cosine: cosine, drivesMomentum: drivesMomentum)
    case .inverseSquareRoot(let base, let warmup, let timescale):
      return .inverseSquareRoot(base: base * s, warmup: warmup, timescale: timescale)
    case .noam(let peak, let warmup): return .noam(peak: peak * s, warmup: warmup)
    case .warmupStableDecay(let start, let base, let floor, let stableStart, let decayStart, let end, let shape):
      return .warmupStableDecay(
        start: start * s, base: base * s, floor: floor * s, stableStart: stableStart, decayStart: decayStart,
        end: end, shape: shape)
    case .triStage(let start, let base, let floor, let holdStart, let decayStart, let end):
      return .triStage(
        start: start * s, base: base * s, floor: floor * s, holdStart: holdStart, decayStart: decayStart, end: end)
    case .warmup(let base, let start, let length, let shape):
      return .warmup(base: base * s, start: start * s, length: length, shape: shape)
    case .hyperbolicTangent(let base, let floor, let length, let lower, let upper):
      return .hyperbolicTangent(base: base * s, floor: floor * s, length: length, lower: lower, upper: upper)
    case .logarithmic(let base, let floor, let length):
      return .logarithmic(base: base * s, floor: floor * s, length: length)
    case .rex(let base, let floor, let length): return .rex(base: base * s, floor: floor * s, length: length)
    case .rangeTest(let start, let peak, let length, let exponential, let stair):
      return .rangeTest(start: start * s, peak: peak * s, length: length, exponential: exponential, stair: stair)
    case .formula: return .scaled(self, by: s)
    // Its threshold for reductions is about rates too, but by a product it would round elsewhere.
    case .plateau: return .scaled(self, by: s)
    }
  }

  /// The rule with scales gone into the rates, except around a formula or a plateau.
  public var normalized: Rule { multiplied(by: 1) }

  /// Whether it listens to a metric.
  public var listens: Bool {
    switch self {
    case .plateau: true
    case .joined(let rules, _), .product(_, let rules): rules.contains { $0.listens }
    case .clamped(let rule, _, _), .scaled(let rule, _): rule.listens
    default: false
    }
  }
}

extension AnySchedule {
  /// What the schedule is, if it can say so.
  public var rule: Rule? {
    switch self {
    case .fixed(let schedule): schedule.rule
    case .listening(let listener): listener.rule
    }
  }
}

extension [Rule?] {
  /// All of them, or nil if one can't say what it is.
  var all: [Rule]? {
    let known = compactMap { $0 }
    return known.count == count ? known : nil
  }
}
