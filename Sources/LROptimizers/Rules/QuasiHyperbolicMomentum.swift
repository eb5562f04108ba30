/// The settings of `QuasiHyperbolicMomentum`.
public struct QuasiHyperbolicMomentumSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.001)
  public var momentum = 0.0
  /// The velocity's part of a step; the gradient has the rest.
  public var nu = 1.0

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(QuasiHyperbolicMomentum<S>(self), common)
  }
}

/// A blend of plain descent and momentum.
///
///     v = momentum v + (1 - momentum) g        w -= rate ((1 - nu) g + nu v)
///
/// - Source: Ma & Yarats 2019 (QHM).
public struct QuasiHyperbolicMomentum<Scalar: TrainingScalar>: CoordinateRule {
  private var momentum: Scalar
  private let nu: Scalar

  public init(_ settings: QuasiHyperbolicMomentumSettings) {
    momentum = Scalar(settings.momentum)
    nu = Scalar(settings.nu)
  }

  /// The velocity.
  public var fresh: Scalar { 0 }
  public var velocity: WritableKeyPath<Scalar, Scalar>? { \.self }

  public mutating func setMomentum(_ momentum: Scalar) { self.momentum = momentum }

  public func begin(step: Int, rate: Scalar) {}

  public func direction(_ gradient: Scalar, at value: Scalar, _ velocity: inout Scalar, _: Void) -> Scalar {
    velocity = momentum * velocity + (1 - momentum) * gradient
    return nu * velocity + (1 - nu) * gradient
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&momentum)
  }
}
