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
}
