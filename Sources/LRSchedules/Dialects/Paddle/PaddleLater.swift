import LRCore

/// A scheduler whose rates depend on how it is stepped: `step()` goes on from the rate before, `step(epoch)` sets one.
protocol PaddleSettable: Schedule {
  /// The rates that `step(first)`, `step(first + 1)`, ... set.
  func set(from first: Int) -> any Schedule
}

/// A rule that begins at a later epoch.
struct PaddleLater<Rule: Schedule>: PaddleSettable {
  var rule: Rule
  /// The epoch of step 0; not negative.
  var first: Int

  func rate(at step: Int) -> Double { rule.rate(at: step + first) }

  var isReplayed: Bool { rule.isReplayed }
  var ownBaseRate: Double? { rule.ownBaseRate }

  var ending: Ending? {
    rule.ending.map { Ending(lastStep: $0.lastStep - first, cause: $0.cause) }
  }

  /// What happens from `first` on; what has happened before is no matter.
  func outline(until steps: Int) -> Outline {
    let whole = rule.outline(until: steps + first)
    return Outline(
      phases: whole.phases.compactMap { phase in
        let range = max(0, phase.range.lowerBound - first)..<max(0, phase.range.upperBound - first)
        return range.isEmpty ? nil : .init(phase.kind, range)
      },
      events: whole.events.compactMap { $0.step > first ? .init($0.kind, at: $0.step - first) : nil })
  }

  func set(from first: Int) -> any Schedule { PaddleDialect.set(rule, from: first) }
}

extension PaddleDialect {
  /// The rates that `step(first)`, `step(first + 1)`, ... set.
  static func set(_ schedule: some Schedule, from first: Int) -> any Schedule {
    if let settable = schedule as? any PaddleSettable { return settable.set(from: first) }
    return first == 0 ? schedule : PaddleLater(rule: schedule, first: first)
  }
}
