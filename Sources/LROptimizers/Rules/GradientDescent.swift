/// The settings of `GradientDescent`.
public struct GradientDescentSettings: CoordinateSettings {
  public var common = CommonSettings(rate: 0.01)
  public var momentum = 0.0
  public var dampening = 0.0
  public var nesterov = false

  public init() {}

  public func rule<S: TrainingScalar>(of type: S.Type) -> any CoordinateRule<S> { GradientDescent<S>(self) }
}

/// Gradient descent, with momentum where it is given.
///
///     v = momentum * v + (1 - dampening) * g        (v = g at the first update)
///     w -= rate * v                                  heavy ball
///     w -= rate * (g + momentum * v)                 Nesterov
///
/// - Source: Polyak 1964; Nesterov 1983 in the form of Sutskever et al. 2013; PyTorch SGD.
public struct GradientDescent<Scalar: TrainingScalar>: CoordinateRule {
  private var momentum: Scalar
  private let dampening: Scalar
  private let nesterov: Bool

  public init(_ settings: GradientDescentSettings) {
    momentum = Scalar(settings.momentum)
    dampening = Scalar(settings.dampening)
    nesterov = settings.nesterov
  }

  /// The velocity.
  public var fresh: Scalar { 0 }

  public mutating func setMomentum(_ momentum: Scalar) { self.momentum = momentum }

  /// The share of the gradient that enters the velocity.
  public func begin(step: Int, rate: Scalar) -> Scalar { step == 1 ? 1 : 1 - dampening }

  public func direction(_ gradient: Scalar, at value: Scalar, _ velocity: inout Scalar, _ share: Scalar) -> Scalar {
    guard momentum != 0 else { return gradient }
    velocity = momentum * velocity + share * gradient
    return nesterov ? gradient + momentum * velocity : velocity
  }
}
