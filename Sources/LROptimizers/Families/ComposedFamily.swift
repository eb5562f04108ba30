import LRCore

/// Rules around other rules, and rules that find their rate.
extension Optimizers {
  static let composed: [OptimizerEntry] = [
    LookaheadSettings.entries,
    SharpnessAwareSettings.entries,
    AlternatingSharpnessSettings.entries,
    MechanicSettings.entries,
    MomoSettings.entries,
    ProdigySettings.entries,
    DAdaptAdamSettings.entries,
    ScheduleFreeSettings.entries,
  ].flatMap { $0 }
}
