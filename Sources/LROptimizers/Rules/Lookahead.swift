import LRCore

/// The settings of `Lookahead`.
public struct LookaheadSettings: WrappingRecipe {
  /// What becomes of the inner rule when the weights are pulled back.
  public enum Reset: Sendable, Hashable {
    case none
    /// All of its state starts anew.
    case state
    /// Its velocity becomes 0.
    case velocity
    /// Its velocity is pulled back as the weights are.
    case pulledVelocity
  }

  public var inner: any OptimizerRecipe = GradientDescentSettings()
  /// Every how many updates the slow weights follow.
  public var period = 5
  /// How far they go towards the fast ones.
  public var alpha = 0.5
  public var reset = Reset.none
  /// Whether the slow weights are the ones to judge by.
  public var judgesSlow = true

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { LookaheadOptimizer<S>(self) }

  /// The fast weights are drawn at the inner rule's point.
  public var point: DrawnPoint? {
    let fast = inner.point.map { Localized("the fast weights, at ", zh: "快权重，取") + $0.drawn }
    return DrawnPoint(
      judgesSlow ? .eval : .train, train: fast ?? Localized("the fast weights", zh: "快权重"),
      eval: Localized("the slow weights", zh: "慢权重"))
  }
}

extension LookaheadSettings {
  var resetsState: Bool {
    get { reset == .state }
    set { reset = newValue ? .state : .none }
  }
}

/// Fast weights explore by another rule; every few updates slow weights go part of their way, and they return there.
///
///     every k updates: slow += alpha (fast - slow);  fast = slow
///
/// - Source: Zhang, Lucas, Hinton, Ba 2019.
public struct LookaheadOptimizer<Scalar: TrainingScalar>: WrappingOptimizer {
  private let settings: LookaheadSettings
  public var inner: any Optimizer<Scalar>
  private var slow: [Tensor<Scalar>] = []
  private var slowVelocities: [[Scalar]] = []
  private var sinceSync = 0

  public init(_ settings: LookaheadSettings) {
    self.settings = settings
    inner = settings.inner.optimizer(of: Scalar.self)
  }

  public func evaluationPoint(_ parameters: [Tensor<Scalar>]) -> [Tensor<Scalar>] {
    settings.judgesSlow && !slow.isEmpty ? slow : inner.evaluationPoint(parameters)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func step(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar) {
    if slow.isEmpty { slow = parameters }
    inner.step(&parameters, on: objective, rate: rate)
    sinceSync += 1
    guard sinceSync >= settings.period else { return }
    sinceSync = 0
    let alpha = Scalar(settings.alpha)
    for p in slow.indices {
      for i in slow[p].values.indices { slow[p].values[i] += alpha * (parameters[p].values[i] - slow[p].values[i]) }
    }
    parameters = slow
    switch settings.reset {
    case .none: break
    case .state: inner = settings.inner.optimizer(of: Scalar.self)
    case .velocity: inner.velocities = inner.velocities.map { [Scalar](repeating: 0, count: $0.count) }
    case .pulledVelocity: pullVelocities(alpha)
    }
  }

  private mutating func pullVelocities(_ alpha: Scalar) {
    var fast = inner.velocities
    if slowVelocities.isEmpty { slowVelocities = fast.map { [Scalar](repeating: 0, count: $0.count) } }
    for p in fast.indices {
      for i in fast[p].indices { fast[p][i] = slowVelocities[p][i] + alpha * (fast[p][i] - slowVelocities[p][i]) }
    }
    slowVelocities = fast
    inner.velocities = fast
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try inner.exchangeState(with: &archive)
    try archive.exchange(&slow)
    try archive.exchange(&slowVelocities)
    try archive.require(slowVelocities.isEmpty || slowVelocities.count == inner.velocities.count)
    try archive.exchange(&sinceSync)
  }
}
