import LRCore

/// A learning rate as a pure function of the step.
///
/// Steps count from 0: `rate(at: 0)` is used by the first update.
public protocol Schedule: Sendable {
  /// The rate that update number `step` uses; `step` >= 0.
  func rate(at step: Int) -> Double

  /// The momentum (or beta1) that the schedule drives besides the rate, if it drives one.
  func momentum(at step: Int) -> Double?

  /// Whether `momentum(at:)` is ever a number.
  var drivesMomentum: Bool { get }

  /// What the schedule means in steps 0...steps: its phases and the moments at which something happens.
  /// At most the first 1000 events are named, so that this is cheap for any run.
  func outline(until steps: Int) -> Outline

  /// The steps after which the schedule has done all that it does, when that doesn't depend on the length of the
  /// run; the next phase begins there.
  var duration: Int? { get }

  /// The base or peak rate where the schedule's own arguments say it instead of `lr`: a framework's `max_lr`.
  var ownBaseRate: Double? { get }

  /// Where the framework itself would stop with an error, if it does.
  var ending: Ending? { get }

  /// What the schedule is, for who writes it down elsewhere; nil if it can't say.
  var rule: Rule? { get }

  /// Whether a single rate takes as long as all before it, since each follows from the one before.
  var isReplayed: Bool { get }

  /// Rates of steps `0..<count`. Recurrences override it to replay once.
  func rates(count: Int) -> [Double]

  /// Momentum of steps `0..<count`, NaN where there is none; nil if it drives none.
  func momenta(count: Int) -> [Double]?
}

extension Schedule {
  public func momentum(at step: Int) -> Double? { nil }
  public var drivesMomentum: Bool { false }
  public func outline(until steps: Int) -> Outline { Outline() }
  public var duration: Int? { nil }
  public var ownBaseRate: Double? { nil }
  public var ending: Ending? { nil }
  public var rule: Rule? { nil }
  public var isReplayed: Bool { false }

  public func rates(count: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      for step in 0..<count { buffer.initializeElement(at: step, to: rate(at: step)) }
      initialized = count
    }
  }

  public func momenta(count: Int) -> [Double]? {
    guard drivesMomentum else { return nil }
    return [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      for step in 0..<count { buffer.initializeElement(at: step, to: momentum(at: step) ?? .nan) }
      initialized = count
    }
  }
}

/// A schedule that listens to a metric: each step's rate may depend on all values before it.
public protocol FeedbackSchedule: Sendable {
  /// The rate of the current step, 0 at first.
  var rate: Double { get }
  /// Begins the current step, whose metric will be `metric`: the rate of this very step may depend on it (optax).
  mutating func begin(metric: Double?)
  /// Ends the current step, whose metric was `metric` (nil if none was measured), and goes to the next.
  mutating func advance(metric: Double?)
  /// What has happened so far.
  var outline: Outline { get }
  /// What the schedule is before its first step; nil if it can't say.
  var rule: Rule? { get }
  /// Where the framework itself would stop with an error, whatever the metric is, if it does.
  var ending: Ending? { get }
}

extension FeedbackSchedule {
  public var rule: Rule? { nil }
  public var ending: Ending? { nil }
  public mutating func begin(metric: Double?) {}
}

/// A schedule of either sort, as a spec makes it.
public enum AnySchedule: Sendable {
  case fixed(any Schedule)
  case listening(any FeedbackSchedule)

  /// Whether its rates depend on a metric, also through a schedule within it.
  public var listens: Bool {
    if case .listening = self { true } else { false }
  }
}

/// The meaning of a schedule, to be drawn: spans and moments.
public struct Outline: Sendable, Hashable {
  public enum PhaseKind: String, Sendable, Hashable, CaseIterable {
    case warmup, stable, decay, rise, fall, annihilation, cooldown
  }

  /// Steps `range.lowerBound..<range.upperBound` in which one thing goes on.
  public struct Phase: Sendable, Hashable {
    public var kind: PhaseKind
    public var range: Range<Int>

    public init(_ kind: PhaseKind, _ range: Range<Int>) {
      self.kind = kind
      self.range = range
    }
  }

  public enum EventKind: String, Sendable, Hashable, CaseIterable {
    /// The rate steps to another value.
    case milestone
    /// A cycle begins anew.
    case restart
    /// A listening schedule's patience ran out and it lowered the rate.
    case reduction
    /// Another schedule takes over.
    case handover
  }

  /// The first step at which the new state holds.
  public struct Event: Sendable, Hashable {
    public var kind: EventKind
    public var step: Int
    /// The limit of the rate from the left at `step`, where the schedule knows it: what the state before was heading
    /// for. No update uses it.
    public var limit: Double?

    public init(_ kind: EventKind, at step: Int, limit: Double? = nil) {
      self.kind = kind
      self.step = step
      self.limit = limit
    }
  }

  /// In order, not overlapping.
  public var phases: [Phase]
  /// In order.
  public var events: [Event]

  public init(phases: [Phase] = [], events: [Event] = []) {
    self.phases = phases
    self.events = events
  }

  /// The limit from the left at a step where something happens, if it is known.
  func limit(at step: Int) -> Double? { events.first { $0.step == step && $0.limit != nil }?.limit }

  /// The same, with each limit as a function of the rates makes it; nil where it makes none.
  func mappingLimits(_ transform: (Event, Double) -> Double?) -> Outline {
    Outline(
      phases: phases,
      events: events.map { event in
        Event(event.kind, at: event.step, limit: event.limit.flatMap { transform(event, $0) })
      })
  }

  /// The same, later by `steps`.
  public func shifted(by steps: Int) -> Outline {
    Outline(
      phases: phases.map { Phase($0.kind, ($0.range.lowerBound + steps)..<($0.range.upperBound + steps)) },
      events: events.map { Event($0.kind, at: $0.step + steps, limit: $0.limit) })
  }
}
