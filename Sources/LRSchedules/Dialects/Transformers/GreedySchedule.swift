import LRCore

/// Raises the rate while a metric improves and lowers it while it doesn't.
///
/// More than `patience` good steps in a row divide the rate by `factor`, as many bad ones multiply it.
struct GreedySchedule: FeedbackSchedule {
  private(set) var rate: Double
  private let base: Double
  private let settings: Settings
  private var step = 0
  private var best: Double
  private var goodSteps = 0
  private var badSteps = 0
  /// Steps that are still passed over after a reduction, and after a rise.
  private var cooldown = 0.0
  private var warmup = 0.0
  /// Reductions at the floor that are still borne before everything starts anew.
  private var patienceAtFloor: Double
  private var average: MovingAverage
  private(set) var outline = Outline()

  struct Settings: Sendable {
    var maximizes: Bool
    var factor: Double
    var patience: Double
    var threshold: Double
    var relative: Bool
    var cooldown: Double
    var warmup: Double
    var floor: Double
    var ceiling: Double
    /// Smaller changes are left out.
    var smallest: Double
    /// Values that are averaged; nil for none.
    var window: Int?
    var resetStart: Double
  }

  init(base: Double, settings: Settings) {
    rate = base
    self.base = base
    self.settings = settings
    best = settings.maximizes ? -.infinity : .infinity
    patienceAtFloor = settings.resetStart
    average = MovingAverage(window: settings.window)
  }

  mutating func advance(metric: Double?) {
    step += 1
    guard let metric else { return }
    let value = average.adding(metric)
    if cooldown > 0 || warmup > 0 {
      if cooldown > 0 { cooldown -= 1 } else { warmup -= 1 }
      (goodSteps, badSteps) = (0, 0)
      return
    }
    if improves(value) {
      best = value
      (goodSteps, badSteps) = (goodSteps + 1, 0)
    } else {
      (goodSteps, badSteps) = (0, badSteps + 1)
    }
    if Double(goodSteps) > settings.patience {
      raise()
      warmup = settings.warmup
      goodSteps = 0
    } else if Double(badSteps) > settings.patience {
      reduce()
      cooldown = settings.cooldown
      badSteps = 0
    }
  }

  private func improves(_ value: Double) -> Bool {
    let change = settings.threshold
    if settings.maximizes { return value > (settings.relative ? best * (1 + change) : best + change) }
    return value < (settings.relative ? best * (1 - change) : best - change)
  }

  private mutating func raise() {
    // Python's division by 0 is an error; here the rate ceases to be a number.
    let raised = settings.factor == 0 ? .nan : min(rate / settings.factor, settings.ceiling)
    if raised - rate > settings.smallest || raised.isNaN {
      rate = raised
      note(.milestone)
    }
    patienceAtFloor = settings.resetStart
  }

  private mutating func reduce() {
    let reduced = max(rate * settings.factor, settings.floor)
    if rate - reduced > settings.smallest {
      rate = reduced
      note(.reduction)
    }
    guard rate <= settings.floor else { return }
    patienceAtFloor -= 1
    if patienceAtFloor <= 0 { reset() }
  }

  private mutating func reset() {
    if rate != base { note(.restart) }
    let past = (step, outline)
    self = GreedySchedule(base: base, settings: settings)
    (step, outline) = past
  }

  private mutating func note(_ kind: Outline.EventKind) {
    if outline.events.last?.step == step { outline.events.removeLast() }
    if outline.events.count < Outline.eventLimit { outline.events.append(.init(kind, at: step)) }
  }
}

/// The mean of the last values, summed as they come and go.
private struct MovingAverage: Sendable {
  /// Nil: every value stands for itself.
  let window: Int?
  private var values: [Double] = []
  private var oldest = 0
  private var sum = 0.0

  init(window: Int?) { self.window = window }

  mutating func adding(_ value: Double) -> Double {
    guard let window else { return value }
    sum += value
    if values.count < window {
      values.append(value)
    } else {
      sum -= values[oldest]
      values[oldest] = value
      oldest = (oldest + 1) % window
    }
    return sum / Double(values.count)
  }
}
