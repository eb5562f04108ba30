/// The settings of `ACProp`.
public struct ACPropSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.001)
  public var beta1 = 0.9
  public var beta2 = 0.999
  /// Added to the root.
  public var epsilon = 1e-16
  /// Added to s at every update, and kept in it.
  public var spreadEpsilon = 1e-16

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(ACProp<S>(self), common)
  }
}

/// AdaBelief out of step: the gradient of now over the spread of the updates before, so that both are independent.
///
///     d = g / (sqrt(s' / (1 - b2^(t-1))) + eps), s' before this update's (at the first update the root is 1)
///     s = b2 s' + (1 - b2) (g - m')^2 + eps         m = b1 m' + (1 - b1) g         w -= rate * d
///
/// - Source: Zhuang et al. 2021.
public struct ACProp<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var mean: Scalar = 0
    var spread: Scalar = 0
  }

  private var beta1: Scalar
  private let beta2: Scalar
  private let epsilon: Scalar
  private let spreadEpsilon: Scalar

  public init(_ settings: ACPropSettings) {
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
    epsilon = Scalar(settings.epsilon)
    spreadEpsilon = Scalar(settings.spreadEpsilon)
  }

  public var fresh: Memory { Memory() }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  /// What the spread is divided by; nil at the first update.
  public func begin(step: Int, rate: Scalar) -> Scalar? {
    step == 1 ? nil : 1 - Scalar.power(beta2, Scalar(step - 1))
  }

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ correction: Scalar?) -> Scalar {
    let root = correction.map { (memory.spread / $0).squareRoot() } ?? 1
    let surprise = gradient - memory.mean
    memory.spread = beta2 * memory.spread + (1 - beta2) * surprise * surprise + spreadEpsilon
    memory.mean = beta1 * memory.mean + (1 - beta1) * gradient
    return gradient / (root + epsilon)
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.mean)
    try archive.exchange(&memory.spread)
  }
}
