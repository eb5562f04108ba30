/// The settings of `ADOPT`.
public struct ADOPTSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.001)
  public var beta1 = 0.9
  public var beta2 = 0.9999
  public var epsilon = 1e-6
  /// Whether a normalized gradient is held within t^0.25.
  public var clips = true
  /// The t of the first update that moves.
  public var firstCount = 1
  public var nesterov = false

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(ADOPT<S>(self), common)
  }
}

/// Adam in an order that converges with any beta2: a gradient is divided by the root of the squares before it, and
/// only then averaged. The first update only looks.
///
///     m = b1 m + (1 - b1) clip(g / max(sqrt(v), eps), t^0.25)         v = b2 v + (1 - b2) g^2 afterwards
///     w -= rate * m
///
/// - Source: Taniguchi et al. 2024.
public struct ADOPT<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var mean: Scalar = 0
    var square: Scalar = 0
  }

  private let settings: ADOPTSettings
  private var beta1: Scalar
  private let beta2: Scalar
  private let epsilon: Scalar

  public init(_ settings: ADOPTSettings) {
    self.settings = settings
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
    epsilon = Scalar(settings.epsilon)
  }

  public var fresh: Memory { Memory() }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  /// The limit of this update; nil at the first.
  public func begin(step: Int, rate: Scalar) -> Scalar? {
    guard step > 1 else { return nil }
    return settings.clips ? Scalar.power(Scalar(step - 2 + settings.firstCount), 0.25) : .infinity
  }

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ limit: Scalar?) -> Scalar {
    guard let limit else {
      memory.square = gradient * gradient
      return 0
    }
    let normalized = min(max(gradient / max(memory.square.squareRoot(), epsilon), -limit), limit)
    memory.mean = beta1 * memory.mean + (1 - beta1) * normalized
    memory.square = beta2 * memory.square + (1 - beta2) * gradient * gradient
    return settings.nesterov ? beta1 * memory.mean + (1 - beta1) * normalized : memory.mean
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.mean)
    try archive.exchange(&memory.square)
  }
}
