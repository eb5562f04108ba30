import LRCore

/// A schedule whose own step is not the run's: it is stepped several times a step, or once in several.
///
/// rate(t) = inner(min(floor(t * times / every), last))
struct Paced: Schedule {
  var inner: any Schedule
  var pace: Pace
  /// Where it isn't what the inner schedule says itself.
  var base: Double?

  func rate(at step: Int) -> Double { inner.rate(at: pace.position(at: step)) }
  func momentum(at step: Int) -> Double? { inner.momentum(at: pace.position(at: step)) }
  var drivesMomentum: Bool { inner.drivesMomentum }
  var rule: Rule? {
    guard pace.times == 1, pace.last == nil else { return nil }
    return inner.rule.map { .held($0, every: pace.every) }
  }

  var isReplayed: Bool { inner.isReplayed }
  var ownBaseRate: Double? { base ?? inner.ownBaseRate }
  var duration: Int? { inner.duration.map { pace.step(reaching: $0) ?? .max } }

  func rates(count: Int) -> [Double] {
    guard count > 0 else { return [] }
    return spread(inner.rates(count: pace.position(at: count - 1) + 1), count)
  }

  func momenta(count: Int) -> [Double]? {
    guard count > 0 else { return inner.momenta(count: 0) }
    return inner.momenta(count: pace.position(at: count - 1) + 1).map { spread($0, count) }
  }

  private func spread(_ values: [Double], _ count: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      for step in 0..<count { buffer.initializeElement(at: step, to: values[pace.position(at: step)]) }
      initialized = count
    }
  }

  func outline(until steps: Int) -> Outline {
    pace.outline(inner.outline(until: pace.position(at: steps)), until: steps)
  }

  var ending: Ending? {
    guard let ending = inner.ending, let beyond = pace.step(reaching: ending.lastStep + 1) else { return nil }
    return Ending(lastStep: beyond - 1, cause: ending.cause)
  }
}

extension AnySchedule {
  /// The same, stepped once in `every` steps of the run.
  func paced(every: Int) -> AnySchedule {
    guard every > 1 else { return self }
    return switch self {
    case .fixed(let schedule): .fixed(Paced(inner: schedule, pace: Pace(times: 1, every: every)))
    case .listening(let listener): .listening(PacedFeedback(inner: listener, every: every))
    }
  }
}

/// A schedule that listens to a metric and is stepped once in `every` steps: it hears the metric of each last one.
struct PacedFeedback: FeedbackSchedule {
  private var inner: any FeedbackSchedule
  private let every: Int
  /// Of the run, since the phase began.
  private var step = 0

  init(inner: any FeedbackSchedule, every: Int) {
    self.inner = inner
    self.every = every
  }

  var rate: Double { inner.rate }
  mutating func begin(metric: Double?) {
    if step % every == 0 { inner.begin(metric: metric) }
  }

  mutating func advance(metric: Double?) {
    step += 1
    if step % every == 0 { inner.advance(metric: metric) }
  }

  var outline: Outline { Pace(times: 1, every: every).outline(inner.outline, until: .max) }
}

/// How a schedule's steps follow from the run's.
struct Pace: Sendable, Hashable {
  /// Steps of the schedule in `every` steps of the run; both positive.
  var times = 1
  var every = 1
  /// The step of the schedule beyond which it is not stepped.
  var last: Int?

  /// The schedule's step at a step of the run.
  func position(at step: Int) -> Int {
    let position = step * times / every
    return last.map { min($0, position) } ?? position
  }

  /// The first step of the run at which the schedule has come to `position`; nil if it never does.
  func step(reaching position: Int) -> Int? {
    if let last, position > last { return nil }
    let (product, overflow) = position.multipliedReportingOverflow(by: every)
    return overflow ? nil : (product + times - 1) / times
  }

  /// What the schedule means, in steps of the run. Things that fall on one step become one; what falls between two
  /// steps and is over by the next is not seen.
  func outline(_ inner: Outline, until steps: Int) -> Outline {
    var outline = Outline()
    for phase in inner.phases {
      guard let start = step(reaching: phase.range.lowerBound) else { continue }
      let end = min(step(reaching: phase.range.upperBound) ?? steps, steps)
      if start < end { outline.phases.append(Outline.Phase(phase.kind, start..<end)) }
    }
    for event in inner.events {
      guard let step = step(reaching: event.step), step <= steps else { continue }
      // A rate that is held for several steps is held up to the event.
      let paced = Outline.Event(event.kind, at: step, limit: every == times ? event.limit : nil)
      if outline.events.last != paced { outline.events.append(paced) }
    }
    return outline.limited()
  }
}
