/// The settings of `SignDescent`.
public struct SignDescentSettings: RuleSettings {
  public var common = CommonSettings(rate: 1e-4)
  /// The share of the mean in the sign's argument.
  public var beta1 = 0.0
  /// The share of the mean that is kept; as beta1 where it is nil.
  public var beta2: Double?
  /// Whether the mean counts as a velocity, which wrappers may pull back.
  public var meanIsVelocity = false

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(SignDescent<S>(self), common)
  }
}

extension SignDescentSettings {
  /// beta2 for frameworks that always have one.
  var ownBeta2: Double {
    get { beta2 ?? beta1 }
    set { beta2 = newValue }
  }
}

/// Steps of one length in every coordinate, along the sign of a running mean.
///
///     c = b1 m + (1 - b1) g        m = b2 m + (1 - b2) g        w -= rate * sign(c)
///
/// Lion has two betas; with one, c = m, which is Tiger and signSGD with momentum; with none it is signSGD.
///
/// - Source: Bernstein et al. 2018 (signSGD); Chen et al. 2023 (Lion); Su 2023 (Tiger).
public struct SignDescent<Scalar: TrainingScalar>: CoordinateRule {
  private var beta1: Scalar
  private let beta2: Scalar?
  private let meanIsVelocity: Bool

  public init(_ settings: SignDescentSettings) {
    beta1 = Scalar(settings.beta1)
    beta2 = settings.beta2.map { Scalar($0) }
    meanIsVelocity = settings.meanIsVelocity
  }

  /// The mean of the gradients.
  public var fresh: Scalar { 0 }
  public var velocity: WritableKeyPath<Scalar, Scalar>? {
    guard meanIsVelocity else { return nil }
    return \.self
  }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  public func begin(step: Int, rate: Scalar) {}

  public func direction(_ gradient: Scalar, at value: Scalar, _ mean: inout Scalar, _: Void) -> Scalar {
    let blend = beta1 * mean + (1 - beta1) * gradient
    mean = beta2.map { $0 * mean + (1 - $0) * gradient } ?? blend
    return blend.signValue
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
  }
}
