/// The settings of `PolyakStep`.
public struct PolyakStepSettings: RuleSettings {
  /// The rate multiplies gradients before the rule sees them: without a limit and with eps = 0 it divides the steps.
  public var common = CommonSettings(rate: 1)
  public var largestRate = 1.0
  /// A lower bound of the loss.
  public var lowestLoss = 0.0
  public var epsilon = 0.0
  /// Whether a loss below the bound stops the descent instead of turning it.
  public var neverClimbs = false

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { PolyakStep<S>(self) }
}

/// Gradient descent by the rate that would reach the lowest loss if the loss were as steep all the way.
///
///     s = rate g        w -= min((f - lowest) / (|s|^2 + eps), largest) s        nothing where |s|^2 + eps <= 2.2e-16
///
/// - Source: Polyak 1987; Loizou et al. 2021; Garrigos et al. 2023 (`sps+`); optax `polyak_sgd`.
public struct PolyakStep<Scalar: TrainingScalar>: Optimizer {
  private let settings: PolyakStepSettings

  public init(_ settings: PolyakStepSettings) { self.settings = settings }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func step(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar) {
    let gradients = objective.gradient(parameters)
    var gap = objective.value(parameters) - Scalar(settings.lowestLoss)
    if settings.neverClimbs { gap = max(gap, 0) }
    let steepness = rate * rate * dot(gradients, gradients) + Scalar(settings.epsilon)
    guard !(steepness <= Scalar(Double.ulpOfOne)) else { return }
    move(&parameters, by: rate * min(gap / steepness, Scalar(settings.largestRate)), against: gradients)
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {}
}
