/// The settings of `AdaBelief`.
public struct AdaBeliefSettings: RectifiedSettings {
  public var common = CommonSettings(rate: 0.001)
  public var beta1 = 0.9
  public var beta2 = 0.999
  /// Added to the root.
  public var epsilon = 1e-8
  /// Added to s at every update, and kept in it.
  public var spreadEpsilon = 1e-8
  /// Divides by the largest s so far.
  public var amsgrad = false
  /// With amsgrad, what is added at every update stays in the largest s instead of s.
  public var largestKeepsEpsilon = false
  public var nesterov = false
  public var rectification = Rectification()

  public init() {}

  /// Both epsilons, where a framework has one for them.
  var epsilons: Double {
    get { epsilon }
    set { (epsilon, spreadEpsilon) = (newValue, newValue) }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(AdaBelief<S>(self), common)
  }
}

/// Adam that divides by how far gradients are from their mean: large steps where the mean can be believed.
///
///     m = b1 m + (1 - b1) g         s = b2 s + (1 - b2) (g - m)^2 + eps
///     w -= rate * m / (1 - b1^t) / (sqrt(s / (1 - b2^t)) + eps)
///
/// - Source: Zhuang et al. 2020.
public struct AdaBelief<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var mean: Scalar = 0
    var spread: Scalar = 0
    var largest: Scalar = 0
  }

  /// What the moments are divided by, and how the step is rectified.
  public struct Corrections: Sendable {
    var mean: Scalar
    var nextMean: Scalar
    var root: Scalar
    var rectified: Rectification.Verdict<Scalar>?
  }

  private let settings: AdaBeliefSettings
  private var beta1: Scalar
  private let beta2: Scalar
  private let epsilon: Scalar
  private let spreadEpsilon: Scalar

  public init(_ settings: AdaBeliefSettings) {
    self.settings = settings
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
    epsilon = Scalar(settings.epsilon)
    spreadEpsilon = Scalar(settings.spreadEpsilon)
  }

  public var fresh: Memory { Memory() }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  public func begin(step: Int, rate: Scalar) -> Corrections {
    Corrections(
      mean: 1 - Scalar.power(beta1, Scalar(step)), nextMean: 1 - Scalar.power(beta1, Scalar(step + 1)),
      root: (1 - Scalar.power(beta2, Scalar(step))).squareRoot(),
      rectified: settings.rectification.verdict(step: step, beta2: beta2))
  }

  public func direction(
    _ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ corrections: Corrections
  ) -> Scalar {
    memory.mean = beta1 * memory.mean + (1 - beta1) * gradient
    let surprise = gradient - memory.mean
    memory.spread = beta2 * memory.spread + (1 - beta2) * surprise * surprise
    if !settings.amsgrad || !settings.largestKeepsEpsilon { memory.spread += spreadEpsilon }
    var spread = memory.spread
    if settings.amsgrad {
      memory.largest = max(memory.largest, spread)
      if settings.largestKeepsEpsilon { memory.largest += spreadEpsilon }
      spread = memory.largest
    }
    let mean =
      settings.nesterov
      ? beta1 * memory.mean / corrections.nextMean + (1 - beta1) * gradient / corrections.mean
      : memory.mean / corrections.mean
    guard let rectified = corrections.rectified else {
      return mean / (spread.squareRoot() / corrections.root + epsilon)
    }
    guard rectified.isAdaptive else {
      return rectified.factor * (settings.rectification.correctsPlainSteps ? mean : memory.mean)
    }
    let root = settings.rectification.correctsSpread ? spread.squareRoot() / corrections.root : spread.squareRoot()
    return rectified.factor * mean / (root + epsilon)
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.mean)
    try archive.exchange(&memory.spread)
    try archive.exchange(&memory.largest)
  }
}
