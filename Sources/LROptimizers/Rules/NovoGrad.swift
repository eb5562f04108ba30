/// The settings of `NovoGrad`. Decay on the gradient's side is added after the gradient was normalized.
public struct NovoGradSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.01)
  public var beta1 = 0.95
  public var beta2 = 0.98
  public var epsilon = 1e-8
  /// Added to v under the root.
  public var squareEpsilon = 0.0
  /// Whether a gradient enters the mean with 1 - b1 instead of whole.
  public var averages = false
  /// Whether it does so at the first update too.
  public var averagesFirst = false
  /// Whether v starts anew whenever it is 0, not only at the first update.
  public var restartsFromZero = false
  /// Divides by the largest v so far.
  public var amsgrad = false

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { NovoGrad<S>(self) }
}

/// Momentum on gradients that were divided by a running norm: one for each tensor, not for each coordinate.
///
///     v = b2 v + (1 - b2) |g|^2 (|g|^2 at first)         m = b1 m + g / (sqrt(v) + eps) + decay w
///     w -= rate * m
///
/// - Source: Ginsburg et al. 2019.
public struct NovoGrad<Scalar: TrainingScalar>: GradientRule {
  private let settings: NovoGradSettings
  private var beta1: Scalar
  private let beta2: Scalar
  /// One for each tensor.
  private var squares: [Scalar] = []
  private var largest: [Scalar] = []
  private var means = Slots<Scalar>()
  private var step = 0

  public init(_ settings: NovoGradSettings) {
    self.settings = settings
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
  }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    means.prepare(for: parameters)
    if squares.isEmpty {
      squares = parameters.map { _ in 0 }
      largest = squares
    }
    step += 1
    let sign: Scalar = settings.common.maximizes ? -1 : 1
    let share = settings.averages && (step > 1 || settings.averagesFirst) ? 1 - beta1 : 1
    for p in parameters.indices {
      let scale = sign / divisor(of: p, for: gradients[p])
      for i in parameters[p].values.indices {
        var value = parameters[p].values[i]
        let gradient = settings.common.decay.applied(
          to: &value, gradient: scale * gradients[p].values[i], rate: rate)
        means[p, i] = beta1 * means[p, i] + share * gradient
        parameters[p].values[i] = value - rate * means[p, i]
      }
    }
  }

  private mutating func divisor(of p: Int, for gradient: Tensor<Scalar>) -> Scalar {
    let square = gradient.values.reduce(0) { $0 + $1 * $1 }
    let starts = settings.restartsFromZero ? squares[p] == 0 : step == 1
    squares[p] = starts ? square : beta2 * squares[p] + (1 - beta2) * square
    largest[p] = settings.amsgrad ? max(largest[p], squares[p]) : squares[p]
    return (largest[p] + Scalar(settings.squareEpsilon)).squareRoot() + Scalar(settings.epsilon)
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
    try archive.exchange(&squares, emptyOr: archive.shapes.count)
    try archive.exchange(&largest, emptyOr: archive.shapes.count)
    try archive.require(squares.count == largest.count)
    try means.exchangeState(with: &archive)
    try archive.exchange(&step)
  }
}
