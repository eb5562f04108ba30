import LRCore

/// Rules around other rules, and rules that find their rate.
extension Optimizers {
  static let composed: [OptimizerEntry] = []
}
