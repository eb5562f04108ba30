/// The settings of `RMSprop`.
public struct RMSpropSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.01)
  public var alpha = 0.99
  public var momentum = 0.0
  /// Whether the velocity looks ahead.
  public var nesterov = false
  /// Whether the velocity is one of whole moves, with the rate of their time in them: it matters when rates change.
  public var velocityHoldsRate = false
  public var centered = false
  /// Whether the means are corrected for their start.
  public var correctsBias = false
  /// The mean square at first.
  public var initialSquare = 0.0
  public var epsilon = 1e-8
  /// sqrt(s + eps) instead of sqrt(s) + eps.
  public var epsilonInside = false

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(RMSprop<S>(self), common)
  }
}

/// A gradient divided by the root of the running mean of its square.
///
///     s = alpha s + (1 - alpha) g^2       centered: s - mean(g)^2 under the root
///     w -= rate * g / (sqrt(s) + eps)     or the same with momentum: b = mu b + g / (...), w -= rate * b
///
/// - Source: Hinton 2012, lecture 6e; centered: Graves 2013; PyTorch RMSprop. Keras, optax and Paddle put eps under
///   the root and the rate into the velocity; optax can correct the bias, look ahead and start from another square.
public struct RMSprop<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var square: Scalar
    var mean: Scalar = 0
    var velocity: Scalar = 0
  }

  private let alpha: Scalar
  private var momentum: Scalar
  private let nesterov: Bool
  private let velocityHoldsRate: Bool
  private let centered: Bool
  private let correctsBias: Bool
  private let epsilon: Scalar
  private let epsilonInside: Bool
  public let fresh: Memory

  public init(_ settings: RMSpropSettings) {
    alpha = Scalar(settings.alpha)
    momentum = Scalar(settings.momentum)
    nesterov = settings.nesterov
    velocityHoldsRate = settings.velocityHoldsRate
    centered = settings.centered
    correctsBias = settings.correctsBias
    epsilon = Scalar(settings.epsilon)
    epsilonInside = settings.epsilonInside
    fresh = Memory(square: Scalar(settings.initialSquare))
  }

  public var velocity: WritableKeyPath<Memory, Scalar>? { \.velocity }

  public mutating func setMomentum(_ momentum: Scalar) { self.momentum = momentum }

  /// What the means are divided by.
  public func begin(step: Int, rate: Scalar) -> Scalar {
    correctsBias ? 1 - Scalar.power(alpha, Scalar(step)) : 1
  }

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ weight: Scalar) -> Scalar {
    go(gradient / divisor(gradient, &memory, weight), &memory)
  }

  public func move(
    _ value: inout Scalar, _ gradient: Scalar, _ memory: inout Memory, _ weight: Scalar, rate: Scalar
  ) {
    let divisor = divisor(gradient, &memory, weight)
    value -= velocityHoldsRate ? go(rate * gradient / divisor, &memory) : rate * go(gradient / divisor, &memory)
  }

  @inline(__always)
  private func divisor(_ gradient: Scalar, _ memory: inout Memory, _ weight: Scalar) -> Scalar {
    memory.square = alpha * memory.square + (1 - alpha) * gradient * gradient
    var square = memory.square / weight
    if centered {
      memory.mean = alpha * memory.mean + (1 - alpha) * gradient
      let mean = memory.mean / weight
      square -= mean * mean
    }
    return epsilonInside ? (square + epsilon).squareRoot() : square.squareRoot() + epsilon
  }

  /// The velocity after a push, or the push itself where there is no momentum.
  @inline(__always)
  private func go(_ push: Scalar, _ memory: inout Memory) -> Scalar {
    guard momentum != 0 else { return push }
    memory.velocity = momentum * memory.velocity + push
    return nesterov ? push + momentum * memory.velocity : memory.velocity
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&momentum)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.square)
    try archive.exchange(&memory.mean)
    try archive.exchange(&memory.velocity)
  }
}
