import ArgumentParser
import LRConfigs
import LRCore

/// How long the run is, and what its rates start from.
struct TimeOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: helpText(
      "Steps of the run: rates at 0, 1, ..., N (default: 100).", zh: "总步数 N，取第 0、1、…、N 步（默认 100）", value: "n"))
  var steps: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Epochs of the run; x is then in epochs.", zh: "总轮数；横轴以轮计",
      value: "e"))
  var epochs: String?

  @Option(
    parsing: .unconditional,
    help: helpText("Steps in an epoch, with --epochs (default: 1).", zh: "每轮步数，与 --epochs 同用（默认 1）", value: "s"))
  var stepsPerEpoch: String?

  /// How often schedulers are stepped.
  enum SchedulerSteps: String, CaseIterable {
    case step, epoch
  }

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Step the schedulers of frameworks and plateau once per step or per epoch (default: step). With epoch, --metrics has one value per epoch.",
      zh: "框架调度器与 plateau 每步或每轮步进一次（默认 step）", value: "u"),
    completion: .list(SchedulerSteps.allCases.map(\.rawValue)))
  var schedulerSteps: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Base learning rate (default: 0.1; an optimizer's own); lr= in a spec overrides it.",
      zh: "基准学习率（默认 0.1；优化器用自身的）；lr= 优先", value: "rate"))
  var lr: String?

  /// The longest run: its rates take 8 bytes a step.
  static let maximumSteps = 100_000_000

  /// What was given, each number checked by itself.
  func stated() throws(Failure) -> StatedRun {
    StatedRun(
      steps: try wholeNumber(steps, "--steps", 1...Self.maximumSteps),
      epochs: try wholeNumber(epochs, "--epochs", 1...Self.maximumSteps),
      stepsPerEpoch: try wholeNumber(stepsPerEpoch, "--steps-per-epoch", 1...Self.maximumSteps),
      baseRate: try finiteNumber(lr, "--lr", .positive))
  }

  /// The run's length and base rate, without metrics.
  func context() throws(Failure) -> RunContext {
    let stated = try stated()
    var context = RunContext()
    if let rate = stated.baseRate { context.baseRate = rate }
    switch (stated.steps, stated.epochs, stated.stepsPerEpoch) {
    case (let steps, nil, nil):
      context.steps = steps ?? context.steps
    case (nil, let epochs?, let stepsPerEpoch?):
      context.steps = try Self.product(epochs, stepsPerEpoch)
      context.stepsPerEpoch = stepsPerEpoch
    case (nil, let epochs?, nil):
      // One step is an epoch.
      context.steps = epochs
      context.stepsPerEpoch = 1
    case (nil, nil, _?):
      throw Failure(
        usage: "--steps-per-epoch needs --epochs: how many epochs the run has",
        zh: "--steps-per-epoch 需要同时给出 --epochs（总轮数）")
    case (_?, let epochs, _):
      let other = epochs == nil ? "--steps-per-epoch" : "--epochs"
      throw Failure(
        usage: "--steps and \(other) both say how long the run is: give --steps, or --epochs with --steps-per-epoch",
        zh: "--steps 与 \(other) 都规定了训练长度：请只用 --steps，或只用 --epochs 加 --steps-per-epoch")
    }
    try pace(&context)
    return context
  }

  /// Steps schedulers as `--scheduler-steps` says, if it is given.
  func pace(_ context: inout RunContext) throws(Failure) {
    guard try choice(schedulerSteps, "--scheduler-steps", SchedulerSteps.self) == .epoch else { return }
    guard context.stepsPerEpoch != nil else {
      throw Failure(
        usage: "--scheduler-steps epoch needs the length of an epoch: give --epochs E --steps-per-epoch S",
        zh: "--scheduler-steps epoch 需要每轮的步数：请给出 --epochs E 与 --steps-per-epoch S")
    }
    context.stepsSchedulersByEpoch = true
  }

  /// The steps of so many epochs.
  static func product(_ epochs: Int, _ stepsPerEpoch: Int) throws(Failure) -> Int {
    let (product, overflow) = epochs.multipliedReportingOverflow(by: stepsPerEpoch)
    guard !overflow, product <= maximumSteps else {
      throw Failure(
        usage: "\(epochs) epochs of \(stepsPerEpoch) steps are more than \(maximumSteps) steps",
        zh: "\(epochs) 轮、每轮 \(stepsPerEpoch) 步，超过了 \(maximumSteps) 步的上限")
    }
    return product
  }

  static var needsStepsPerEpoch: Failure {
    Failure(
      usage: "--epochs needs --steps-per-epoch: how many steps an epoch has",
      zh: "--epochs 需要同时给出 --steps-per-epoch（每轮的步数）")
  }
}

/// The recorded metric that listening schedules hear.
struct MetricOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: helpText(
      "Recorded losses for schedules that listen: one a line, or CSV; '-' reads standard input.",
      zh: "损失记录：每行一个值或 CSV；“-”读标准输入", value: "file"),
    completion: .file())
  var metrics: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Column of a CSV of metrics (default: val_loss, else loss, else the only one).",
      zh: "CSV 的列（默认 val_loss，其次 loss，或唯一列）", value: "name"))
  var metric: String?

  /// The values, if a file was given: as many as a run of so many steps hears, and the one at its end.
  func values(for steps: Int, in terminal: Terminal) throws(Failure) -> RecordedMetric? {
    let column = try given(metric, "--metric")
    guard let file = try given(metrics, "--metrics") else {
      if let column {
        throw Failure(
          usage: "--metric \(column) needs --metrics: the CSV file that has this column",
          zh: "--metric \(column) 需要 --metrics 指明含有该列的 CSV 文件")
      }
      return nil
    }
    return try MetricReader.read(file, column: column, atMost: steps + 1, in: terminal)
  }
}
