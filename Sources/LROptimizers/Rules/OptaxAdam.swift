/// The settings of `OptaxAdam`.
public struct OptaxAdamSettings: CoordinateSettings {
  public var common = CommonSettings(rate: 0.001)
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-8
  /// Added under the root.
  public var rootEpsilon = 0.0
  /// Steps to where the mean will be next.
  public var nesterov = false

  public init() {}

  public func rule<S: TrainingScalar>(of type: S.Type) -> any CoordinateRule<S> { OptaxAdam<S>(self) }
}

/// Adam as optax says it, with Nesterov's look ahead on request.
///
///     m' = m / (1 - b1^t)   or   b1 m / (1 - b1^(t+1)) + (1 - b1) g / (1 - b1^t)
///     w -= rate * m' / (sqrt(v / (1 - b2^t) + eps_root) + eps)
///
/// - Source: optax `scale_by_adam`; Dozat 2016.
public struct OptaxAdam<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var first: Scalar = 0
    var second: Scalar = 0
  }

  /// What the mean, the gradient, and the mean square are multiplied by.
  public struct Shares: Sendable {
    var mean: Scalar
    var gradient: Scalar
    var square: Scalar
  }

  private let settings: OptaxAdamSettings
  private var beta1: Scalar
  private let beta2: Scalar

  public init(_ settings: OptaxAdamSettings) {
    self.settings = settings
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
  }

  public var fresh: Memory { Memory() }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  public func begin(step: Int, rate: Scalar) -> Shares {
    let now = 1 - Scalar.power(beta1, Scalar(step))
    let next = 1 - Scalar.power(beta1, Scalar(step + 1))
    return Shares(
      mean: settings.nesterov ? beta1 / next : 1 / now, gradient: settings.nesterov ? (1 - beta1) / now : 0,
      square: 1 / (1 - Scalar.power(beta2, Scalar(step))))
  }

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ shares: Shares) -> Scalar {
    memory.first = beta1 * memory.first + (1 - beta1) * gradient
    memory.second = beta2 * memory.second + (1 - beta2) * gradient * gradient
    let mean = shares.mean * memory.first + shares.gradient * gradient
    let root = (shares.square * memory.second + Scalar(settings.rootEpsilon)).squareRoot()
    return mean / (root + Scalar(settings.epsilon))
  }
}
