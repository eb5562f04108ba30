/// The settings of `ProjectedDescent`.
public struct ProjectedDescentSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.001, decay: WeightDecay(0, .weights))
  public var momentum = 0.0
  public var dampening = 0.0
  public var nesterov = false
  /// Gradients with a smaller cosine to the weights count as scale-invariant.
  public var delta = 0.1
  /// What weight decay is multiplied by where they do.
  public var decayRatio = 0.1
  public var epsilon = 1e-8
  /// Whether a heavy ball's velocity itself is projected, not only the step.
  public var projectsVelocity = false

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { ProjectedDescent<S>(self) }
}

/// Momentum without its part along the weights, where only the weights' direction matters.
///
///     v = momentum v + (1 - dampening) g;  where |cos(g, w)| < delta / sqrt(n): v -= <v, w> w / |w|^2
///     w -= rate decay / (1 - momentum) w + rate v
///
/// Rows are tried first, then whole tensors; tensors of fewer than two dimensions aren't projected.
///
/// - Source: Heo et al. 2021 (SGDP).
public struct ProjectedDescent<Scalar: TrainingScalar>: GradientRule {
  private let settings: ProjectedDescentSettings
  private let epsilon: Scalar
  private var momentum: Scalar
  private var slots = Slots<Scalar>()

  public init(_ settings: ProjectedDescentSettings) {
    self.settings = settings
    epsilon = Scalar(settings.epsilon)
    momentum = Scalar(settings.momentum)
  }

  public mutating func setMomentum(_ momentum: Scalar) { self.momentum = momentum }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    slots.prepare(for: parameters)
    let sign: Scalar = settings.common.maximizes ? -1 : 1
    let share = 1 - Scalar(settings.dampening)
    for p in parameters.indices {
      var directions = gradients[p]
      for i in directions.values.indices {
        let gradient = sign * gradients[p].values[i]
        slots[p, i] = momentum * slots[p, i] + share * gradient
        directions.values[i] = settings.nesterov ? gradient + momentum * slots[p, i] : slots[p, i]
      }
      let isProjected = project(&directions, gradient: gradients[p], weights: parameters[p])
      if isProjected, settings.projectsVelocity, !settings.nesterov {
        for i in directions.values.indices { slots[p, i] = directions.values[i] }
      }
      let decay = keep(rate: rate, isProjected: isProjected)
      for i in directions.values.indices {
        parameters[p].values[i] = parameters[p].values[i] * decay - rate * directions.values[i]
      }
    }
  }

  /// What weight decay leaves of the weights. Coupled decay comes too late to have any effect.
  private func keep(rate: Scalar, isProjected: Bool) -> Scalar {
    let decay = settings.common.decay
    guard decay.place != .gradient else { return 1 }
    let ratio = (isProjected ? Scalar(settings.decayRatio) : 1) / (1 - momentum)
    return 1 - Scalar(decay.amount) * (decay.place == .weights ? rate : 1) * ratio
  }

  /// Takes the radial part out, of each row or of the whole; whether it did.
  private func project(
    _ directions: inout Tensor<Scalar>, gradient: Tensor<Scalar>, weights: Tensor<Scalar>
  ) -> Bool {
    guard weights.shape.count > 1, !weights.values.isEmpty else { return false }
    for length in [weights.values.count / weights.shape[0], weights.values.count] {
      let starts = stride(from: 0, to: weights.values.count, by: length)
      let largest = starts.map { first in
        let range = first..<first + length
        let (across, size) = (norm(gradient, range) + epsilon, norm(weights, range) + epsilon)
        return abs(product(gradient, weights, range)) / across / size
      }.max()
      guard let largest, largest < Scalar(settings.delta) / Scalar(length).squareRoot() else { continue }
      for first in starts {
        let range = first..<first + length
        let size = norm(weights, range) + epsilon
        let radial = product(directions, weights, range) / size / size
        for i in range { directions.values[i] -= radial * weights.values[i] }
      }
      return true
    }
    return false
  }

  private func product(_ first: Tensor<Scalar>, _ second: Tensor<Scalar>, _ range: Range<Int>) -> Scalar {
    range.reduce(0) { $0 + first.values[$1] * second.values[$1] }
  }

  private func norm(_ tensor: Tensor<Scalar>, _ range: Range<Int>) -> Scalar {
    product(tensor, tensor, range).squareRoot()
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&momentum)
    try slots.exchangeState(with: &archive)
  }
}
