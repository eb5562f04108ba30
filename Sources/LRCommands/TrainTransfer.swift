import LRCore
import LRFigures
import LRSystem
import LRTraining

/// `lrplot train --transfer`: the final loss over the rate at several widths, in the standard parametrization and under
/// muP.
struct TrainTransfer {
  var planned: PlannedRun
  var session: TrainingSession
  var widths: [Int]
  var rates: [Double]

  /// The widths that a text lists.
  static func widths(_ text: String) throws(Failure) -> [Int] {
    var widths: [Int] = []
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    for part in parts {
      let word = String(part[...].trimmed)
      guard let width = Int(word) else {
        throw Failure(
          usage: "--transfer is a list of widths such as 64,128,256, and '\(word)' is not a whole number",
          zh: "--transfer 是宽度列表，例如 64,128,256，而“\(word)”不是整数")
      }
      guard (1...1_000_000_000).contains(width) else {
        throw Failure(
          usage: "a width of --transfer is between 1 and 1000000000, not \(word)",
          zh: "--transfer 的宽度须在 1 与 1000000000 之间，而不是 \(word)")
      }
      guard !widths.contains(width) else {
        throw Failure(usage: "--transfer names the width \(width) twice", zh: "--transfer 重复给出了宽度 \(width)")
      }
      widths.append(width)
    }
    guard widths.count > 1 else {
      throw Failure(
        usage: "--transfer needs two widths or more, such as 64,128,256; the first one is the base",
        zh: "--transfer 至少需要两个宽度，例如 64,128,256；第一个为基准")
    }
    guard widths.count <= 20 else {
      throw Failure(
        usage: "--transfer takes at most 20 widths, not \(widths.count)",
        zh: "--transfer 最多 20 个宽度，而不是 \(widths.count) 个")
    }
    return widths
  }

  /// Trains all of them, and draws and prints what came out.
  func run(
    _ looks: Looks, _ drawing: LookOptions.Drawing, to targets: [OutputTarget], quiet: Bool, _ call: Call
  ) throws(Failure) -> Outcome {
    let name = PlannedRun.names(of: [planned])[0]
    if planned.optimizer.recipe.drivesRate {
      throw Failure(
        usage: "--transfer sets the rate, and the optimizer of \(name) brings a schedule of its own",
        zh: "--transfer 会设定学习率，而 \(name) 的优化器自带调度")
    }
    do throws(TrainingError) {
      for recipe in try trainingRuns().flatMap({ [$0.recipe] + $0.groups.map(\.recipe) }).prefix(20) {
        _ = try MuP.Kind(recipe)
      }
    } catch {
      throw Failure(.usage, error.message)
    }
    let plans = try plans(in: call.terminal)
    let made = try losses(plans, name, quiet: quiet, call)
    // What an interruption kept from being finished has not diverged: the figure is of the rates that are done.
    let done = rates.indices.filter { rate in
      widths.indices.allSatisfy { width in
        WidthTransfer.Parametrization.allCases.allSatisfy { parametrization in
          session.seeds.indices.allSatisfy { seed in
            made.records[Key(width: width, parametrization: parametrization, rate: rate, seed: seed)]
              .map { $0.stoppedAt == nil } ?? false
          }
        }
      }
    }
    guard done.count > 1 else {
      throw Failure(.interrupted, Localized("interrupted before two rates were done", zh: "在完成两个学习率之前被中断"))
    }
    func sweep(_ parametrization: WidthTransfer.Parametrization) -> RateSweep {
      RateSweep(
        rates: done.map { rates[$0] },
        runs: widths.indices.map { width in
          func records(_ rate: Int) -> [TrainingRecord] {
            session.seeds.indices.compactMap { seed in
              made.records[Key(width: width, parametrization: parametrization, rate: rate, seed: seed)]
            }
          }
          return RateSweep.Run(
            name: "\(widths[width])", spec: planned.optimizer.source,
            losses: done.map { records($0).map(\.soundFinalLoss) },
            start: records(done[0]).map { $0.evaluations.first?.loss ?? .nan })
        })
    }
    let transfer = WidthTransfer(widths: widths, standard: sweep(.standard), mup: sweep(.mup))
    let figure = TransferFigure(
      transfer, of: planned.title, protocol: session.protocolLines(ofModel: modelWords), looks: looks)
    if !quiet { figure.warnings.forEach(call.note) }
    let files = FigureFiles(
      chart: { figure.chart() },
      table: { writer throws(Failure) in try Self.writeTable(transfer, name, to: &writer) },
      data: { writer throws(Failure) in try Self.writeJSON(transfer, figure, to: &writer) })
    try files.write(to: targets, drawing, quiet: quiet, call)
    try call.printResults(figure.rows, beside: targets, quiet: quiet)
    return made.isInterrupted ? .interrupted : .done
  }

  private var modelWords: String {
    let list = widths.map { "\($0)" }.joined(separator: ", ")
    let hidden = (session.model.hidden ?? []).map { _ in "n" }.joined(separator: ",")
    return "hidden=[\(hidden)], n = \(list)"
  }

  private func trainingRuns() throws(TrainingError) -> [TrainingRun] {
    var runs: [TrainingRun] = []
    for rate in rates {
      do throws(SpecError) {
        runs.append(try planned.run(named: "rate \(digits(rate, 4))", rate: rate))
      } catch {
        throw TrainingError(error.message)
      }
    }
    return runs
  }

  /// The networks of all widths, checked before anything of their size is made.
  private func plans(in terminal: Terminal) throws(Failure) -> Plans {
    guard session.model.initialization != .mup else {
      throw Failure(
        usage: "--transfer draws both parametrizations: give init=torch, he or xavier in place of init=mup",
        zh: "--transfer 会绘制两种参数化：请将 init=mup 换成 init=torch、he 或 xavier")
    }
    var plans = Plans()
    for parametrization in WidthTransfer.Parametrization.allCases {
      for width in widths {
        guard let recipe = session.model.ofWidth(width, base: widths[0], parametrization) else {
          throw Failure(
            usage: "--transfer needs a model with a hidden layer, such as mlp:hidden=[64,64], not \(session.modelSpec)",
            zh: "--transfer 需要有隐藏层的全连接模型，例如 mlp:hidden=[64,64]，而不是 \(session.modelSpec)")
        }
        do throws(TrainingError) {
          let plan = (recipe, try recipe.plan(for: session.setup.data))
          if parametrization == .mup { plans.mup.append(plan) } else { plans.standard.append(plan) }
        } catch {
          throw Failure(.usage, Localized("width \(width): ", zh: "宽度 \(width)：") + error.message)
        }
      }
    }
    if let largest = plans.mup.map(\.1).max(by: { $0.count < $1.count }) {
      var setup = session.setup
      setup.network = largest
      let all = (2 * widths.count - 1) * rates.count * session.seeds.count
      try TrainingSession.check(setup, runs: min(session.jobs, all), of: all, in: terminal)
    }
    return plans
  }

  /// By the places of their widths.
  private struct Plans {
    var standard: [(ModelRecipe, NetworkPlan)] = []
    var mup: [(ModelRecipe, NetworkPlan)] = []

    func callAsFunction(_ width: Int, _ parametrization: WidthTransfer.Parametrization) -> (ModelRecipe, NetworkPlan) {
      parametrization == .mup ? mup[width] : standard[width]
    }
  }

  private struct Key: Hashable {
    var width: Int
    var parametrization: WidthTransfer.Parametrization
    var rate: Int
    var seed: Int
  }

  private func losses(
    _ plans: Plans, _ name: String, quiet: Bool, _ call: Call
  ) throws(Failure) -> (records: [Key: TrainingRecord], isInterrupted: Bool) {
    var setups: [TrainingSetup] = []
    for seed in session.seeds { setups.append(try session.setup(seed: seed)) }
    let runs: [TrainingRun]
    do throws(TrainingError) { runs = try trainingRuns() } catch { throw Failure(.usage, error.message) }
    var keys: [Key] = []
    // The widest first, so that none is left to the end; at the base both parametrizations are one.
    for width in widths.indices.sorted(by: { widths[$0] > widths[$1] }) {
      for parametrization in WidthTransfer.Parametrization.allCases where width > 0 || parametrization == .standard {
        for rate in rates.indices {
          for seed in session.seeds.indices {
            keys.append(Key(width: width, parametrization: parametrization, rate: rate, seed: seed))
          }
        }
      }
    }
    let names = keys.map { "\(name), \(widths[$0.width]) \($0.parametrization.rawValue), \(digits(rates[$0.rate], 3))" }
    let progress = TrainingProgress(names, quiet: quiet, call)
    let interruption = call.terminal.unfinished
    try call.stopIfChecking()
    call.deferInterruption(quiet: quiet, progress)
    defer { interruption.endDeferral() }
    let results: [Result<TrainingRecord?, TrainingError>] = SideBySide.map(keys.count, jobs: session.jobs) {
      [keys, setups, plans = keys.map { plans($0.width, $0.parametrization) }] index in
      // Runs that an interruption kept from beginning.
      if interruption.isInterrupted { return .success(nil) }
      let key = keys[index]
      var control = TrainingControl()
      control.isInterrupted = { interruption.isInterrupted }
      control.evaluated = { progress.show($0, of: index) }
      var setup = setups[key.seed]
      let (recipe, plan) = plans[index]
      setup.network = plan
      setup.initial = recipe.initialization.parameters(of: plan, seed: setup.seed)
      do throws(TrainingError) {
        return .success(try setup.train(runs[key.rate], control: control).record)
      } catch {
        return .failure(error)
      }
    }
    progress.end()
    var records: [Key: TrainingRecord] = [:]
    for (key, result) in zip(keys, results) {
      switch result {
      case .success(nil): continue
      case .success(let record?):
        records[key] = record
        if key.width == 0 {
          var other = key
          other.parametrization = .mup
          records[other] = record
        }
      case .failure(let error): throw Failure(error.isMissingLibrary ? .inputMissing : .usage, error.message)
      }
    }
    return (records, interruption.isInterrupted)
  }

  /// `run,series,step,epoch,value,rate,width,parametrization,repeat`: the final loss of each, empty where it diverged.
  private static func writeTable(
    _ transfer: WidthTransfer, _ name: String, to writer: inout ByteWriter
  ) throws(Failure) {
    writer.write("run,series,step,epoch,value,rate,width,parametrization,repeat\n")
    for parametrization in WidthTransfer.Parametrization.allCases {
      let sweep = transfer.sweep(parametrization)
      for (width, run) in zip(transfer.widths, sweep.runs) {
        for (rate, losses) in zip(sweep.rates, run.losses) {
          for (seed, loss) in losses.enumerated() {
            let value = loss.map { shortest($0) } ?? ""
            writer.write(
              text:
                "\(csvField(name)),final_val_loss,,,\(value),\(shortest(rate)),\(width),\(parametrization.rawValue),\(seed)\n"
            )
          }
        }
        try writer.drain()
      }
    }
  }

  private static func writeJSON(
    _ transfer: WidthTransfer, _ figure: TransferFigure, to writer: inout ByteWriter
  ) throws(Failure) {
    let series = WidthTransfer.Parametrization.allCases.flatMap { parametrization in
      let sweep = transfer.sweep(parametrization)
      return zip(transfer.widths, sweep.runs).map { width, run in
        JSON.object([
          ("name", .string("\(width) \(parametrization.rawValue)")), ("spec", .string(run.spec)),
          ("width", .integer(width)), ("parametrization", .string(parametrization.rawValue)),
          ("x", .array(sweep.rates.map { .number($0) })),
          ("y", .array(sweep.rates.indices.map { run.spread(at: $0).map { .number($0.mean) } ?? .null })),
          ("seeds", .array(run.losses.map { .array($0.map { $0.map { .number($0) } ?? .null }) })),
          ("start", .number(run.startLoss)), ("best_rate", run.best.map { .number(sweep.rates[$0]) } ?? .null),
        ])
      }
    }
    let moved = WidthTransfer.Parametrization.allCases.map { parametrization in
      (parametrization.rawValue, transfer.octaves(parametrization).map { JSON.number($0) } ?? .null)
    }
    let steps = WidthTransfer.Parametrization.allCases.map { parametrization in
      (parametrization.rawValue, transfer.gridSteps(parametrization).map { JSON.integer($0) } ?? .null)
    }
    writer.write(
      .object([
        ("title", .string(figure.title)),
        ("x", .object([("label", .string("Learning rate")), ("unit", .string(""))])),
        ("y", .object([("label", .string(figure.yLabel)), ("unit", .string(""))])),
        ("grid_steps", .object(steps)), ("octaves", .object(moved)), ("series", .array(series)),
      ]), indent: 0)
    writer.write("\n")
  }
}
