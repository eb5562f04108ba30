import LRCore

/// How often the schedulers of frameworks are stepped, and how to see that it may not be what was meant.
extension Schedules {
  /// Whether a training loop steps this one: a framework's scheduler, and a schedule of our own that a metric drives,
  /// which is measured as often.
  static func isStepped(_ entry: CatalogueEntry<AnySchedule>) -> Bool {
    entry.origin != nil || entry.name == PlateauSchedule.entry.name
  }

  /// Whether a chain names a schedule that a training loop steps, at any depth.
  public static func namesStepped(_ chain: Chain) -> Bool {
    chain.phases.contains { phase in
      catalogue[phase.name].map(isStepped) ?? false || phase.arguments.contains { namesStepped($0.value) }
    }
  }

  private static func namesStepped(_ value: Spec.Value) -> Bool {
    switch value.kind {
    case .chain(let chain): namesStepped(chain)
    case .list(let values): values.contains { namesStepped($0) }
    default: false
    }
  }

  /// The step from which on rates stay where they end: within a two-hundredth of all that they change by. nil of rates
  /// that never change, and where some are not finite.
  public static func settledStep(of rates: [Double]) -> Int? {
    guard let last = rates.last, let range = Series(name: "", y: rates).range, last.isFinite else { return nil }
    let tolerance = range.upperBound / 200 - range.lowerBound / 200
    guard tolerance > 0 else { return nil }
    var step = rates.count - 1
    while step > 0, abs(rates[step - 1] - last) <= tolerance { step -= 1 }
    return step
  }

  /// The step at which rates are over almost before a run has begun, within a fiftieth of it: as those of a scheduler
  /// are that counts epochs and is stepped with every update.
  public static func isOverEarly(_ rates: [Double]) -> Int? {
    settledStep(of: rates).flatMap { $0 > 0 && $0 * 50 <= rates.count - 1 ? $0 : nil }
  }

  /// The steps after which rates repeat, where that is plainly not meant, as with a scheduler that counts epochs and is
  /// stepped with every update: in less than an epoch, or in a fiftieth of the run or less, and within a few times as
  /// many steps as there are epochs.
  public static func repeatsOften(_ rates: [Double], stepsPerEpoch: Int) -> Int? {
    guard let period = period(of: rates), stepsPerEpoch > 1 else { return nil }
    let steps = rates.count - 1
    let isShort = period < stepsPerEpoch || period <= steps / 50
    return isShort && period <= 4 * max(1, steps / stepsPerEpoch) ? period : nil
  }

  /// The steps from one rise of rates to the next, where all rises are as far apart, up to the end, and three or more.
  static func period(of rates: [Double]) -> Int? {
    guard let range = Series(name: "", y: rates).range else { return nil }
    // Rounding is no turn.
    let tolerance = (range.upperBound - range.lowerBound) * 1e-9
    guard tolerance > 0, tolerance.isFinite else { return nil }
    var last: Int?
    var gaps: (least: Int, most: Int)?
    var falls = false
    var count = 0
    for step in rates.indices.dropFirst() {
      let change = rates[step] - rates[step - 1]
      guard change.isFinite else { return nil }
      if change < -tolerance { falls = true }
      guard change > tolerance, falls else { continue }
      falls = false
      count += 1
      if let last {
        let gap = step - last
        gaps = gaps.map { (min($0.least, gap), max($0.most, gap)) } ?? (gap, gap)
        // Periods that are no whole steps differ by one.
        if let gaps, gaps.most - gaps.least > 1 { return nil }
      }
      last = step
    }
    guard count > 2, let last, let gaps, rates.count - last <= 2 * gaps.most else { return nil }
    return gaps.most
  }

  /// How far a scheduler that is stepped once per epoch is from its first turn, where its lengths are plainly steps.
  public struct LateScheduler: Sendable, Hashable {
    public enum Mark: Sendable, Hashable {
      /// The framework raises an error after as many steps.
      case total
      /// Its first phase ends.
      case phase
      /// Something happens for the first time.
      case event
    }

    public var mark: Mark
    /// In steps of its own.
    public var steps: Int
    /// How often it is stepped.
    public var times: Int
  }

  /// The scheduler of a chain that is stepped once per epoch and gets nowhere, since it counts steps: nothing happens
  /// within the epochs of the run, and the first that does lies within the steps of two such runs.
  public static func isStillAtTheEnd(_ chain: Chain, in context: RunContext) -> LateScheduler? {
    let stride = context.stepsPerSchedulerStep
    guard stride > 1 else { return nil }
    var own = context.paced(every: stride)
    // Where a framework raises an error has to be looked for.
    own.reach = min(2 * context.steps, 10_000_000)
    for spec in chain.phases {
      var phase = chain
      phase.phases = [spec]
      guard namesStepped(phase), case .fixed(let schedule)? = try? build(phase, in: own) else { continue }
      if let late = late(schedule, times: own.steps, of: context.steps) { return late }
    }
    return nil
  }

  private static func late(_ schedule: any Schedule, times: Int, of steps: Int) -> LateScheduler? {
    let limit = 2 * steps + 1
    /// In so many steps of its own as the run has; or there are many more than it is stepped.
    func isPlain(_ count: Int) -> Bool {
      count < limit && (count > 5 * times || (2 * count > 3 * times && abs(count - steps) <= steps / 50))
    }
    if let total = schedule.ending?.lastStep, isPlain(total) {
      return LateScheduler(mark: .total, steps: total, times: times)
    }
    let outline = schedule.outline(until: limit)
    let phase = outline.phases.first { $0.kind != .stable || outline.phases.count > 1 }?.range.upperBound ?? limit
    let event = outline.events.first?.step ?? limit
    guard isPlain(min(phase, event)) else { return nil }
    return LateScheduler(mark: event <= phase ? .event : .phase, steps: min(phase, event), times: times)
  }
}
