/// The settings of `RMSprop`.
public struct RMSpropSettings: OptimizerRecipe, Hashable {
  public var rate = 0.01
  public var alpha = 0.99
  public var momentum = 0.0
  public var centered = false
  public var epsilon = 1e-8
  public var epsilonInside = false
  public var decay = WeightDecay.none

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { RMSprop<S>(self) }
}

/// A gradient divided by the root of the running mean of its square.
///
///     s = alpha s + (1 - alpha) g^2       centered: s - mean(g)^2 under the root
///     w -= rate * g / (sqrt(s) + eps)     or the same with momentum: b = mu b + g / (...), w -= rate * b
///
/// - Source: Hinton 2012, lecture 6e; centered: Graves 2013; PyTorch RMSprop.
public struct RMSprop<Scalar: TrainingScalar>: GradientRule {
  private let settings: RMSpropSettings
  private var momentum: Scalar
  private var squares = Slots<Scalar>()
  private var means = Slots<Scalar>()
  private var velocity = Slots<Scalar>()

  public init(_ settings: RMSpropSettings) {
    self.settings = settings
    momentum = Scalar(settings.momentum)
  }

  public mutating func setMomentum(_ momentum: Scalar) { self.momentum = momentum }

  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    squares.prepare(for: parameters)
    means.prepare(for: parameters)
    velocity.prepare(for: parameters)
    let alpha = Scalar(settings.alpha)
    let epsilon = Scalar(settings.epsilon)
    for p in parameters.indices {
      for i in parameters[p].values.indices {
        var value = parameters[p].values[i]
        let gradient = settings.decay.applied(to: &value, gradient: gradients[p].values[i], rate: rate)
        var square = alpha * squares[p, i] + (1 - alpha) * gradient * gradient
        squares[p, i] = square
        if settings.centered {
          let mean = alpha * means[p, i] + (1 - alpha) * gradient
          means[p, i] = mean
          square -= mean * mean
        }
        let divisor = settings.epsilonInside ? (square + epsilon).squareRoot() : square.squareRoot() + epsilon
        if momentum > 0 {
          velocity[p, i] = momentum * velocity[p, i] + gradient / divisor
          parameters[p].values[i] = value - rate * velocity[p, i]
        } else {
          parameters[p].values[i] = value - rate * (gradient / divisor)
        }
      }
    }
  }
}
