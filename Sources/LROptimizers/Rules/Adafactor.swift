/// The settings of `Adafactor`.
public struct AdafactorSettings: RuleSettings {
  /// What the rate is in update t, before it is scaled by the parameter.
  public enum Pace: Sendable, Hashable {
    /// The rate as it is: optax.
    case given
    /// min(rate, 1 / sqrt(t)): PyTorch, Keras.
    case slowing
    /// min(0.01, 1 / sqrt(t)), whatever the rate is: the paper, fairseq.
    case fixed
    /// min(1e-6 t, 1 / sqrt(t)), whatever the rate is: fairseq's `warmup_init`.
    case warmed
  }

  /// Which parameters keep only means over two axes.
  public enum Factoring: Sendable, Hashable {
    case never
    /// Over the last two, of whatever extent.
    case lastAxes
    /// Over the two longest, if both are at least this long.
    case longestAxes(atLeast: Int)
  }

  public var common = CommonSettings(rate: 0.01)
  public var pace = Pace.slowing
  /// beta2 = 1 - t^decayPower
  public var decayPower = -0.8
  /// beta2 is no larger than this.
  public var decayCap = 1.0
  /// Updates that are not counted as t.
  public var stepOffset = 0.0
  /// nil is the number type's epsilon.
  public var epsilon: Double? = 1e-30
  /// Bounds the roots from below (PyTorch) instead of being added to the squares.
  public var epsilonIsFloor = false
  public var scalesByParameter = true
  /// The parameter's root mean square counts as at least this.
  public var smallestScale = 1e-3
  /// Directions with a larger root mean square are scaled down to it; nil leaves them.
  public var clipThreshold: Double? = 1
  /// Share of the mean of steps that is kept; nil takes steps as they are.
  public var momentum: Double?
  public var momentumFormat = NumberFormat.full
  /// The mean of steps is rounded only when it is kept, not when it is gone by: optax.
  public var movesUnrounded = false
  public var factoring = Factoring.lastAxes
  /// Divides by the largest root so far, in the way of pytorch_optimizer's `ams_bound`.
  public var bounded = false
  /// Decay apart from the gradient goes by the scaled rate.
  public var decaysByScaledRate = false
  /// beta2 is a power in this format.
  public var powerFormat = NumberFormat.full
  /// Means and the rate are in this format.
  public var meanFormat = NumberFormat.full

  public init() {}

  /// The power with its sign turned, as optax says it.
  var decayRate: Double {
    get { -decayPower }
    set { decayPower = -newValue }
  }

  /// 0 for none, as lrplot's own rule says it.
  var ownMomentum: Double {
    get { momentum ?? 0 }
    set { momentum = newValue == 0 ? nil : newValue }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Tensorwise(Adafactor<S>(self), common)
  }
}

/// Adam without momentum, which keeps of a matrix of squares only the means of its rows and columns.
///
///     s = t^-0.8        R = (1 - s) R + s mean over columns of g^2        C likewise over rows
///     v = R C / mean(R)        u = g / sqrt(v)        u /= max(1, rms(u) / d)
///     w -= max(eps2, rms(w)) min(rate, 1 / sqrt(t)) u
///
/// - Source: Shazeer & Stern 2018; PyTorch, Keras, optax, fairseq for where they differ.
public struct Adafactor<Scalar: TrainingScalar>: TensorRule {
  public struct Memory: Sendable {
    fileprivate var axes: FactoredAxes?
    /// Means of squares over rows, or all squares of a parameter without two axes.
    fileprivate var rows: [Scalar]
    fileprivate var columns: [Scalar] = []
    fileprivate var largest: [Scalar] = []
    fileprivate var steps: [Scalar] = []
  }

  private var settings: AdafactorSettings
  private var momentum: Scalar?

  public init(_ settings: AdafactorSettings) {
    self.settings = settings
    momentum = settings.momentum.map { Scalar($0) }
  }

  public mutating func setMomentum(_ momentum: Scalar) {
    if self.momentum != nil { self.momentum = momentum }
  }

  public mutating func set(_ setting: DrivenSetting, to value: Scalar) {
    if setting == .decay { settings.common.decay.amount = Double(value) }
  }

  public func fresh(for parameter: Tensor<Scalar>, gradient: Tensor<Scalar>) -> Memory {
    let axes = FactoredAxes(parameter.shape, settings.factoring)
    let zeros = [Scalar](repeating: 0, count: parameter.values.count)
    var memory = Memory(axes: axes, rows: axes.map { [Scalar](repeating: 0, count: $0.rowCount) } ?? zeros)
    if let axes { memory.columns = [Scalar](repeating: 0, count: axes.columnCount) }
    if settings.bounded { memory.largest = zeros }
    if momentum != nil { memory.steps = zeros }
    return memory
  }

  public func move(
    _ parameter: inout Tensor<Scalar>, along gradient: Tensor<Scalar>, _ memory: inout Memory, step: Int,
    rate: Scalar
  ) {
    let format = settings.meanFormat
    var gradient = gradient
    var pace = format.rounded(self.pace(rate, step: step))
    if settings.scalesByParameter {
      pace = format.rounded(
        pace * format.rounded(max(Scalar(settings.smallestScale), rootMeanSquare(parameter.values))))
    }
    settings.common.decay.applied(
      to: &parameter, gradient: &gradient, rate: settings.decaysByScaledRate ? pace : rate)
    let share = self.share(step: step)
    var direction = self.direction(gradient.values, &memory, share)
    if let threshold = settings.clipThreshold {
      let excess = format.rounded(max(1, rootMeanSquare(direction) / Scalar(threshold)))
      if excess != 1 { for i in direction.indices { direction[i] /= excess } }
    }
    for i in direction.indices {
      parameter.values[i] -= remembered(pace * direction[i], &memory, i)
    }
  }

  private func pace(_ rate: Scalar, step: Int) -> Scalar {
    let slowing = 1 / Scalar(step).squareRoot()
    switch settings.pace {
    case .given: return rate
    case .slowing: return min(rate, slowing)
    case .fixed: return min(0.01, slowing)
    case .warmed: return min(1e-6 * Scalar(step), slowing)
    }
  }

  /// The share of the newest squares in their means.
  private func share(step: Int) -> Scalar {
    let count = Double(step) - settings.stepOffset
    if settings.powerFormat == .single {
      // optax computes beta2 and 1 - beta2 in single precision.
      let beta2 = 1 - Float.power(Float(count), Float(settings.decayPower))
      return Scalar(1 - beta2)
    }
    return max(Scalar(1 - settings.decayCap), Scalar.power(Scalar(count), Scalar(settings.decayPower)))
  }

  private func rootMeanSquare(_ values: [Scalar]) -> Scalar {
    if settings.meanFormat == .full {
      var sum: Scalar = 0
      for value in values { sum += value * value }
      return (sum / Scalar(values.count)).squareRoot()
    }
    return settings.meanFormat.mean(of: values.map { $0 * $0 }).squareRoot()
  }

  /// The gradient over the roots of its mean squares.
  private func direction(_ gradient: [Scalar], _ memory: inout Memory, _ share: Scalar) -> [Scalar] {
    let epsilon = settings.epsilon.map { Scalar($0) } ?? Scalar.ulpOfOne
    let added = settings.epsilonIsFloor ? 0 : epsilon
    let floor = settings.epsilonIsFloor ? epsilon : 0
    let kept = 1 - share
    if let axes = memory.axes {
      let squares = gradient.map { $0 * $0 + added }
      let (rows, columns) = axes.means(squares, settings.meanFormat)
      for r in rows.indices { memory.rows[r] = kept * memory.rows[r] + share * rows[r] }
      for c in columns.indices { memory.columns[c] = kept * memory.columns[c] + share * columns[c] }
    } else {
      for i in gradient.indices {
        memory.rows[i] = kept * memory.rows[i] + share * (gradient[i] * gradient[i] + added)
      }
    }
    let levels = memory.axes?.rowLevels(memory.rows, settings.meanFormat) ?? []
    return gradient.indices.map { i in
      var root: Scalar
      if let axes = memory.axes {
        // The roots of both means apart: in Float their product is 0 where a row and a column have no gradients.
        let row = axes.rows[i]
        root =
          (memory.rows[row] / max(levels[axes.groups[row]], floor)).squareRoot()
          * memory.columns[axes.columns[i]].squareRoot()
      } else {
        root = memory.rows[i].squareRoot()
      }
      if floor > 0 { root = max(root, floor) }
      guard settings.bounded else { return gradient[i] / root }
      memory.largest[i] = max(memory.largest[i], root)
      return gradient[i] / (memory.largest[i] / share).squareRoot()
    }
  }

  /// The mean of steps, this one included.
  private func remembered(_ step: Scalar, _ memory: inout Memory, _ i: Int) -> Scalar {
    guard let momentum else { return step }
    let kept = memory.steps[i]
    let format = settings.momentumFormat
    if settings.movesUnrounded {
      let old = format == .full ? momentum * kept : Scalar(Float(momentum) * Float(kept))
      let mean = old + (1 - momentum) * step
      memory.steps[i] = format.rounded(mean)
      return mean
    }
    if format == .full {
      memory.steps[i] = momentum * kept + (1 - momentum) * step
    } else {
      // A mixture as PyTorch takes it: from the nearer end, in single precision, rounded once.
      let share = Float(1 - Double(momentum))
      let new = Float(format.rounded(step))
      let old = Float(kept)
      let mixed = share < 0.5 ? old.addingProduct(share, new - old) : new.addingProduct(share - 1, new - old)
      memory.steps[i] = format.rounded(Scalar(mixed))
    }
    return memory.steps[i]
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    guard var momentum else { return }
    try archive.exchange(&momentum)
    self.momentum = momentum
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(inPlace: &memory.rows)
    try archive.exchange(inPlace: &memory.columns)
    try archive.exchange(inPlace: &memory.largest)
    try archive.exchange(inPlace: &memory.steps)
  }
}
