/// The settings of `SearchedLBFGS`.
public struct SearchedLBFGSSettings: RuleSettings {
  public var common = CommonSettings(rate: 1)
  public var history = 10
  /// Scales the first inverse Hessian; otherwise it is the identity.
  public var scales = true
  /// nil goes the whole way.
  public var search: ZoomSearchSettings? = ZoomSearchSettings()

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { SearchedLBFGS<S>(self) }
}

/// L-BFGS with one move in an update, its length found by a zoom line search.
///
/// Every move is remembered, also where the curvature along it is negative. Before there is any, the inverse Hessian is
/// min(1, 1 / |g|).
///
/// - Source: Liu & Nocedal 1989; optax `lbfgs`.
public struct SearchedLBFGS<Scalar: TrainingScalar>: Optimizer {
  private let settings: SearchedLBFGSSettings
  private var history: CurvatureHistory<Scalar>
  private var previousPoint: [Scalar] = []
  private var previousGradient: [Scalar] = []
  private var previousDistance: Scalar = 1

  public init(_ settings: SearchedLBFGSSettings) {
    self.settings = settings
    history = CurvatureHistory(size: settings.history)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func step(
    _ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar
  ) {
    let gradient = LineObjective.flattened(objective.gradient(parameters))
    let point = LineObjective.flattened(parameters)
    var scale = min(1, 1 / CurvatureHistory.dot(gradient, gradient).squareRoot())
    if !previousPoint.isEmpty {
      let move = point.indices.map { point[$0] - previousPoint[$0] }
      let change = point.indices.map { gradient[$0] - previousGradient[$0] }
      let product = CurvatureHistory.dot(change, move)
      // What is too small to be divided by counts as 0, as in XLA, which flushes subnormal numbers.
      let least = Scalar.leastNormalMagnitude
      history.append(move: move, change: change, weight: abs(product) < least ? 0 : 1 / product)
      let square = CurvatureHistory.dot(change, change)
      scale = square < least ? 1 : product / square
    }
    (previousPoint, previousGradient) = (point, gradient)
    let direction = history.direction(gradient, scale: settings.scales ? scale : 1).map { -rate * $0 }
    let line = LineObjective(objective, from: parameters, along: direction, sign: 1)
    var distance: Scalar = 1
    if let search = settings.search {
      let start = LineSample(
        distance: 0, value: objective.value(parameters), gradient: gradient,
        slope: CurvatureHistory.dot(direction, gradient))
      var zoom = ZoomSearch(line, from: start, search)
      distance = zoom.distance(from: search.keepsDistance ? previousDistance : 1)
      previousDistance = distance
    }
    parameters = line.parameters(at: distance)
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try history.exchangeState(with: &archive)
    try archive.exchange(&previousPoint, emptyOr: archive.count)
    try archive.exchange(&previousGradient, emptyOr: archive.count)
    try archive.require(previousPoint.count == previousGradient.count)
    try archive.exchange(&previousDistance)
  }
}
