/// The settings of `SM3`.
public struct SM3Settings: RuleSettings {
  public var common = CommonSettings(rate: 0.1)
  public var momentum = 0.9
  public var epsilon = 0.0

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Tensorwise(SM3<S>(self), common)
  }
}

/// Adagrad that keeps of the sums of squares only one number for each row, each column, each slice of a tensor.
///
///     s(i) = g(i)^2 + min over the slices of i of their number        number of a slice = max of its s(i)
///     m = momentum m + (1 - momentum) g / sqrt(s + eps)  (0 where s is 0)        w -= rate * m
///
/// A vector's slices are its elements: there it is Adagrad with momentum.
///
/// - Source: Anil et al. 2019, SM3-II; optax `sm3`.
public struct SM3<Scalar: TrainingScalar>: TensorRule {
  public struct Memory: Sendable {
    /// The numbers of the slices of each axis.
    var covers: [[Scalar]]
    var velocity: [Scalar]
  }

  private let settings: SM3Settings
  private var momentum: Scalar

  public init(_ settings: SM3Settings) {
    self.settings = settings
    momentum = Scalar(settings.momentum)
  }

  public mutating func setMomentum(_ momentum: Scalar) { self.momentum = momentum }

  public func fresh(for parameter: Tensor<Scalar>, gradient: Tensor<Scalar>) -> Memory {
    let zeros = [Scalar](repeating: 0, count: parameter.values.count)
    let covers = parameter.shape.count < 2 ? [zeros] : parameter.shape.map { [Scalar](repeating: 0, count: $0) }
    return Memory(covers: covers, velocity: zeros)
  }

  public func move(
    _ parameter: inout Tensor<Scalar>, along gradient: Tensor<Scalar>, _ memory: inout Memory, step: Int,
    rate: Scalar
  ) {
    let extents = memory.covers.map(\.count)
    let epsilon = Scalar(settings.epsilon)
    var renewed = memory.covers
    for axis in renewed.indices { for k in renewed[axis].indices { renewed[axis][k] = 0 } }
    for i in gradient.values.indices {
      let slope = settings.common.decay.applied(
        to: &parameter.values[i], gradient: gradient.values[i], rate: rate)
      var sum = Scalar.infinity
      var rest = i
      for axis in extents.indices.reversed() {
        sum = min(sum, memory.covers[axis][rest % extents[axis]])
        rest /= extents[axis]
      }
      sum += slope * slope
      rest = i
      for axis in extents.indices.reversed() {
        renewed[axis][rest % extents[axis]] = max(renewed[axis][rest % extents[axis]], sum)
        rest /= extents[axis]
      }
      let scaled = sum > 0 ? slope / (sum + epsilon).squareRoot() : 0
      memory.velocity[i] = momentum * memory.velocity[i] + (1 - momentum) * scaled
      parameter.values[i] -= rate * memory.velocity[i]
    }
    memory.covers = renewed
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&momentum)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    for axis in memory.covers.indices { try archive.exchange(inPlace: &memory.covers[axis]) }
    try archive.exchange(inPlace: &memory.velocity)
  }
}
