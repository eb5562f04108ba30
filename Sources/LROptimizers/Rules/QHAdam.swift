/// The settings of `QHAdam`.
public struct QHAdamSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.001)
  public var beta1 = 0.9
  public var beta2 = 0.999
  /// The mean's part in the numerator, beside the newest gradient.
  public var nu1 = 0.7
  /// The mean's part in the divisor, beside the newest square.
  public var nu2 = 1.0
  public var epsilon = 1e-8
  /// Whether the means' shares are computed in single precision, whatever the parameters are.
  public var averagesInSinglePrecision = false

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(QHAdam<S>(self), common)
  }
}

/// Adam between its means and the newest gradient.
///
///     m, v as in Adam, both corrected for their start at 0
///     w -= rate * (nu1 m + (1 - nu1) g) / (sqrt(nu2 v + (1 - nu2) g^2) + eps)
///
/// - Source: Ma & Yarats 2019.
public struct QHAdam<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var mean: Scalar = 0
    var square: Scalar = 0
  }

  /// How much a gradient counts in means that are kept corrected.
  public struct Shares: Sendable {
    var mean: Scalar
    var square: Scalar
  }

  private let settings: QHAdamSettings
  private var beta1: Scalar
  private let beta2: Scalar
  private var weights: (mean: Scalar, square: Scalar) = (0, 0)

  public init(_ settings: QHAdamSettings) {
    self.settings = settings
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
  }

  public var fresh: Memory { Memory() }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  public mutating func begin(step: Int, rate: Scalar) -> Shares {
    func grown(_ weight: Scalar, _ beta: Scalar) -> Scalar {
      settings.averagesInSinglePrecision ? Scalar(Float(weight) * Float(beta) + 1) : weight * beta + 1
    }
    func inverse(_ weight: Scalar) -> Scalar {
      settings.averagesInSinglePrecision ? Scalar(1 / Float(weight)) : 1 / weight
    }
    weights = (grown(weights.mean, beta1), grown(weights.square, beta2))
    return Shares(mean: inverse(weights.mean), square: inverse(weights.square))
  }

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ shares: Shares) -> Scalar {
    let square = gradient * gradient
    memory.mean += shares.mean * (gradient - memory.mean)
    memory.square += shares.square * (square - memory.square)
    let (nu1, nu2) = (Scalar(settings.nu1), Scalar(settings.nu2))
    let root = (nu2 * memory.square + (1 - nu2) * square).squareRoot() + Scalar(settings.epsilon)
    return (nu1 * memory.mean + (1 - nu1) * gradient) / root
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
    try archive.exchange(&weights.mean)
    try archive.exchange(&weights.square)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.mean)
    try archive.exchange(&memory.square)
  }
}
