/// The settings of `SingleRAdam`.
public struct SingleRAdamSettings: RuleSettings {
  public var common = CommonSettings(rate: 0.001)
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-8
  /// Decoupled; apart from `common` because it is rounded to float32 as well.
  public var decay = 0.0

  public init() {}

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    Coordinatewise(SingleRAdam<S>(self), common)
  }
}

/// RAdam as torch_optimizer computes it: parameters, gradients and means become float32 whatever they were, and every
/// operation rounds as PyTorch's does (products are added without a rounding between). The rounding is a part of the path: the points are float32 numbers.
///
/// The formula is that of `RAdam`; the divisor is trusted from r = 5 on.
public struct SingleRAdam<Scalar: TrainingScalar>: CoordinateRule {
  public struct Memory: Sendable {
    var first: Float = 0
    var second: Float = 0
  }

  public struct Shared: Sendable {
    /// Minus the size of a step.
    var step: Float
    var isRectified: Bool
    /// Minus the share of the weight that decays.
    var decay: Float
  }

  private var beta1: Double
  private let beta2: Double
  private let epsilon: Float
  private let decay: Double

  public init(_ settings: SingleRAdamSettings) {
    beta1 = settings.beta1
    beta2 = settings.beta2
    epsilon = Float(settings.epsilon)
    decay = settings.decay
  }

  public var fresh: Memory { Memory() }

  public mutating func setMomentum(_ momentum: Scalar) { beta1 = Double(momentum) }

  public func begin(step: Int, rate: Scalar) -> Shared {
    let memory = SquareMemory(beta2, at: step)
    let isRectified = memory.length >= 5
    let share = isRectified ? memory.rectification * (1 - memory.forgotten).squareRoot() : 1
    let size = Double(rate) * share / (1 - Double.power(beta1, Double(step)))
    return Shared(step: Float(-size), isRectified: isRectified, decay: Float(-decay * Double(rate)))
  }

  public func direction(_ gradient: Scalar, at value: Scalar, _ memory: inout Memory, _ shared: Shared) -> Scalar {
    var moved = value
    move(&moved, gradient, &memory, shared, rate: 1)
    return value - moved
  }

  public func move(_ value: inout Scalar, _ gradient: Scalar, _ memory: inout Memory, _ shared: Shared, rate: Scalar) {
    let slope = Float(gradient)
    memory.second = (Float(beta2) * memory.second).addingProduct(Float(1 - beta2) * slope, slope)
    memory.first = (Float(beta1) * memory.first).addingProduct(slope, Float(1 - beta1))
    var point = Float(value)
    if shared.decay != 0 { point = point.addingProduct(point, shared.decay) }
    if shared.isRectified {
      point += shared.step * memory.first / (memory.second.squareRoot() + epsilon)
    } else {
      point = point.addingProduct(memory.first, shared.step)
    }
    value = Scalar(point)
  }

  public mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&beta1)
  }

  public static func exchange(_ memory: inout Memory, with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&memory.first)
    try archive.exchange(&memory.second)
  }
}
