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
  /// Updates after which the validation rows are judged, besides the ends of epochs and of the run.
  public var evaluationSteps: Set<Int> = []

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
  /// Whether the outcome is to have the state that the run ended in.
  public var keepsState = false
  /// Told after each evaluation.
  public var evaluated: @Sendable (TrainingRecord) -> Void = { _ in }
  /// Asked after each update, with the loss of its batch: whether the run is over.
  public var isOver: @Sendable (_ loss: Double) -> Bool = { _ in false }

  public init() {}
}

/// A run's series and its last weights.
public struct TrainingOutcome: Sendable {
  public var record: TrainingRecord
  public var parameters: [Tensor<Double>]
  /// Of the first update, before clipping; empty where that was made before the run was resumed.
  public var firstGradients: [Tensor<Double>] = []
  /// What a `Checkpoint` holds, where it was asked for.
  public var state: [UInt8] = []
}

/// Why a run can't be made.
public struct TrainingError: Error, Sendable, Hashable {
  public var message: Localized
  /// Whether a program that is needed isn't installed, rather than the request being wrong.
  public var isMissingLibrary: Bool
  /// Whether it is a checkpoint's fault.
  public var isBadData: Bool
  /// Whether more was asked for than a short run takes.
  public var isTooLarge = false

  public init(_ message: Localized, isMissingLibrary: Bool = false, isBadData: Bool = false) {
    self.message = message
    self.isMissingLibrary = isMissingLibrary
    self.isBadData = isBadData
  }
}

extension TrainingSetup {
  /// Trains a run from the first weights, or from a checkpoint, to the last update.
  ///
  /// - Parameters:
  ///   - checkpoint: of the same run on the same setup; the outcome is bit for bit what one training without a stop
  ///     gives, but for the seconds.
  ///   - visit: told the weights before the first update and after each, where it is given.
  /// - Throws: `TrainingError` where OpenBLAS isn't installed, an optimizer refuses a parameter's shape, or the checkpoint
  ///   isn't one of this run.
  public func train(
    _ run: TrainingRun, from checkpoint: Checkpoint? = nil, control: TrainingControl = TrainingControl(),
    visit: ((_ step: Int, _ parameters: [Tensor<Double>]) -> Void)? = nil
  ) throws(TrainingError) -> TrainingOutcome {
    switch precision {
    case .single: return try loop(run, checkpoint, of: Float.self).run(control, visit)
    case .double: return try loop(run, checkpoint, of: Double.self).run(control, visit)
    }
  }

  /// Whether a run can go on from a checkpoint.
  ///
  /// - Throws: what `train` would.
  public func check(_ checkpoint: Checkpoint, for run: TrainingRun) throws(TrainingError) {
    switch precision {
    case .single: _ = try loop(run, checkpoint, of: Float.self)
    case .double: _ = try loop(run, checkpoint, of: Double.self)
    }
  }

  private func loop<Scalar: NetworkScalar>(
    _ run: TrainingRun, _ checkpoint: Checkpoint?, of type: Scalar.Type
  ) throws(TrainingError) -> TrainingLoop<Scalar> {
    let loop = TrainingLoop<Scalar>(self, run, try library(for: run))
    guard let checkpoint else { return loop }
    let updates = checkpoint.updates
    guard updates <= steps else {
      throw TrainingError(
        Localized(
          "the checkpoint of \(run.name) has \(updates) steps, and the run is to have \(steps): ask for \(updates) or more",
          zh: "\(run.name) 的检查点已有 \(updates) 步，而训练只要 \(steps) 步：请给出不少于 \(updates) 步"))
    }
    do throws(StateError) {
      try loop.restore(checkpoint.state, after: updates)
    } catch {
      guard error == .otherSchedule else {
        throw TrainingError(
          Localized("the checkpoint isn't one of \(run.name)", zh: "该检查点不属于 \(run.name)"), isBadData: true)
      }
      throw TrainingError(
        Localized(
          "the schedule of \(run.name) depends on the run's length, so with \(steps) steps the first \(updates) would have had other rates: resume with \(checkpoint.plannedSteps) steps, or save a run whose schedule says its steps=",
          zh:
            "\(run.name) 的调度取决于训练长度，若共 \(steps) 步，前 \(updates) 步的学习率会不同：请仍以 \(checkpoint.plannedSteps) 步继续，或保存调度已写明 steps= 的训练"
        ))
    }
    return loop
  }

  /// What multiplies the matrices of a run.
  ///
  /// - Throws: `TrainingError` as `train` does.
  func library(for run: TrainingRun) throws(TrainingError) -> MatrixLibrary {
    let library = try MatrixLibrary.required()
    for recipe in [run.recipe] + run.groups.map(\.recipe) {
      for tensor in initial {
        if let refusal = recipe.refusal(ofShape: tensor.shape) { throw TrainingError(refusal) }
      }
      if network.parametrization != nil { _ = try MuP.Kind(recipe) }
    }
    return library
  }
}
