/// The settings of `LBFGS`.
public struct LBFGSSettings: RuleSettings {
  public var common = CommonSettings(rate: 1)
  /// Quasi-Newton moves in one update.
  public var iterations = 20
  /// Evaluations in one update; nil is 5/4 of the iterations.
  public var evaluations: Int?
  /// The largest component of the gradient at which it rests.
  public var gradientTolerance = 1e-7
  /// The change of parameters and loss at which it rests.
  public var changeTolerance = 1e-9
  public var history = 100
  public var searches = false

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { LBFGS<S>(self) }
}

/// Newton's method with an inverse Hessian that is inferred from how the gradient changed over the latest moves.
///
/// One update makes several moves, and evaluates the objective at each. Its direction is the rule's; the rate
/// multiplies it, or is the first distance that a line search tries. The first move of all goes down the gradient, no
/// longer than min(1, 1 / sum |g|) of it.
///
/// - Source: Liu & Nocedal 1989; PyTorch LBFGS, whose state from update to update it keeps.
public struct LBFGS<Scalar: TrainingScalar>: Optimizer {
  private let settings: LBFGSSettings
  private var history: CurvatureHistory<Scalar>
  private var direction: [Scalar] = []
  private var distance: Scalar = 0
  private var scale: Scalar = 1
  private var previousGradient: [Scalar] = []
  private var moves = 0

  public init(_ settings: LBFGSSettings) {
    self.settings = settings
    history = CurvatureHistory(size: settings.history)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func step(
    _ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar
  ) {
    let sign: Scalar = settings.common.maximizes ? -1 : 1
    let objective = settings.common.decay.penalizing(objective, sign)
    let limit = settings.evaluations ?? settings.iterations * 5 / 4
    var loss = sign * objective.value(parameters)
    var gradient = LineObjective.flattened(objective.gradient(parameters), sign)
    var evaluations = 1
    guard !isFlat(gradient) else { return }
    for iteration in 1...max(1, settings.iterations) {
      moves += 1
      aim(gradient)
      previousGradient = gradient
      let previousLoss = loss
      let sum = gradient.reduce(0) { $0 + abs($1) }
      distance = moves == 1 ? min(1, 1 / sum) * rate : rate
      let slope = CurvatureHistory.dot(gradient, direction)
      if slope > -Scalar(settings.changeTolerance) { return }
      let line = LineObjective(objective, from: parameters, along: direction, sign: sign)
      let reach = largest(direction)
      if settings.searches {
        var search = StrongWolfeSearch(
          line, from: LineSample(distance: 0, value: loss, gradient: gradient, slope: slope), tolerance: 1e-9,
          reach: reach, limit: limit - evaluations)
        let found = search.best(from: distance)
        evaluations += found.evaluations
        (distance, loss, gradient) = (found.sample.distance, found.sample.value, found.sample.gradient)
        parameters = line.parameters(at: distance)
      } else {
        parameters = line.parameters(at: distance)
        if iteration == settings.iterations { return }
        let sample = line.sample(at: distance)
        evaluations += 1
        (loss, gradient) = (sample.value, sample.gradient)
      }
      if evaluations >= limit || isFlat(gradient) { return }
      let tolerance = Scalar(settings.changeTolerance)
      if abs(distance) * reach <= tolerance || abs(loss - previousLoss) < tolerance { return }
    }
  }

  /// Learns from the latest move, and aims at the lowest point of the model of the loss.
  private mutating func aim(_ gradient: [Scalar]) {
    if moves == 1 {
      direction = gradient.map { -$0 }
      return
    }
    let change = gradient.indices.map { gradient[$0] - previousGradient[$0] }
    let move = direction.map { $0 * distance }
    let product = CurvatureHistory.dot(change, move)
    if product > 1e-10 {
      history.append(move: move, change: change, weight: 1 / product)
      scale = product / CurvatureHistory.dot(change, change)
    }
    direction = history.direction(gradient, scale: scale).map { -$0 }
  }

  private func isFlat(_ gradient: [Scalar]) -> Bool { largest(gradient) <= Scalar(settings.gradientTolerance) }

  private func largest(_ values: [Scalar]) -> Scalar {
    values.reduce(0) { $0.isNaN || $1.isNaN ? .nan : max($0, abs($1)) }
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try history.exchangeState(with: &archive)
    try archive.exchange(&direction, emptyOr: archive.count)
    try archive.exchange(&previousGradient, emptyOr: archive.count)
    try archive.exchange(&distance)
    try archive.exchange(&scale)
    try archive.exchange(&moves)
    try archive.require((moves == 0) == direction.isEmpty && direction.count == previousGradient.count)
  }
}

extension WeightDecay {
  /// The objective with a penalty of amount / 2 * |w|^2, what coupled decay is the gradient of.
  ///
  /// - Parameter sign: -1 for an objective to be maximized, from which the penalty is taken.
  func penalizing<Scalar: TrainingScalar>(_ objective: Objective<Scalar>, _ sign: Scalar) -> Objective<Scalar> {
    guard amount != 0 else { return objective }
    let amount = sign * Scalar(amount)
    var penalized = objective
    penalized.value = { parameters in
      parameters.reduce(objective.value(parameters)) { $0 + amount / 2 * $1.dot($1) }
    }
    penalized.gradient = { parameters in
      var gradients = objective.gradient(parameters)
      for p in gradients.indices { gradients[p].add(amount, parameters[p]) }
      return gradients
    }
    return penalized
  }
}
