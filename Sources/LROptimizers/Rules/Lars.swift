/// The settings of `Lars`.
public struct LarsSettings: RuleSettings {
  /// The weight decay enters the gradient before it is scaled.
  public var common = CommonSettings(rate: 1)
  public var trust = 0.001
  public var epsilon = 0.0
  /// What divides: the norm of gradient and decay together, or the sum of their norms.
  public var measuresSum = true
  /// Whether tensors of fewer than two dimensions are left as they are, without decay.
  public var scalesMatricesOnly = false
  /// Whether tensors are left as they are, without decay, where there is no decay or a norm is 0.
  public var needsDecay = false
  public var momentum = 0.9
  public var dampening = 0.0
  public var dampensFirst = false
  public var nesterov = false
  public var velocityHoldsRate = true

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { Lars<S>(self) }

  /// The descent along the scaled gradients.
  fileprivate var descent: GradientDescentSettings {
    var descent = GradientDescentSettings()
    descent.common = CommonSettings(rate: rate)
    descent.momentum = momentum
    descent.dampening = dampening
    descent.dampensFirst = dampensFirst
    descent.nesterov = nesterov
    descent.velocityHoldsRate = velocityHoldsRate
    return descent
  }
}

/// Momentum on gradients that are made as long, tensor by tensor, as a share of the weights.
///
///     local = trust |w| / (|g| + decay |w| + eps)        v = momentum v + rate local (g + decay w)        w -= v
///
/// Where a norm is 0 the tensor's gradient is left as it is.
///
/// - Source: You, Gitman, Ginsburg 2017; optax `lars`; the LARS of pytorch_optimizer and torch_optimizer.
public struct Lars<Scalar: TrainingScalar>: GradientRule {
  private var settings: LarsSettings
  private let trust: Scalar
  private let epsilon: Scalar
  private var descent: Coordinatewise<GradientDescent<Scalar>>

  public init(_ settings: LarsSettings) {
    self.settings = settings
    trust = Scalar(settings.trust)
    epsilon = Scalar(settings.epsilon)
    descent = Coordinatewise(GradientDescent(settings.descent), settings.descent.common)
  }

  public var velocities: [[Scalar]] {
    get { descent.velocities }
    set { descent.velocities = newValue }
  }

  public mutating func setMomentum(_ momentum: Scalar) { descent.setMomentum(momentum) }

  public mutating func set(_ setting: DrivenSetting, to value: Scalar) {
    if setting == .decay { settings.common.decay.amount = Double(value) }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    let scaled = gradients.indices.map { rescaled(gradients[$0], at: parameters[$0]) }
    descent.apply(scaled, to: &parameters, rate: rate)
  }

  private func rescaled(_ gradient: Tensor<Scalar>, at weights: Tensor<Scalar>) -> Tensor<Scalar> {
    var gradient = gradient
    if settings.common.maximizes { for i in gradient.values.indices { gradient.values[i] = -gradient.values[i] } }
    if settings.scalesMatricesOnly, gradient.shape.count < 2 { return gradient }
    let decay = Scalar(settings.common.decay.amount)
    let (weightNorm, gradientNorm) = (weights.norm, gradient.norm)
    if settings.needsDecay, decay == 0 || weightNorm == 0 || gradientNorm == 0 { return gradient }
    for i in gradient.values.indices { gradient.values[i] += decay * weights.values[i] }
    let measure = settings.measuresSum ? gradientNorm + decay * weightNorm : gradient.norm
    guard weightNorm != 0, measure != 0 else { return gradient }
    let ratio = trust * weightNorm / (measure + epsilon)
    for i in gradient.values.indices { gradient.values[i] *= ratio }
    return gradient
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try descent.exchangeState(with: &archive)
  }
}
