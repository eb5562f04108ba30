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
public struct AdamSettings: OptimizerRecipe, Hashable {
  public var rate = 0.001
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-8
  public var epsilonPlace = EpsilonPlace.outside
  /// Divides by the largest second moment so far.
  public var amsgrad = false
  public var decay = WeightDecay.none
  public var maximizes = false

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { Adam<S>(self) }
}

/// Steps by the mean of the gradient over the root of the mean of its square, both corrected for their start at 0.
///
///     m = b1 m + (1 - b1) g         v = b2 v + (1 - b2) g^2
///     w -= rate * m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps)
///
/// - Source: Kingma & Ba 2015; AMSGrad: Reddi et al. 2018; decoupled decay: Loshchilov & Hutter 2019.
public struct Adam<Scalar: TrainingScalar>: GradientRule {
  private let settings: AdamSettings
  private var beta1: Scalar
  private var first = Slots<Scalar>()
  private var second = Slots<Scalar>()
  private var largest = Slots<Scalar>()

  public init(_ settings: AdamSettings) {
    self.settings = settings
    beta1 = Scalar(settings.beta1)
  }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  private var step = 0

  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    first.prepare(for: parameters)
    second.prepare(for: parameters)
    largest.prepare(for: parameters)
    step += 1
    let beta2 = Scalar(settings.beta2)
    let epsilon = Scalar(settings.epsilon)
    let correction1 = 1 - Scalar.power(beta1, Scalar(step))
    let correction2 = 1 - Scalar.power(beta2, Scalar(step))
    let root2 = correction2.squareRoot()
    let sign: Scalar = settings.maximizes ? -1 : 1
    for p in parameters.indices {
      for i in parameters[p].values.indices {
        var value = parameters[p].values[i]
        let gradient = settings.decay.applied(to: &value, gradient: sign * gradients[p].values[i], rate: rate)
        let m = beta1 * first[p, i] + (1 - beta1) * gradient
        let v = beta2 * second[p, i] + (1 - beta2) * gradient * gradient
        first[p, i] = m
        second[p, i] = v
        var spread = v
        if settings.amsgrad {
          spread = max(largest[p, i], v)
          largest[p, i] = spread
        }
        let divisor: Scalar
        switch settings.epsilonPlace {
        case .outside: divisor = spread.squareRoot() / root2 + epsilon
        case .inside: divisor = (spread / correction2 + epsilon).squareRoot()
        case .uncorrected: divisor = (spread.squareRoot() + epsilon) / root2
        }
        parameters[p].values[i] = value - rate / correction1 * (m / divisor)
      }
    }
  }
}
