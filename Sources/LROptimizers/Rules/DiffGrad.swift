#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The settings of `DiffGrad`.
public struct DiffGradSettings: RectifiedSettings {
  public var common = CommonSettings(rate: 0.001)
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-8
  /// Added to v under the root.
  public var squareEpsilon = 0.0
  /// Divides by the largest second moment so far.
  public var amsgrad = false
  public var rectification = Rectification()

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(DiffGrad<S>(self), common)
  }
}

/// Adam with friction: where a gradient hardly changes, steps are halved.
///
///     f = 1 / (1 + exp(-|g - g'|)), g' the gradient before
///     w -= rate sqrt(1 - b2^t) / (1 - b1^t) * f m / (sqrt(v) + eps)
///
/// - Source: Dubey et al. 2019.
public struct DiffGrad<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var mean: Scalar = 0
    var square: Scalar = 0
    var largest: Scalar = 0
    var gradient: Scalar = 0
  }

  public struct Scale: Sendable {
    var step: Scalar
    var isAdaptive: Bool
  }

  private let settings: DiffGradSettings
  private var beta1: Scalar
  private let beta2: Scalar

  public init(_ settings: DiffGradSettings) {
    self.settings = settings
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
  }

  public var fresh: Memory { Memory() }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  public func begin(step: Int, rate: Scalar) -> Scale {
    let correction = 1 - Scalar.power(beta1, Scalar(step))
    if let rectified = settings.rectification.verdict(step: step, beta2: beta2) {
      return Scale(step: rectified.factor / correction, isAdaptive: rectified.isAdaptive)
    }
    return Scale(step: (1 - Scalar.power(beta2, Scalar(step))).squareRoot() / correction, isAdaptive: true)
  }

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ scale: Scale) -> Scalar {
    memory.mean = beta1 * memory.mean + (1 - beta1) * gradient
    memory.square = beta2 * memory.square + (1 - beta2) * gradient * gradient
    memory.largest = settings.amsgrad ? max(memory.largest, memory.square) : memory.square
    let friction = 1 / (1 + Scalar(exp(-Double(abs(gradient - memory.gradient)))))
    memory.gradient = gradient
    guard scale.isAdaptive else { return scale.step * memory.mean }
    let divisor = (memory.largest + Scalar(settings.squareEpsilon)).squareRoot() + Scalar(settings.epsilon)
    return scale.step * friction * memory.mean / divisor
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.mean)
    try archive.exchange(&memory.square)
    try archive.exchange(&memory.largest)
    try archive.exchange(&memory.gradient)
  }
}
