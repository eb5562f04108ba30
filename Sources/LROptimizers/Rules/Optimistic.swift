/// The settings of `Optimistic`: those of Adam and two weights.
public struct OptimisticSettings: RuleSettings {
  public var adam = AdamSettings()
  /// The weight of the way to go.
  public var alpha = 1.0
  /// The weight of what changed in it since the last step.
  public var beta = 1.0

  public init() {}

  public var common: CommonSettings {
    get { adam.common }
    set { adam.common = newValue }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(Optimistic(Adam<S>(adam), alpha: S(alpha), beta: S(beta)), common)
  }
}

/// A rule that expects its way to change again as it just did.
///
///     w -= rate * ((alpha + beta) d - beta d_before)        d_before = d at the first step
///
/// - Source: Daskalakis et al. 2018; optax scale_by_optimistic_gradient.
public struct Optimistic<Base: CoordinateRule>: CoordinateRule {
  public typealias Scalar = Base.Scalar

  public struct Memory: Sendable {
    var base: Base.Memory
    var previous: Scalar = 0
  }

  public struct Shared {
    var base: Base.Shared
    var isFirst: Bool
  }

  private var base: Base
  private let alpha: Scalar
  private let beta: Scalar

  public init(_ base: Base, alpha: Scalar, beta: Scalar) {
    self.base = base
    self.alpha = alpha
    self.beta = beta
  }

  public var fresh: Memory { Memory(base: base.fresh) }

  public mutating func setMomentum(_ momentum: Scalar) { base.setMomentum(momentum) }

  public mutating func begin(step: Int, rate: Scalar) -> Shared {
    Shared(base: base.begin(step: step, rate: rate), isFirst: step == 1)
  }

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ shared: Shared) -> Scalar {
    let direction = base.direction(gradient, at: value, &memory.base, shared.base)
    let previous = shared.isFirst ? direction : memory.previous
    memory.previous = direction
    return (alpha + beta) * direction - beta * previous
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try base.exchangeState(with: &archive)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try Base.exchange(&memory.base, with: &archive)
    try archive.exchange(&memory.previous)
  }
}
