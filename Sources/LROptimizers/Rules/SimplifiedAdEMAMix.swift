/// The settings of `SimplifiedAdEMAMix`.
public struct SimplifiedAdEMAMixSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.001)
  public var beta1 = 0.99
  public var beta2 = 0.95
  /// The weight of the newest gradient beside the sum.
  public var alpha = 0.0
  public var epsilon = 1e-8
  /// Added to v under the root.
  public var squareEpsilon = 0.0

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(SimplifiedAdEMAMix<S>(self), common)
  }
}

/// AdEMAMix with a single sum of gradients, beside which the newest one counts apart.
///
///     m = b1 m + g         v = b2 v + (1 - b2) g^2
///     w -= rate * (m + alpha g) / (sqrt(v / (1 - b2^t)) + eps)
///
/// - Source: Morwani et al. 2025.
public struct SimplifiedAdEMAMix<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var sum: Scalar = 0
    var square: Scalar = 0
  }

  private var beta1: Scalar
  private let beta2: Scalar
  private var alpha: Scalar
  private let epsilon: Scalar
  private let squareEpsilon: Scalar

  public init(_ settings: SimplifiedAdEMAMixSettings) {
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
    alpha = Scalar(settings.alpha)
    epsilon = Scalar(settings.epsilon)
    squareEpsilon = Scalar(settings.squareEpsilon)
  }

  public var fresh: Memory { Memory() }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  public mutating func set(_ setting: DrivenSetting, to value: Scalar) {
    if setting == .alpha { alpha = value }
  }

  /// What v is divided by.
  public func begin(step: Int, rate: Scalar) -> Scalar { 1 - Scalar.power(beta2, Scalar(step)) }

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ correction: Scalar) -> Scalar {
    memory.sum = beta1 * memory.sum + gradient
    memory.square = beta2 * memory.square + (1 - beta2) * gradient * gradient
    return (memory.sum + alpha * gradient) / ((memory.square / correction + squareEpsilon).squareRoot() + epsilon)
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
    try archive.exchange(&alpha)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.sum)
    try archive.exchange(&memory.square)
  }
}
