/// Where epsilon is added.
public enum EpsilonPlace: Sendable, Hashable {
  /// sqrt(v / (1 - b2^t)) + eps: PyTorch, optax, Paddle.
  case outside
  /// sqrt(v / (1 - b2^t) + eps): as some textbooks print it.
  case inside
  /// (sqrt(v) + eps) / sqrt(1 - b2^t): Keras, TensorFlow.
  case uncorrected
}

/// The settings of `Adam`.
public struct AdamSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.001)
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-8
  public var epsilonPlace = EpsilonPlace.outside
  /// A second one, which always stands under the root (optax).
  public var epsilonRoot = 0.0
  public var lookahead = Lookahead.none
  /// Moves along the gradient and then along the mean, rounding twice (PyTorch), instead of along their sum: where
  /// slopes cancel, as on a valley's floor, the difference of one rounding grows to be seen.
  public var movesTwice = false
  /// Divides by the largest second moment so far.
  public var amsgrad = false
  /// Whether the largest is found among the corrected moments (optax) or the plain ones, corrected afterwards (PyTorch).
  public var comparesCorrected = false
  public var correctsFirst = true
  public var correctsSecond = true

  public init() {}

  /// Whether epsilon stands under the root; as an argument `eps_inside`.
  var epsilonInside: Bool {
    get { epsilonPlace == .inside }
    set { epsilonPlace = newValue ? .inside : .outside }
  }

  /// Whether it looks ahead by a constant share; as an argument `nesterov`.
  var nesterov: Bool {
    get { lookahead == .constant }
    set { lookahead = newValue ? .constant : .none }
  }

  /// How fast the share of a growing look ahead reaches b1; as an argument `momentum_decay`.
  var momentumDecay: Double {
    get { if case .growing(let decay) = lookahead { decay } else { 0 } }
    set { lookahead = .growing(decay: newValue) }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(Adam<S>(self), common)
  }
}

/// Steps by the mean of the gradient over the root of the mean of its square, both corrected for their start at 0.
///
///     m = b1 m + (1 - b1) g         v = b2 v + (1 - b2) g^2
///     w -= rate * m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps)
///
/// With a look ahead, m / (1 - b1^t) is as in `FirstMoment`: NAdam.
///
/// - Source: Kingma & Ba 2015; AMSGrad: Reddi et al. 2018; decoupled decay: Loshchilov & Hutter 2019; NAdam: Dozat 2016.
public struct Adam<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var first: Scalar = 0
    var second: Scalar = 0
    var largest: Scalar = 0
  }

  /// What corrects both moments.
  public struct Corrections: Sendable {
    var first: FirstMoment<Scalar>.Shares
    var second: Scalar
  }

  private var first: FirstMoment<Scalar>
  private let beta2: Scalar
  private let epsilon: Scalar
  private let epsilonRoot: Scalar
  private let place: EpsilonPlace
  private let amsgrad: Bool
  private let comparesCorrected: Bool
  private let correctsSecond: Bool
  private let movesTwice: Bool

  public init(_ settings: AdamSettings) {
    first = FirstMoment(settings.beta1, settings.lookahead, corrects: settings.correctsFirst)
    beta2 = Scalar(settings.beta2)
    epsilon = Scalar(settings.epsilon)
    epsilonRoot = Scalar(settings.epsilonPlace == .inside ? settings.epsilon : settings.epsilonRoot)
    place = settings.epsilonPlace
    amsgrad = settings.amsgrad
    comparesCorrected = settings.comparesCorrected
    correctsSecond = settings.correctsSecond
    movesTwice = settings.movesTwice
  }

  public var fresh: Memory { Memory() }

  public mutating func setMomentum(_ momentum: Scalar) { first.beta = momentum }

  public mutating func begin(step: Int, rate: Scalar) -> Corrections {
    Corrections(
      first: first.shares(at: step), second: correctsSecond ? 1 - Scalar.power(beta2, Scalar(step)) : 1)
  }

  public func direction(
    _ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ corrections: Corrections
  ) -> Scalar {
    let mean = first.updated(&memory.first, gradient, corrections.first)
    return mean / divisor(gradient, &memory, corrections.second)
  }

  public func move(
    _ value: inout Scalar, _ gradient: Scalar, _ memory: inout Memory, _ corrections: Corrections, rate: Scalar
  ) {
    guard movesTwice else {
      value -= rate * direction(gradient, at: value, &memory, corrections)
      return
    }
    first.update(&memory.first, gradient)
    let divisor = divisor(gradient, &memory, corrections.second)
    value -= rate * corrections.first.gradient * gradient / divisor
    value -= rate * corrections.first.mean * memory.first / divisor
  }

  @inline(__always)
  private func divisor(_ gradient: Scalar, _ memory: inout Memory, _ correction: Scalar) -> Scalar {
    memory.second = beta2 * memory.second + (1 - beta2) * gradient * gradient
    var spread = memory.second
    if amsgrad {
      memory.largest = max(memory.largest, comparesCorrected ? spread / correction : spread)
      spread = comparesCorrected ? memory.largest * correction : memory.largest
    }
    switch place {
    case .outside: return (spread / correction + epsilonRoot).squareRoot() + epsilon
    case .inside: return (spread / correction + epsilonRoot).squareRoot()
    case .uncorrected: return (spread.squareRoot() + epsilon) / correction.squareRoot()
    }
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try first.exchangeState(with: &archive)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.first)
    try archive.exchange(&memory.second)
    try archive.exchange(&memory.largest)
  }
}
