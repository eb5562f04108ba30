import LRCore

/// Descendants of Adam.
extension Optimizers {
  static let moments: [OptimizerEntry] = []
}
