import LRCore

/// Rules that follow the gradient, its velocity or its sign.
extension Optimizers {
  static let descent: [OptimizerEntry] = [
    GradientDescentSettings.entries
  ].flatMap { $0 }
}
