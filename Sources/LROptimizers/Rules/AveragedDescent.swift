import LRCore

/// The settings of `AveragedDescent`.
public struct AveragedDescentSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.01)
  /// How fast the rate falls; also a weight decay where `decays`.
  public var lambda = 1e-4
  /// The power that the rate falls with.
  public var alpha = 0.75
  /// The step after which points are averaged.
  public var start = 0.0
  /// Whether weights shrink by rate * lambda.
  public var decays = false
  /// Whether the average is the point to judge by.
  public var judgesAverage = true

  public init() {}

  public var point: DrawnPoint? {
    DrawnPoint(
      judgesAverage ? .eval : .train, train: Localized("the last point", zh: "最后一点"),
      eval: Localized("the average of the points", zh: "各点的平均"))
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(AveragedDescent<S>(self), common)
  }
}

/// Gradient descent with a rate that falls by a power of time, and the average of its points.
///
///     rate(t) = rate / (1 + lambda rate (t - 1))^alpha        w -= rate(t) g        a = mean of w after `start`
///
/// - Source: Polyak & Juditsky 1992; the rate and the decay by lambda: Bottou 2012, PyTorch ASGD.
public struct AveragedDescent<Scalar: TrainingScalar>: CoordinateRule {
  /// What an update is made with.
  public struct Pace: Sendable {
    var rate: Scalar
    /// The weight of the newest point in the average.
    var share: Scalar
  }

  private let lambda: Scalar
  private let alpha: Scalar
  private let start: Scalar
  private let decays: Bool
  private let judgesAverage: Bool
  /// The rate of the next update; known after the first.
  private var next: Scalar?

  public init(_ settings: AveragedDescentSettings) {
    lambda = Scalar(settings.lambda)
    alpha = Scalar(settings.alpha)
    start = Scalar(settings.start)
    decays = settings.decays
    judgesAverage = settings.judgesAverage
  }

  /// The average.
  public var fresh: Scalar { 0 }
  public var givesWholeSteps: Bool { true }

  public func judged(_ average: Scalar) -> Scalar? { judgesAverage ? average : nil }

  /// PyTorch finds a rate at the end of the update before, from the rate that a schedule had said for that one.
  public mutating func begin(step: Int, rate: Scalar) -> Pace {
    let pace = Pace(rate: next ?? rate, share: step == 1 ? 1 : 1 / max(1, Scalar(step - 1) - start))
    next = rate / Scalar.power(1 + lambda * rate * Scalar(step), alpha)
    return pace
  }

  public func direction(_ gradient: Scalar, at value: Scalar, _ average: inout Scalar, _ pace: Pace) -> Scalar {
    let move = pace.rate * (decays ? gradient + lambda * value : gradient)
    average = pace.share == 1 ? value - move : average + (value - move - average) * pace.share
    return move
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&next)
  }
}
