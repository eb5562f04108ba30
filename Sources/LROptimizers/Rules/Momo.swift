/// The settings of `Momo`.
public struct MomoSettings: RuleSettings {
  /// The rate is the largest that is used; the decay is MoMo's own, apart from the gradient.
  public var common = CommonSettings(rate: 1, decay: WeightDecay(0, .weights))
  public var beta = 0.9
  /// A lower bound of the loss.
  public var lowestLoss = 0.0
  /// Whether the bound is found on the way, never below `lowestLoss`.
  public var adaptsLowestLoss = false

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { Momo<S>(self) }
}

/// Momentum with a Polyak rate: from running means of loss, gradient and their product with the weights.
///
///     d = b d + (1 - b) g;  f = b f + (1 - b) loss;  c = b c + (1 - b) <g, w>
///     tau = min(rate, max(0, (1 + rate decay)(f - lowest - c) + <d, w>) / |d|^2)
///     w -= rate decay / (1 + rate decay) w + tau d
///
/// - Source: Schaipp, Ohana, Eickenberg, Defazio, Gower 2023; optax `momo`.
public struct Momo<Scalar: TrainingScalar>: Optimizer {
  private let settings: MomoSettings
  private var beta: Scalar
  private var mean: [Tensor<Scalar>] = []
  private var meanLoss: Scalar = 0
  private var meanProduct: Scalar = 0
  private var lowestLoss: Scalar

  public init(_ settings: MomoSettings) {
    self.settings = settings
    beta = Scalar(settings.beta)
    lowestLoss = Scalar(settings.lowestLoss)
  }

  public mutating func setMomentum(_ momentum: Scalar) { beta = momentum }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func step(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar) {
    let gradients = objective.gradient(parameters)
    let kept = mean.isEmpty ? 0 : beta
    if mean.isEmpty { mean = gradients.map { Tensor(like: $0) } }
    for p in mean.indices {
      for i in mean[p].values.indices {
        mean[p].values[i] = kept * mean[p].values[i] + (1 - kept) * gradients[p].values[i]
      }
    }
    meanLoss = kept * meanLoss + (1 - kept) * objective.value(parameters)
    meanProduct = kept * meanProduct + (1 - kept) * dot(gradients, parameters)
    let (size, product) = (dot(mean, mean), dot(mean, parameters))
    let pull = rate * Scalar(settings.common.decay.amount)
    let floor = Scalar(settings.lowestLoss)
    if settings.adaptsLowestLoss {
      let cap = (1 + pull) * (meanLoss - meanProduct) + product
      if cap < (1 + pull) * lowestLoss { lowestLoss = max(cap / (2 * (1 + pull)), floor) }
    }
    let gap = max((1 + pull) * (meanLoss - lowestLoss - meanProduct) + product, 0)
    let step = min(rate, size <= Scalar(Double.ulpOfOne) ? 0 : gap / size)
    if settings.adaptsLowestLoss { lowestLoss = max(meanLoss + product - meanProduct - step * size / 2, floor) }
    for p in parameters.indices {
      for i in parameters[p].values.indices {
        parameters[p].values[i] -= pull / (1 + pull) * parameters[p].values[i] + step * mean[p].values[i]
      }
    }
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta)
    try archive.exchange(&mean)
    try archive.exchange(&meanLoss)
    try archive.exchange(&meanProduct)
    try archive.exchange(&lowestLoss)
  }
}
