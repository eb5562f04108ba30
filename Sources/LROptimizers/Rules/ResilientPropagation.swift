/// The settings of `ResilientPropagation`.
public struct ResilientPropagationSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.01)
  /// What a step is multiplied by when the gradient's sign turns.
  public var shrinkage = 0.5
  /// What it is multiplied by when the sign stays.
  public var growth = 1.2
  public var smallest = 1e-6
  public var largest = 50.0
  /// Whether a first step outside these limits is brought inside at once, before it has changed.
  public var limitsFirst = true
  /// Whether every step is made one update later than it was found, as optax does.
  public var isLate = false

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(ResilientPropagation<S>(self), common)
  }
}

/// Steps that grow while the gradient keeps its sign, and shrink, without moving, when it turns.
///
///     s *= growth or shrinkage        w -= s * sign(g), or nothing after a turn
///
/// The rate is the first step; a schedule can't drive it further.
///
/// - Source: Riedmiller & Braun 1993, without weight backtracking: PyTorch Rprop.
public struct ResilientPropagation<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    /// The last gradient, or the last step where moves are late; 0 after a turn.
    var previous: Scalar = 0
    var size: Scalar = 0
  }

  private let shrinkage: Scalar
  private let growth: Scalar
  private let smallest: Scalar
  private let largest: Scalar
  private let limitsFirst: Bool
  private let isLate: Bool

  public init(_ settings: ResilientPropagationSettings) {
    shrinkage = Scalar(settings.shrinkage)
    growth = Scalar(settings.growth)
    smallest = Scalar(settings.smallest)
    largest = Scalar(settings.largest)
    limitsFirst = settings.limitsFirst
    isLate = settings.isLate
  }

  public var fresh: Memory { Memory() }
  public var givesWholeSteps: Bool { true }

  /// The rate where it is the size of the first steps.
  public func begin(step: Int, rate: Scalar) -> Scalar? { step == 1 ? rate : nil }

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ first: Scalar?) -> Scalar {
    if let first { memory.size = first }
    let agreement = gradient * memory.previous
    let factor = agreement > 0 ? growth : agreement < 0 ? shrinkage : 1
    if agreement != 0 || limitsFirst { memory.size = min(max(memory.size * factor, smallest), largest) }
    let found = agreement < 0 ? 0 : memory.size * gradient.signValue
    guard isLate else {
      memory.previous = agreement < 0 ? 0 : gradient
      return found
    }
    let due = agreement < 0 ? 0 : memory.previous
    memory.previous = found
    return due
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {}

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.previous)
    try archive.exchange(&memory.size)
  }
}
