/// The settings of `SharpnessAware`.
public struct SharpnessAwareSettings: WrappingRecipe {
  public var inner: any OptimizerRecipe = GradientDescentSettings()
  /// How far up the gradient is looked for.
  public var rho = 0.05
  /// Whether the neighbourhood is measured in units of the weights.
  public var isAdaptive = false
  /// Added to the gradient's norm.
  public var epsilon = 1e-12
  /// Whether the means of a gradient's rows are taken out of the way up.
  public var centralizes = false
  /// Whether the norm is found in single precision, whatever the weights are.
  public var hasSingleNorm = false

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { SharpnessAware<S>(self) }
}

/// SAM: another rule's step by the gradient at the steepest point nearby.
///
///     e = rho g / (|g| + eps)        adaptive: e = rho w^2 g / (||w| g| + eps)        inner step from w by g(w + e)
///
/// All parameters count as one vector. Two gradients an update.
///
/// - Source: Foret, Kleiner, Mobahi, Neyshabur 2021; adaptive: Kwon, Kim, Park, Choi 2021.
public struct SharpnessAware<Scalar: TrainingScalar>: WrappingOptimizer {
  private let settings: SharpnessAwareSettings
  public var inner: any Optimizer<Scalar>

  public init(_ settings: SharpnessAwareSettings) {
    self.settings = settings
    inner = settings.inner.optimizer(of: Scalar.self)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func step(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar) {
    let gradients = objective.gradient(parameters)
    let scale = scale(gradients, at: parameters)
    var nearby = parameters
    for p in nearby.indices {
      let centered = settings.centralizes ? gradients[p].centralized : gradients[p]
      for i in nearby[p].values.indices {
        let weight = parameters[p].values[i]
        nearby[p].values[i] += (settings.isAdaptive ? weight * weight : 1) * centered.values[i] * scale
      }
    }
    let there = objective.gradient(nearby)
    var elsewhere = objective
    elsewhere.gradient = { _ in there }
    inner.step(&parameters, on: elsewhere, rate: rate)
  }

  /// What the gradient is multiplied by on the way up.
  private func scale(_ gradients: [Tensor<Scalar>], at parameters: [Tensor<Scalar>]) -> Scalar {
    var weighted = gradients
    if settings.isAdaptive {
      for p in weighted.indices {
        for i in weighted[p].values.indices { weighted[p].values[i] *= abs(parameters[p].values[i]) }
      }
    }
    guard settings.hasSingleNorm else {
      return Scalar(settings.rho) / (dot(weighted, weighted).squareRoot() + Scalar(settings.epsilon))
    }
    let squares = weighted.map { Float($0.norm) }.reduce(Float(0)) { $0 + $1 * $1 }
    return Scalar(Float(settings.rho) / (squares.squareRoot() + Float(settings.epsilon)))
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try inner.exchangeState(with: &archive)
  }
}

extension Tensor {
  /// Without the mean of each slice along the first extent; tensors of fewer than two dimensions as they are.
  var centralized: Tensor {
    guard shape.count > 1, !values.isEmpty else { return self }
    var result = self
    let length = values.count / shape[0]
    for first in stride(from: 0, to: values.count, by: length) {
      let mean = values[first..<first + length].reduce(0, +) / Scalar(length)
      for i in first..<first + length { result.values[i] -= mean }
    }
    return result
  }
}
