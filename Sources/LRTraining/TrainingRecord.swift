import LRCore

/// What a training run was: its series, step by step and epoch by epoch.
public struct TrainingRecord: Sendable {
  /// How the validation rows were judged.
  public struct Evaluation: Sendable, Hashable {
    /// Updates that were made before it; 0 for the untrained model.
    public var step: Int
    public var loss: Double
    /// The share of right classes; nil for a regression.
    public var accuracy: Double?
    /// Since the run began, without evaluations.
    public var seconds: Double

    public init(step: Int, loss: Double, accuracy: Double?, seconds: Double) {
      self.step = step
      self.loss = loss
      self.accuracy = accuracy
      self.seconds = seconds
    }
  }

  /// The rates of one parameter group, an element for each update.
  public struct Rates: Sendable, Hashable {
    /// nil of the only group, or of the rest.
    public var group: String?
    public var values: [Double]

    public init(group: String? = nil, values: [Double]) {
      self.group = group
      self.values = values
    }
  }

  /// `label=`, or the run as typed.
  public var name: String
  public var spec: String
  public var stepsPerEpoch: Int
  /// The updates that were planned.
  public var plannedSteps: Int
  /// The loss of the batch of each update, before it.
  public var loss: [Double] = []
  /// The share of right classes in that batch; empty for a regression.
  public var accuracy: [Double] = []
  public var rates: [Rates] = []
  /// Where a schedule drives it.
  public var momentum: [Double]?
  /// The norm of all gradients of each update, before they are clipped.
  public var gradientNorm: [Double] = []
  /// The norm of each update over that of the weights.
  public var updateRatio: [Double] = []
  /// At the start, after each epoch and at the end.
  public var evaluations: [Evaluation] = []
  /// Seconds of training at each update's end.
  public var seconds: [Double] = []
  /// The update at whose end a loss, or a weight, was no longer finite.
  public var divergedAt: Int?
  /// Updates that were done when the user stopped the run.
  public var stoppedAt: Int?
  /// Where the schedule has no rate any more.
  public var ending: Localized?

  public init(name: String, spec: String, stepsPerEpoch: Int, plannedSteps: Int) {
    self.name = name
    self.spec = spec
    self.stepsPerEpoch = stepsPerEpoch
    self.plannedSteps = plannedSteps
  }

  /// Updates that were made.
  public var steps: Int { loss.count }
  public var finalEvaluation: Evaluation? { evaluations.last }
  /// The last validation loss; nil of a run that diverged or was stopped.
  public var soundFinalLoss: Double? {
    guard divergedAt == nil, stoppedAt == nil, let loss = finalEvaluation?.loss, loss.isFinite else { return nil }
    return loss
  }
  /// The evaluation of the lowest finite loss.
  public var bestEvaluation: Evaluation? {
    evaluations.filter(\.loss.isFinite).min { $0.loss < $1.loss }
  }
}
