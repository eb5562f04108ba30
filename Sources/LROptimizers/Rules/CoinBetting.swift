/// The settings of `CoinBetting`.
public struct CoinBettingSettings: RuleSettings {
  /// The rate only multiplies the gradient, which the rule is all but blind to.
  public var common = CommonSettings(rate: 1)
  public var alpha = 100.0
  public var epsilon = 1e-8

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(CoinBetting<S>(self), common)
  }
}

/// COCOB: every coordinate bets part of what it has won on the gradient's next side; no rate is needed.
///
///     g = rate * g;  L = max(L, |g|);  G += |g|;  R = max(R - g (w - w0), 0);  c -= g
///     w = w0 + c / (L max(G + L, alpha L)) (L + R)
///
/// - Source: Orabona & Tommasi 2017, algorithm 2; optax `cocob`.
public struct CoinBetting<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var start: Scalar = 0
    /// The largest gradient.
    var scale: Scalar
    /// The sum of the gradients' sizes.
    var total: Scalar = 0
    var reward: Scalar = 0
    /// The sum of the negative gradients.
    var bet: Scalar = 0
  }

  /// The rate, and whether the start isn't known yet.
  public struct Update: Sendable {
    var rate: Scalar
    var isFirst: Bool
  }

  private let alpha: Scalar
  public let fresh: Memory

  public init(_ settings: CoinBettingSettings) {
    alpha = Scalar(settings.alpha)
    fresh = Memory(scale: Scalar(settings.epsilon))
  }

  public var givesWholeSteps: Bool { true }

  public func begin(step: Int, rate: Scalar) -> Update { Update(rate: rate, isFirst: step == 1) }

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ update: Update) -> Scalar {
    if update.isFirst { memory.start = value }
    let gradient = update.rate * gradient
    memory.scale = max(memory.scale, abs(gradient))
    memory.total += abs(gradient)
    memory.reward = max(memory.reward - gradient * (value - memory.start), 0)
    memory.bet -= gradient
    let stake = memory.scale * max(memory.total + memory.scale, alpha * memory.scale)
    return value - (memory.start + memory.bet / stake * (memory.scale + memory.reward))
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {}

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.start)
    try archive.exchange(&memory.scale)
    try archive.exchange(&memory.total)
    try archive.exchange(&memory.reward)
    try archive.exchange(&memory.bet)
  }
}
