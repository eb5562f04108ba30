import LRCore

/// Schedules one after another: each starts at its own step 0 when its time comes, the last runs on for ever.
struct Joined: Schedule {
  private let phases: [any Schedule]
  /// The first step of each phase, increasing from 0.
  private let starts: [Int]
  /// The largest of the phases, where these know better than the chain that joins them.
  let ownBaseRate: Double?

  init(phases: [any Schedule], starts: [Int], ownBaseRate: Double? = nil) {
    self.phases = phases
    self.starts = starts
    self.ownBaseRate = ownBaseRate
  }

  func rate(at step: Int) -> Double {
    let index = phase(at: step)
    return phases[index].rate(at: step - starts[index])
  }

  func momentum(at step: Int) -> Double? {
    let index = phase(at: step)
    return phases[index].momentum(at: step - starts[index])
  }

  var ending: Ending? { Ending(first: phases.map(\.ending), starts: starts) }

  var isReplayed: Bool { phases.contains { $0.isReplayed } }

  var drivesMomentum: Bool { phases.contains { $0.drivesMomentum } }

  var rule: Rule? { phases.map(\.rule).all.map { .joined($0, starts: starts) } }

  func rates(count: Int) -> [Double] {
    var rates: [Double] = []
    rates.reserveCapacity(count)
    for (index, phase) in phases.enumerated() where starts[index] < count {
      rates += phase.rates(count: end(of: index, before: count) - starts[index])
    }
    return rates
  }

  func momenta(count: Int) -> [Double]? {
    guard drivesMomentum else { return nil }
    var momenta: [Double] = []
    momenta.reserveCapacity(count)
    for (index, phase) in phases.enumerated() where starts[index] < count {
      let length = end(of: index, before: count) - starts[index]
      momenta += phase.momenta(count: length) ?? [Double](repeating: .nan, count: length)
    }
    return momenta
  }

  func outline(until steps: Int) -> Outline {
    var outline = Outline()
    for (index, phase) in phases.enumerated() where starts[index] <= steps {
      let end = end(of: index, before: steps)
      if index > 0, let limit = limit(before: index) {
        outline.events.append(Outline.Event(.handover, at: starts[index], limit: limit))
      }
      outline.append(phase.outline(until: end - starts[index]), from: starts[index], until: end, isLast: end == steps)
    }
    return outline.limited()
  }

  private func end(of index: Int, before limit: Int) -> Int {
    index + 1 < starts.count ? min(starts[index + 1], limit) : limit
  }

  private func phase(at step: Int) -> Int {
    var index = starts.count - 1
    while index > 0, starts[index] > step { index -= 1 }
    return index
  }

  /// What the phase before a handover was heading for, where that isn't the rate there.
  private func limit(before index: Int) -> Double? {
    let end = starts[index] - starts[index - 1]
    let before = phases[index - 1].rate(at: end)
    guard isJump(from: before, to: phases[index].rate(at: 0)) else { return nil }
    return phases[index - 1].closingRate(at: end, before)
  }
}

/// Schedules one after another, some of which listen to a metric.
struct JoinedFeedback: FeedbackSchedule {
  private var phases: [any FeedbackSchedule]
  private let starts: [Int]
  private var index = 0
  private var step = 0
  private var past = Outline()

  init(phases: [any FeedbackSchedule], starts: [Int]) {
    self.phases = phases
    self.starts = starts
  }

  var rate: Double { phases[index].rate }

  var ending: Ending? { Ending(first: phases.map(\.ending), starts: starts) }

  var rule: Rule? { phases.map(\.rule).all.map { .joined($0, starts: starts) } }

  mutating func begin(metric: Double?) { phases[index].begin(metric: metric) }

  mutating func advance(metric: Double?) {
    let start = starts[index]
    phases[index].advance(metric: metric)
    step += 1
    guard index + 1 < starts.count, starts[index + 1] == step else { return }
    past.append(phases[index].outline, from: start, until: step, isLast: false)
    if isJump(from: phases[index].rate, to: phases[index + 1].rate) {
      past.events.append(Outline.Event(.handover, at: step, limit: phases[index].rate))
    }
    index += 1
  }

  var outline: Outline {
    var outline = past
    outline.append(phases[index].outline, from: starts[index], until: step + 1, isLast: true)
    return outline.limited()
  }
}

extension Ending {
  /// The first that comes of phases one after another: a phase's own, while it lasts.
  fileprivate init?(first endings: [Ending?], starts: [Int]) {
    for (index, ending) in endings.enumerated() {
      guard let ending else { continue }
      let last = starts[index] + ending.lastStep
      if index + 1 == starts.count || last + 1 < starts[index + 1] {
        self.init(lastStep: last, cause: ending.cause)
        return
      }
    }
    return nil
  }
}

private func isJump(from before: Double, to after: Double) -> Bool {
  abs(before - after) > 1e-6 * max(abs(before), abs(after))
}

extension Outline {
  /// An outline names this many events at most, the first ones; a stair of ten million steps is cheap so.
  static let eventLimit = 1000

  /// Adds what a phase that begins at `start` means, up to `end`; events at `end` itself belong to the last one only.
  mutating func append(_ other: Outline, from start: Int, until end: Int, isLast: Bool) {
    let later = other.shifted(by: start)
    for phase in later.phases where phase.range.lowerBound < end {
      phases.append(Phase(phase.kind, phase.range.lowerBound..<min(phase.range.upperBound, end)))
    }
    for event in later.events where event.step < end || (isLast && event.step == end) { events.append(event) }
  }

  /// What happens up to a step.
  func cut(after last: Int) -> Outline {
    Outline(
      phases: phases.compactMap { phase in
        phase.range.lowerBound > last
          ? nil : Phase(phase.kind, phase.range.lowerBound..<min(phase.range.upperBound, last + 1))
      }, events: events.filter { $0.step <= last })
  }

  func limited() -> Outline {
    events.count <= Self.eventLimit ? self : Outline(phases: phases, events: Array(events.prefix(Self.eventLimit)))
  }
}
