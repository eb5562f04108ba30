/// The settings of `Adan`; decay on the gradient's side is `proximalDecay` instead.
public struct AdanSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.001)
  public var beta1 = 0.98
  public var beta2 = 0.92
  public var beta3 = 0.99
  public var epsilon = 1e-8
  /// Added to n under the root.
  public var squareEpsilon = 0.0
  /// How far a difference of gradients is followed; nil takes b2, as in the paper.
  public var lookahead: Double?
  /// w / (1 + rate * decay) after the step.
  public var proximalDecay = 0.0
  /// The largest norm of all gradients together; 0 has no limit.
  public var largestNorm = 0.0
  /// When climbing, whether the first difference is 2 g instead of 0.
  public var climbsFromTwice = false

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Clipping(norm: largestNorm > 0 ? largestNorm : nil, style: .single(epsilon: epsilon))
      .limiting(Coordinatewise(Adan<S>(self), common))
  }
}

/// Adam with the difference of successive gradients as a third moment: Nesterov's look ahead without its extra point.
///
///     m = b1 m + (1 - b1) g         v = b2 v + (1 - b2) (g - g')         g' is the gradient before
///     n = b3 n + (1 - b3) (g + b2 (g - g'))^2
///     w = (w - rate (m / (1 - b1^t) + b2 v / (1 - b2^t)) / (sqrt(n / (1 - b3^t)) + eps)) / (1 + rate decay)
///
/// - Source: Xie et al. 2022, with the betas as its code has them (1 - those of the paper).
public struct Adan<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var mean: Scalar = 0
    var difference: Scalar = 0
    var square: Scalar = 0
    var gradient: Scalar = 0
  }

  public struct Corrections: Sendable {
    var isFirst: Bool
    var mean: Scalar
    var difference: Scalar
    var square: Scalar
    /// rate * decay
    var shrinkage: Scalar
  }

  private let settings: AdanSettings
  private var beta1: Scalar
  private let beta2: Scalar
  private let beta3: Scalar
  private let lookahead: Scalar
  private let epsilon: Scalar
  private let squareEpsilon: Scalar

  public init(_ settings: AdanSettings) {
    self.settings = settings
    beta1 = Scalar(settings.beta1)
    beta2 = Scalar(settings.beta2)
    beta3 = Scalar(settings.beta3)
    lookahead = Scalar(settings.lookahead ?? settings.beta2)
    epsilon = Scalar(settings.epsilon)
    squareEpsilon = Scalar(settings.squareEpsilon)
  }

  public var fresh: Memory { Memory() }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = momentum }

  public func begin(step: Int, rate: Scalar) -> Corrections {
    func rest(_ beta: Scalar) -> Scalar { 1 - Scalar.power(beta, Scalar(step)) }
    return Corrections(
      isFirst: step == 1, mean: rest(beta1), difference: rest(beta2), square: rest(beta3),
      shrinkage: rate * Scalar(settings.proximalDecay))
  }

  public func direction(
    _ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ corrections: Corrections
  ) -> Scalar {
    var difference = gradient - memory.gradient
    if corrections.isFirst { difference = settings.climbsFromTwice && settings.common.maximizes ? 2 * gradient : 0 }
    memory.gradient = gradient
    memory.mean = beta1 * memory.mean + (1 - beta1) * gradient
    memory.difference = beta2 * memory.difference + (1 - beta2) * difference
    let ahead = gradient + lookahead * difference
    memory.square = beta3 * memory.square + (1 - beta3) * ahead * ahead
    let mean = memory.mean / corrections.mean + lookahead * memory.difference / corrections.difference
    let step = mean / ((memory.square / corrections.square + squareEpsilon).squareRoot() + epsilon)
    guard settings.proximalDecay != 0 else { return step }
    return (step + Scalar(settings.proximalDecay) * value) / (1 + corrections.shrinkage)
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.mean)
    try archive.exchange(&memory.difference)
    try archive.exchange(&memory.square)
    try archive.exchange(&memory.gradient)
  }
}
