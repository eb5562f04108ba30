import LRCore

/// Rules that follow the gradient, its velocity or its sign.
extension Optimizers {
  static let descent: [OptimizerEntry] = [
    GradientDescentSettings.entries, AveragedDescentSettings.entries, GradientAverageSettings.entries,
    ResilientPropagationSettings.entries, SignDescentSettings.entries, LarsSettings.entries, FromageSettings.entries,
    OptimisticGradientSettings.entries, PolyakStepSettings.entries, DistanceOverGradientsSettings.entries,
    CoinBettingSettings.entries, QuasiHyperbolicMomentumSettings.entries, AggregatedMomentumSettings.entries,
    ProportionalIntegralSettings.entries, AcceleratedDescentSettings.entries, ProjectedDescentSettings.entries,
  ].flatMap { $0 }
}
