/// The settings of `LAMB`. Decay on the gradient's side is added to Adam's direction, inside the norm.
public struct LAMBSettings: RectifiedSettings {
  /// What is divided by 1 - b^t.
  public enum Correction: Sendable, Hashable {
    case both, neither
    /// Only the step, and only by 1 - b1^t.
    case firstOutside
    /// The step by both, outside the ratio: eps stands beside the uncorrected root.
    case bothOutside
  }

  public var common = CommonSettings(rate: 0.001)
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-6
  /// Added to v under the root.
  public var squareEpsilon = 0.0
  public var correction = Correction.both
  /// Whether a gradient enters the mean with 1 - b1 instead of whole.
  public var averages = true
  /// Weights longer than this count as this long.
  public var largestWeight = Double.infinity
  /// Added to the direction's norm.
  public var ratioEpsilon = 0.0
  /// Whether steps are measured by weights at all; without, this is Adam.
  public var trusts = true
  /// Whether a rule without decay is left at Adam's steps.
  public var trustsOnlyWithDecay = false
  public var rectification = Rectification()
  /// Whether all gradients together are held to the largest norm.
  public var limitsNorm = false
  public var largestNorm = 1.0

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Clipping(norm: limitsNorm && largestNorm > 0 ? largestNorm : nil, style: .single(epsilon: epsilon))
      .limiting(LAMB<S>(self))
  }
}

/// Adam whose step in every tensor is as long as the rate times the tensor itself.
///
///     d = m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps) + decay w
///     w -= rate * |w| / |d| * d                        the ratio is 1 where either norm is 0
///
/// - Source: You et al. 2020.
public struct LAMB<Scalar: TrainingScalar>: GradientRule {
  private var settings: LAMBSettings
  private var beta1: Scalar
  private let beta2: Scalar
  private let epsilon: Scalar
  private let squareEpsilon: Scalar
  private var means = Slots<Scalar>()
  private var squares = Slots<Scalar>()
  private var directions = Slots<Scalar>()
  private var step = 0

  public init(_ settings: LAMBSettings) {
    self.settings = settings
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
    epsilon = Scalar(settings.epsilon)
    squareEpsilon = Scalar(settings.squareEpsilon)
  }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  public mutating func set(_ setting: DrivenSetting, to value: Scalar) {
    if setting == .decay { settings.common.decay.amount = Double(value) }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    means.prepare(for: parameters)
    squares.prepare(for: parameters)
    directions.prepare(for: parameters)
    step += 1
    let rectified = settings.rectification.verdict(step: step, beta2: beta2)
    let first = 1 - Scalar.power(beta1, Scalar(step))
    let second = 1 - Scalar.power(beta2, Scalar(step))
    var size = rate * (rectified?.factor ?? 1)
    switch settings.correction {
    case .both, .neither: break
    case .firstOutside: size /= first
    case .bothOutside: size *= second.squareRoot() / first
    }
    let corrects = settings.correction == .both
    let (meanCorrection, squareCorrection) = corrects ? (first, second) : (1, 1)
    let sign: Scalar = settings.common.maximizes ? -1 : 1
    let share: Scalar = settings.averages ? 1 - beta1 : 1
    let decay = settings.common.decay
    let penalty = decay.place == .gradient && rectified == nil ? Scalar(decay.amount) : 0
    for p in parameters.indices {
      for i in parameters[p].values.indices {
        let gradient = sign * gradients[p].values[i]
        if decay.place != .gradient {
          _ = decay.applied(to: &parameters[p].values[i], gradient: 0, rate: rate)
        }
        means[p, i] = beta1 * means[p, i] + share * gradient
        squares[p, i] = beta2 * squares[p, i] + (1 - beta2) * gradient * gradient
        let root = (squares[p, i] / squareCorrection + squareEpsilon).squareRoot() + epsilon
        let mean = means[p, i] / meanCorrection
        directions[p, i] = (rectified?.isAdaptive ?? true ? mean / root : mean) + penalty * parameters[p].values[i]
      }
      let length = size * trust(in: p, parameters[p], size: rectified == nil ? nil : size)
      for i in parameters[p].values.indices { parameters[p].values[i] -= length * directions[p, i] }
    }
  }

  /// How long a tensor is, in lengths of its direction.
  ///
  /// - Parameter size: where given, the point that a step of this size leads to is measured in the direction's place,
  ///   as pytorch_optimizer does it for rectified steps.
  private func trust(in p: Int, _ parameter: Tensor<Scalar>, size: Scalar?) -> Scalar {
    guard settings.trusts, !settings.trustsOnlyWithDecay || settings.common.decay.amount > 0 else { return 1 }
    var square: Scalar = 0
    for i in parameter.values.indices {
      let entry = size.map { parameter.values[i] - $0 * directions[p, i] } ?? directions[p, i]
      square += entry * entry
    }
    let weight = min(parameter.norm, Scalar(settings.largestWeight))
    guard weight != 0, square != 0 else { return 1 }
    return weight / (square.squareRoot() + Scalar(settings.ratioEpsilon))
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
    try means.exchangeState(with: &archive)
    try squares.exchangeState(with: &archive)
    try directions.exchangeState(with: &archive)
    try archive.exchange(&step)
  }
}
