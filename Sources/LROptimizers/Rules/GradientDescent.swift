/// The settings of `GradientDescent`.
public struct GradientDescentSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.01)
  public var momentum = 0.0
  public var dampening = 0.0
  /// Whether the first velocity is dampened like all others; PyTorch's is the whole gradient.
  public var dampensFirst = false
  public var nesterov = false
  /// v = momentum * v + rate * g and w -= v: a velocity remembers the rates that it was gathered under.
  public var velocityHoldsRate = false
  /// Added to every direction, whatever the weight is.
  public var constantPull = 0.0

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(GradientDescent<S>(self), common)
  }
}

/// Gradient descent, with momentum where it is given.
///
///     v = momentum * v + (1 - dampening) * g        (v = g at the first update)
///     w -= rate * v                                  heavy ball
///     w -= rate * (g + momentum * v)                 Nesterov
///
/// - Source: Polyak 1964; Nesterov 1983 in the form of Sutskever et al. 2013; PyTorch SGD. The rate inside the velocity:
///   Keras SGD, optax lars.
public struct GradientDescent<Scalar: TrainingScalar>: CoordinateRule {
  /// What multiplies the gradient on its way into the velocity and into the step.
  public struct Shares: Sendable {
    var velocity: Scalar
    var step: Scalar
  }

  private var momentum: Scalar
  private let dampening: Scalar
  private let dampensFirst: Bool
  private let nesterov: Bool
  private let constantPull: Scalar
  public let givesWholeSteps: Bool

  public init(_ settings: GradientDescentSettings) {
    momentum = Scalar(settings.momentum)
    dampening = Scalar(settings.dampening)
    dampensFirst = settings.dampensFirst
    nesterov = settings.nesterov
    constantPull = Scalar(settings.constantPull)
    givesWholeSteps = settings.velocityHoldsRate
  }

  /// The velocity.
  public var fresh: Scalar { 0 }
  public var velocity: WritableKeyPath<Scalar, Scalar>? { \.self }

  public mutating func setMomentum(_ momentum: Scalar) { self.momentum = momentum }

  public func begin(step: Int, rate: Scalar) -> Shares {
    let share = givesWholeSteps ? rate : 1
    return Shares(velocity: step == 1 && !dampensFirst ? share : share * (1 - dampening), step: share)
  }

  public func direction(_ gradient: Scalar, at value: Scalar, _ velocity: inout Scalar, _ shares: Shares) -> Scalar {
    guard momentum != 0 else { return shares.step * gradient + constantPull }
    velocity = momentum * velocity + shares.velocity * gradient
    return (nesterov ? shares.step * gradient + momentum * velocity : velocity) + constantPull
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&momentum)
  }
}
