/// The settings of `Adagrad`.
public struct AdagradSettings: OptimizerRecipe, Hashable {
  public var rate = 0.01
  public var rateDecay = 0.0
  public var initialSum = 0.0
  public var epsilon = 1e-10
  public var epsilonInside = false
  public var decay = WeightDecay.none

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { Adagrad<S>(self) }
}

/// A rate for each coordinate, divided by the root of all its squared gradients so far.
///
///     s += g^2          w -= rate / (1 + (t - 1) rateDecay) * g / (sqrt(s) + eps)
///
/// - Source: Duchi, Hazan, Singer 2011; PyTorch Adagrad (`lr_decay`, `initial_accumulator_value`).
public struct Adagrad<Scalar: TrainingScalar>: GradientRule {
  private let settings: AdagradSettings
  private var sum: Slots<Scalar>
  private var step = 0

  public init(_ settings: AdagradSettings) {
    self.settings = settings
    sum = Slots(filledWith: Scalar(settings.initialSum))
  }

  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    sum.prepare(for: parameters)
    let slowed = rate / (1 + Scalar(step) * Scalar(settings.rateDecay))
    step += 1
    let epsilon = Scalar(settings.epsilon)
    for p in parameters.indices {
      for i in parameters[p].values.indices {
        var value = parameters[p].values[i]
        let gradient = settings.decay.applied(to: &value, gradient: gradients[p].values[i], rate: rate)
        let total = sum[p, i] + gradient * gradient
        sum[p, i] = total
        let divisor = settings.epsilonInside ? (total + epsilon).squareRoot() : total.squareRoot() + epsilon
        parameters[p].values[i] = value - slowed * gradient / divisor
      }
    }
  }
}
