/// The settings of `AcceleratedDescent`.
public struct AcceleratedDescentSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.001)
  /// The long step over the short one.
  public var kappa = 1000.0
  /// The statistical advantage.
  public var xi = 10.0
  /// Any small constant, at most 1.
  public var constant = 0.7

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(AcceleratedDescent<S>(self), common)
  }
}

/// Short steps of the weights and long ones of a companion, coupled by averages.
///
///     beta = xi c^2 / kappa;  z = c / (c + beta)
///     u = beta ((1 / beta - 1) u + w - rate kappa / c g);  w = z (w - rate g) + (1 - z) u
///
/// - Source: Jain et al. 2018; Kidambi, Netrapalli, Jain, Kakade 2018 (AccSGD).
public struct AcceleratedDescent<Scalar: TrainingScalar>: CoordinateRule {
  public struct Update: Sendable {
    var rate: Scalar
    /// Whether the companion isn't at the weights yet.
    var isFirst: Bool
  }

  private let stretch: Scalar
  private let beta: Scalar
  private let share: Scalar

  public init(_ settings: AcceleratedDescentSettings) {
    stretch = Scalar(settings.kappa / settings.constant)
    beta = Scalar(1 - (1 - settings.xi * settings.constant * settings.constant / settings.kappa))
    share = Scalar(settings.constant) / (Scalar(settings.constant) + beta)
  }

  /// The companion.
  public var fresh: Scalar { 0 }
  public var velocity: WritableKeyPath<Scalar, Scalar>? { \.self }
  public var givesWholeSteps: Bool { true }

  public func begin(step: Int, rate: Scalar) -> Update { Update(rate: rate, isFirst: step == 1) }

  public func direction(_ gradient: Scalar, at value: Scalar, _ companion: inout Scalar, _ update: Update) -> Scalar {
    if update.isFirst { companion = value }
    companion = beta * ((1 / beta - 1) * companion - update.rate * stretch * gradient + value)
    return value - (share * (value - update.rate * gradient) + (1 - share) * companion)
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {}
}
