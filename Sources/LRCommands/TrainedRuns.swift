import LRCore
import LRTraining
import Synchronization

/// Runs of one command, trained side by side.
struct TrainedRuns {
  /// For each run its seeds.
  var groups: [[TrainingOutcome]]
  /// Whether the user interrupted.
  var isInterrupted: Bool

  var records: [[TrainingRecord]] { groups.map { $0.map(\.record) } }

  /// One piece of work.
  private struct Job: Sendable {
    var run: TrainingRun
    var setup: TrainingSetup
  }

  /// - Parameters:
  ///   - runs: each is trained with every seed.
  ///   - checkpoints: what they go on from, and where their ends are kept.
  ///   - carriesData: whether standard output is for something else than names of files.
  init(
    _ runs: [TrainingRun], _ session: TrainingSession, checkpoints: Checkpoints? = nil, carriesData: Bool = false,
    quiet: Bool, _ call: Call
  ) throws(Failure) {
    var setups: [TrainingSetup] = []
    for seed in session.seeds { setups.append(try session.setup(seed: seed)) }
    let jobs = runs.flatMap { run in setups.map { Job(run: run, setup: $0) } }
    let starts = try checkpoints?.read(in: call.terminal)
    for (job, start) in zip(jobs, starts ?? []) {
      // All of them before the first is trained.
      do throws(TrainingError) { try job.setup.check(start, for: job.run) } catch { throw Self.failure(error) }
    }
    let keepsStates = checkpoints?.keepsStates ?? false
    let progress = TrainingProgress(jobs.map { $0.run.name }, quiet: quiet, call)
    let interruption = call.terminal.unfinished
    try call.stopIfChecking()
    call.deferInterruption(quiet: quiet, progress)
    defer { interruption.endDeferral() }
    let outcomes: [Result<TrainingOutcome, TrainingError>] = SideBySide.map(jobs.count, jobs: session.jobs) { index in
      var control = TrainingControl()
      control.isInterrupted = { interruption.isInterrupted }
      control.evaluated = { progress.show($0, of: index) }
      control.keepsState = keepsStates
      do throws(TrainingError) {
        return .success(try jobs[index].setup.train(jobs[index].run, from: starts?[index], control: control))
      } catch {
        return .failure(error)
      }
    }
    progress.end()
    var made: [TrainingOutcome] = []
    for outcome in outcomes {
      switch outcome {
      case .success(let outcome): made.append(outcome)
      case .failure(let error): throw Self.failure(error)
      }
    }
    try checkpoints?.write(
      made, plannedSteps: session.setup.steps, carriesData: carriesData, quiet: quiet, in: call.terminal)
    let seeds = session.seeds.count
    groups = runs.indices.map { Array(made[$0 * seeds..<($0 + 1) * seeds]) }
    isInterrupted = interruption.isInterrupted
  }

  private static func failure(_ error: TrainingError) -> Failure {
    Failure(error.isMissingLibrary ? .inputMissing : error.isBadData ? .badData : .usage, error.message)
  }

  /// What is to be said on standard error.
  var notes: [Localized] { Self.notes(on: records) }

  /// - Parameter groups: for each run its seeds.
  static func notes(on groups: [[TrainingRecord]]) -> [Localized] {
    var notes: [Localized] = []
    for records in groups {
      let diverged = records.filter { $0.divergedAt != nil }
      let steps = Set(diverged.compactMap(\.divergedAt)).sorted()
      if let first = diverged.first, !steps.isEmpty {
        let shown = steps.prefix(4).map(String.init) + (steps.count > 4 ? ["..."] : [])
        let place =
          steps.count == 1
          ? Localized("step \(steps[0])", zh: "第 \(steps[0]) 步")
          : Localized(
            "steps " + shown.joined(separator: ", "), zh: "第 " + shown.joined(separator: "、") + " 步")
        let share =
          records.count > 1
          ? Localized(
            " with \(diverged.count) of \(records.count) seeds", zh: "（\(records.count) 个种子中的 \(diverged.count) 个）")
          : Localized("")
        notes.append(
          Localized("\(first.name) diverged at ", zh: "\(first.name) 在") + place + Localized("", zh: "发散") + share)
      }
      if let ending = records.first?.ending { notes.append(ending) }
      if let record = records.first(where: { $0.stoppedAt != nil }), let step = record.stoppedAt {
        notes.append(Localized("\(record.name) was stopped at step \(step)", zh: "\(record.name) 在第 \(step) 步被中断"))
      }
    }
    return notes.count > 8
      ? Array(notes.prefix(7)) + [
        Localized("and \(notes.count - 7) more of the kind", zh: "另有 \(notes.count - 7) 条同类提示")
      ] : notes
  }
}

/// How far runs are: a bar for each where standard error is a terminal, else a line an epoch.
final class TrainingProgress: Sendable {
  private struct State {
    var lines: [String]
    var drawn = false
    var finished = 0
    var shown = ContinuousClock.now
    /// When each run had a line of its own.
    var told: [Int: ContinuousClock.Instant] = [:]
  }

  private let state: Mutex<State>
  private let names: [String]
  private let isTerminal: Bool
  private let isUnicode: Bool
  private let isQuiet: Bool
  private let language: Language
  private let began = ContinuousClock.now
  private let write: @Sendable (String) -> Void
  /// What is done is said only if it takes longer.
  private let patience: Duration

  init(_ names: [String], quiet: Bool, _ call: Call, patience: Duration = .milliseconds(150)) {
    self.names = names.map { visible($0) }
    self.patience = patience
    isQuiet = quiet
    isTerminal = call.terminal.errorIsTerminal && call.terminal.variable("TERM") != "dumb" && names.count <= 20
    isUnicode = call.terminal.isUnicode
    language = call.language
    let terminal = UncheckedTerminal(call.terminal.writeError)
    write = { terminal.write($0) }
    state = Mutex(State(lines: [String](repeating: "", count: names.count)))
  }

  func show(_ record: TrainingRecord, of index: Int) {
    guard !isQuiet, let last = record.evaluations.last else { return }
    let elapsed = began.duration(to: .now)
    // Runs of one command may differ in length.
    let (done, steps) = (max(0, last.step), record.plannedSteps)
    let pace = last.seconds > 0 ? Double(done) / last.seconds : 0
    let left = pace > 0 ? Double(steps - done) / pace : 0
    let rate = record.rates.last?.values.last.map { digits($0, 3) } ?? "-"
    let loss = digits(last.loss, 4)
    let epochs = Double(done) / Double(max(1, record.stepsPerEpoch))
    let epoch = epochs == epochs.rounded() ? shortest(epochs) : digits(epochs, 4)
    let words = Localized(
      "epoch \(epoch), val. loss \(loss), rate \(rate), \(Int(clamping: pace)) steps/s",
      zh: "第 \(epoch) 轮，验证损失 \(loss)，学习率 \(rate)，\(Int(clamping: pace)) 步/秒"
    ).text(in: language)
    let remaining = Localized(
      ", \(Int(clamping: left.rounded(.up))) s left", zh: "，剩余 \(Int(clamping: left.rounded(.up))) 秒"
    ).text(in: language)
    state.withLock { state in
      guard isTerminal else {
        // Of what is done in a moment, and of every epoch of many runs, nobody wants to read.
        if names.count > 20 {
          guard done == record.plannedSteps else { return }
          state.finished += 1
          guard state.finished * 10 / names.count > (state.finished - 1) * 10 / names.count,
            elapsed > .milliseconds(500)
          else { return }
          write(
            Localized(
              "\(state.finished) of \(names.count) runs done\n", zh: "已完成 \(state.finished) / \(names.count) 次训练\n"
            ).text(in: language))
          return
        }
        // Of short epochs, some a second are enough.
        let isDue = state.told[index].map { $0.duration(to: .now) > .seconds(1) } ?? true
        if done > 0, elapsed > .milliseconds(500), (names.count <= 8 && isDue) || done == record.plannedSteps {
          state.told[index] = .now
          write("\(names[index]): \(words)\n")
        }
        return
      }
      let cells = 16
      let filled = steps > 0 ? cells * done / steps : cells
      let (full, empty) = isUnicode ? ("━", "─") : ("#", "-")
      state.lines[index] =
        "\(shortened(names[index], to: 24)) " + String(repeating: full, count: filled)
        + String(repeating: empty, count: cells - filled) + " " + words + (done < steps ? remaining : "")
      guard elapsed > patience, state.shown.duration(to: .now) > .milliseconds(60) || done == steps
      else {
        return
      }
      state.shown = .now
      let up = state.drawn ? "\u{1B}[\(names.count)A" : ""
      state.drawn = true
      write(up + state.lines.map { $0 + "\u{1B}[K\n" }.joined())
    }
  }

  /// Writes a line above the bars, which are drawn again below it; from the thread that waits for signals.
  func tell(_ line: String) {
    let told: Void? = state.withLockIfAvailable { state in
      write((state.drawn ? "\u{1B}[\(names.count)A\u{1B}[J" : "") + line)
      state.drawn = false
    }
    // Whoever holds the lock writes: better a line among the bars than none.
    if told == nil { write(line) }
  }

  /// Takes the bars away.
  func end() {
    state.withLock { state in
      if state.drawn { write("\u{1B}[\(names.count)A\u{1B}[J") }
      state.drawn = false
    }
  }
}

/// Writes to standard error from another thread.
///
/// Unchecked: the closure makes a system call and nothing else.
private struct UncheckedTerminal: @unchecked Sendable {
  let write: (String) -> Void
  init(_ write: @escaping (String) -> Void) { self.write = write }
}

extension Call {
  /// From now on a first SIGINT ends what is trained after its update, and says so at once.
  func deferInterruption(quiet: Bool, _ progress: TrainingProgress? = nil) {
    guard !quiet else { return terminal.unfinished.deferInterruption() }
    let line = Localized("stopping after this update; Ctrl-C again stops now\n", zh: "完成本次更新后停止；再按 Ctrl-C 立即停止\n")
      .text(in: language)
    let writer = UncheckedTerminal(terminal.writeError)
    terminal.unfinished.deferInterruption {
      if let progress { progress.tell(line) } else { writer.write(line) }
    }
  }
}
