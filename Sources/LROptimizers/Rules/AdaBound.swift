/// The settings of `AdaBound`.
public struct AdaBoundSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.001)
  public var beta1 = 0.9
  public var beta2 = 0.999
  /// The rate that both bounds close in on.
  public var finalRate = 0.1
  /// How fast they do.
  public var gamma = 1e-3
  public var epsilon = 1e-8
  /// Added to v under the root.
  public var squareEpsilon = 0.0
  /// Divides by the largest second moment so far.
  public var amsgrad = false

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(AdaBound<S>(self), common)
  }
}

/// Adam whose rates are held between bounds that close in on one final rate: Adam at first, SGD in the end.
///
///     m = b1 m + (1 - b1) g         v = b2 v + (1 - b2) g^2
///     eta = clip(rate sqrt(1 - b2^t) / (1 - b1^t) / (sqrt(v) + eps), low, high)          w -= eta * m
///     low = final (1 - 1 / (gamma t + 1)), high = final (1 + 1 / (gamma t)), final = final_lr * rate / first rate
///
/// - Source: Luo et al. 2019.
public struct AdaBound<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var mean: Scalar = 0
    var square: Scalar = 0
    var largest: Scalar = 0
  }

  /// In units of the rate.
  public struct Bounds: Sendable {
    var size: Scalar
    var low: Scalar
    var high: Scalar
  }

  private let settings: AdaBoundSettings
  private var beta1: Scalar
  private let beta2: Scalar
  private let epsilon: Scalar
  private let squareEpsilon: Scalar
  /// The first rate that wasn't 0.
  private var firstRate: Scalar

  public init(_ settings: AdaBoundSettings) {
    self.settings = settings
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
    epsilon = Scalar(settings.epsilon)
    squareEpsilon = Scalar(settings.squareEpsilon)
    firstRate = Scalar(settings.common.rate)
  }

  public var fresh: Memory { Memory() }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  public mutating func begin(step: Int, rate: Scalar) -> Bounds {
    if firstRate == 0 { firstRate = rate }
    let final = firstRate > 0 ? Scalar(settings.finalRate) / firstRate : 0
    let age = Scalar(settings.gamma) * Scalar(step)
    let size = (1 - Scalar.power(beta2, Scalar(step))).squareRoot() / (1 - Scalar.power(beta1, Scalar(step)))
    return Bounds(size: size, low: final * (1 - 1 / (age + 1)), high: final * (1 + 1 / age))
  }

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ bounds: Bounds) -> Scalar {
    memory.mean = beta1 * memory.mean + (1 - beta1) * gradient
    memory.square = beta2 * memory.square + (1 - beta2) * gradient * gradient
    memory.largest = settings.amsgrad ? max(memory.largest, memory.square) : memory.square
    let divisor = (memory.largest + squareEpsilon).squareRoot() + epsilon
    return min(max(bounds.size / divisor, bounds.low), bounds.high) * memory.mean
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
    try archive.exchange(&firstRate)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.mean)
    try archive.exchange(&memory.square)
    try archive.exchange(&memory.largest)
  }
}
