import LRCore

/// The settings of `ScheduleFree`; its decay is the gradient's, taken at the point held.
public struct ScheduleFreeSettings: RuleSettings {
  /// Divides gradients by the root of their running square, as in Adam.
  public struct Scaling: Sendable, Hashable {
    public var beta2 = 0.999
    public var epsilon = 1e-8
    /// Added to v under the root.
    public var squareEpsilon = 0.0
    /// Divides by the largest corrected v so far.
    public var amsgrad = false

    public init() {}
  }

  public var common = CommonSettings(rate: 1)
  /// How much of the average there is in the point whose gradient is taken.
  public var momentum = 0.9
  /// nil for SGD.
  public var scaling: Scaling?
  /// Updates until the rate is reached.
  public var warmup = 0
  /// Whether the warm-up is optax's: one update late for the steps, and in single precision.
  public var warmsUpAsOptax = false
  /// The weights are t^r times the largest rate so far to this power.
  public var ratePower = 2.0
  public var stepPower = 0.0
  /// What keras makes of it where variables change in place (PyTorch, TensorFlow): z is averaged into the point held,
  /// for x is computed there from the z that was just moved.
  public var averagesHeldPoint = false
  /// Whether the average x is the point to judge by, not the point held.
  public var judgesAverage = true
  /// More than 0: how far the average's share is decoupled from momentum.
  public var decoupling = 0.0

  public init() {}

  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> { ScheduleFree<S>(self) }

  public var point: DrawnPoint? {
    DrawnPoint(
      judgesAverage ? .eval : .train, train: Localized("y, where gradients are taken", zh: "求梯度的点 y"),
      eval: Localized("the average x", zh: "平均点 x"))
  }
}

/// Steps whose average is the result, so that no schedule need end them. Gradients are taken between both.
///
///     z -= rate * g(y)         x = (1 - c) x + c z         y = (1 - momentum) z + momentum x
///     c = w_t / (w_1 + ... + w_t), w = t^r * largest rate^power
///
/// The point held is y; the one to judge by is x, unless y is asked for.
///
/// - Source: Defazio et al. 2024.
public struct ScheduleFree<Scalar: TrainingScalar>: GradientRule {
  private struct Memory: Sendable {
    /// z: where steps alone have led.
    var stepped: Scalar
    var square: Scalar = 0
    var largest: Scalar = 0
  }

  private let settings: ScheduleFreeSettings
  private var momentum: Scalar
  private var memory: [[Memory]] = []
  private var weights: Scalar = 0
  private var largestRate: Scalar = 0
  private var step = 0

  public init(_ settings: ScheduleFreeSettings) {
    self.settings = settings
    momentum = Scalar(settings.momentum)
  }

  public mutating func setMomentum(_ momentum: Scalar) { self.momentum = momentum }

  /// z starts from the parameters as they were before any decay.
  public mutating func prepare(for parameters: [Tensor<Scalar>]) {
    if memory.isEmpty { memory = parameters.map { $0.values.map { Memory(stepped: $0) } } }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar) {
    prepare(for: parameters)
    step += 1
    let rates = warmed(rate)
    let share = share(of: rates.weighing)
    let correction = 1 - Scalar.power(Scalar(settings.scaling?.beta2 ?? 0), Scalar(step))
    let sign: Scalar = settings.common.maximizes ? -1 : 1
    let penalty = Scalar(settings.common.decay.amount)
    for p in parameters.indices {
      for i in parameters[p].values.indices {
        let held = parameters[p].values[i]
        let gradient = scaled(sign * gradients[p].values[i], &memory[p][i], correction) + penalty * held
        if settings.averagesHeldPoint {
          memory[p][i].stepped -= rates.moving * gradient
          parameters[p].values[i] = (1 - share) * held + share * memory[p][i].stepped
          continue
        }
        let average = (1 - share) * held + share * memory[p][i].stepped
        parameters[p].values[i] = average + rates.moving * (momentum * (1 - share) - 1) * gradient
        memory[p][i].stepped -= rates.moving * gradient
      }
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func evaluationPoint(_ parameters: [Tensor<Scalar>]) -> [Tensor<Scalar>] {
    guard !memory.isEmpty, momentum != 0, settings.judgesAverage else { return parameters }
    var points = parameters
    for p in points.indices {
      for i in points[p].values.indices {
        points[p].values[i] = (points[p].values[i] - (1 - momentum) * memory[p][i].stepped) / momentum
      }
    }
    return points
  }

  /// The rates to move and to weigh by.
  private func warmed(_ rate: Scalar) -> (moving: Scalar, weighing: Scalar) {
    func late(_ count: Int) -> Scalar {
      // A warm-up of 0 updates never leaves 0 there.
      guard settings.warmup > 0 else { return 0 }
      // As XLA compiles it: the divisor inverted, every product and sum rounded once.
      let rest = Float(1).addingProduct(-Float(min(count, settings.warmup)), 1 / Float(settings.warmup))
      return Scalar(Float(rate).addingProduct(-Float(rate), rest))
    }
    if settings.warmsUpAsOptax { return (late(step - 1), late(step)) }
    guard step < settings.warmup else { return (rate, rate) }
    let warm = rate * (Scalar(step) / Scalar(settings.warmup))
    return (warm, warm)
  }

  /// The newest point's share of the average.
  private mutating func share(of rate: Scalar) -> Scalar {
    largestRate = max(largestRate, rate)
    let weight =
      Scalar.power(Scalar(step), Scalar(settings.stepPower)) * Scalar.power(largestRate, Scalar(settings.ratePower))
    weights += weight
    let share = weights != 0 ? weight / weights : 0
    guard settings.decoupling > 0 else { return share }
    return min(1, share * (1 - momentum) * Scalar(settings.decoupling))
  }

  @inline(__always)
  private func scaled(_ gradient: Scalar, _ memory: inout Memory, _ correction: Scalar) -> Scalar {
    guard let scaling = settings.scaling else { return gradient }
    let beta2 = Scalar(scaling.beta2)
    memory.square = beta2 * memory.square + (1 - beta2) * gradient * gradient
    let square = memory.square / correction
    memory.largest = scaling.amsgrad ? max(memory.largest, square) : square
    return gradient / ((memory.largest + Scalar(scaling.squareEpsilon)).squareRoot() + Scalar(scaling.epsilon))
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&momentum)
    try archive.exchange(&memory, fresh: Memory(stepped: 0)) { (memory, archive) throws(StateError) in
      try archive.exchange(&memory.stepped)
      try archive.exchange(&memory.square)
      try archive.exchange(&memory.largest)
    }
    try archive.exchange(&weights)
    try archive.exchange(&largestRate)
    try archive.exchange(&step)
  }
}
