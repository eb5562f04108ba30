/// The settings of `PolyakStep`.
public struct PolyakStepSettings: RuleSettings {
  /// The rate multiplies the gradient before its length is taken.
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
///     w -= min((f - lowest) / (|rate * g|^2 + eps), largest) * rate * g     nothing where the divisor <= 2.2e-16
///
/// The gradient is scaled before it is measured, as optax does it: a rate of 1/2 doubles the step.
///
/// - Source: Polyak 1987; Loizou et al. 2021; Garrigos et al. 2023 (`sps+`); optax `polyak_sgd`.
public struct PolyakStep<Scalar: TrainingScalar>: Optimizer {
  private let settings: PolyakStepSettings

  public init(_ settings: PolyakStepSettings) { self.settings = settings }

  @_specialize(where Scalar == Double)
  public mutating func step(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar) {
    let gradients = objective.gradient(parameters)
    var gap = objective.value(parameters) - Scalar(settings.lowestLoss)
    if settings.neverClimbs { gap = max(gap, 0) }
    let steepness = rate * rate * dot(gradients, gradients) + Scalar(settings.epsilon)
    guard !(steepness <= Scalar(Double.ulpOfOne)) else { return }
    move(&parameters, by: rate * min(gap / steepness, Scalar(settings.largestRate)), against: gradients)
  }
}
