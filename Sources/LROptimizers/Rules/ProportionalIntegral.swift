/// The settings of `ProportionalIntegral`.
public struct ProportionalIntegralSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.001)
  public var momentum = 0.0
  public var dampening = 0.0
  public var integral = 5.0
  public var derivative = 10.0
  /// torch_optimizer: the first gradient enters the sum undampened, and the second is compared with 0.
  public var forgetsFirst = false

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(ProportionalIntegral<S>(self), common)
  }
}

/// A controller's step: the gradient, the sum of those before, and a mean of their changes.
///
///     i = momentum i + (1 - dampening) g;  d = momentum d + (1 - momentum)(g - g');  w -= rate (g + ki i + kd d)
///
/// Without momentum it is plain descent.
///
/// - Source: An et al. 2018 (PID).
public struct ProportionalIntegral<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var sum: Scalar = 0
    var change: Scalar = 0
    var previous: Scalar = 0
  }

  private let settings: ProportionalIntegralSettings
  private let integral: Scalar
  private let derivative: Scalar
  private let dampening: Scalar
  private var momentum: Scalar

  public init(_ settings: ProportionalIntegralSettings) {
    self.settings = settings
    integral = Scalar(settings.integral)
    derivative = Scalar(settings.derivative)
    dampening = Scalar(settings.dampening)
    momentum = Scalar(settings.momentum)
  }

  public var fresh: Memory { Memory() }

  public mutating func setMomentum(_ momentum: Scalar) { self.momentum = momentum }

  /// Whether there is no gradient before.
  public func begin(step: Int, rate: Scalar) -> Bool { step == 1 }

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ isFirst: Bool) -> Scalar {
    guard momentum > 0 else { return gradient }
    let forgets = isFirst && settings.forgetsFirst
    memory.sum = momentum * memory.sum + (forgets ? 1 : 1 - dampening) * gradient
    memory.change *= momentum
    if !isFirst { memory.change += (1 - momentum) * (gradient - memory.previous) }
    if !forgets { memory.previous = gradient }
    return gradient + integral * memory.sum + derivative * memory.change
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&momentum)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.sum)
    try archive.exchange(&memory.change)
    try archive.exchange(&memory.previous)
  }
}
