import LRCore

/// What all runs of one command are trained on and for how long, as one says it: specs and numbers.
public struct TrainingPlan: Sendable {
  public enum Length: Sendable, Hashable {
    case steps(Int)
    case epochs(Int)
  }

  /// Weights that judge in place of those that are trained.
  public enum Averaging: Sendable, Hashable {
    case none
    case exponential(share: Double)
    case plain(fromEpoch: Int)
  }

  public var data = "digits"
  public var model = "mlp"
  /// Where relative paths in `data` start; empty for the folder of the process.
  public var folder = ""
  public var length = Length.epochs(5)
  /// Rows of a batch; nil takes all.
  public var batch: Int? = 64
  public var seed = 0
  public var precision = TrainingSetup.Precision.single
  public var accumulation = 1
  public var averaging = Averaging.none
  /// Whether schedulers of frameworks are stepped once per epoch.
  public var stepsSchedulersByEpoch = false

  /// Updates of the longest run.
  public static let mostSteps = 10_000_000
  public static let seeds = 0...1_000_000_000
  public static let batches = 1...100_000_000
  public static let accumulations = 1...10_000
  /// Runs side by side.
  public static let jobs = 1...256

  public init() {}

  /// Data, network and length, without first weights: those take memory, and follow by `weigh`.
  ///
  /// - Parameter available: bytes of memory that may still be taken; nil where nobody knows. Asked for large sets alone,
  ///   before their rows are made.
  /// - Throws: `TrainingPlanError` for wrong specs, data that can't be read or doesn't suit the model, runs that are too
  ///   long.
  public func setup(available: @escaping () -> Int?) throws(TrainingPlanError) -> TrainingSetup {
    let recipe = try recipe()
    let data = try dataSet(available)
    let network: NetworkPlan
    do throws(TrainingError) { network = try recipe.plan(for: data) } catch {
      throw error.isTooLarge ? .tooLarge(error.message) : .unsuitable(error)
    }
    var setup = TrainingSetup(data: data, network: network, initial: [], batch: batch, steps: 1, seed: seed)
    let batches = setup.stepsPerEpoch
    guard accumulation <= batches || accumulation == 1 else {
      throw .unfit(
        Localized(
          "--accumulate \(accumulation) is more than the \(batches) batch\(batches == 1 ? "" : "es") of an epoch: give at most \(batches)",
          zh: "--accumulate \(accumulation) 超过了每轮的 \(batches) 个批次：最多为 \(batches)"))
    }
    setup.accumulation = accumulation
    setup.precision = precision
    switch length {
    case .steps(let steps): setup.steps = steps
    case .epochs(let epochs): setup.steps = try Self.steps(of: epochs, setup.stepsPerEpoch)
    }
    switch averaging {
    case .none: break
    case .exponential(let share): setup.averaging = .exponential(share: share)
    case .plain(let epoch):
      let start = max(1, try Self.steps(of: epoch, setup.stepsPerEpoch))
      guard start <= setup.steps else {
        throw .unfit(
          Localized(
            "--swa \(epoch) begins at step \(start), after the end of the runs at step \(setup.steps)",
            zh: "--swa \(epoch) 从第 \(start) 步开始，而训练在第 \(setup.steps) 步已结束"))
      }
      setup.averaging = .plain(from: start)
    }
    return setup
  }

  /// Whether the data is read from this file, under whatever name.
  public func reads(_ path: String) -> Bool {
    guard let chain = try? SpecParser.chain(data) else { return false }
    let paths = chain.phases.flatMap(\.arguments).filter { ["path", "dir"].contains($0.key) }.map { argument in
      if case .text(let text, _) = argument.value.kind { text } else { argument.value.text }
    }
    return paths.contains { FileIdentity.contains(path, at: $0, in: folder) }
  }

  /// Draws the first weights.
  public func weigh(_ setup: inout TrainingSetup) throws(TrainingPlanError) {
    setup.initial = try recipe().initialization.parameters(of: setup.network, seed: setup.seed)
  }

  /// The same with another seed: other first weights, another order of batches, and other noise in the data.
  public func setup(
    _ setup: TrainingSetup, seed: Int, available: @escaping () -> Int?
  ) throws(TrainingPlanError) -> TrainingSetup {
    var (plan, other) = (self, setup)
    (plan.seed, other.seed) = (seed, seed)
    other.data = try plan.dataSet(available)
    try plan.weigh(&other)
    return other
  }

  /// What the specs of runs are understood in.
  public func context(of setup: TrainingSetup) -> RunContext {
    var context = RunContext(steps: setup.steps, stepsPerEpoch: setup.stepsPerEpoch)
    context.stepsSchedulersByEpoch = stepsSchedulersByEpoch
    return context
  }

  public func recipe() throws(TrainingPlanError) -> ModelRecipe {
    do throws(SpecError) { return try Models.recipe(model) } catch { throw .spec(error) }
  }

  private func dataSet(_ available: @escaping () -> Int?) throws(TrainingPlanError) -> DataSet {
    let largest = precision == .double ? Double.infinity : Double(Float.greatestFiniteMagnitude)
    do throws(DataSetError) {
      return try DataSets.set(data, seed: seed, in: folder, largest: largest, available: available)
    } catch {
      throw .data(error)
    }
  }

  private static func steps(of epochs: Int, _ stepsPerEpoch: Int) throws(TrainingPlanError) -> Int {
    let (steps, overflow) = epochs.multipliedReportingOverflow(by: stepsPerEpoch)
    guard !overflow, steps <= mostSteps else {
      throw .tooLarge(
        Localized(
          "\(epochs) epochs of \(stepsPerEpoch) steps are more than \(mostSteps) steps",
          zh: "\(epochs) 轮、每轮 \(stepsPerEpoch) 步，超过了 \(mostSteps) 步的上限"))
    }
    return steps
  }
}

/// Why a plan can't be carried out.
public enum TrainingPlanError: Error, Sendable {
  case spec(SpecError)
  case data(DataSetError)
  /// The data doesn't suit the model.
  case unsuitable(TrainingError)
  /// Of steps or weights, more than a short run takes.
  case tooLarge(Localized)
  /// Settings that don't go together.
  case unfit(Localized)
}
