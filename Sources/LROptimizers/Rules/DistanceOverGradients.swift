/// The settings of `DistanceOverGradients`.
public struct DistanceOverGradientsSettings: RuleSettings {
  /// How the first step is found.
  public enum FirstStep: Sendable, Hashable {
    /// The distance counts as this from the start.
    case distance(Double)
    /// As this part of 1 + |w0|.
    case relativeDistance(Double)
    /// The first update has this rate.
    case rate(Double)
  }

  /// The rate multiplies the one that the rule finds.
  public var common = CommonSettings(rate: 1)
  public var firstStep = FirstStep.relativeDistance(1e-6)
  public var epsilon = 1e-8
  /// Whether gradients are weighted by the squared distance (DoWG).
  public var weighsGradients = false

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { DistanceOverGradients<S>(self) }
}

extension DistanceOverGradientsSettings {
  /// DoWG's first squared distance, which is eps unless it is given.
  var firstSquaredDistance: Double? {
    get {
      guard case .distance(let distance) = firstStep else { return nil }
      return distance
    }
    set { firstStep = .distance(newValue ?? epsilon) }
  }
}

/// Gradient descent whose rate is the way come so far over the gradients met on it.
///
///     DoG    r = max |w - w0|;    G += |g|^2;        w -= rate r / sqrt(G + eps) g
///     DoWG   q = max |w - w0|^2;  G += q |g|^2;      w -= rate q / (sqrt(G) + eps) g
///
/// All parameters count as one vector.
///
/// - Source: Ivgi, Hinder, Carmon 2023 (DoG); Khaled, Mishchenko, Jin 2023 (DoWG); optax `dog`, `dowg`.
public struct DistanceOverGradients<Scalar: TrainingScalar>: GradientRule {
  private let settings: DistanceOverGradientsSettings
  private let epsilon: Scalar
  private var start: [Tensor<Scalar>] = []
  /// Squared for DoWG.
  private var distance: Scalar = 0
  private var gradientSum: Scalar = 0

  public init(_ settings: DistanceOverGradientsSettings) {
    self.settings = settings
    epsilon = Scalar(settings.epsilon)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    var firstRate: Scalar?
    if start.isEmpty {
      start = parameters
      switch settings.firstStep {
      case .distance(let given): distance = Scalar(given)
      case .relativeDistance(let part): distance = Scalar(part) * (1 + dot(start, start).squareRoot())
      case .rate(let given): firstRate = Scalar(given)
      }
    }
    let gradients = settings.common.seen(gradients, at: &parameters, rate: rate)
    let way = squaredDistance(start, parameters)
    let gradientSize = dot(gradients, gradients)
    var found: Scalar
    if settings.weighsGradients {
      distance = max(distance, way)
      gradientSum += distance * gradientSize
      found = distance / (gradientSum.squareRoot() + epsilon)
    } else {
      distance = max(distance, way.squareRoot())
      gradientSum += gradientSize
      found = distance / (gradientSum + epsilon).squareRoot()
    }
    if let firstRate { found = firstRate }
    move(&parameters, by: rate * found, against: gradients)
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&start)
    try archive.exchange(&distance)
    try archive.exchange(&gradientSum)
  }
}
