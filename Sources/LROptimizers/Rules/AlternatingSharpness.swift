/// The settings of `AlternatingSharpness`.
public struct AlternatingSharpnessSettings: WrappingRecipe {
  public var inner: any OptimizerRecipe = GradientDescentSettings()
  /// The rule that climbs.
  public var adversary: any OptimizerRecipe = GradientDescentSettings()
  /// Whether the adversary sees gradients of length 1, so that its rate is the radius of the neighbourhood.
  public var normalizesClimb = true
  /// Updates in a round: all but the last climb.
  public var period = 2
  /// Whether the adversary starts anew in each round.
  public var resetsAdversary = true
  /// Whether a whole round is one update, its climb unseen.
  public var isOpaque = false

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { AlternatingSharpness<S>(self) }

  /// Drawn are the weights themselves, whatever the inner rule has beside them.
  public var point: DrawnPoint? { inner.point?.drawing(.train) }
}

/// SAM in rounds: an adversary climbs, then another rule steps from where the round began, by the gradient on top.
///
/// The climb is part of the path unless it is opaque. A round of a single update steps from the point before this one,
/// since the start of a round is noted at its first update, after the step was made.
///
/// - Source: Foret, Kleiner, Mobahi, Neyshabur 2021; optax `contrib.sam`.
public struct AlternatingSharpness<Scalar: TrainingScalar>: WrappingOptimizer {
  private let settings: AlternatingSharpnessSettings
  public var inner: any Optimizer<Scalar>
  private var adversary: any Optimizer<Scalar>
  private var base: [Tensor<Scalar>] = []
  private var position = 0

  public init(_ settings: AlternatingSharpnessSettings) {
    self.settings = settings
    inner = settings.inner.optimizer(of: Scalar.self)
    adversary = settings.adversary.optimizer(of: Scalar.self)
  }

  /// The weights themselves, at whatever point of the round.
  public func evaluationPoint(_ parameters: [Tensor<Scalar>]) -> [Tensor<Scalar>] { parameters }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func step(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar) {
    if settings.isOpaque {
      var top = parameters
      for _ in 1..<settings.period { climb(&top, on: objective) }
      if settings.resetsAdversary { adversary = settings.adversary.optimizer(of: Scalar.self) }
      inner.step(&parameters, on: objective.fixed(at: top), rate: rate)
      return
    }
    let before = parameters
    if base.isEmpty { base = before }
    if position == settings.period - 1 {
      parameters = base
      inner.step(&parameters, on: objective.fixed(at: before), rate: rate)
      if settings.resetsAdversary { adversary = settings.adversary.optimizer(of: Scalar.self) }
    } else {
      climb(&parameters, on: objective)
    }
    if position == 0 { base = before }
    position = (position + 1) % settings.period
  }

  /// The adversary's step, backwards.
  private mutating func climb(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>) {
    var down = parameters
    adversary.step(
      &down, on: settings.normalizesClimb ? objective.normalized : objective, rate: Scalar(settings.adversary.rate))
    for p in parameters.indices {
      for i in parameters[p].values.indices { parameters[p].values[i] -= down[p].values[i] - parameters[p].values[i] }
    }
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try inner.exchangeState(with: &archive)
    let climbs = settings.isOpaque ? min(settings.period, 1 << 30) : 1
    try archive.part(after: archive.updates * climbs) { (archive) throws(StateError) in
      try adversary.exchangeState(with: &archive)
    }
    try archive.exchange(&base)
    try archive.exchange(&position, atMost: max(0, settings.period - 1))
  }
}

extension Objective {
  /// With gradients divided by the norm of all of them together.
  fileprivate var normalized: Objective {
    var normalized = self
    normalized.gradient = {
      var gradients = gradient($0)
      let norm = gradients.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1 * $1 } }.squareRoot()
      for p in gradients.indices { for i in gradients[p].values.indices { gradients[p].values[i] /= norm } }
      return gradients
    }
    return normalized
  }

  /// The objective as it is at one point, wherever it is asked.
  func fixed(at point: [Tensor<Scalar>]) -> Objective {
    var fixed = self
    fixed.value = { _ in value(point) }
    fixed.gradient = { _ in gradient(point) }
    fixed.hessianDiagonal = hessianDiagonal.map { diagonal in { _ in diagonal(point) } }
    return fixed
  }
}
