import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What one of mmengine's schedulers makes of the current rate at its own step, which counts from 0 at `begin`.
///
/// Most are recursions on the current rate, whoever made it: that is how several work on one optimizer.
protocol MMEngineRule: Sendable {
  func rate(after current: Double, step: Int) -> Double
  /// The first step at which the scheduler raises an error.
  var failure: (step: Int, reason: String)? { get }
  /// What happens within its first `steps` steps.
  func outline(until steps: Int) -> Outline
}

extension MMEngineRule {
  var failure: (step: Int, reason: String)? { nil }
}

/// `factor` from the first step on, undone at the last of the window.
struct MMEngineConstant: MMEngineRule {
  var factor: Double
  /// Steps of the window less one; at this step the factor is undone.
  var last: Int

  func rate(after current: Double, step: Int) -> Double {
    if step == 0 { return current * factor }
    return step == last ? current * (1 / factor) : current
  }

  var failure: (step: Int, reason: String)? {
    factor == 0 && last > 0 ? (last, "ZeroDivisionError: float division by zero") : nil
  }

  func outline(until steps: Int) -> Outline {
    .consecutive([(.warmup, Double(last)), (.stable, Double(steps))], until: steps)
  }
}

/// From `start` to `end` times the rate, in equal steps of the factor.
struct MMEngineLinear: MMEngineRule {
  var start: Double
  var end: Double
  var last: Int

  func rate(after current: Double, step: Int) -> Double {
    if step == 0 { return current * start }
    let gain = end - start
    return current * (1 + gain / (Double(last) * start + Double(step - 1) * gain))
  }

  var failure: (step: Int, reason: String)? {
    start == 0 ? (1, "ZeroDivisionError: float division by zero") : nil
  }

  func outline(until steps: Int) -> Outline {
    .consecutive([(end > start ? .warmup : .decay, Double(last))], until: steps)
  }
}

/// A factor at every step but the first.
struct MMEngineExponential: MMEngineRule {
  var gamma: Double

  func rate(after current: Double, step: Int) -> Double { step == 0 ? current : current * gamma }

  func outline(until steps: Int) -> Outline { .consecutive([(.decay, Double(steps))], until: steps) }
}

/// A factor at every multiple of `size`.
struct MMEngineStep: MMEngineRule {
  var size: Double
  var gamma: Double

  func rate(after current: Double, step: Int) -> Double {
    step == 0 || Double(step).truncatingRemainder(dividingBy: size) != 0 ? current : current * gamma
  }

  var failure: (step: Int, reason: String)? { size == 0 ? (1, "ZeroDivisionError: integer modulo by zero") : nil }

  func outline(until steps: Int) -> Outline {
    guard size.rounded() == size, abs(size) >= 1, abs(size) < 1e15 else { return Outline() }
    let stair = Int(wholeStepsOf: abs(size))
    return Outline(events: .every(stair, from: stair, through: steps, kind: .milestone))
  }
}

/// A factor at every milestone, as often as it is named.
struct MMEngineMultistep: MMEngineRule {
  private let milestones: [Int]
  private let gamma: Double

  init(milestones: [Int], gamma: Double) {
    self.milestones = milestones.sorted()
    self.gamma = gamma
  }

  func rate(after current: Double, step: Int) -> Double {
    let count = milestones.countUpTo(step) - milestones.countUpTo(step - 1)
    return count == 0 ? current : current * pow(gamma, Double(count))
  }

  func outline(until steps: Int) -> Outline { Outline(events: .at(milestones, through: steps)) }
}

/// A power of the steps that are left in the window, above `floor`.
struct MMEnginePolynomial: MMEngineRule {
  var floor: Double
  var power: Double
  var last: Int

  func rate(after current: Double, step: Int) -> Double {
    if step == 0 { return current }
    return (current - floor) * pow(1 - 1 / Double(last - step + 1), power) + floor
  }

  var failure: (step: Int, reason: String)? {
    power < 0 && last > 0 ? (last, "ZeroDivisionError: 0.0 cannot be raised to a negative power") : nil
  }

  func outline(until steps: Int) -> Outline { .consecutive([(.decay, Double(last))], until: steps) }
}

/// Half a cosine down to `floor` in `period` steps and up again, by ratios of neighbouring steps.
struct MMEngineCosine: MMEngineRule {
  /// The optimizer's own rate, which the way up is measured by.
  var base: Double
  var floor: Double
  var period: Double

  func rate(after current: Double, step: Int) -> Double {
    if step == 0 { return current }
    let time = Double(step)
    if (time - 1 - period).truncatingRemainder(dividingBy: 2 * period) == 0 {
      return current + (base - floor) * (1 - cos(Double.pi / period)) / 2
    }
    let ratio = (1 + cos(Double.pi * time / period)) / (1 + cos(Double.pi * (time - 1) / period))
    return ratio * (current - floor) + floor
  }

  func outline(until steps: Int) -> Outline { .consecutive([(.decay, period)], until: steps) }
}

/// Half cosines of given lengths, each from its own part of the optimizer's rate.
struct MMEngineRestarts: MMEngineRule {
  private let base: Double
  private let floor: Double
  private let periods: [Int]
  private let weights: [Double]
  /// Where each period ends.
  private let ends: [Int]

  init(base: Double, floor: Double, periods: [Int], weights: [Double]) {
    self.base = base
    self.floor = floor
    self.periods = periods
    self.weights = weights
    var end = 0
    ends = periods.map { period in
      // Beyond every run, sums of periods need no longer be told apart.
      end = min(end + period, 1_000_000_000_000_000_000)
      return end
    }
  }

  func rate(after current: Double, step: Int) -> Double {
    guard let index = ends.firstIndex(where: { step < $0 }) else { return current }
    let place = step - (index == 0 ? 0 : ends[index - 1])
    if place == 0 { return base * weights[index] }
    let length = Double(periods[index])
    let ratio = (1 + cos(Double.pi * Double(place) / length)) / (1 + cos(Double.pi * Double(place - 1) / length))
    return ratio * (current - floor) + floor
  }

  func outline(until steps: Int) -> Outline {
    var outline = Outline.consecutive([(.decay, Double(ends.last ?? 0))], until: steps)
    for end in Set(ends.dropLast()).sorted() where end >= 1 && end <= steps {
      outline.events.append(.init(.restart, at: end, limit: floor))
    }
    return outline
  }
}
