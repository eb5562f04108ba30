import LRCore

/// What is done to a gradient before any rule sees it.
public struct Clipping: Sendable, Hashable {
  /// All gradients together are scaled down to this norm.
  public var norm: Double?
  /// Which norm: the p of (sum |g|^p)^(1/p); infinity is the largest component.
  public var order: Double
  /// Every component is limited to this size.
  public var value: Double?

  public init(norm: Double? = nil, order: Double = 2, value: Double? = nil) {
    self.norm = norm
    self.order = order
    self.value = value
  }

  /// The gradients, limited; by norm as PyTorch's `clip_grad_norm_`, whose divisor is the norm + 1e-6.
  func applied<Scalar: TrainingScalar>(to gradients: [Tensor<Scalar>]) -> [Tensor<Scalar>] {
    var gradients = gradients
    if let norm {
      let total = size(of: gradients)
      let factor = Scalar(norm) / (total + 1e-6)
      if factor < 1 {
        for p in gradients.indices { for i in gradients[p].values.indices { gradients[p].values[i] *= factor } }
      }
    }
    if let value {
      let limit = Scalar(value)
      for p in gradients.indices {
        for i in gradients[p].values.indices {
          gradients[p].values[i] = min(limit, max(-limit, gradients[p].values[i]))
        }
      }
    }
    return gradients
  }
}

extension Clipping {
  /// The norm of all gradients as one vector.
  private func size<Scalar: TrainingScalar>(of gradients: [Tensor<Scalar>]) -> Scalar {
    let values = gradients.lazy.flatMap(\.values)
    if order == .infinity { return values.reduce(0) { max($0, abs($1)) } }
    if order == 2 { return values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    return Scalar.power(values.reduce(0) { $0 + Scalar.power(abs($1), Scalar(order)) }, 1 / Scalar(order))
  }
}

/// Any rule, on clipped gradients.
struct ClippedRecipe: OptimizerRecipe {
  var base: any OptimizerRecipe
  var clipping: Clipping

  var rate: Double {
    get { base.rate }
    set { base.rate = newValue }
  }

  func optimizer<Scalar: TrainingScalar>(of type: Scalar.Type) -> any Optimizer<Scalar> {
    ClippedOptimizer(base: base.optimizer(of: type), clipping: clipping)
  }
}

private struct ClippedOptimizer<Scalar: TrainingScalar>: Optimizer {
  var base: any Optimizer<Scalar>
  let clipping: Clipping

  mutating func step(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar) {
    let clipping = clipping
    var clipped = objective
    clipped.gradient = { clipping.applied(to: objective.gradient($0)) }
    base.step(&parameters, on: clipped, rate: rate)
  }

  mutating func setMomentum(_ momentum: Scalar) { base.setMomentum(momentum) }

  func evaluationPoint(_ parameters: [Tensor<Scalar>]) -> [Tensor<Scalar>] { base.evaluationPoint(parameters) }

  var velocities: [[Scalar]] {
    get { base.velocities }
    set { base.velocities = newValue }
  }
}
