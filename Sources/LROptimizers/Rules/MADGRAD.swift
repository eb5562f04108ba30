#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The settings of `MADGRAD`. Decay of the weights themselves takes rate * decay of what a weight was before the step.
public struct MADGRADSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.01)
  public var momentum = 0.9
  /// Added to the cube root, and to the rate.
  public var epsilon = 1e-6
  /// Without momentum: whether steps still count from the start instead of from where the last one led.
  public var keepsStart = false
  /// Whether a rate of 0 stands still, though eps is added to other rates.
  public var restsAtZeroRate = false
  /// Whether rate * sqrt(t) is computed in single precision, whatever the parameters are.
  public var weighsInSinglePrecision = false

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { MADGRAD<S>(self) }
}

/// Dual averaging with a cube root: every point is the start minus all weighted gradients, divided anew each time.
///
///     c = (rate + eps) sqrt(t)         s += c g         v += c g^2
///     z = start - s / (cbrt(v) + eps)         w = momentum w + (1 - momentum) z
///
/// - Source: Defazio & Jelassi 2021.
public struct MADGRAD<Scalar: TrainingScalar>: GradientRule {
  private struct Memory: Sendable {
    var start: Scalar
    var sum: Scalar = 0
    var squares: Scalar = 0
  }

  private let settings: MADGRADSettings
  private var momentum: Scalar
  private let epsilon: Scalar
  private var memory: [[Memory]] = []
  private var step = 0

  public init(_ settings: MADGRADSettings) {
    self.settings = settings
    momentum = Scalar(settings.momentum)
    epsilon = Scalar(settings.epsilon)
  }

  public mutating func setMomentum(_ momentum: Scalar) { self.momentum = momentum }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    if memory.isEmpty { memory = parameters.map { $0.values.map { Memory(start: $0) } } }
    step += 1
    let pace = settings.restsAtZeroRate && rate == 0 ? 0 : rate + epsilon
    let weight =
      settings.weighsInSinglePrecision
      ? Scalar(Float(pace) * Float(step).squareRoot()) : pace * Scalar(step).squareRoot()
    let decay = settings.common.decay
    let shrinkage = decay.place == .weights ? pace * Scalar(decay.amount) : 0
    let sign: Scalar = settings.common.maximizes ? -1 : 1
    for p in parameters.indices {
      for i in parameters[p].values.indices {
        let value = parameters[p].values[i]
        var gradient = sign * gradients[p].values[i]
        if decay.place == .gradient { gradient += Scalar(decay.amount) * value }
        parameters[p].values[i] = moved(value, by: gradient, weight: weight, &memory[p][i]) - shrinkage * value
      }
    }
  }

  private func moved(_ value: Scalar, by gradient: Scalar, weight: Scalar, _ memory: inout Memory) -> Scalar {
    let start = momentum == 0 && !settings.keepsStart ? value + memory.sum / divisor(memory.squares) : memory.start
    memory.squares += weight * gradient * gradient
    memory.sum += weight * gradient
    let target = start - memory.sum / divisor(memory.squares)
    return momentum * value + (1 - momentum) * target
  }

  /// Infinite where there is nothing to divide.
  private func divisor(_ squares: Scalar) -> Scalar {
    let root = Scalar(cbrt(Double(squares))) + epsilon
    return root == 0 ? .infinity : root
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&momentum)
    try archive.exchange(&memory, fresh: Memory(start: 0)) { (memory, archive) throws(StateError) in
      try archive.exchange(&memory.start)
      try archive.exchange(&memory.sum)
      try archive.exchange(&memory.squares)
    }
    try archive.exchange(&step)
  }
}
