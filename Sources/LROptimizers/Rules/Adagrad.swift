/// The settings of `Adagrad`.
public struct AdagradSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.01)
  public var rateDecay = 0.0
  public var initialSum = 0.0
  public var epsilon = 1e-10
  /// sqrt(s + eps) instead of sqrt(s) + eps.
  public var epsilonInside = false
  /// A coordinate that never had a slope stays, even with no epsilon (optax); otherwise 0 / 0 isn't a number.
  public var restsWhereFlat = false

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(Adagrad<S>(self), common)
  }
}

/// A rate for each coordinate, divided by the root of all its squared gradients so far.
///
///     s += g^2          w -= rate / (1 + (t - 1) rateDecay) * g / (sqrt(s) + eps)
///
/// - Source: Duchi, Hazan, Singer 2011; PyTorch Adagrad (`lr_decay`, `initial_accumulator_value`).
public struct Adagrad<Scalar: TrainingScalar>: CoordinateRule {
  private let rateDecay: Scalar
  private let epsilon: Scalar
  private let epsilonInside: Bool
  private let restsWhereFlat: Bool
  /// The sum of squares.
  public let fresh: Scalar

  public init(_ settings: AdagradSettings) {
    rateDecay = Scalar(settings.rateDecay)
    epsilon = Scalar(settings.epsilon)
    epsilonInside = settings.epsilonInside
    restsWhereFlat = settings.restsWhereFlat
    fresh = Scalar(settings.initialSum)
  }

  /// By how much the rate has slowed down.
  public func begin(step: Int, rate: Scalar) -> Scalar { 1 + Scalar(step - 1) * rateDecay }

  public func direction(_ gradient: Scalar, at value: Scalar, _ sum: inout Scalar, _ slowness: Scalar) -> Scalar {
    sum += gradient * gradient
    guard sum > 0 || !restsWhereFlat else { return 0 }
    let divisor = epsilonInside ? (sum + epsilon).squareRoot() : sum.squareRoot() + epsilon
    return gradient / divisor / slowness
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {}
}
