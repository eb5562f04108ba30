/// The settings of `Shampoo`.
public struct ShampooSettings: RuleSettings {
  /// What momentum mixes.
  public enum Momentum: Sendable, Hashable {
    /// Steps: v = mu v + step.
    case steps
    /// The gradient with the latest step, before it is preconditioned: pytorch_optimizer, torch_optimizer.
    case feedback
  }

  public var common = CommonSettings(rate: 0.1)
  public var momentum = 0.0
  public var momentumPlace = Momentum.steps
  /// The statistics start at this multiple of the identity.
  public var epsilon = 1e-4
  /// Roots are taken anew in every update whose number is a multiple of this.
  public var period = 1
  /// Whether the first update counts as 0, so that roots are taken in it.
  public var countsFromZero = true
  /// The power of each axis is -1 / (this times the number of axes).
  public var rootOrder = 2.0
  /// Statistics of an axis see the gradient as the axes before have left it: torch_optimizer.
  public var sequential = false

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Tensorwise(Shampoo<S>(self), common)
  }

  public func matrixWork(ofShape shape: [Int], updates: Int) -> Double {
    shape.reduce(0) { $0 + Matrix<Double>.eigenWork(of: $1) * (Double(updates) / Double(max(1, period))).rounded(.up) }
  }
}

/// Adagrad with whole matrices: for each axis, what its slices have in common.
///
///     L += G G^T        R += G^T G        w -= rate * L^(-1/4) G R^(-1/4)
///
/// A tensor of k axes has k such matrices, each taken to the power -1 / (2 k); a vector has one, to the power -1/2.
///
/// - Source: Gupta, Koren, Singer 2018.
public struct Shampoo<Scalar: TrainingScalar>: TensorRule {
  public struct Memory: Sendable {
    var statistics: [Matrix<Scalar>]
    var roots: [Matrix<Scalar>]
    /// The velocity, or the latest step.
    var step: Tensor<Scalar>
  }

  private let settings: ShampooSettings
  private var momentum: Scalar

  public init(_ settings: ShampooSettings) {
    self.settings = settings
    momentum = Scalar(settings.momentum)
  }

  public mutating func setMomentum(_ momentum: Scalar) {
    if self.momentum > 0 { self.momentum = momentum }
  }

  public func fresh(for parameter: Tensor<Scalar>, gradient: Tensor<Scalar>) -> Memory {
    Memory(
      statistics: parameter.shape.map { .diagonal($0, Scalar(settings.epsilon)) },
      roots: parameter.shape.map { Matrix(rows: $0, columns: $0) },
      step: settings.momentumPlace == .feedback ? gradient : Tensor(like: parameter))
  }

  public func move(
    _ parameter: inout Tensor<Scalar>, along gradient: Tensor<Scalar>, _ memory: inout Memory, step: Int,
    rate: Scalar
  ) {
    var slope = gradient
    let feedsBack = momentum > 0 && settings.momentumPlace == .feedback
    if feedsBack {
      for i in slope.values.indices {
        slope.values[i] = (1 - momentum) * slope.values[i] + momentum * memory.step.values[i]
      }
    }
    settings.common.decay.applied(to: &parameter, gradient: &slope, rate: rate)
    let seen = slope
    let isDue = (settings.countsFromZero ? step - 1 : step) % settings.period == 0
    let power = -1 / (Scalar(settings.rootOrder) * Scalar(max(1, slope.shape.count)))
    for axis in slope.shape.indices {
      let product = (settings.sequential ? slope : seen).outerProduct(along: axis)
      memory.statistics[axis] = memory.statistics[axis].combined(1, 1, product)
      if isDue { memory.roots[axis] = memory.statistics[axis].symmetricPower(power) }
      slope = slope.multiplied(by: memory.roots[axis], along: axis)
    }
    if settings.momentumPlace == .feedback {
      memory.step = slope
    } else if momentum > 0 {
      for i in slope.values.indices {
        memory.step.values[i] = momentum * memory.step.values[i] + slope.values[i]
      }
      slope = memory.step
    }
    parameter.add(-rate, slope)
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&momentum)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    for axis in memory.statistics.indices { try memory.statistics[axis].exchangeState(with: &archive) }
    for axis in memory.roots.indices { try memory.roots[axis].exchangeState(with: &archive) }
    try archive.exchange(inPlace: &memory.step)
  }
}
