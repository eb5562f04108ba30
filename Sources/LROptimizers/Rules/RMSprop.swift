/// The settings of `RMSprop`.
public struct RMSpropSettings: CoordinateSettings {
  public var common = CommonSettings(rate: 0.01)
  public var alpha = 0.99
  public var momentum = 0.0
  public var centered = false
  public var epsilon = 1e-8
  /// sqrt(s + eps) instead of sqrt(s) + eps.
  public var epsilonInside = false

  public init() {}

  public func rule<S: TrainingScalar>(of type: S.Type) -> any CoordinateRule<S> { RMSprop<S>(self) }
}

/// A gradient divided by the root of the running mean of its square.
///
///     s = alpha s + (1 - alpha) g^2       centered: s - mean(g)^2 under the root
///     w -= rate * g / (sqrt(s) + eps)     or the same with momentum: b = mu b + g / (...), w -= rate * b
///
/// - Source: Hinton 2012, lecture 6e; centered: Graves 2013; PyTorch RMSprop.
public struct RMSprop<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var square: Scalar = 0
    var mean: Scalar = 0
    var velocity: Scalar = 0
  }

  private let alpha: Scalar
  private var momentum: Scalar
  private let centered: Bool
  private let epsilon: Scalar
  private let epsilonInside: Bool

  public init(_ settings: RMSpropSettings) {
    alpha = Scalar(settings.alpha)
    momentum = Scalar(settings.momentum)
    centered = settings.centered
    epsilon = Scalar(settings.epsilon)
    epsilonInside = settings.epsilonInside
  }

  public var fresh: Memory { Memory() }
  public var velocity: WritableKeyPath<Memory, Scalar>? { \.velocity }

  public mutating func setMomentum(_ momentum: Scalar) { self.momentum = momentum }

  public func begin(step: Int, rate: Scalar) {}

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _: Void) -> Scalar {
    memory.square = alpha * memory.square + (1 - alpha) * gradient * gradient
    var square = memory.square
    if centered {
      memory.mean = alpha * memory.mean + (1 - alpha) * gradient
      square -= memory.mean * memory.mean
    }
    let divisor = epsilonInside ? (square + epsilon).squareRoot() : square.squareRoot() + epsilon
    guard momentum > 0 else { return gradient / divisor }
    memory.velocity = momentum * memory.velocity + gradient / divisor
    return memory.velocity
  }
}
