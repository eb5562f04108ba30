/// The settings of `AdaMod`.
public struct AdaModSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.001)
  public var beta1 = 0.9
  public var beta2 = 0.999
  /// Share kept of the mean of the rates.
  public var beta3 = 0.999
  public var epsilon = 1e-8

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(AdaMod<S>(self), common)
  }
}

/// Adam whose rate for a coordinate may not exceed the mean of its rates so far.
///
///     eta = rate sqrt(1 - b2^t) / (1 - b1^t) / (sqrt(v) + eps)         s = b3 s + (1 - b3) eta
///     w -= min(eta, s) * m
///
/// - Source: Ding et al. 2019.
public struct AdaMod<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var mean: Scalar = 0
    var square: Scalar = 0
    var rate: Scalar = 0
  }

  private var beta1: Scalar
  private let beta2: Scalar
  private let beta3: Scalar
  private let epsilon: Scalar

  public init(_ settings: AdaModSettings) {
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
    beta3 = Scalar(settings.beta3)
    epsilon = Scalar(settings.epsilon)
  }

  public var fresh: Memory { Memory() }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  /// The rate, and the same corrected for both moments' start at 0.
  public func begin(step: Int, rate: Scalar) -> (plain: Scalar, corrected: Scalar) {
    let root = (1 - Scalar.power(beta2, Scalar(step))).squareRoot()
    return (rate, rate * root / (1 - Scalar.power(beta1, Scalar(step))))
  }

  public func direction(
    _ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ rate: (plain: Scalar, corrected: Scalar)
  ) -> Scalar {
    memory.mean = beta1 * memory.mean + (1 - beta1) * gradient
    memory.square = beta2 * memory.square + (1 - beta2) * gradient * gradient
    let eta = rate.corrected / (memory.square.squareRoot() + epsilon)
    memory.rate = beta3 * memory.rate + (1 - beta3) * eta
    return rate.plain == 0 ? 0 : min(eta, memory.rate) / rate.plain * memory.mean
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.mean)
    try archive.exchange(&memory.square)
    try archive.exchange(&memory.rate)
  }
}
