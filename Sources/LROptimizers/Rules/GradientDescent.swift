/// The settings of `GradientDescent`.
public struct GradientDescentSettings: OptimizerRecipe, Hashable {
  public var rate = 0.01
  public var momentum = 0.0
  public var dampening = 0.0
  public var nesterov = false
  public var decay = WeightDecay.none
  public var maximizes = false

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { GradientDescent<S>(self) }
}

/// Gradient descent, with momentum where it is given.
///
///     g = gradient + decay * w
///     v = momentum * v + (1 - dampening) * g        (v = g at the first update)
///     w -= rate * v            heavy ball
///     w -= rate * (g + momentum * v)                 Nesterov
///
/// - Source: Polyak 1964; Nesterov 1983 in the form of Sutskever et al. 2013; PyTorch SGD.
public struct GradientDescent<Scalar: TrainingScalar>: GradientRule {
  private let settings: GradientDescentSettings
  private var momentum: Scalar
  private var velocity = Slots<Scalar>()
  private var isFirst = true

  public init(_ settings: GradientDescentSettings) {
    self.settings = settings
    momentum = Scalar(settings.momentum)
  }

  public mutating func setMomentum(_ momentum: Scalar) { self.momentum = momentum }

  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    velocity.prepare(for: parameters)
    let sign: Scalar = settings.maximizes ? -1 : 1
    let share = isFirst ? 1 : 1 - Scalar(settings.dampening)
    for p in parameters.indices {
      for i in parameters[p].values.indices {
        var value = parameters[p].values[i]
        var gradient = settings.decay.applied(to: &value, gradient: sign * gradients[p].values[i], rate: rate)
        if momentum != 0 {
          let moved = (isFirst ? 0 : momentum * velocity[p, i]) + share * gradient
          velocity[p, i] = moved
          gradient = settings.nesterov ? gradient + momentum * moved : moved
        }
        parameters[p].values[i] = value - rate * gradient
      }
    }
    isFirst = false
  }
}
