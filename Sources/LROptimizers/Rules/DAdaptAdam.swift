/// The settings of `DAdaptAdam`.
public struct DAdaptAdamSettings: RuleSettings {
  public var common = CommonSettings(rate: 1)
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-8
  /// The estimate at first.
  public var firstEstimate = 1e-6
  /// The estimate grows by no more than this factor at once.
  public var growth: Double?
  public var corrects = false

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { DAdaptAdam<S>(self) }
}

/// Adam that finds its own rate d: a lower bound of the distance to the solution, from the sum of its own steps.
///
///     c = sqrt(b2)         r = c r + (1 - c) d rate <g, s / (sqrt(v) + eps)>         s = c s + (1 - c) d rate g
///     m = b1 m + (1 - b1) d rate g         v = b2 v + (1 - b2) g^2         d = max(d, r / ((1 - c) |s|_1))
///     w -= m / (sqrt(v) + eps)
///
/// Nothing moves as long as every gradient was 0.
///
/// - Source: Defazio & Mishchenko 2023.
public struct DAdaptAdam<Scalar: TrainingScalar>: GradientRule {
  private struct Memory: Sendable {
    var mean: Scalar = 0
    var square: Scalar = 0
    var sum: Scalar = 0
  }

  private let settings: DAdaptAdamSettings
  private var beta1: Scalar
  private let beta2: Scalar
  private let epsilon: Scalar
  private var memory: [[Memory]] = []
  private var numerator: Scalar = 0
  private var estimate: Scalar
  private var step = 0

  public init(_ settings: DAdaptAdamSettings) {
    self.settings = settings
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
    epsilon = Scalar(settings.epsilon)
    estimate = Scalar(settings.firstEstimate)
  }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    if memory.isEmpty { memory = parameters.map { $0.values.map { _ in Memory() } } }
    step += 1
    var pace = estimate * rate
    if settings.corrects {
      pace *= (1 - Scalar.power(beta2, Scalar(step))).squareRoot() / (1 - Scalar.power(beta1, Scalar(step)))
    }
    let (sign, kept): (Scalar, Scalar) = (settings.common.maximizes ? -1 : 1, beta2.squareRoot())
    let decay = settings.common.decay
    let penalty = decay.place == .gradient ? Scalar(decay.amount) : 0
    var (product, size): (Scalar, Scalar) = (0, 0)
    for p in parameters.indices {
      for i in parameters[p].values.indices {
        let gradient = sign * gradients[p].values[i] + penalty * parameters[p].values[i]
        var own = memory[p][i]
        product += gradient * own.sum / (own.square.squareRoot() + epsilon)
        own.mean = beta1 * own.mean + pace * (1 - beta1) * gradient
        own.square = beta2 * own.square + (1 - beta2) * gradient * gradient
        own.sum = kept * own.sum + pace * (1 - kept) * gradient
        size += abs(own.sum)
        memory[p][i] = own
      }
    }
    guard size != 0 else { return }
    numerator = kept * numerator + (1 - kept) * pace * product
    if rate > 0 {
      estimate = max(estimate, min(numerator / ((1 - kept) * size), estimate * Scalar(settings.growth ?? .infinity)))
    }
    for p in parameters.indices {
      for i in parameters[p].values.indices {
        if decay.place != .gradient { _ = decay.applied(to: &parameters[p].values[i], gradient: 0, rate: pace) }
        parameters[p].values[i] -= memory[p][i].mean / (memory[p][i].square.squareRoot() + epsilon)
      }
    }
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
    try archive.exchange(&memory, fresh: Memory()) { (memory, archive) throws(StateError) in
      try archive.exchange(&memory.mean)
      try archive.exchange(&memory.square)
      try archive.exchange(&memory.sum)
    }
    try archive.exchange(&numerator)
    try archive.exchange(&estimate)
    try archive.exchange(&step)
  }
}
