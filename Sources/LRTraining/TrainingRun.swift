import LRCore
import LROptimizers
import LRSchedules

/// One run of a command: an optimizer under a schedule.
public struct TrainingRun: Sendable {
  /// Parameters with an optimizer, or a rate, of their own.
  public struct Group: Sendable {
    /// `bias`, `head`, `W1`.
    public var name: String
    /// By name: W1, b1, W2, ...
    public var parameters: Set<String>
    public var recipe: any OptimizerRecipe
    /// nil keeps the recipe's rate.
    public var schedule: AnySchedule?

    public init(
      name: String, parameters: Set<String>, recipe: any OptimizerRecipe, schedule: AnySchedule? = nil
    ) {
      self.name = name
      self.parameters = parameters
      self.recipe = recipe
      self.schedule = schedule
    }
  }

  public var name: String
  public var spec: String
  public var recipe: any OptimizerRecipe
  /// nil keeps the recipe's rate. One that listens hears once an epoch.
  public var schedule: AnySchedule?
  /// The first that names a parameter has it; the rest is the run's own.
  public var groups: [Group]

  public init(
    name: String, spec: String, recipe: any OptimizerRecipe, schedule: AnySchedule? = nil, groups: [Group] = []
  ) {
    self.name = name
    self.spec = spec
    self.recipe = recipe
    self.schedule = schedule
    self.groups = groups
  }
}

/// What all runs of one command have in common: data, network, its first weights, the order of batches.
public struct TrainingSetup: Sendable {
  public enum Precision: Sendable, Hashable { case single, double }
  /// What schedules that listen hear at the end of an epoch.
  public enum Metric: Sendable, Hashable { case validationLoss, meanTrainingLoss }
  /// Weights that judge in place of those that are trained.
  public enum Averaging: Sendable, Hashable {
    case none
    /// mean = share mean + (1 - share) w, from the first update on, corrected for its start.
    case exponential(share: Double)
    /// The mean of all weights after updates from this one on.
    case plain(from: Int)
  }

  public var data: DataSet
  public var network: NetworkPlan
  public var initial: [Tensor<Double>]
  /// Rows of a batch; nil takes all.
  public var batch: Int?
  /// Updates.
  public var steps: Int
  public var seed: Int
  public var shuffles = true
  /// One update is made from the mean gradient of so many batches.
  public var accumulation = 1
  public var precision = Precision.single
  public var metric = Metric.validationLoss
  public var averaging = Averaging.none
  /// Whether the size of updates is recorded, which takes a copy of the weights at each.
  public var recordsUpdateRatio = false

  public init(
    data: DataSet, network: NetworkPlan, initial: [Tensor<Double>], batch: Int?, steps: Int, seed: Int = 0
  ) {
    self.data = data
    self.network = network
    self.initial = initial
    self.batch = batch
    self.steps = steps
    self.seed = seed
  }

  public var rowsPerBatch: Int { min(max(1, batch ?? data.train.count), max(1, data.train.count)) }

  public var stepsPerEpoch: Int {
    let batches = (data.train.count + rowsPerBatch - 1) / rowsPerBatch
    return max(1, (batches + accumulation - 1) / accumulation)
  }
}

/// What a run is told while it runs, and what it tells.
public struct TrainingControl: Sendable {
  /// Asked before each update.
  public var isInterrupted: @Sendable () -> Bool = { false }
  /// Told after each evaluation.
  public var evaluated: @Sendable (TrainingRecord) -> Void = { _ in }

  public init() {}
}

/// A run's series and its last weights.
public struct TrainingOutcome: Sendable {
  public var record: TrainingRecord
  public var parameters: [Tensor<Double>]
  /// Of the first update, before clipping.
  public var firstGradients: [Tensor<Double>] = []
}

/// Why a run can't be made.
public struct TrainingError: Error, Sendable, Hashable {
  public var message: Localized
  /// Whether a program that is needed isn't installed, rather than the request being wrong.
  public var isMissingLibrary: Bool

  public init(_ message: Localized, isMissingLibrary: Bool = false) {
    self.message = message
    self.isMissingLibrary = isMissingLibrary
  }
}

extension TrainingSetup {
  /// Trains a run from the first weights to the last update.
  ///
  /// - Parameter visit: told the weights before the first update and after each, where it is given.
  /// - Throws: `TrainingError` where OpenBLAS isn't installed, or an optimizer refuses a parameter's shape.
  public func train(
    _ run: TrainingRun, control: TrainingControl = TrainingControl(),
    visit: ((_ step: Int, _ parameters: [Tensor<Double>]) -> Void)? = nil
  ) throws(TrainingError) -> TrainingOutcome {
    let library = try MatrixLibrary.required()
    for recipe in [run.recipe] + run.groups.map(\.recipe) {
      for tensor in initial {
        if let refusal = recipe.refusal(ofShape: tensor.shape) { throw TrainingError(refusal) }
      }
    }
    switch precision {
    case .single: return TrainingLoop<Float>(self, run, library).run(control, visit)
    case .double: return TrainingLoop<Double>(self, run, library).run(control, visit)
    }
  }
}
