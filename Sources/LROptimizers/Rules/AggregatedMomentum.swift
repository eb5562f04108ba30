/// The settings of `AggregatedMomentum`.
public struct AggregatedMomentumSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.001)
  /// One for each velocity.
  public var betas = [0.0, 0.9, 0.99]

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(AggregatedMomentum<S>(self), common)
  }
}

/// The mean of several velocities, from nimble to heavy.
///
///     v[k] = beta[k] v[k] + g        w -= rate * mean of v
///
/// - Source: Lucas, Sun, Zemel, Grosse 2019 (AggMo).
public struct AggregatedMomentum<Scalar: TrainingScalar>: CoordinateRule {
  private let betas: [Scalar]

  public init(_ settings: AggregatedMomentumSettings) { betas = settings.betas.map { Scalar($0) } }

  /// The velocities.
  public var fresh: [Scalar] { [Scalar](repeating: 0, count: betas.count) }

  public func begin(step: Int, rate: Scalar) {}

  public func direction(_ gradient: Scalar, at value: Scalar, _ velocities: inout [Scalar], _: Void) -> Scalar {
    var sum: Scalar = 0
    for k in betas.indices {
      velocities[k] = betas[k] * velocities[k] + gradient
      sum += velocities[k]
    }
    return sum / Scalar(betas.count)
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {}

  public static func exchange(_ memory: inout [Scalar], with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(inPlace: &memory)
  }
}
