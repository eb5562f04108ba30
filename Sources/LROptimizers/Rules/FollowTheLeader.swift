/// The settings of `FollowTheLeader`.
public struct FollowTheLeaderSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.001)
  /// How the rate shrinks with the sum of squares: -0.5 is its root, 0 not at all.
  public var ratePower = -0.5
  public var initialSum = 0.1
  public var l1 = 0.0
  public var l2 = 0.0
  /// An L2 penalty that the sum of squares doesn't see.
  public var shrinkage = 0.0
  public var beta = 0.0

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(FollowTheLeader<S>(self), common)
  }
}

/// Follow the regularized leader: the best point for all gradients so far, with penalties; L1 makes it exactly 0.
///
///     s' = s + g^2          z += g + 2 shrinkage w - (s'^p - s^p) / rate * w,      p = -ratePower
///     q = s'^p / rate + 2 (l2 + beta / (2 rate))
///     w = (clip(z, -l1, l1) - z) / q
///
/// The value is set, not moved: the start is forgotten at the first update. A rate of 0 divides by 0.
///
/// - Source: McMahan et al. 2013; Keras Ftrl.
public struct FollowTheLeader<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var sum: Scalar
    var linear: Scalar = 0
  }

  private let power: Scalar
  private let l1: Scalar
  private let l2: Scalar
  private let shrinkage: Scalar
  private let beta: Scalar
  public let fresh: Memory

  public init(_ settings: FollowTheLeaderSettings) {
    power = Scalar(-settings.ratePower)
    l1 = Scalar(settings.l1)
    l2 = Scalar(settings.l2)
    shrinkage = Scalar(settings.shrinkage)
    beta = Scalar(settings.beta)
    fresh = Memory(sum: Scalar(settings.initialSum))
  }

  /// The rate: it enters the place that the value is set to.
  public func begin(step: Int, rate: Scalar) -> Scalar { rate }

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ rate: Scalar) -> Scalar {
    (value - leader(gradient, value, &memory, rate)) / rate
  }

  public func move(_ value: inout Scalar, _ gradient: Scalar, _ memory: inout Memory, _: Scalar, rate: Scalar) {
    value = leader(gradient, value, &memory, rate)
  }

  private func leader(_ gradient: Scalar, _ value: Scalar, _ memory: inout Memory, _ rate: Scalar) -> Scalar {
    let before = Scalar.power(memory.sum, power)
    memory.sum += gradient * gradient
    let after = Scalar.power(memory.sum, power)
    memory.linear += gradient + 2 * shrinkage * value - (after - before) / rate * value
    let curvature = after / rate + 2 * (l2 + beta / (2 * rate))
    return (min(l1, max(-l1, memory.linear)) - memory.linear) / curvature
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {}

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.sum)
    try archive.exchange(&memory.linear)
  }
}
