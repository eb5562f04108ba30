/// The settings of `Yogi`.
public struct YogiSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.01)
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-3
  public var initialMean = 0.0
  /// v at first; nil takes the square of the first gradient.
  public var initialSquare: Double?
  /// Whether both moments are divided by 1 - b^t.
  public var corrects = false

  public init() {}

  /// The start of both moments, as the frameworks have it.
  var initialMoments: Double {
    get { initialMean }
    set { (initialMean, initialSquare) = (newValue, newValue) }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(Yogi<S>(self), common)
  }
}

/// Adam whose second moment moves towards g^2 by a step of its own, not by a share of the distance.
///
///     m = b1 m + (1 - b1) g         v -= (1 - b2) sign(v - g^2) g^2         w -= rate * m / (sqrt(v) + eps)
///
/// - Source: Zaheer et al. 2018, algorithm 2; frameworks divide both moments by 1 - b^t.
public struct Yogi<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var mean: Scalar
    var square: Scalar
  }

  public struct Corrections: Sendable {
    var isFirst: Bool
    var mean: Scalar
    var root: Scalar
  }

  private let settings: YogiSettings
  private var beta1: Scalar
  private let beta2: Scalar
  private let epsilon: Scalar

  public init(_ settings: YogiSettings) {
    self.settings = settings
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
    epsilon = Scalar(settings.epsilon)
  }

  public var fresh: Memory { Memory(mean: Scalar(settings.initialMean), square: Scalar(settings.initialSquare ?? 0)) }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  public func begin(step: Int, rate: Scalar) -> Corrections {
    guard settings.corrects else { return Corrections(isFirst: step == 1, mean: 1, root: 1) }
    return Corrections(
      isFirst: step == 1, mean: 1 - Scalar.power(beta1, Scalar(step)),
      root: (1 - Scalar.power(beta2, Scalar(step))).squareRoot())
  }

  public func direction(
    _ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ corrections: Corrections
  ) -> Scalar {
    let square = gradient * gradient
    memory.mean = beta1 * memory.mean + (1 - beta1) * gradient
    if corrections.isFirst, settings.initialSquare == nil { memory.square = square }
    if memory.square > square {
      memory.square -= (1 - beta2) * square
    } else if memory.square < square {
      memory.square += (1 - beta2) * square
    }
    return memory.mean / corrections.mean / (memory.square.squareRoot() / corrections.root + epsilon)
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.mean)
    try archive.exchange(&memory.square)
  }
}
