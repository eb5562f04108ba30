/// Where epsilon is added.
public enum EpsilonPlace: Sendable, Hashable {
  /// sqrt(v / (1 - b2^t)) + eps: PyTorch, optax.
  case outside
  /// sqrt(v / (1 - b2^t) + eps): as some textbooks print it.
  case inside
  /// (sqrt(v) + eps) / sqrt(1 - b2^t): Keras, Paddle, TensorFlow.
  case uncorrected
}

/// The settings of `Adam`.
public struct AdamSettings: CoordinateSettings {
  public var common = CommonSettings(rate: 0.001)
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-8
  public var epsilonPlace = EpsilonPlace.outside
  /// Divides by the largest second moment so far.
  public var amsgrad = false

  public init() {}

  /// Whether epsilon stands under the root; as an argument `eps_inside`.
  var epsilonInside: Bool {
    get { epsilonPlace == .inside }
    set { epsilonPlace = newValue ? .inside : .outside }
  }

  public func rule<S: TrainingScalar>(of type: S.Type) -> any CoordinateRule<S> { Adam<S>(self) }
}

/// Steps by the mean of the gradient over the root of the mean of its square, both corrected for their start at 0.
///
///     m = b1 m + (1 - b1) g         v = b2 v + (1 - b2) g^2
///     w -= rate * m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps)
///
/// - Source: Kingma & Ba 2015; AMSGrad: Reddi et al. 2018; decoupled decay: Loshchilov & Hutter 2019.
public struct Adam<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var first: Scalar = 0
    var second: Scalar = 0
    var largest: Scalar = 0
  }

  /// 1 - b^t for both moments, and the second's root.
  public struct Corrections: Sendable {
    var first: Scalar
    var second: Scalar
    var root: Scalar
  }

  private var beta1: Scalar
  private let beta2: Scalar
  private let epsilon: Scalar
  private let place: EpsilonPlace
  private let amsgrad: Bool

  public init(_ settings: AdamSettings) {
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
    epsilon = Scalar(settings.epsilon)
    place = settings.epsilonPlace
    amsgrad = settings.amsgrad
  }

  public var fresh: Memory { Memory() }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  public func begin(step: Int, rate: Scalar) -> Corrections {
    let second = 1 - Scalar.power(beta2, Scalar(step))
    return Corrections(first: 1 - Scalar.power(beta1, Scalar(step)), second: second, root: second.squareRoot())
  }

  public func direction(
    _ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ corrections: Corrections
  ) -> Scalar {
    memory.first = beta1 * memory.first + (1 - beta1) * gradient
    memory.second = beta2 * memory.second + (1 - beta2) * gradient * gradient
    var spread = memory.second
    if amsgrad {
      memory.largest = max(memory.largest, spread)
      spread = memory.largest
    }
    let divisor =
      switch place {
      case .outside: spread.squareRoot() / corrections.root + epsilon
      case .inside: (spread / corrections.second + epsilon).squareRoot()
      case .uncorrected: (spread.squareRoot() + epsilon) / corrections.root
      }
    return memory.first / divisor / corrections.first
  }
}
