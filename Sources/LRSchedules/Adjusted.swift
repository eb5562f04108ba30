import LRCore

/// A schedule whose rates are clamped and scaled by the universal parameters.
struct Adjusted<Shape: Schedule>: Schedule {
  var shape: Shape
  var adjustment: Adjustment

  func rate(at step: Int) -> Double { adjustment(shape.rate(at: step)) }
  func momentum(at step: Int) -> Double? { shape.momentum(at: step) }
  var drivesMomentum: Bool { shape.drivesMomentum }
  func momenta(count: Int) -> [Double]? { shape.momenta(count: count) }
  func outline(until steps: Int) -> Outline {
    shape.outline(until: steps).mappingLimits { _, limit in adjustment(limit) }
  }
  var duration: Int? { shape.duration }
  var ownBaseRate: Double? { shape.ownBaseRate }
  var ending: Ending? { shape.ending }
  var isReplayed: Bool { shape.isReplayed }
  var rule: Rule? { shape.rule.map { adjustment.applied(to: $0) } }

  func rates(count: Int) -> [Double] {
    var rates = shape.rates(count: count)
    for index in rates.indices { rates[index] = adjustment(rates[index]) }
    return rates
  }
}

/// A listening schedule whose rates are clamped and scaled by the universal parameters.
struct AdjustedFeedback: FeedbackSchedule {
  var listener: any FeedbackSchedule
  var adjustment: Adjustment

  var rate: Double { adjustment(listener.rate) }
  mutating func begin(metric: Double?) { listener.begin(metric: metric) }
  mutating func advance(metric: Double?) { listener.advance(metric: metric) }
  var outline: Outline { listener.outline.mappingLimits { _, limit in adjustment(limit) } }
  var ending: Ending? { listener.ending }
  var rule: Rule? { listener.rule.map { adjustment.applied(to: $0) } }
}

extension Schedule {
  /// The limit from the left at the end of a phase whose own rate there is `rate`.
  func closingRate(at end: Int, _ rate: Double) -> Double {
    outline(until: end).limit(at: end) ?? rate
  }
}

extension Adjustment {
  /// The rule with its rates clamped and scaled.
  fileprivate func applied(to rule: Rule) -> Rule {
    let clamped =
      floor == nil && ceiling == nil ? rule : Rule.clamped(rule, floor: floor, ceiling: ceiling)
    return scale == 1 ? clamped : .scaled(clamped, by: scale)
  }
}

extension AnySchedule {
  func adjusted(by adjustment: Adjustment) -> AnySchedule {
    func adjusted(_ shape: some Schedule) -> any Schedule { Adjusted(shape: shape, adjustment: adjustment) }
    switch self {
    case .fixed(let schedule): return .fixed(adjusted(schedule))
    case .listening(let listener): return .listening(AdjustedFeedback(listener: listener, adjustment: adjustment))
    }
  }

  /// The steps after which the schedule has done all that it does, if it ends.
  var duration: Int? {
    switch self {
    case .fixed(let schedule): schedule.duration
    case .listening: nil
    }
  }
}

/// A fixed schedule stepped like a listening one, so that both can be phases of one chain.
struct Stepped: FeedbackSchedule {
  var schedule: any Schedule
  private(set) var step = 0

  init(_ schedule: any Schedule) { self.schedule = schedule }

  var rate: Double { schedule.rate(at: step) }
  mutating func advance(metric: Double?) { step += 1 }
  var outline: Outline { schedule.outline(until: step + 1) }
  var ending: Ending? { schedule.ending }
  var rule: Rule? { schedule.rule }
}

extension AnySchedule {
  /// The schedule as something that a run steps: `rate` is that of the current step, `advance` ends it.
  public var stepped: any FeedbackSchedule {
    switch self {
    case .fixed(let schedule): Stepped(schedule)
    case .listening(let listener): listener
    }
  }
}
