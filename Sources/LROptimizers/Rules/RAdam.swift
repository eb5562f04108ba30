/// The settings of `RAdam`.
public struct RAdamSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.001)
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-8
  /// eps is added to the root of the corrected mean square (optax) instead of the plain one (PyTorch).
  public var epsilonAfterCorrection = false
  /// A second one, under the root (optax).
  public var epsilonRoot = 0.0
  public var nesterov = false
  /// How long the mean square's memory must be for its root to be trusted.
  public var threshold = 5.0
  /// Whether exactly the threshold is long enough.
  public var trustsThreshold = false

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(RAdam<S>(self), common)
  }
}

/// Adam that mistrusts its divisor while that rests on few gradients: first steps of plain momentum, then Adam's
/// shortened by how uncertain the divisor is.
///
///     R = 2 / (1 - b2) - 1          r_t = R - 2 t b2^t / (1 - b2^t)
///     r_t > 5:   w -= rate * sqrt((r_t - 4)(r_t - 2) R / ((R - 4)(R - 2) r_t)) * m_hat / sqrt(v_hat)
///     else:      w -= rate * m_hat
///
/// - Source: Liu et al. 2020 (whose bound is 4; its authors' program and all frameworks take 5).
public struct RAdam<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var first: Scalar = 0
    var second: Scalar = 0
  }

  public struct Shared: Sendable {
    var first: FirstMoment<Scalar>.Shares
    var second: Scalar
    /// nil while the divisor isn't trusted.
    var rectification: Scalar?
  }

  private var first: FirstMoment<Scalar>
  private let beta2: Scalar
  private let epsilon: Scalar
  private let epsilonRoot: Scalar
  private let epsilonAfterCorrection: Bool
  private let threshold: Scalar
  private let trustsThreshold: Bool

  public init(_ settings: RAdamSettings) {
    first = FirstMoment(settings.beta1, settings.nesterov ? .constant : .none)
    beta2 = Scalar(settings.beta2)
    epsilon = Scalar(settings.epsilon)
    epsilonRoot = Scalar(settings.epsilonRoot)
    epsilonAfterCorrection = settings.epsilonAfterCorrection
    threshold = Scalar(settings.threshold)
    trustsThreshold = settings.trustsThreshold
  }

  public var fresh: Memory { Memory() }

  public mutating func setMomentum(_ momentum: Scalar) { first.beta = momentum }

  public mutating func begin(step: Int, rate: Scalar) -> Shared {
    let memory = SquareMemory(beta2, at: step)
    var shared = Shared(first: first.shares(at: step), second: 1 - memory.forgotten)
    if memory.length > threshold || (trustsThreshold && memory.length == threshold) {
      shared.rectification = memory.rectification
    }
    return shared
  }

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ shared: Shared) -> Scalar {
    let mean = first.updated(&memory.first, gradient, shared.first)
    memory.second = beta2 * memory.second + (1 - beta2) * gradient * gradient
    guard let rectification = shared.rectification else { return mean }
    if epsilonAfterCorrection {
      return rectification * mean / ((memory.second / shared.second + epsilonRoot).squareRoot() + epsilon)
    }
    return rectification * mean * shared.second.squareRoot() / (memory.second.squareRoot() + epsilon)
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try first.exchangeState(with: &archive)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.first)
    try archive.exchange(&memory.second)
  }
}

/// How many gradients a running mean of squares rests on.
struct SquareMemory<Scalar: TrainingScalar> {
  /// b2^t
  let forgotten: Scalar
  /// In the end.
  let longest: Scalar
  let length: Scalar

  init(_ beta: Scalar, at step: Int) {
    forgotten = Scalar.power(beta, Scalar(step))
    longest = 2 / (1 - beta) - 1
    length = longest - 2 * Scalar(step) * forgotten / (1 - forgotten)
  }

  /// What makes the spread of a step the same as in the end.
  var rectification: Scalar {
    ((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)).squareRoot()
  }
}
