/// The settings of `Mechanic`.
public struct MechanicSettings: WrappingRecipe {
  public var inner: any OptimizerRecipe = GradientDescentSettings()
  public var decay = 0.01
  public var epsilon = 1e-8
  /// The scale at first.
  public var initialScale = 1e-6
  /// How many scales are tuned, with memories of 10, 100, 1000 ... updates.
  public var memories = 6

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { Mechanic<S>(self) }

  /// Drawn are the weights themselves, whatever the inner rule has beside them.
  public var point: DrawnPoint? { inner.point?.drawing(.train) }
}

/// Scales the whole way that another rule has gone from the start by what the gradients say of that way.
///
///     way = (w - w0) / scale + the rule's step;  h = -<g, (w - w0) / scale>
///     for each memory b:  m = max(b m, |h| + eps);  v = b^2 v + h^2;  r = b r + clip(h, m) s
///                         s = (s0 / n m + max(0, r)) / (sqrt(v) + eps)
///     w = w0 + sum(s) way
///
/// - Source: Cutkosky, Defazio, Mehta 2023; optax `contrib.mechanize`.
public struct Mechanic<Scalar: TrainingScalar>: WrappingOptimizer {
  /// What one memory has learnt.
  private struct Tuner: Sendable {
    let beta: Scalar
    var largest: Scalar = 0
    var square: Scalar = 0
    var reward: Scalar = 0
    var scale: Scalar
  }

  private let settings: MechanicSettings
  private let epsilon: Scalar
  public var inner: any Optimizer<Scalar>
  private var start: [Tensor<Scalar>] = []
  private var tuners: [Tuner]

  public init(_ settings: MechanicSettings) {
    self.settings = settings
    epsilon = Scalar(settings.epsilon)
    inner = settings.inner.optimizer(of: Scalar.self)
    tuners = (0..<settings.memories).map {
      Tuner(beta: 1 - Scalar.power(0.1, Scalar($0 + 1)), scale: Scalar(settings.initialScale))
    }
  }

  /// The weights come from the whole way, so pulling a velocity back isn't offered.
  public var velocities: [[Scalar]] {
    get { [] }
    set {}
  }

  /// The scaled weights themselves.
  public func evaluationPoint(_ parameters: [Tensor<Scalar>]) -> [Tensor<Scalar>] { parameters }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func step(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar) {
    if start.isEmpty { start = parameters }
    let gradients = objective.gradient(parameters)
    var elsewhere = objective
    elsewhere.gradient = { _ in gradients }
    var moved = parameters
    inner.step(&moved, on: elsewhere, rate: rate)
    let scale = tuners.reduce(0) { $0 + $1.scale }
    let norms = (dot(gradients, gradients).squareRoot(), dot(parameters, parameters).squareRoot())
    let pull = Scalar(settings.decay) * scale * norms.0 / (norms.1 + epsilon)
    // The way back to the start, before and after this step, in units of the scale.
    var back = start
    var evidence: Scalar = 0
    for p in back.indices {
      for i in back[p].values.indices {
        let value = parameters[p].values[i]
        let way = (start[p].values[i] - value) / (scale + epsilon)
        evidence += (gradients[p].values[i] + pull * value) * way
        back[p].values[i] = way - (moved[p].values[i] - value)
      }
    }
    learn(evidence)
    let newScale = tuners.reduce(0) { $0 + $1.scale }
    for p in back.indices {
      for i in back[p].values.indices {
        parameters[p].values[i] = start[p].values[i] - newScale * back[p].values[i]
      }
    }
  }

  private mutating func learn(_ evidence: Scalar) {
    let share = Scalar(settings.initialScale) / Scalar(tuners.count)
    for n in tuners.indices {
      let limit = tuners[n].largest
      let clipped = min(max(evidence, -limit), limit)
      tuners[n].largest = max(tuners[n].beta * limit, abs(evidence) + epsilon)
      tuners[n].square = tuners[n].beta * tuners[n].beta * tuners[n].square + evidence * evidence
      tuners[n].reward = tuners[n].beta * tuners[n].reward + clipped * tuners[n].scale
      let wealth = share * tuners[n].largest + max(0, tuners[n].reward)
      tuners[n].scale = wealth / (tuners[n].square.squareRoot() + epsilon)
    }
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try inner.exchangeState(with: &archive)
    try archive.exchange(&start)
    for n in tuners.indices {
      try archive.exchange(&tuners[n].largest)
      try archive.exchange(&tuners[n].square)
      try archive.exchange(&tuners[n].reward)
      try archive.exchange(&tuners[n].scale)
    }
  }
}
