/// What is done to a gradient before any rule sees it.
public struct Clipping: Sendable, Hashable {
  /// All gradients together are scaled down to this norm.
  public var norm: Double?
  /// Which norm: the p of (sum |g|^p)^(1/p); infinity is the largest component.
  public var order: Double
  public var style: Style
  /// The gradient of each parameter by itself is scaled down to this norm.
  public var normOfEach: Double?
  /// Every component is limited to this interval.
  public var range: ClosedRange<Double>?

  public init(
    norm: Double? = nil, order: Double = 2, style: Style = .exact, normOfEach: Double? = nil,
    range: ClosedRange<Double>? = nil
  ) {
    self.norm = norm
    self.order = order
    self.style = style
    self.normOfEach = normOfEach
    self.range = range
  }

  /// How a gradient that is too long is scaled down: frameworks differ by a trifle.
  public enum Style: Sendable, Hashable {
    /// By limit / norm: lrplot, optax, Paddle.
    case exact
    /// By limit / (norm + 1e-6), if that is below 1: PyTorch's `clip_grad_norm_`.
    case torch
    /// By limit / norm, also where nothing is too long: Keras, which rounds one of them to float32 on PyTorch, whatever
    /// the weights are.
    case keras(inSingle: Bool)
    /// By limit / (norm + epsilon), all in float32 whatever the weights are: pytorch_optimizer.
    case single(epsilon: Double)
  }

  /// Whether nothing is limited.
  public var isNone: Bool { norm == nil && normOfEach == nil && range == nil }

  /// Limits the gradients: all together, each by itself, each component, in this order.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func apply<Scalar: TrainingScalar>(to gradients: inout [Tensor<Scalar>]) {
    if let norm { scale(&gradients, gradients.indices, to: Scalar(norm)) }
    if let normOfEach {
      for p in gradients.indices { scale(&gradients, p..<p + 1, to: Scalar(normOfEach)) }
    }
    if let range {
      let (lower, upper) = (Scalar(range.lowerBound), Scalar(range.upperBound))
      for p in gradients.indices {
        for i in gradients[p].values.indices {
          // Written so that what isn't a number stays so.
          let value = gradients[p].values[i]
          gradients[p].values[i] = value < lower ? lower : value > upper ? upper : value
        }
      }
    }
  }

  private func scale<Scalar: TrainingScalar>(
    _ gradients: inout [Tensor<Scalar>], _ part: Range<Int>, to limit: Scalar
  ) {
    let size = size(of: gradients[part])
    let factor: Scalar
    switch style {
    case .exact: factor = size <= limit ? 1 : limit / size
    case .torch:
      let ratio = limit / (size + 1e-6)
      factor = ratio >= 1 ? 1 : ratio
    case .keras(let inSingle) where norm != nil:
      // What isn't a finite norm makes all components NaN.
      let part = min(1 / size, 1 / limit)
      factor = (inSingle ? Scalar(Float(limit) * Float(part)) : limit * part) + (size - size)
    case .keras(let inSingle):
      let longest = max(size, limit)
      factor = limit / (inSingle ? Scalar(Float(longest)) : longest)
    case .single(let epsilon):
      var square: Float = 0
      for tensor in gradients[part] {
        let norm = Float(tensor.norm)
        square += norm * norm
      }
      // PyTorch divides a number by a tensor as the number times the tensor's inverse.
      factor = Scalar(min(1, 1 / (square.squareRoot() + Float(epsilon)) * Float(limit)))
    }
    guard factor != 1 else { return }
    for p in part { for i in gradients[p].values.indices { gradients[p].values[i] *= factor } }
  }

  /// The norm of gradients as one vector.
  private func size<Scalar: TrainingScalar>(of gradients: ArraySlice<Tensor<Scalar>>) -> Scalar {
    var total: Scalar = 0
    for tensor in gradients {
      for value in tensor.values {
        switch order {
        case .infinity: total = max(total, abs(value))
        case 2: total += value * value
        default: total += Scalar.power(abs(value), Scalar(order))
        }
      }
    }
    switch order {
    case .infinity: return total
    case 2: return total.squareRoot()
    default: return Scalar.power(total, 1 / Scalar(order))
    }
  }
}

extension Clipping {
  /// The same rule on clipped gradients.
  func limiting<Scalar: TrainingScalar>(_ rule: some Optimizer<Scalar>) -> any Optimizer<Scalar> {
    isNone ? rule : ClippedOptimizer(inner: rule, clipping: self)
  }
}

/// A rule's recipe and how its gradients are clipped.
struct ClippedRecipe: WrappingRecipe {
  var inner: any OptimizerRecipe
  let clipping: Clipping

  func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    clipping.limiting(inner.optimizer(of: type))
  }
}

private struct ClippedOptimizer<Scalar: TrainingScalar>: WrappingOptimizer {
  var inner: any Optimizer<Scalar>
  let clipping: Clipping

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func step(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar) {
    var clipped = objective
    clipped.gradient = { [clipping] in
      var gradients = objective.gradient($0)
      clipping.apply(to: &gradients)
      return gradients
    }
    inner.step(&parameters, on: clipped, rate: rate)
  }

  mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try inner.exchangeState(with: &archive)
  }
}
