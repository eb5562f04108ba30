/// The settings of `MomoAdam`; its decay is that of a proximal step.
public struct MomoAdamSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.01)
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-8
  /// What the loss can't be less than.
  public var lowerBound = 0.0
  /// Whether that bound is estimated on the way.
  public var adaptsBound = false

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { MomoAdam<S>(self) }
}

/// Adam with Polyak's step: only as long as a model of the loss, averaged over past gradients, stays above its bound.
///
///     f = b1 f + (1 - b1) loss         c = b1 c + (1 - b1) <g, w>         m, v as in Adam         p = 1 - b1^t
///     D = sqrt(v / (1 - b2^t)) + eps         h = max(0, (1 + rate l) (f - p bound - c) + <m, w>) / <m, m / D>
///     w -= rate l / (1 + rate l) w + min(rate / p, h) m / D         l is the decay
///
/// - Source: Schaipp et al. 2024.
public struct MomoAdam<Scalar: TrainingScalar>: Optimizer {
  private let settings: MomoAdamSettings
  private var beta1: Scalar
  private let beta2: Scalar
  private let epsilon: Scalar
  private var means = Slots<Scalar>()
  private var squares = Slots<Scalar>()
  private var meanLoss: Scalar = 0
  private var meanProduct: Scalar = 0
  private var bound: Scalar
  private var step = 0

  public init(_ settings: MomoAdamSettings) {
    self.settings = settings
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
    epsilon = Scalar(settings.epsilon)
    bound = Scalar(settings.lowerBound)
  }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func step(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar) {
    means.prepare(for: parameters)
    squares.prepare(for: parameters)
    step += 1
    let sign: Scalar = settings.common.maximizes ? -1 : 1
    let products = observe(objective.gradient(parameters), parameters, sign: sign)
    meanLoss = beta1 * meanLoss + (1 - beta1) * sign * objective.value(parameters)
    meanProduct = beta1 * meanProduct + (1 - beta1) * products.gradient
    let correction = 1 - Scalar.power(beta1, Scalar(step))
    let growth = 1 + rate * Scalar(settings.common.decay.amount)
    let lowest = Scalar(settings.lowerBound)
    if settings.adaptsBound {
      let cap = growth * (meanLoss - meanProduct) + products.mean
      if cap < growth * correction * bound { bound = max(cap / (2 * correction * growth), lowest) }
    }
    let model = growth * (meanLoss - correction * bound - meanProduct) + products.mean
    let longest = products.square <= Scalar(Double.ulpOfOne) ? 0 : max(model, 0) / products.square
    let length = min(rate / correction, longest)
    let root = (1 - Scalar.power(beta2, Scalar(step)))
    for p in parameters.indices {
      for i in parameters[p].values.indices {
        let divisor = epsilon + (squares[p, i] / root).squareRoot()
        parameters[p].values[i] -= (growth - 1) / growth * parameters[p].values[i] + length * means[p, i] / divisor
      }
    }
    if settings.adaptsBound {
      bound = max((meanLoss + products.mean - meanProduct - length * products.square / 2) / correction, lowest)
    }
  }

  /// Updates both moments; gives <g, w>, <m, w> and <m, m / D>.
  private mutating func observe(
    _ gradients: [Tensor<Scalar>], _ parameters: [Tensor<Scalar>], sign: Scalar
  ) -> (gradient: Scalar, mean: Scalar, square: Scalar) {
    let correction = 1 - Scalar.power(beta2, Scalar(step))
    var products: (gradient: Scalar, mean: Scalar, square: Scalar) = (0, 0, 0)
    for p in parameters.indices {
      for i in parameters[p].values.indices {
        let (value, gradient) = (parameters[p].values[i], sign * gradients[p].values[i])
        means[p, i] = beta1 * means[p, i] + (1 - beta1) * gradient
        squares[p, i] = beta2 * squares[p, i] + (1 - beta2) * gradient * gradient
        products.gradient += gradient * value
        products.mean += means[p, i] * value
        products.square += means[p, i] * means[p, i] / (epsilon + (squares[p, i] / correction).squareRoot())
      }
    }
    return products
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
    try means.exchangeState(with: &archive)
    try squares.exchangeState(with: &archive)
    try archive.exchange(&meanLoss)
    try archive.exchange(&meanProduct)
    try archive.exchange(&bound)
    try archive.exchange(&step)
  }
}
