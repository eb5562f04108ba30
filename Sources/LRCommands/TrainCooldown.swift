import LRCore
import LRFigures
import LRSystem
import LRTraining

/// `lrplot train --cooldown`: cooldowns that branch off one run at a constant rate, against cosines of the same lengths.
struct TrainCooldown {
  var planned: PlannedRun
  var session: TrainingSession
  var plan: CooldownPlan
  var smoothing: TrainingSmoothing

  static let most = 50

  /// Of the options, the plan.
  static func plan(
    _ count: Int, length: String?, shape: String?, steps: Int
  ) throws(Failure) -> CooldownPlan {
    let shape = try choice(shape, "--cooldown-shape", CooldownPlan.Shape.self) ?? .oneMinusRoot
    var wanted = CooldownPlan.Length.share(0.2)
    if let text = try given(length, "--cooldown-length") {
      if text.hasSuffix("%"), let percent = decimalNumber(String(text.dropLast())), percent > 0, percent < 100 {
        wanted = .share(percent / 100)
      } else if let number = Int(text), number > 0 {
        wanted = .steps(number)
      } else {
        throw Failure(
          usage: "--cooldown-length is a share of each length such as 20%, or a number of steps, not '\(text)'",
          zh: "--cooldown-length 是各长度的比例（如 20%）或步数，而不是“\(text)”")
      }
    }
    do throws(TrainingError) {
      return try CooldownPlan(count: count, steps: steps, length: wanted, shape: shape)
    } catch {
      throw Failure(.usage, error.message)
    }
  }

  func run(
    _ looks: Looks, _ drawing: LookOptions.Drawing, to targets: [OutputTarget], quiet: Bool, _ call: Call
  ) throws(Failure) -> Outcome {
    let name = PlannedRun.names(of: [planned])[0]
    try checkMemory(in: call.terminal)
    let run: TrainingRun
    do throws(SpecError) { run = try planned.run(named: name) } catch { throw Failure(error) }
    let runs: CooldownRuns
    do throws(TrainingError) {
      runs = try CooldownRuns(
        of: run, plan, steps: session.setup.steps,
        names: ("constant", { "cooldown at \($0)" }, { "cosine at \($0)" }))
    } catch {
      throw Failure(.usage, error.message)
    }
    let trained = try train(runs, quiet: quiet, call)
    let outcome = trained.outcome
    let figure = {
      var figure = CooldownFigure(outcome, of: planned.title, protocol: session.protocolLines, looks: looks)
      figure.smoothing = smoothing
      return figure
    }()
    if !quiet { Self.notes(outcome).forEach(call.note) }
    let data = TrainingData(
      title: figure.title, xLabel: figure.xLabel, yLabel: figure.yLabel,
      groups: [outcome.constant] + outcome.pairs.map(\.cooldown) + outcome.pairs.map(\.cosine))
    let cooldowns = Self.json(outcome)
    let files = FigureFiles(
      chart: { figure.chart() }, table: { writer throws(Failure) in try data.writeTable(to: &writer) },
      data: { writer throws(Failure) in try data.writeJSON(members: [("cooldowns", cooldowns)], to: &writer) })
    try files.write(to: targets, drawing, quiet: quiet, call)
    try call.printResults(figure.rows, beside: targets, quiet: quiet)
    return trained.isInterrupted ? .interrupted : .done
  }

  /// Refuses what doesn't fit the memory: copies of weights and optimizers, and the series of all runs.
  private func checkMemory(in terminal: Terminal) throws(Failure) {
    let (setup, branches, seeds) = (session.setup, plan.branches.count, session.seeds.count)
    let number = setup.precision == .double ? 8 : 4
    let copies = saturatingProduct(saturatingProduct(setup.network.count, 4 * number), branches)
    let series = saturatingProduct(saturatingProduct(setup.steps, 8 * 8), 2 * branches + 1)
    try terminal.memory.check(
      saturatingProduct(saturatingSum(copies, series), seeds), for: Localized("these cooldowns", zh: "这些冷却"),
      Localized("give fewer cooldowns or seeds, fewer steps or a smaller --model", zh: "请减少冷却数、种子数、步数或减小 --model"))
  }

  private struct Job: Sendable {
    var run: TrainingRun
    var setup: TrainingSetup
    /// Steps before which a fork is kept, of the constant run.
    var kept: Set<Int> = []
    var fork: TrainingFork?
  }

  private typealias Made = Result<(record: TrainingRecord, forks: [Int: TrainingFork]), TrainingError>

  /// Trains the constant run and the cosines side by side, then the branches.
  private func train(
    _ runs: CooldownRuns, quiet: Bool, _ call: Call
  ) throws(Failure) -> (outcome: CooldownOutcome, isInterrupted: Bool) {
    let wanted = plan.evaluationSteps(of: session.setup.steps)
    var setups: [TrainingSetup] = []
    for seed in session.seeds {
      var setup = try session.setup(seed: seed)
      setup.evaluationSteps = wanted
      setups.append(setup)
    }
    func ending(_ setup: TrainingSetup, at end: Int) -> TrainingSetup {
      var setup = setup
      setup.steps = end
      return setup
    }
    // The longest first, so that none is left to the end.
    var first = setups.map { Job(run: runs.constant, setup: $0, kept: plan.starts) }
    for index in plan.branches.indices.reversed() {
      first += setups.map { Job(run: runs.cosines[index], setup: ending($0, at: plan.branches[index].end)) }
    }
    let branches = plan.branches.indices.flatMap { index in setups.map { (index, $0) } }
    let names = first.map(\.run.name) + branches.map { runs.cooldowns[$0.0].name }
    let progress = TrainingProgress(names, quiet: quiet, call)
    let interruption = call.terminal.unfinished
    try call.stopIfChecking()
    call.deferInterruption(quiet: quiet, progress)
    defer { interruption.endDeferral() }
    defer { progress.end() }
    func made(_ jobs: [Job], from offset: Int) throws(Failure) -> [(
      record: TrainingRecord, forks: [Int: TrainingFork]
    )] {
      let results: [Made] = SideBySide.map(jobs.count, jobs: session.jobs) { index in
        var control = TrainingControl()
        control.isInterrupted = { interruption.isInterrupted }
        control.evaluated = { progress.show($0, of: offset + index) }
        let job = jobs[index]
        do throws(TrainingError) {
          if let fork = job.fork {
            return .success((try job.setup.train(job.run, from: fork, control: control).record, [:]))
          }
          let made = try job.setup.train(job.run, keeping: job.kept, control: control)
          return .success((made.outcome.record, made.forks))
        } catch {
          return .failure(error)
        }
      }
      var made: [(record: TrainingRecord, forks: [Int: TrainingFork])] = []
      for result in results {
        switch result {
        case .success(let one): made.append(one)
        case .failure(let error): throw Failure(error.isMissingLibrary ? .inputMissing : .usage, error.message)
        }
      }
      return made
    }
    let seeds = setups.count
    let whole = try made(first, from: 0)
    let constant = Array(whole[..<seeds])
    // A constant run that diverged has no branches from there on: they would be what it is.
    var places: [Int] = []
    var second: [Job] = []
    for (place, (index, setup)) in branches.enumerated() {
      let branch = plan.branches[index]
      guard let fork = constant[place % seeds].forks[branch.start] else { continue }
      places.append(place)
      second.append(Job(run: runs.cooldowns[index], setup: ending(setup, at: branch.end), fork: fork))
    }
    let branched = try made(second, from: first.count)
    var cooldowns = branches.enumerated().map { place, branch in
      var record = constant[place % seeds].record
      record.name = runs.cooldowns[branch.0].name
      record.plannedSteps = plan.branches[branch.0].end
      return record
    }
    for (place, one) in zip(places, branched) { cooldowns[place] = one.record }
    var pairs: [CooldownOutcome.Pair] = []
    for (index, branch) in plan.branches.enumerated() {
      let place = seeds * (plan.branches.count - index)
      let pair = CooldownOutcome.Pair(
        branch: branch, cooldown: Array(cooldowns[index * seeds..<(index + 1) * seeds]),
        cosine: whole[place..<place + seeds].map(\.record))
      // What an interruption kept from being finished is left out.
      if (pair.cooldown + pair.cosine).allSatisfy({ $0.stoppedAt == nil }) { pairs.append(pair) }
    }
    guard !pairs.isEmpty else {
      throw Failure(.interrupted, Localized("interrupted before a cooldown was done", zh: "在完成任何冷却之前被中断"))
    }
    let outcome = CooldownOutcome(
      shape: plan.shape, length: plan.length, warmup: runs.warmup, constant: constant.map(\.record),
      pairs: pairs)
    return (outcome, interruption.isInterrupted)
  }

  private static func notes(_ outcome: CooldownOutcome) -> [Localized] {
    var notes: [Localized] = []
    // A branch that the constant run did not come to is that run.
    let all =
      [(outcome.constant, 0)]
      + outcome.pairs.flatMap { [($0.cooldown, $0.branch.start), ($0.cosine, 0)] }
    for (records, start) in all {
      guard let record = records.first(where: { $0.divergedAt.map { $0 > start } ?? false }),
        let step = record.divergedAt
      else { continue }
      notes.append(Localized("\(record.name) diverged at step \(step)", zh: "\(record.name) 在第 \(step) 步发散"))
    }
    return notes.count > 8
      ? Array(notes.prefix(7)) + [
        Localized("and \(notes.count - 7) more of the kind", zh: "另有 \(notes.count - 7) 条同类提示")
      ] : notes
  }

  private static func json(_ outcome: CooldownOutcome) -> JSON {
    func losses(_ records: [TrainingRecord]) -> JSON {
      .array(records.map { $0.soundFinalLoss.map { .number($0) } ?? .null })
    }
    return .array(
      outcome.pairs.map { pair in
        .object([
          ("start", .integer(pair.branch.start)), ("end", .integer(pair.branch.end)),
          ("shape", .string(outcome.shape.rawValue)), ("val_loss", losses(pair.cooldown)),
          ("cosine_val_loss", losses(pair.cosine)),
        ])
      })
  }
}

extension PlannedRun {
  /// What a figure of this run alone calls it: its label, or the spec as typed.
  var title: String { label ?? optimizer.source }
}
