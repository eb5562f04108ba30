import LRSchedules

/// The formula of one shape, written as in its catalogue entry.
struct ShapeFormula {
  /// Steps for which it is asked: ends that lie later are left out.
  var length: Int

  private let t = Expression.time

  init(length: Int) { self.length = length }

  /// Whatever consists of other rules is not a shape.
  func expression(_ rule: Rule) -> Expression {
    switch rule {
    case .constant(let rate): return .number(rate)
    case .step(let base, let size, let gamma, let offset):
      let time: Expression = offset > 0 ? t + .integer(offset) : offset < 0 ? .max(0, t - .integer(-offset)) : t
      return .number(base) * Expression.number(gamma).raised(to: time.floorDivided(by: .integer(size)))
    case .multistep(let base, let milestones, let gamma):
      return milestones.isEmpty
        ? .number(base) : .number(base) * Expression.number(gamma).raised(to: .count(milestones))
    case .piecewise(let boundaries, let values, let between): return piecewise(boundaries, values, between)
    case .linear(let base, let end, let length): return fall(base, end, 1 - progress(length))
    case .exponential(let base, let decay, let stair): return exponential(base, decay, stair)
    case .inverseTime(let base, let rate, let steps, let power, let staircase):
      let time: Expression = staircase ? t.floorDivided(by: .integer(steps)) : t / .integer(steps)
      return .number(base) / (1 + .number(rate) * time).raised(to: .time(power))
    case .polynomial(let base, let end, let length, let power, let cycles):
      guard cycles, length < self.length else {
        return fall(base, end, (1 - progress(length)).raised(to: .time(power)))
      }
      let period: Expression = .integer(length) * .max(1, .call(.ceil, [t / .integer(length)]))
      return .binding(
        "period", period, in: fall(base, end, (1 - t / .name("period")).raised(to: .time(power))))
    case .cosine(let base, let floor, let period, let rises):
      return fall(base, floor, (1 + .cos(.pi * (rises ? t / .integer(period) : progress(period)))) / 2)
    case .cosineRestarts: return restarts(rule)
    case .cyclic(let bottom, let peak, let up, let down, let fade, _): return cyclic(bottom, peak, up, down, fade)
    case .oneCycle(let legs, let cosine, _): return oneCycle(legs, cosine)
    case .inverseSquareRoot(let base, let warmup, let timescale):
      let late: Expression = .number(base) * .sqrt(.time(timescale) / (t - .integer(warmup) + .time(timescale)))
      return from(0, to: warmup, .number(base) * (t / .integer(warmup)), then: late)
    case .noam(let peak, let warmup):
      let s: Expression = t + 1
      return .number(peak) * .min(s / .integer(warmup), .sqrt(.integer(warmup) / s))
    case .warmupStableDecay(let start, let base, let floor, let stableStart, let decayStart, let end, let shape):
      let part = (t - .integer(decayStart)) / .integer(end - decayStart)
      let decay = from(decayStart, to: end, stableDecay(base, floor, shape, part), then: .number(floor))
      return from(
        0, to: stableStart, rise(start, base, t / .integer(stableStart)),
        then: from(stableStart, to: decayStart, .number(base), then: decay))
    case .triStage(let start, let base, let floor, let holdStart, let decayStart, let end):
      let part = (t - .integer(decayStart)) / .integer(end - decayStart)
      let tail: Expression =
        base == 0 ? .number(floor) : .number(base) * (.number(floor) / .number(base)).raised(to: part)
      let decay = from(decayStart, to: end, tail, then: .number(floor))
      return from(
        0, to: holdStart, rise(start, base, t / .integer(holdStart)),
        then: from(holdStart, to: decayStart, .number(base), then: decay))
    case .warmup(let base, let start, let length, let shape):
      return from(0, to: length, warmup(base, start, length, shape), then: .number(base))
    case .hyperbolicTangent(let base, let floor, let length, let lower, let upper):
      let p = Expression.name("p")
      var exponent: Expression = 2 * (.time(lower) * (1 - p) + .time(upper) * p)
      // e to more than this is too large for Python's math, and one over it is 0 in any case.
      if 2 * max(abs(lower), abs(upper)) > 700 { exponent = .min(700, exponent) }
      return .binding("p", progress(length), in: .number(floor) + span(base, floor) / (1 + .exp(exponent)))
    case .logarithmic(let base, let floor, let length):
      let time: Expression = length < self.length ? .min(t, .integer(length)) : t
      return fall(base, floor, 1 - .call(.log1p, [time]) / .call(.log1p, [.integer(length)]))
    case .rex(let base, let floor, let length):
      let p = Expression.name("p")
      return .binding("p", progress(length), in: fall(base, floor, (1 - p) / (1 - p / 2)))
    case .rangeTest(let start, let peak, let length, let exponential, let stair):
      let time = stair.map { .integer($0) * t.floorDivided(by: .integer($0)) } ?? t
      let part = time / .integer(length)
      let rising =
        exponential
        ? .number(start) * (Expression.number(peak) / .number(start)).raised(to: part) : rise(start, peak, part)
      return from(0, to: length, rising, then: .number(peak))
    case .formula(let formula, let horizon, let stepsPerEpoch):
      return .formula(formula, horizon: horizon, stepsPerEpoch: stepsPerEpoch)
    case .product, .joined, .clamped, .scaled, .held, .plateau:
      preconditionFailure("a rule made of others, or one that listens, is no shape")
    }
  }

  // MARK: parts

  /// t / length, staying at 1 where the end is reached.
  private func progress(_ length: Int) -> Expression {
    (length < self.length ? .min(t, .integer(length)) : t) / .integer(length)
  }

  private func span(_ high: Double, _ low: Double) -> Expression {
    low == 0 ? .number(high) : .number(high) - .number(low)
  }

  /// low + (high - low) * left
  private func fall(_ high: Double, _ low: Double, _ left: Expression) -> Expression {
    .number(low) + span(high, low) * left
  }

  /// low + (high - low) * part
  private func rise(_ low: Double, _ high: Double, _ part: Expression) -> Expression {
    .number(low) + span(high, low) * part
  }

  /// `value` until `end`, then another; leaves out what never comes.
  private func from(_ start: Int, to end: Int, _ value: Expression, then later: Expression) -> Expression {
    if end <= start { return later }
    if end >= length { return value }
    let first = Expression.Case(condition: t < .integer(end), value: value)
    if case .cases(let cases, let otherwise) = later { return .cases([first] + cases, otherwise: otherwise) }
    return .cases([first], otherwise: later)
  }

  private func exponential(_ base: Double, _ decay: Rule.Decay, _ stair: Int?) -> Expression {
    let stairs = stair.map { t.floorDivided(by: .integer($0)) }
    switch decay {
    case .constant(let k):
      let exponent = stairs.map { .number(-k * Double(stair ?? 1)) * $0 } ?? .number(-k) * t
      return .number(base) * .exp(exponent)
    case .factor(let factor, let steps):
      let exponent: Expression
      if let stairs, let stair {
        exponent = Double(stair) == steps ? stairs : .integer(stair) * stairs / .time(steps)
      } else {
        exponent = t / .time(steps)
      }
      return .number(base) * Expression.number(factor).raised(to: exponent)
    }
  }

  private func piecewise(_ boundaries: [Int], _ values: [Double], _ between: Rule.Between) -> Expression {
    var cases: [Expression.Case] = []
    for (index, boundary) in boundaries.enumerated() {
      let start = index > 0 ? boundaries[index - 1] : 0
      let part = (t - .integer(start)) / .integer(boundary - start)
      let value: Expression =
        switch between {
        case .hold: .number(values[index])
        case .linear: blend(values[index], values[index + 1], part)
        case .cosine: blend(values[index], values[index + 1], (1 - .cos(.pi * part)) / 2)
        }
      cases.append(.init(condition: t < .integer(boundary), value: value))
    }
    return .cases(cases, otherwise: .number(values[values.count - 1]))
  }

  private func blend(_ from: Double, _ to: Double, _ part: Expression) -> Expression {
    .number(from) + (.number(to) - .number(from)) * part
  }

  private func stableDecay(_ base: Double, _ floor: Double, _ shape: String, _ r: Expression) -> Expression {
    switch shape {
    case "cosine": fall(base, floor, (1 + .cos(.pi * r)) / 2)
    case "exponential": fall(base, floor, 2 * Expression.number(0.5).raised(to: r) - 1)
    case "1-sqrt": fall(base, floor, 1 - .sqrt(r))
    case "square": fall(base, floor, 1 - r.raised(to: 2))
    case "inverse": base == 0 ? 0 : 1 / (r / .number(floor) + (1 - r) / .number(base))
    default: fall(base, floor, 1 - r)
    }
  }

  private func warmup(_ base: Double, _ start: Double, _ length: Int, _ shape: String) -> Expression {
    let p = t / .integer(length)
    return switch shape {
    case "exponential": .number(start) * (Expression.number(base) / .number(start)).raised(to: p)
    case "cosine": rise(start, base, (1 - .cos(.pi * p)) / 2)
    case "log": rise(start, base, .call(.log1p, [t]) / .call(.log1p, [.integer(length)]))
    default: rise(start, base, p)
    }
  }

  private func oneCycle(_ legs: [Rule.Leg], _ cosine: Bool) -> Expression {
    var cases: [Expression.Case] = []
    for leg in legs where leg.end > leg.start {
      let part = (t - .time(leg.start)) / .time(leg.end - leg.start)
      let value = blend(leg.firstRate, leg.lastRate, cosine ? (1 - .cos(.pi * part)) / 2 : part)
      cases.append(.init(condition: t < .time(leg.end), value: value))
    }
    return .cases(cases, otherwise: .number(legs[legs.count - 1].lastRate))
  }

  private func cyclic(_ bottom: Double, _ peak: Double, _ up: Double, _ down: Double, _ fade: Rule.Fade) -> Expression {
    let whole = Expression.time(up + down)
    let cycle = Expression.name("cycle")
    let since = t - whole * cycle
    let height: Expression = .max(0, .min(since / .time(up), (whole - since) / .time(down)))
    let faded: Expression =
      switch fade {
      case .none: height
      case .halving: height * Expression.number(0.5).raised(to: cycle)
      case .exponential(let gamma): height * Expression.number(gamma).raised(to: t)
      }
    return .binding("cycle", .call(.floor, [t / whole]), in: blend(bottom, peak, faded))
  }

  private func restarts(_ rule: Rule) -> Expression {
    guard case .cosineRestarts(let base, let floor, let period, let growth, let decay, let cycles) = rule else {
      return 0
    }
    let cycle = Expression.name("cycle")
    let number: Expression
    let part: Expression
    if growth == 1 {
      number = .call(.floor, [t / .time(period)])
      part = t / .time(period) - cycle
    } else {
      // A hair more, since a logarithm may fall short of the whole number that it should be.
      let over = Expression.call(.log1p, [t / .time(period) * .time(growth - 1)])
      number = .call(.floor, [over / .call(.log1p, [.time(growth - 1)]) + .number(1e-9)])
      let times = Expression.time(growth).raised(to: cycle)
      part = (t / .time(period) - (times - 1) / .time(growth - 1)) / times
    }
    var top: Expression = .number(base)
    if decay != 1 {
      top = .number(base) * Expression.number(decay).raised(to: cycle)
      if floor > 0 { top = .max(.number(floor), top) }
    }
    let span = floor == 0 ? top : top - .number(floor)
    let wave: Expression = .number(floor) + span * (1 + .cos(.pi * .name("part"))) / 2
    var rate = wave
    if let cycles {
      rate = .cases([.init(condition: cycle < .integer(cycles), value: wave)], otherwise: .number(floor))
    }
    return .binding("cycle", number, in: .binding("part", part, in: rate))
  }
}
