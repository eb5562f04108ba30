import ArgumentParser
import LRCore
import LRFigures
import LRSystem
import LRTraining

/// What is trained on what, of whatever is trained.
struct NetworkOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: helpText(
      "The data set, such as digits:label_noise=0.2 (default: digits).", zh: "数据集，例如 digits:label_noise=0.2（默认 digits）",
      value: "data"),
    completion: .custom { _, _, _ in DataSets.catalogue.names })
  var data: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "The model, such as mlp:hidden=[128,64] or cnn (default: mlp:hidden=[64,64]).",
      zh: "模型，如 cnn（默认 mlp:hidden=[64,64]）", value: "model"),
    completion: .custom { _, _, _ in Models.catalogue.names })
  var model: String?

  @Option(
    parsing: .unconditional,
    help: helpText("Rows of a batch, or all (default: 64).", zh: "每批样本数，或 all（默认 64）", value: "n"))
  var batch: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Of the first weights, the order of batches and the data (default: 0).", zh: "初始权重、批次顺序与数据的随机种子（默认 0）", value: "s"
    ))
  var seed: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Runs side by side (default: the processors); results don't depend on it.", zh: "并行训练数（默认处理器数）；不影响结果", value: "j")
  )
  var jobs: String?

  @Flag(help: helpText("Compute in double precision.", zh: "以双精度计算"))
  var double = false

  @Option(
    parsing: .unconditional,
    help: helpText("One update from the mean gradient of A batches.", zh: "累积 A 个批次的平均梯度再更新", value: "a"))
  var accumulate: String?
}

/// What is trained on what, and for how long.
struct TrainingOptions: ParsableArguments {
  @OptionGroup var network: NetworkOptions

  @Option(parsing: .unconditional, help: helpText("Epochs of each run (default: 5).", zh: "训练轮数（默认 5）", value: "e"))
  var epochs: String?

  @Option(
    parsing: .unconditional,
    help: helpText("Updates of each run, in place of --epochs.", zh: "更新步数，代替 --epochs", value: "n"))
  var steps: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Step the schedulers of frameworks once per step or per epoch (default: step).", zh: "框架调度器每步或每轮步进一次（默认 step）",
      value: "u"),
    completion: .list(TimeOptions.SchedulerSteps.allCases.map(\.rawValue)))
  var schedulerSteps: String?
}

/// Seeds, and the weights that judge: of figures that can be means.
struct JudgingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: helpText(
      "Train each run with K seeds; the mean and the spread are drawn.", zh: "每项以 K 个种子训练，绘制均值与范围", value: "k"))
  var `repeat`: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Judge by a running mean of the weights that keeps this share, such as 0.99.", zh: "以权重的指数滑动平均评估，给出保留系数，如 0.99",
      value: "share"))
  var ema: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Judge by the mean of the weights from this epoch on (stochastic weight averaging).", zh: "从该轮起以权重的平均评估（SWA）",
      value: "epoch"))
  var swa: String?
}

/// The options of a training command, checked, with its data and model.
struct TrainingSession {
  /// With the first seed.
  var setup: TrainingSetup
  var seeds: [Int]
  var jobs: Int
  let plan: TrainingPlan
  let model: ModelRecipe

  var dataSpec: String { plan.data }
  var modelSpec: String { plan.model }

  private let available: () -> Int?

  /// What a default file's name has besides the runs: the figure, and data and model where they are not the default ones.
  ///
  /// - Parameter kind: of the figure, where it is not that of the runs.
  func stem(_ command: String, _ names: [String], kind: String = "") -> String {
    var parts = names
    if !kind.isEmpty { parts.append(kind) }
    let usual = TrainingPlan()
    for (spec, usual) in [(dataSpec, usual.data), (modelSpec, usual.model)] {
      let words = spec.split(separator: ":", maxSplits: 1).map { String($0.trimmed) }
      guard let name = words.first, name != usual else { continue }
      parts.append(name)
      if name == "csv", words.count > 1 {
        let path = words[1].hasPrefix("path=") ? String(words[1].dropFirst(5)) : words[1]
        parts.append(String(FilePath.parts(of: String(path.prefix { $0 != "," })).name.prefix { $0 != "." }))
      }
    }
    return command + "-" + fileNames(of: parts)
  }

  /// Refuses to replace the file that the data is read from.
  func refuseOverwriting(_ targets: [OutputTarget]) throws(Failure) {
    for target in targets where plan.reads(target.shown) {
      throw Failure(
        usage: "-o \(target.shown) is the file that the data is read from: name another",
        zh: "-o \(target.shown) 正是所读的数据文件：请换一个")
    }
  }

  /// What the specs of runs are understood in.
  var context: RunContext { plan.context(of: setup) }

  /// - Throws: `Failure` for wrong options, data that can't be read, a model that doesn't suit it.
  ///
  /// - Parameter runs: that are trained with each seed; nil where they are many.
  init(
    _ options: TrainingOptions, _ judging: JudgingOptions? = nil, runs: Int? = nil, in terminal: Terminal
  ) throws(Failure) {
    let most = TrainingPlan.mostSteps
    let count = try wholeNumber(judging?.repeat, "--repeat", 1...100) ?? 1
    let steps = try wholeNumber(options.steps, "--steps", 1...most)
    let epochs = try wholeNumber(options.epochs, "--epochs", 1...most)
    if steps != nil, epochs != nil {
      throw Failure(
        usage: "--steps and --epochs both say how long the runs are: give one of them",
        zh: "--steps 与 --epochs 都规定了训练长度：请只给一个")
    }
    var plan = TrainingPlan()
    if let steps { plan.length = .steps(steps) }
    if let epochs { plan.length = .epochs(epochs) }
    if let share = try finiteNumber(judging?.ema, "--ema", Bounds(0, 1, openUpper: true)) {
      plan.averaging = .exponential(share: share)
    }
    if let epoch = try wholeNumber(judging?.swa, "--swa", 0...most) {
      guard judging?.ema == nil else {
        throw Failure(
          usage: "--ema and --swa are two means of the weights: give one of them", zh: "--ema 与 --swa 是两种权重平均：请只给一个")
      }
      plan.averaging = .plain(fromEpoch: epoch)
    }
    plan.stepsSchedulersByEpoch =
      try choice(options.schedulerSteps, "--scheduler-steps", TimeOptions.SchedulerSteps.self) == .epoch
    try self.init(options.network, plan, seeds: count, runs: runs, in: terminal)
  }

  /// - Parameters:
  ///   - plan: length, averaging and schedulers.
  ///   - count: seeds, from the one that is given on.
  ///   - runs: that are trained with each seed; nil where they are many.
  /// - Throws: as above.
  init(
    _ options: NetworkOptions, _ plan: TrainingPlan, seeds count: Int = 1, runs: Int? = nil, in terminal: Terminal
  ) throws(Failure) {
    var plan = plan
    plan.folder = terminal.directory
    if let data = try given(options.data, "--data") { plan.data = data }
    if let model = try given(options.model, "--model") { plan.model = model }
    plan.seed = try wholeNumber(options.seed, "--seed", TrainingPlan.seeds) ?? 0
    seeds = (0..<count).map { [seed = plan.seed] in seed + $0 }
    jobs = try wholeNumber(options.jobs, "--jobs", TrainingPlan.jobs) ?? SideBySide.processors
    plan.accumulation = try wholeNumber(options.accumulate, "--accumulate", TrainingPlan.accumulations) ?? 1
    plan.batch = options.batch == "all" ? nil : try wholeNumber(options.batch, "--batch", TrainingPlan.batches) ?? 64
    plan.precision = options.double ? .double : .single
    self.plan = plan
    do throws(TrainingPlanError) {
      model = try plan.recipe()
      setup = try plan.setup(available: terminal.memory.available)
    } catch { throw Failure(error) }
    available = terminal.memory.available
    let all = runs.map { $0 * count }
    try Self.check(setup, runs: min(jobs, all ?? jobs), of: all, in: terminal)
    do throws(TrainingPlanError) { try plan.weigh(&setup) } catch { throw Failure(error) }
  }

  /// Refuses what doesn't fit the memory, before any of it is taken.
  ///
  /// - Parameters:
  ///   - runs: at a time.
  ///   - all: whose records are kept; nil where nobody knows yet.
  static func check(
    _ setup: TrainingSetup, runs: Int, of all: Int? = nil, in terminal: Terminal
  ) throws(Failure) {
    try terminal.memory.check(
      setup.memory(ofRuns: runs, of: all), reserved: TrainingSetup.reserved(ofRuns: runs),
      for: Localized("training this", zh: "该训练"),
      Localized(
        "give a smaller --model, --batch, --steps or --jobs, or fewer runs",
        zh: "请减小 --model、--batch、--steps 或 --jobs，或减少训练项"))
  }

  /// The same with another seed: other first weights, another order of batches, and other noise in the data.
  func setup(seed: Int) throws(Failure) -> TrainingSetup {
    guard seed != setup.seed else { return setup }
    do throws(TrainingPlanError) { return try plan.setup(setup, seed: seed, available: available) } catch {
      throw Failure(error)
    }
  }

  /// Data, model, batch and what else all runs have in common, for captions.
  var protocolLines: [Localized] { protocolLines(ofModel: nil) }

  /// The same after what the specs say of optimizers and the names of the runs don't.
  func protocolLines(for runs: [PlannedRun]) -> [Localized] {
    (PlannedRun.settingWords(of: runs).map { [$0] } ?? []) + protocolLines
  }

  /// - Parameter words: for the model, of a figure that has several.
  func protocolLines(ofModel words: String?) -> [Localized] {
    let batch =
      setup.batch == nil
      ? Localized("all rows a batch", zh: "全批量")
      : Localized("batch \(setup.rowsPerBatch)", zh: "批量 \(setup.rowsPerBatch)")
    let accumulated =
      setup.accumulation > 1
      ? Localized(", \(setup.accumulation) batches an update", zh: "，每次更新累积 \(setup.accumulation) 批") : Localized("")
    let epochs = Double(setup.steps) / Double(setup.stepsPerEpoch)
    let length =
      epochs == epochs.rounded() && setup.stepsPerEpoch > 1
      ? Localized(
        "\(shortest(epochs)) \(epochs == 1 ? "epoch" : "epochs") of \(setup.stepsPerEpoch) steps",
        zh: "\(shortest(epochs)) 轮，每轮 \(setup.stepsPerEpoch) 步")
      : Localized("\(setup.steps) steps", zh: "\(setup.steps) 步")
    let seedWords =
      seeds.count == 1
      ? Localized("seed \(seeds[0])", zh: "种子 \(seeds[0])")
      : Localized("seeds \(seeds[0])–\(seeds[seeds.count - 1])", zh: "种子 \(seeds[0])–\(seeds[seeds.count - 1])")
    var model = modelSpec == "mlp" && words == nil ? "mlp:hidden=[64,64]" : modelSpec
    if let words { model += " (\(words))" }
    let start = Localized(
      ", init \(self.model.initialization.rawValue)", zh: "，初始化 \(self.model.initialization.rawValue)")
    let comma = Localized(", ", zh: "，")
    var lines = [
      Localized("\(dataSpec); \(model)", zh: "\(dataSpec)；\(model)") + start + Localized("; ", zh: "；") + batch
        + accumulated + comma
        + length + comma
        + seedWords
        + (setup.precision == .double ? Localized(", double precision", zh: "，双精度") : Localized(""))
        + (context.stepsSchedulersByEpoch
          ? Localized(", schedulers of frameworks stepped once an epoch", zh: "，框架调度器每轮步进一次") : Localized(""))
    ]
    switch setup.averaging {
    case .none: break
    case .exponential(let share):
      lines.append(
        Localized(
          "judged by a running mean of the weights (share kept \(shortest(share)))",
          zh: "以权重的指数滑动平均评估（保留系数 \(shortest(share))）"))
    case .plain(let step):
      lines.append(Localized("judged by the mean of the weights from step \(step) on", zh: "以第 \(step) 步起权重的平均评估"))
    }
    if !setup.data.protocolWords.isEmpty {
      let words = setup.data.protocolWords
      lines.append(words.dropFirst().reduce(words[0]) { $0 + Localized("; ", zh: "；") + $1 })
    }
    return lines
  }
}
