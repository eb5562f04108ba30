import LRCore

/// The settings of `Sophia`.
public struct SophiaSettings: RuleSettings {
  /// What is drawn to estimate the Hessian.
  public enum Draw: Sendable, Hashable {
    case gaussian
    /// +1 or -1.
    case signs
  }

  public var common = CommonSettings(rate: 0.01, decay: WeightDecay(0, .weights))
  public var beta1 = 0.96
  public var beta2 = 0.99
  /// The Hessian counts this many times.
  public var curvatureShare = 0.01
  /// Directions are limited to this size.
  public var limit = 1.0
  /// The Hessian is looked at in the first update, and again after this many.
  public var period = 10
  public var epsilon = 1e-12
  public var samples = 1
  public var draw = Draw.gaussian
  /// Whether the Hessian's sign is turned as well where the objective is climbed.
  public var turnsHessian = true

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { Sophia<S>(self) }
}

/// Momentum over the diagonal of the Hessian, each component limited.
///
///     m = b1 m + (1 - b1) g;  every k updates: h = b2 h + (1 - b2) diag(Hessian)
///     w -= rate * clip(m / max(gamma h, eps), limit)
///
/// Where curvature is negative or unknown, it steps by the sign of the momentum.
///
/// The diagonal is the objective's own where it knows it. Otherwise it is Hutchinson's estimate z * (H z), with H z from
/// the difference of the gradients at w + d z and w - d z, and z from a generator that starts alike in every run.
///
/// - Source: Liu et al. 2023 (Sophia-H); pytorch_optimizer `SophiaH`.
public struct Sophia<Scalar: TrainingScalar>: Optimizer {
  private let settings: SophiaSettings
  private var beta1: Scalar
  private var means: [Tensor<Scalar>] = []
  private var curvatures: [Tensor<Scalar>] = []
  private var step = 0
  private var noise = SplitMix64(state: 0)

  public init(_ settings: SophiaSettings) {
    self.settings = settings
    beta1 = Scalar(settings.beta1)
  }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func step(
    _ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar
  ) {
    if means.isEmpty {
      means = parameters.map { Tensor(like: $0) }
      curvatures = means
    }
    let sign: Scalar = settings.common.maximizes ? -1 : 1
    let gradients = objective.gradient(parameters)
    if step % settings.period == 0 {
      let diagonal = objective.hessianDiagonal?(parameters) ?? estimatedDiagonal(parameters, objective)
      let turn = settings.turnsHessian ? sign : 1
      let share = 1 - Scalar(settings.beta2)
      for p in curvatures.indices { curvatures[p].mix(share, turn == 1 ? diagonal[p] : diagonal[p].map { -$0 }) }
    }
    step += 1
    let limit = Scalar(settings.limit)
    for p in parameters.indices {
      for i in parameters[p].values.indices {
        let slope = settings.common.decay.applied(
          to: &parameters[p].values[i], gradient: sign * gradients[p].values[i], rate: rate)
        means[p].values[i] += (1 - beta1) * (slope - means[p].values[i])
        let divisor = max(Scalar(settings.curvatureShare) * curvatures[p].values[i], Scalar(settings.epsilon))
        let direction = means[p].values[i] / divisor
        parameters[p].values[i] -= rate * min(limit, max(-limit, direction))
      }
    }
  }

  /// Hutchinson's estimate, from differences of gradients.
  private mutating func estimatedDiagonal(
    _ parameters: [Tensor<Scalar>], _ objective: Objective<Scalar>
  ) -> [Tensor<Scalar>] {
    var result = parameters.map { Tensor(like: $0) }
    let size = parameters.reduce(Scalar(1)) { $1.values.reduce($0) { max($0, abs($1)) } }
    // The cube root balances the truncation of a central difference against rounding.
    let distance = size * Scalar.power(Scalar.ulpOfOne, 1.0 / 3)
    for _ in 0..<settings.samples {
      var draws = result
      for p in draws.indices {
        for i in draws[p].values.indices {
          draws[p].values[i] = Scalar(settings.draw == .signs ? noise.sign() : noise.normalPair(deviation: 1).x)
        }
      }
      func gradients(_ distance: Scalar) -> [Tensor<Scalar>] {
        var moved = parameters
        for p in moved.indices { moved[p].add(distance, draws[p]) }
        return objective.gradient(moved)
      }
      let (above, below) = (gradients(distance), gradients(-distance))
      for p in result.indices {
        for i in result[p].values.indices {
          let product = (above[p].values[i] - below[p].values[i]) / (2 * distance)
          result[p].values[i] += draws[p].values[i] * product / Scalar(settings.samples)
        }
      }
    }
    return result
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
    try archive.exchange(&means)
    try archive.exchange(&curvatures)
    try archive.require(means.count == curvatures.count)
    try archive.exchange(&step)
    try archive.exchange(&noise.state)
  }
}
