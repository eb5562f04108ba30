import LRCore

/// Rules that use the shape of a parameter, or curvature.
extension Optimizers {
  static let structured: [OptimizerEntry] = []
}
