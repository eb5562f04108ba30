/// The settings of `OptimisticGradient`.
public struct OptimisticGradientSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.01)
  public var alpha = 1.0
  public var beta = 1.0

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(OptimisticGradient<S>(self), common)
  }
}

/// Gradient descent that expects the gradient to change as it last did.
///
///     w -= rate * ((alpha + beta) g - beta g')        g' is the gradient before, at first g itself
///
/// - Source: Mokhtari, Ozdaglar, Pattathil 2020; optax `optimistic_gradient_descent`.
public struct OptimisticGradient<Scalar: TrainingScalar>: CoordinateRule {
  private let alpha: Scalar
  private let beta: Scalar

  public init(_ settings: OptimisticGradientSettings) {
    alpha = Scalar(settings.alpha)
    beta = Scalar(settings.beta)
  }

  /// The gradient before.
  public var fresh: Scalar { 0 }

  /// Whether there is no gradient before.
  public func begin(step: Int, rate: Scalar) -> Bool { step == 1 }

  public func direction(_ gradient: Scalar, at value: Scalar, _ previous: inout Scalar, _ isFirst: Bool) -> Scalar {
    defer { previous = gradient }
    return (alpha + beta) * gradient - beta * (isFirst ? gradient : previous)
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {}
}
