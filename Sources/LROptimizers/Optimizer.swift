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

  /// Notes the parameters as they are before anything is done to them, where a rule starts from a copy of them.
  mutating func prepare(for parameters: [Tensor<Scalar>])

  /// Takes over a setting that a schedule drives; rules without it ignore it.
  mutating func set(_ setting: DrivenSetting, to value: Scalar)

  /// The rate of the last update, where that came from a schedule of the rule's own.
  var ownRate: Scalar? { get }

  /// The velocity of each value of each parameter, which a wrapper may pull back; empty where the rule keeps none.
  var velocities: [[Scalar]] { get set }

  /// Writes or reads what the updates so far have changed, so that another instance of the rule continues as this one would.
  ///
  /// - Throws: `StateError` where what is read can't be this rule's state; the rule is then of no use.
  mutating func exchangeState(with archive: inout StateArchive) throws(StateError)
}

extension Optimizer {
  public mutating func setMomentum(_ momentum: Scalar) {}
  public func evaluationPoint(_ parameters: [Tensor<Scalar>]) -> [Tensor<Scalar>] { parameters }
  public mutating func prepare(for parameters: [Tensor<Scalar>]) {}
  public mutating func set(_ setting: DrivenSetting, to value: Scalar) {}
  public var ownRate: Scalar? { nil }
  public var velocities: [[Scalar]] {
    get { [] }
    set {}
  }
}

/// A rule that needs nothing but the gradient at the current point.
public protocol GradientRule<Scalar>: Optimizer {
  /// Moves the parameters once along gradients of the same shapes.
  mutating func apply(_ gradients: [Tensor<Scalar>], to parameters: inout [Tensor<Scalar>], rate: Scalar)
}

extension GradientRule {
  public mutating func step(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar) {
    apply(objective.gradient(parameters), to: &parameters, rate: rate)
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

  mutating func exchangeState(with archive: inout StateArchive) throws(StateError) { try archive.exchange(&tensors) }

  subscript(parameter: Int, index: Int) -> Scalar {
    @inline(__always) get { tensors[parameter][index] }
    @inline(__always) set { tensors[parameter][index] = newValue }
  }
}
