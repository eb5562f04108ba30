import ArgumentParser
import LRCore
import LRFigures
import LROptimizers
import LRSystem
import LRTraining

/// `lrplot find-lr [OPTIMIZER...]`: the learning-rate range test, and what each library's rules suggest.
struct FindRate: Command {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "find-lr",
      abstract: helpWords("Runs a learning-rate range test and draws its suggestions.", zh: "做学习率范围测试，绘制各库的建议。"),
      discussion: helpWords(
        """
        Trains OPTIMIZER (default: sgd) for one short run whose learning rate rises from batch to batch. The losses are \
        smoothed, trimmed and searched as fastai, torch-lr-finder and Lightning do it. With --check the network is also \
        trained for real at these and other rates: which suggestion was right? Several optimizers have a test each. \
        Without -o the figure goes to out/find-lr-<names>.png and .svg; the suggestions are printed.
        """,
        zh: """
          以逐批上升的学习率对 OPTIMIZER（默认 sgd）做一次短时训练，
          损失按 fastai、torch-lr-finder 与 Lightning 各自的方式平滑、裁剪并给出建议。
          --check 还会在这些及其他学习率下实际训练，看哪个建议正确。
          多个优化器各做一次测试。
          不给 -o 时输出到 out/find-lr-<names>.png 与 .svg；建议打印在标准输出。
          """))
  }

  @Argument(
    help: helpText(
      "Optimizers, such as sgd:momentum=0.9 or adam (default: sgd).", zh: "优化器，例如 adam（默认 sgd）", value: "optimizer"),
    completion: .custom { _, _, _ in Optimizers.catalogue.names })
  var optimizers: [String] = []

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Learning rates of the batches: log:LO..HI:N or lin:LO..HI:N (default: log:1e-7..10:100).",
      zh: "各批次的学习率（默认 log:1e-7..10:100）", value: "grid"))
  var rates: String?

  @Option(
    parsing: .unconditional,
    help: helpText("Batches of the test (default: 100).", zh: "测试的批次数（默认 100）", value: "n"))
  var steps: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Run the test as fastai, torch-lr-finder or lightning does: its rates and its stopping rule.",
      zh: "按 fastai、torch-lr-finder 或 lightning 的方式测试", value: "library"),
    completion: .list(RangeTest.Library.allCases.map(\.rawValue)))
  var like: String?

  @Flag(
    help: helpText(
      "Train for real at every suggested rate and at 7 others, and draw the final losses.",
      zh: "在各建议值与另外 7 个学习率下实际训练，绘制最终损失"))
  var check = false

  @Option(
    parsing: .unconditional,
    help: helpText("Updates of each real run (default: 300).", zh: "每次实际训练的步数（默认 300）", value: "n"))
  var checkSteps: String?

  @OptionGroup(title: helpWords("Training", zh: "训练")) var network: NetworkOptions
  @OptionGroup var foreign: ForeignOptions
  @OptionGroup(title: helpWords("Output", zh: "输出")) var output: OutputOptions
  @OptionGroup(title: helpWords("Looks", zh: "外观")) var look: LookOptions
  @OptionGroup(title: helpWords("Language", zh: "语言")) var languages: LanguageOptions

  /// Fewer batches than these leave the rules little to look at.
  private static let fewBatches = 30
  /// How many rates are trained at besides those that are suggested.
  private static let checkedRates = 7

  func run(_ call: Call) throws(Failure) -> Outcome {
    let sources = optimizers.isEmpty ? ["sgd"] : optimizers
    guard sources.count <= 6 else {
      throw Failure(
        usage: "a figure has at most 6 range tests, and \(sources.count) optimizers are given",
        zh: "一幅图最多 6 次范围测试，而给了 \(sources.count) 个优化器")
    }
    try foreign.refuse()
    let library = try choice(like, "--like", RangeTest.Library.self)
    if let library, library != .torchLRFinder, network.accumulate != nil {
      throw Failure(
        usage:
          "\(library.rawValue) reads the losses of single batches: leave --accumulate out, or give --like torch-lr-finder",
        zh: "\(library.rawValue) 读取单个批次的损失：请去掉 --accumulate，或用 --like torch-lr-finder")
    }
    let grid = try RateGrid(rates, steps: steps, library)
    let checkSteps = try wholeNumber(checkSteps, "--check-steps", 1...TrainingPlan.mostSteps)
    guard check || checkSteps == nil else {
      throw Failure(usage: "--check-steps is about --check: give both", zh: "--check-steps 用于 --check：请同时给出")
    }
    var looks = try look.looks(in: call.language, command: call.arguments)
    if look.size == nil, let size = RangeTestFigure.size(ofRuns: sources.count, isChecked: check) { looks.size = size }
    let drawing = try look.drawing(of: looks.size)
    var plan = TrainingPlan()
    plan.length = .steps(grid.count)
    let session = try TrainingSession(network, plan, in: call.terminal)
    let planned = try self.planned(sources, session)
    let jobs = try self.jobs(planned, grid)
    let targets = try output.targets(
      stem: session.stem("find-lr", planned.map(\.optimizer.fileName)), in: call.terminal)
    try session.refuseOverwriting(targets)
    try look.refuseUselessText(among: targets)
    if !output.quiet {
      if grid.count < Self.fewBatches {
        call.note(
          Localized(
            "a range test of \(grid.count) batches is too short for most rules, which leave out the first 10 and the last 5: give --steps 100",
            zh: "\(grid.count) 个批次的范围测试对多数规则太短（它们裁去前 10 个与后 5 个）：请用 --steps 100"))
      }
      session.setup.data.remarks.forEach(call.note)
      planned.flatMap(\.optimizer.remarks).forEach(call.note)
      planned.compactMap { session.setup.slownessNote(of: $0) }.forEach(call.note)
      for run in planned where run.optimizer.statesRate && library != .torchLRFinder {
        call.note(
          Localized(
            "the test sets the learning rate itself: that of '\(run.optimizer.source)' is not used",
            zh: "范围测试自行设定学习率：不使用“\(run.optimizer.source)”中的学习率"))
      }
    }
    var (records, isInterrupted) = try tests(jobs, session, call)
    guard !isInterrupted || records.contains(where: { $0.losses.count > 1 }) else {
      throw Failure(.interrupted, Localized("interrupted before two batches were done", zh: "在完成两个批次之前被中断"))
    }
    let length = checkSteps ?? 300
    var validated = session
    validated.setup.steps = length
    if check, !isInterrupted {
      isInterrupted = try self.check(&records, try self.planned(sources, validated), validated, grid, call)
    }
    if !output.quiet { notes(records, isInterrupted).forEach(call.note) }
    var figure = RangeTestFigure(records, isLogarithmic: grid.isLogarithmic, looks: looks)
    figure.library = library
    figure.checkSteps = length
    figure.protocolLines = session.protocolLines(for: planned)
    let drawn = figure
    let data = RangeTestData(records: records, figure: figure, checkSteps: length)
    let files = FigureFiles(
      chart: { drawn.chart() }, table: { writer throws(Failure) in try data.writeTable(to: &writer) },
      data: { writer throws(Failure) in try data.writeJSON(to: &writer) })
    try files.write(to: targets, drawing, quiet: output.quiet, call)
    try call.printResults(figure.rows, beside: targets, quiet: output.quiet)
    return isInterrupted ? .interrupted : .done
  }

  private func planned(_ sources: [String], _ session: TrainingSession) throws(Failure) -> [PlannedRun] {
    var planned: [PlannedRun] = []
    for source in sources {
      do throws(SpecError) {
        planned.append(
          try PlannedRun(source, in: session.context, parameters: session.setup.network.names, findsRate: true))
      } catch {
        throw Failure(error)
      }
    }
    return planned
  }

  // MARK: the range tests

  /// A range test of one optimizer.
  private struct Job: Sendable {
    var run: TrainingRun
    var grid: RateGrid
  }

  private func jobs(_ planned: [PlannedRun], _ grid: RateGrid) throws(Failure) -> [Job] {
    var jobs: [Job] = []
    for (plan, name) in zip(planned, PlannedRun.names(of: planned)) {
      let grid = try grid.starting(for: plan)
      do throws(SpecError) {
        jobs.append(Job(run: try plan.run(named: name, rates: grid.rates), grid: grid))
      } catch {
        throw Failure(error)
      }
    }
    return jobs
  }

  private func tests(
    _ jobs: [Job], _ session: TrainingSession, _ call: Call
  ) throws(Failure) -> ([RangeTestRecord], isInterrupted: Bool) {
    let interruption = call.terminal.unfinished
    let progress = TrainingProgress(jobs.map(\.run.name), quiet: output.quiet, call)
    try call.stopIfChecking()
    call.deferInterruption(quiet: output.quiet, progress)
    defer { interruption.endDeferral() }
    let setup = session.setup
    let made: [Result<RangeTestRecord, TrainingError>] = SideBySide.map(jobs.count, jobs: session.jobs) { index in
      var control = TrainingControl()
      control.isInterrupted = { interruption.isInterrupted }
      control.evaluated = { progress.show($0, of: index) }
      let grid = jobs[index].grid
      do throws(TrainingError) {
        return .success(
          try setup.rangeTest(
            of: jobs[index].run, rates: grid.rates, tests: grid.readers, stopping: grid.own, control: control))
      } catch {
        return .failure(error)
      }
    }
    progress.end()
    var records: [RangeTestRecord] = []
    for result in made {
      switch result {
      case .success(let record): records.append(record)
      case .failure(let error): throw Failure(error.isMissingLibrary ? .inputMissing : .usage, error.message)
      }
    }
    return (records, interruption.isInterrupted)
  }

  // MARK: real runs

  /// Trains at the suggested rates and others, and gives each record what came out.
  ///
  /// - Returns: whether the user interrupted; what is done by then is kept.
  private func check(
    _ records: inout [RangeTestRecord], _ planned: [PlannedRun], _ session: TrainingSession, _ grid: RateGrid,
    _ call: Call
  ) throws(Failure) -> Bool {
    var runs: [TrainingRun] = []
    var places: [(record: Int, rate: Double)] = []
    for (index, record) in records.enumerated() {
      for rate in record.ratesToCheck(Self.checkedRates, isLogarithmic: grid.isLogarithmic) {
        do throws(SpecError) {
          runs.append(try planned[index].run(named: "\(record.name), \(digits(rate, 3))", rate: rate))
        } catch {
          throw Failure(error)
        }
        places.append((index, rate))
      }
    }
    // A line for each epoch of each of them is more than anybody reads.
    let trained = try TrainedRuns(
      runs, session, quiet: output.quiet || !call.terminal.errorIsTerminal, call)
    for (place, seeds) in zip(places, trained.records) {
      guard let record = seeds.first, record.stoppedAt == nil else { continue }
      records[place.record].checks.append(.init(rate: place.rate, loss: record.soundFinalLoss))
    }
    return trained.isInterrupted
  }

  private func notes(_ records: [RangeTestRecord], _ isInterrupted: Bool) -> [Localized] {
    var notes: [Localized] = []
    for record in records {
      if let batch = record.divergedAt {
        notes.append(
          Localized(
            "\(record.name): not finite after batch \(batch) of \(record.rates.count)",
            zh: "\(record.name)：第 \(batch) 个批次（共 \(record.rates.count) 个）后不再有限"))
      }
      if let batch = record.stoppedAt {
        notes.append(
          Localized("\(record.name) was stopped after batch \(batch)", zh: "\(record.name) 在第 \(batch) 个批次后被中断"))
      }
    }
    if isInterrupted, check {
      notes.append(
        Localized("not all real runs were done: those that are missing are left out", zh: "实际训练未全部完成：缺少的未画出"))
    }
    return notes
  }
}

/// Options of `lrplot train` that mean nothing in a range test: they are known, and refused with the reason.
struct ForeignOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: .hidden) var epochs: String?
  @Option(parsing: .unconditional, help: .hidden) var `repeat`: String?
  @Option(parsing: .unconditional, help: .hidden) var ema: String?
  @Option(parsing: .unconditional, help: .hidden) var swa: String?
  @Option(parsing: .unconditional, help: .hidden) var schedulerSteps: String?

  func refuse() throws(Failure) {
    if epochs != nil {
      throw Failure(
        usage: "a range test counts batches, whatever an epoch is: give --steps N in place of --epochs",
        zh: "范围测试按批次计，与轮无关：请用 --steps N 代替 --epochs")
    }
    if `repeat` != nil {
      throw Failure(
        usage: "a range test is one run, whose suggestions have no mean: leave --repeat out, and try another --seed",
        zh: "范围测试只有一次训练，其建议没有均值：请去掉 --repeat，可换 --seed 再试")
    }
    if let option = ema != nil ? "--ema" : swa != nil ? "--swa" : nil {
      throw Failure(
        usage: "a range test reads the losses of the trained weights, not those of a mean: leave \(option) out",
        zh: "范围测试所用的是训练中权重的损失，而非平均权重的损失：请去掉 \(option)")
    }
    if schedulerSteps != nil {
      throw Failure(
        usage: "a range test has no scheduler: leave --scheduler-steps out", zh: "范围测试没有调度器：请去掉 --scheduler-steps")
    }
  }
}
