/// Where Adamax adds its epsilon.
public enum AdamaxEpsilonPlace: Sendable, Hashable {
  /// u + eps: the plain rule, Keras.
  case divisor
  /// max(b2 u, |g| + eps): PyTorch, optax.
  case gradient
  /// max(b2 u + eps, |g|): Paddle.
  case memory
}

/// The settings of `Adamax`.
public struct AdamaxSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.002)
  public var beta1 = 0.9
  public var beta2 = 0.999
  /// The beta1 of the correction 1 - b1^t, where a kernel holds the other one less exactly.
  public var correctionBeta: Double?
  public var epsilon = 1e-8
  public var epsilonPlace = AdamaxEpsilonPlace.divisor

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(Adamax<S>(self), common)
  }
}

/// Adam with the largest gradient, slowly forgotten, in place of the root of the mean square.
///
///     m = b1 m + (1 - b1) g         u = max(b2 u, |g|)
///     w -= rate / (1 - b1^t) * m / (u + eps)
///
/// - Source: Kingma & Ba 2015, section 7.1 (without eps).
public struct Adamax<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var mean: Scalar = 0
    var largest: Scalar = 0
  }

  private var beta1: Scalar
  private let beta2: Scalar
  private var correctionBeta: Scalar
  private let epsilon: Scalar
  private let place: AdamaxEpsilonPlace

  public init(_ settings: AdamaxSettings) {
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
    correctionBeta = Scalar(settings.correctionBeta ?? settings.beta1)
    epsilon = Scalar(settings.epsilon)
    place = settings.epsilonPlace
  }

  public var fresh: Memory { Memory() }

  public mutating func setMomentum(_ momentum: Scalar) {
    beta1 = momentum
    correctionBeta = momentum
  }

  /// The sum of the weights in the mean.
  public func begin(step: Int, rate: Scalar) -> Scalar { 1 - Scalar.power(correctionBeta, Scalar(step)) }

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ weight: Scalar) -> Scalar {
    memory.mean = beta1 * memory.mean + (1 - beta1) * gradient
    let size = abs(gradient)
    switch place {
    case .divisor: memory.largest = max(beta2 * memory.largest, size)
    case .gradient: memory.largest = max(beta2 * memory.largest, size + epsilon)
    case .memory: memory.largest = max(beta2 * memory.largest + epsilon, size)
    }
    return memory.mean / (place == .divisor ? memory.largest + epsilon : memory.largest) / weight
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
    try archive.exchange(&correctionBeta)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.mean)
    try archive.exchange(&memory.largest)
  }
}
