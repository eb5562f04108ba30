import LRCore

/// Rules that give every coordinate a rate of its own, and Adam with its nearest kin.
extension Optimizers {
  static let adaptive: [OptimizerEntry] = [
    AdagradSettings.entries, AdadeltaSettings.entries, RMSpropSettings.entries, AdamSettings.entries,
    AdamaxSettings.entries, RAdamSettings.entries, OptimisticSettings.entries, FollowTheLeaderSettings.entries,
  ].flatMap { $0 }
}
