import LRCore
import LRSchedules

/// The settings of a rule around another rule, whose rate is the inner one's.
public protocol WrappingRecipe: OptimizerRecipe {
  var inner: any OptimizerRecipe { get set }
}

extension WrappingRecipe {
  public var rate: Double {
    get { inner.rate }
    set { inner.rate = newValue }
  }

  public func refusal(ofShape shape: [Int]) -> Localized? { inner.refusal(ofShape: shape) }
  public func matrixWork(ofShape shape: [Int], updates: Int) -> Double {
    inner.matrixWork(ofShape: shape, updates: updates)
  }
  public var point: DrawnPoint? { inner.point }
  public var drivesRate: Bool { inner.drivesRate }
  public var listener: (any FeedbackSchedule)? { inner.listener }
}

/// A rule around another rule: unless it says otherwise, momentum, velocities and the point to judge by are the inner
/// rule's.
public protocol WrappingOptimizer<Scalar>: Optimizer {
  var inner: any Optimizer<Scalar> { get set }
}

extension WrappingOptimizer {
  public mutating func setMomentum(_ momentum: Scalar) { inner.setMomentum(momentum) }

  public func evaluationPoint(_ parameters: [Tensor<Scalar>]) -> [Tensor<Scalar>] { inner.evaluationPoint(parameters) }

  public mutating func prepare(for parameters: [Tensor<Scalar>]) { inner.prepare(for: parameters) }

  public mutating func set(_ setting: DrivenSetting, to value: Scalar) { inner.set(setting, to: value) }

  public var ownRate: Scalar? { inner.ownRate }

  public var velocities: [[Scalar]] {
    get { inner.velocities }
    set { inner.velocities = newValue }
  }
}
