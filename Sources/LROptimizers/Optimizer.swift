/// An update rule with its state, as a value: a copy is a checkpoint.
public protocol Optimizer<Scalar>: Sendable {
  associatedtype Scalar: TrainingScalar

  /// Moves the parameters once.
  ///
  /// - Parameters:
  ///   - parameters: any number, of any shapes; the same ones at every call.
  ///   - rate: the learning rate of this update.
  mutating func step(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar)

  /// Takes over a momentum (or beta1) that a schedule drives; rules without one ignore it.
  mutating func setMomentum(_ momentum: Scalar)

  /// The parameters to judge and to draw; another point than the one being moved where a rule averages.
  func evaluationPoint(_ parameters: [Tensor<Scalar>]) -> [Tensor<Scalar>]
}

extension Optimizer {
  public mutating func setMomentum(_ momentum: Scalar) {}
  public func evaluationPoint(_ parameters: [Tensor<Scalar>]) -> [Tensor<Scalar>] { parameters }
}

/// A rule that needs nothing but the gradient at the current point.
public protocol GradientRule: Optimizer {
  /// Moves the parameters once along gradients of the same shapes.
  mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar)
}

extension GradientRule {
  public mutating func step(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar) {
    apply(objective.gradient(parameters), to: &parameters, rate: rate)
  }
}

/// The settings of a rule, from which optimizers of any scalar type can be made.
public protocol OptimizerRecipe: Sendable {
  /// The learning rate unless a schedule says otherwise.
  var rate: Double { get }
  func optimizer<Scalar: TrainingScalar>(of type: Scalar.Type) -> any Optimizer<Scalar>
}

/// How weights are pulled towards 0.
public struct WeightDecay: Sendable, Hashable {
  public var amount: Double
  /// Whether it shrinks the weights by rate * amount (AdamW) instead of adding to the gradient (L2).
  public var isDecoupled: Bool

  public init(_ amount: Double, isDecoupled: Bool = false) {
    self.amount = amount
    self.isDecoupled = isDecoupled
  }

  public static let none = WeightDecay(0)

  /// The gradient to use at a value, and the value after decoupled decay.
  @inline(__always)
  func applied<Scalar: TrainingScalar>(to value: inout Scalar, gradient: Scalar, rate: Scalar) -> Scalar {
    guard amount != 0 else { return gradient }
    if isDecoupled {
      value *= 1 - rate * Scalar(amount)
      return gradient
    }
    return gradient + Scalar(amount) * value
  }
}

/// A state of the same shapes as the parameters, made when they are first seen.
struct Slots<Scalar: TrainingScalar>: Sendable {
  private(set) var tensors: [[Scalar]] = []
  private let initial: Scalar

  init(filledWith initial: Scalar = 0) { self.initial = initial }

  mutating func prepare(for parameters: [Tensor<Scalar>]) {
    guard tensors.isEmpty else { return }
    tensors = parameters.map { [Scalar](repeating: initial, count: $0.values.count) }
  }

  subscript(parameter: Int, index: Int) -> Scalar {
    @inline(__always) get { tensors[parameter][index] }
    @inline(__always) set { tensors[parameter][index] = newValue }
  }
}
