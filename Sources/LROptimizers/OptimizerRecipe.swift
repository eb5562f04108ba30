import LRCore
import LRSchedules

/// The settings of a rule, from which optimizers of any scalar type can be made.
public protocol OptimizerRecipe: Sendable {
  /// The learning rate unless a schedule says otherwise.
  var rate: Double { get set }
  func optimizer<Scalar: TrainingScalar>(of type: Scalar.Type) -> any Optimizer<Scalar>

  /// Why a parameter of this shape can't be optimized, or nil where it can.
  func refusal(ofShape shape: [Int]) -> Localized?

  /// About how many multiplications the updates of a parameter take for matrices of its axes, whose eigenvectors or roots
  /// go with the cube of an axis.
  func matrixWork(ofShape shape: [Int], updates: Int) -> Double

  /// Which of several points is drawn and judged by; nil where there is but one.
  var point: DrawnPoint? { get }

  /// Whether the rate comes from a schedule of the recipe's own.
  var drivesRate: Bool { get }

  /// Such a schedule, where it depends on a metric.
  var listener: (any FeedbackSchedule)? { get }
}

extension OptimizerRecipe {
  public func refusal(ofShape shape: [Int]) -> Localized? { nil }
  public func matrixWork(ofShape shape: [Int], updates: Int) -> Double { 0 }
  public var point: DrawnPoint? { nil }
  public var drivesRate: Bool { false }
  public var listener: (any FeedbackSchedule)? { nil }
}

/// What almost every rule can be told.
public struct CommonSettings: Sendable, Hashable {
  public var rate: Double
  public var decay: WeightDecay
  /// Whether the objective is climbed: the gradient's sign is turned before anything else.
  public var maximizes: Bool

  public init(rate: Double, decay: WeightDecay = .none, maximizes: Bool = false) {
    self.rate = rate
    self.decay = decay
    self.maximizes = maximizes
  }
}

/// The settings of one rule, the common ones among them.
public protocol RuleSettings: OptimizerRecipe, Hashable {
  var common: CommonSettings { get set }
}

extension RuleSettings {
  public var rate: Double {
    get { common.rate }
    set { common.rate = newValue }
  }
}

/// How weights are pulled towards 0.
public struct WeightDecay: Sendable, Hashable {
  public enum Place: Sendable, Hashable {
    /// g + amount * w: a penalty on the loss (L2), which the rule sees as part of the gradient.
    case gradient
    /// w - rate * amount * w, before the step and apart from it (AdamW).
    case weights
    /// w - amount * w, whatever the rate is.
    case weightsUnscaled
  }

  public var amount: Double
  public var place: Place

  public init(_ amount: Double, _ place: Place = .gradient) {
    self.amount = amount
    self.place = place
  }

  public static let none = WeightDecay(0)

  /// The gradient to use at a value, and the value after a decay that is apart from the gradient.
  @inline(__always)
  func applied<Scalar: TrainingScalar>(to value: inout Scalar, gradient: Scalar, rate: Scalar) -> Scalar {
    guard amount != 0 else { return gradient }
    switch place {
    case .gradient: return gradient + Scalar(amount) * value
    case .weights: value *= 1 - rate * Scalar(amount)
    case .weightsUnscaled: value *= 1 - Scalar(amount)
    }
    return gradient
  }
}
