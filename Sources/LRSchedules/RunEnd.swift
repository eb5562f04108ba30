/// The end of a run: its N steps are the updates 0 ..< N, and the value at step N says where the schedule would go next.
extension RatePlan {
  /// The plan as a figure shows it: no stair drops and no cycle begins with a step that is none of the run's.
  ///
  /// The value at step N is the limit from the left there: the schedule's own where the rates lead to it, as those of a
  /// cosine do; where a new state begins, what the one before was heading for, or the last update's rate. What happens at step N isn't among the events.
  ///
  /// A plan that stops with an error before is the same: its last step is an update.
  public var closed: RatePlan {
    guard ending == nil, let last = rates.lastIndex(where: { $0.isFinite }), last > 0 else { return self }
    var plan = self
    if let limit = outline.limit(at: last) {
      plan.rates[last] = limit
    } else if begins(at: last, rates) {
      plan.rates[last] = rates[last - 1]
    }
    if let momentum, last < momentum.count, begins(at: last, momentum) { plan.momentum?[last] = momentum[last - 1] }
    plan.outline.events.removeAll { $0.step >= last }
    plan.outline.phases.removeAll { $0.range.lowerBound >= last }
    return plan
  }

  /// Whether a value that isn't where those before it lead begins at the last step.
  private func begins(at last: Int, _ values: [Double]) -> Bool {
    let (before, end) = (values[last - 1], values[last])
    guard before.isFinite, end.isFinite, before != end else { return false }
    let kinds = Set(outline.events.filter { $0.step == last }.map(\.kind))
    if kinds.contains(.milestone) || kinds.contains(.reduction) { return true }
    // A cycle or a phase may begin where the one before ends, as triangles do.
    let isNamed = kinds.contains(.restart) || kinds.contains(.handover)
    guard last > 1, values[last - 2].isFinite else { return isNamed }
    let change = end - before
    let trend = before - values[last - 2]
    let turns = (change > 0 && trend < 0) || (change < 0 && trend > 0)
    let leaps = abs(change) > 8 * abs(trend)
    if isNamed { return turns || leaps }
    // Of very many events only the first are known.
    if turns, outline.events.count >= Outline.eventLimit, outline.events.last?.kind == .restart { return true }
    // Formulas name no events. A warm-up or a decay of one step leaps, but it leads to its end; and rounding leaps from
    // one number to the next.
    let isGradual = outline.phases.contains { $0.kind != .stable && $0.range.lowerBound == last - 1 }
    let peak = values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    return !isGradual && leaps && (turns || trend == 0) && abs(change) > 1e-9 * peak
  }
}
