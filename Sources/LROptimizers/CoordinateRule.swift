/// A rule that moves every coordinate by itself: from its own gradient and what is remembered of it.
///
/// Decay, ascent, loops over parameters and their memory are the same for all such rules and stand in
/// `Coordinatewise`; a rule says only what is its own.
public protocol CoordinateRule<Scalar>: Sendable {
  associatedtype Scalar: TrainingScalar
  /// What is remembered of one coordinate.
  associatedtype Memory: Sendable
  /// What all coordinates share in one update: corrections, shares, the place in a cycle.
  associatedtype Shared

  /// The memory before the first update.
  var fresh: Memory { get }

  /// Prepares an update. `step` counts from 1.
  mutating func begin(step: Int, rate: Scalar) -> Shared

  /// Whether directions are whole steps, the rate in them (a velocity of whole moves goes on at rate 0): the coordinate
  /// becomes value - direction.
  var givesWholeSteps: Bool { get }

  /// The way to go: the coordinate becomes value - rate * direction.
  ///
  /// - Parameters:
  ///   - gradient: with coupled weight decay in it, its sign turned where the rule climbs.
  ///   - value: after decoupled weight decay.
  func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ shared: Shared) -> Scalar

  /// Moves a coordinate along its direction. A rule says this itself where it sets the value outright.
  func move(_ value: inout Scalar, _ gradient: Scalar, _ memory: inout Memory, _ shared: Shared, rate: Scalar)

  /// Takes over a momentum (or beta1) that a schedule drives.
  mutating func setMomentum(_ momentum: Scalar)

  /// Takes over a setting that a schedule drives; decay isn't the rule's.
  mutating func set(_ setting: DrivenSetting, to value: Scalar)

  /// The coordinate to judge by, where it isn't the one that moves: an average.
  func judged(_ memory: Memory) -> Scalar?

  /// Where the memory holds a velocity that a wrapper may pull back.
  var velocity: WritableKeyPath<Memory, Scalar>? { get }

  /// Writes or reads what the updates so far have changed in the rule itself.
  mutating func exchangeState(with archive: inout StateArchive) throws(StateError)

  /// Writes or reads what is remembered of one coordinate; before reading, it is `fresh`.
  static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError)
}

extension CoordinateRule {
  public var givesWholeSteps: Bool { false }
  public mutating func setMomentum(_ momentum: Scalar) {}
  public mutating func set(_ setting: DrivenSetting, to value: Scalar) {}
  public func judged(_ memory: Memory) -> Scalar? { nil }
  public var velocity: WritableKeyPath<Memory, Scalar>? { nil }

  @inline(__always)
  public func move(_ value: inout Scalar, _ gradient: Scalar, _ memory: inout Memory, _ shared: Shared, rate: Scalar) {
    value -= (givesWholeSteps ? 1 : rate) * direction(gradient, at: value, &memory, shared)
  }
}

extension CoordinateRule where Memory == Void {
  public var fresh: Void { () }
}

extension CoordinateRule where Memory == Scalar {
  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory)
  }
}
