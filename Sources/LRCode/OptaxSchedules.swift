import LRCore
import LRSchedules

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The functions of optax that a rule can be.
struct OptaxSchedules {
  /// N of the run.
  var steps: Int

  /// Longer lists of schedules are less clear than a function.
  private static let longestList = 24

  /// - Parameter last: the last step that the rule is asked for.
  func call(_ rule: Rule, until last: Int) -> Call? {
    switch rule {
    case .constant(let rate): return constant(rate)
    case .step(let base, let size, let gamma, 0) where gamma > 0: return exponential(base, size, gamma, staircase: true)
    case .multistep(let base, let milestones, let gamma) where (milestones.first ?? 1) > 0:
      let pairs = Set(milestones).sorted().map { step in
        Literal.Pair(key: .integer(step), value: .number(pow(gamma, Double(milestones.count { $0 == step }))))
      }
      return pairs.isEmpty
        ? constant(base)
        : Call(
          "optax.piecewise_constant_schedule", ["init_value": .number(base), "boundaries_and_scales": .map(pairs)])
    case .piecewise(let boundaries, let values, .hold): return join(values.map(constant), boundaries)
    case .piecewise(let boundaries, let values, .linear):
      let starts = [0] + boundaries
      let lines = boundaries.indices.map { linear(values[$0], values[$0 + 1], boundaries[$0] - starts[$0]) }
      return join(lines, Array(boundaries.dropLast()))
    case .linear(let base, let end, let length): return linear(base, end, length)
    case .polynomial(let base, let end, let length, let power, let cycles) where !cycles || last <= length:
      return Call(
        "optax.polynomial_schedule",
        [
          "init_value": .number(base), "end_value": .number(end), "power": .number(power),
          "transition_steps": .integer(length),
        ])
    case .exponential(let base, let decay, let stair):
      if let stair { return exponential(base, stair, decay.factor(of: stair), staircase: true) }
      if case .factor(let factor, let steps) = decay, steps == steps.rounded() {
        return exponential(base, Int(clamping: steps), factor, staircase: false)
      }
      return exponential(base, 1, decay.factor(of: 1), staircase: false)
    case .cosine(let base, let floor, let period, let rises) where base > 0 && (!rises || last <= period):
      return cosine(base, floor, period)
    case .cosineRestarts: return restarts(rule, until: last)
    case .warmup(let base, let start, let length, "linear"): return rise(start, base, length)
    case .rangeTest(let start, let peak, let length, let isExponential, let stair)
    where stair == nil && last <= length:
      return isExponential
        ? exponential(start, length, peak / start, staircase: false) : linear(start, peak, length)
    case .warmupStableDecay, .triStage: return stages(rule)
    case .oneCycle(let legs, let cosine, _): return oneCycle(legs, cosine)
    case .joined(let phases, let starts): return chain(phases, starts, until: last)
    default: return nil
    }
  }

  // MARK: single schedules

  private func constant(_ rate: Double) -> Call { Call("optax.constant_schedule", ["value": .number(rate)]) }

  private func linear(_ from: Double, _ to: Double, _ steps: Int) -> Call {
    Call(
      "optax.linear_schedule",
      ["init_value": .number(from), "end_value": .number(to), "transition_steps": .integer(steps)])
  }

  /// A rise that takes no time is over.
  private func rise(_ from: Double, _ to: Double, _ steps: Int) -> Call {
    steps > 0 ? linear(from, to, steps) : constant(to)
  }

  private func cosine(_ base: Double, _ floor: Double, _ steps: Int) -> Call {
    Call(
      "optax.cosine_decay_schedule",
      ["init_value": .number(base), "decay_steps": .integer(steps), "alpha": .number(floor / base)])
  }

  private func exponential(_ base: Double, _ steps: Int, _ factor: Double, staircase: Bool) -> Call? {
    // At a factor of 0 optax stays at the first value.
    guard factor > 0, factor.isFinite else { return nil }
    return Call(
      "optax.exponential_decay",
      [
        "init_value": .number(base), "transition_steps": .integer(steps), "decay_rate": .number(factor),
        "staircase": .flag(staircase),
      ])
  }

  // MARK: several, joined

  private func join(_ calls: [Call], _ boundaries: [Int]) -> Call? {
    guard calls.count > 1 else { return calls.first }
    guard calls.count <= Self.longestList else { return nil }
    return Call(
      "optax.join_schedules", ["schedules": .list(calls.map { .call($0) }), "boundaries": .integers(boundaries)])
  }

  private func chain(_ phases: [Rule], _ starts: [Int], until last: Int) -> Call? {
    let reached = starts.count { $0 <= last }
    if reached == 2, phases.count == 2, case .warmup(let base, let start, let length, "linear") = phases[0],
      case .cosine(base, let floor, let period, let rises) = phases[1], length == starts[1], length > 0, base > 0,
      !rises || last <= length + period
    {
      return Call(
        "optax.warmup_cosine_decay_schedule",
        [
          "init_value": .number(start), "peak_value": .number(base), "warmup_steps": .integer(length),
          "decay_steps": .integer(length + period), "end_value": .number(floor),
        ])
    }
    var calls: [Call] = []
    for index in 0..<reached {
      let end = index + 1 < reached ? starts[index + 1] - 1 : last
      guard let call = call(phases[index], until: end - starts[index]) else { return nil }
      calls.append(call)
    }
    return join(calls, Array(starts.prefix(reached).dropFirst()))
  }

  private func restarts(_ rule: Rule, until last: Int) -> Call? {
    guard case .cosineRestarts(let base, let floor, let period, let growth, let decay, let cycles) = rule,
      base > 0, decay > 0
    else { return nil }
    var calls: [Call] = []
    var starts: [Int] = []
    var start = 0.0
    var length = period
    while start <= Double(last), calls.count < cycles ?? .max {
      guard length == length.rounded(), length >= 1, calls.count < Self.longestList else { return nil }
      let peak = max(floor, base * pow(decay, Double(calls.count)))
      starts.append(Int(clamping: start))
      calls.append(cosine(peak, floor, Int(clamping: length)))
      start += length
      length *= growth
    }
    return join(calls, Array(starts.dropFirst()))
  }

  /// Stages one after another; those that take no time are left out.
  private func stages(_ rule: Rule) -> Call? {
    let (start, base, floor, first, second, end): (Double, Double, Double, Int, Int, Int)
    let tail: (Int) -> Call?
    switch rule {
    case .warmupStableDecay(let a, let b, let c, let d, let e, let f, let shape):
      (start, base, floor, first, second, end) = (a, b, c, d, e, f)
      tail = { length in
        switch shape {
        case "linear": self.linear(b, c, length)
        case "cosine" where b > 0: self.cosine(b, c, length)
        default: nil
        }
      }
    case .triStage(let a, let b, let c, let d, let e, let f):
      (start, base, floor, first, second, end) = (a, b, c, d, e, f)
      tail = { length in
        guard c > 0, c < b else { return nil }
        return Call(
          "optax.exponential_decay",
          [
            "init_value": .number(b), "transition_steps": .integer(length), "decay_rate": .number(c / b),
            "end_value": .number(c),
          ])
      }
    default: return nil
    }
    var calls: [Call] = []
    var boundaries: [Int] = []
    if first > 0 {
      calls.append(linear(start, base, first))
      boundaries.append(first)
    }
    if second > first {
      calls.append(constant(base))
      boundaries.append(second)
    }
    guard end > second, let last = tail(end - second) else {
      return end > second ? nil : join(calls + [constant(floor)], boundaries)
    }
    return join(calls + [last], boundaries)
  }

  private func oneCycle(_ legs: [Rule.Leg], _ isCosine: Bool) -> Call? {
    guard legs.allSatisfy({ $0.end == $0.end.rounded() && $0.end > $0.start }) else { return nil }
    let (first, last) = (legs[0], legs[legs.count - 1])
    guard isCosine else {
      return join(
        legs.map { linear($0.firstRate, $0.lastRate, Int(clamping: $0.end - $0.start)) },
        legs.dropLast().map { Int(clamping: $0.end) })
    }
    let part = first.end / last.end
    // optax rounds the product down.
    guard legs.count == 2, first.firstRate > 0, last.lastRate > 0,
      Int(clamping: part * last.end) == Int(clamping: first.end)
    else {
      return nil
    }
    return Call(
      "optax.cosine_onecycle_schedule",
      [
        "transition_steps": .time(last.end), "peak_value": .number(first.lastRate), "pct_start": .number(part),
        "div_factor": .number(first.lastRate / first.firstRate),
        "final_div_factor": .number(first.firstRate / last.lastRate),
      ])
  }
}
