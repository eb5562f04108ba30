/// The settings of `Fromage`.
public struct FromageSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.01)
  /// Norms count as at least this.
  public var smallestNorm = 0.0
  /// Weights stay within this many times their norm at the start.
  public var bound: Double?

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { Fromage<S>(self) }
}

/// Steps of one relative size in every tensor, and a shrinkage that keeps weights from growing by them.
///
///     w = (w - rate |w| / |g| g) / sqrt(1 + rate^2)
///
/// Where a norm is 0 the gradient itself is followed.
///
/// - Source: Bernstein, Vahdat, Yue, Liu 2020; optax `fromage`; pytorch_optimizer Fromage (`p_bound`).
public struct Fromage<Scalar: TrainingScalar>: GradientRule {
  private let maximizes: Bool
  private let smallestNorm: Scalar
  private let bound: Scalar?
  private var largestNorms: [Scalar] = []

  public init(_ settings: FromageSettings) {
    maximizes = settings.common.maximizes
    smallestNorm = Scalar(settings.smallestNorm)
    bound = settings.bound.map { Scalar($0) }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    if let bound, largestNorms.isEmpty { largestNorms = parameters.map { $0.norm * bound } }
    let shrinkage = 1 / (1 + rate * rate).squareRoot()
    for p in parameters.indices {
      let weightNorm = max(parameters[p].norm, smallestNorm)
      let gradientNorm = max(gradients[p].norm, smallestNorm)
      let ratio = weightNorm == 0 || gradientNorm == 0 ? 1 : weightNorm / gradientNorm
      let step = (maximizes ? -rate : rate) * ratio
      for i in parameters[p].values.indices {
        parameters[p].values[i] = (parameters[p].values[i] - step * gradients[p].values[i]) * shrinkage
      }
      guard bound != nil else { continue }
      let norm = parameters[p].norm
      guard norm > largestNorms[p] else { continue }
      for i in parameters[p].values.indices { parameters[p].values[i] *= largestNorms[p] / norm }
    }
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&largestNorms, emptyOr: archive.shapes.count)
  }
}
