#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The settings of `AdEMAMix`.
public struct AdEMAMixSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.001)
  public var beta1 = 0.9
  public var beta2 = 0.999
  /// Of the slow mean.
  public var beta3 = 0.9999
  /// The slow mean's weight.
  public var alpha = 5.0
  /// Over how many updates alpha and b3 grow to their values; nil has them from the start.
  public var warmup: Double?
  public var epsilon = 1e-8
  /// Added to v under the root.
  public var squareEpsilon = 0.0

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(AdEMAMix<S>(self), common)
  }
}

/// Adam with a second, much slower mean of the gradients.
///
///     m = b1 m + (1 - b1) g         s = b3 s + (1 - b3) g         v = b2 v + (1 - b2) g^2
///     w -= rate * (m / (1 - b1^t) + alpha s) / (sqrt(v / (1 - b2^t)) + eps)
///
/// Under a warm-up of T updates alpha grows linearly, and the half-life of b3 from that of b1.
///
/// - Source: Pagliardini, Ablin, Grangier 2024.
public struct AdEMAMix<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var fast: Scalar = 0
    var slow: Scalar = 0
    var square: Scalar = 0
  }

  public struct Weights: Sendable {
    var correction: Scalar
    var root: Scalar
    var alpha: Scalar
    var beta3: Scalar
  }

  private var settings: AdEMAMixSettings
  private var beta1: Scalar
  private let beta2: Scalar
  private let epsilon: Scalar
  private let squareEpsilon: Scalar

  public init(_ settings: AdEMAMixSettings) {
    self.settings = settings
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
    epsilon = Scalar(settings.epsilon)
    squareEpsilon = Scalar(settings.squareEpsilon)
  }

  public var fresh: Memory { Memory() }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  public mutating func set(_ setting: DrivenSetting, to value: Scalar) {
    switch setting {
    case .alpha: settings.alpha = Double(value)
    case .slowShare: settings.beta3 = Double(value)
    case .decay, .othersRate: break
    }
  }

  public func begin(step: Int, rate: Scalar) -> Weights {
    var (alpha, beta3) = (settings.alpha, settings.beta3)
    if let warmup = settings.warmup {
      let share = Double(step) / warmup
      let (first, last) = (log(Double(beta1)), log(settings.beta3))
      alpha = min(share * alpha, alpha)
      beta3 = min(exp(first * last / ((1 - share) * last + share * first)), beta3)
    }
    return Weights(
      correction: 1 - Scalar.power(beta1, Scalar(step)), root: (1 - Scalar.power(beta2, Scalar(step))).squareRoot(),
      alpha: Scalar(alpha), beta3: Scalar(beta3))
  }

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ weights: Weights) -> Scalar {
    memory.fast = beta1 * memory.fast + (1 - beta1) * gradient
    memory.slow = weights.beta3 * memory.slow + (1 - weights.beta3) * gradient
    memory.square = beta2 * memory.square + (1 - beta2) * gradient * gradient
    let mean = memory.fast / weights.correction + weights.alpha * memory.slow
    guard squareEpsilon != 0 else { return mean / (memory.square.squareRoot() / weights.root + epsilon) }
    return mean / ((memory.square / (weights.root * weights.root) + squareEpsilon).squareRoot() + epsilon)
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.fast)
    try archive.exchange(&memory.slow)
    try archive.exchange(&memory.square)
  }
}
