import LRCore
import LRSystem
import LRTraining

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

let usage = """
  lrplot-worker RUN... [options]: trains as `lrplot train` does, and writes the series as CSV.

    --data DATA, --model MODEL      such as digits:label_noise=0.2, mlp:hidden=[128,64]
    --epochs E | --steps N          length of each run (5 epochs)
    --batch N|all, --seed S         rows of a batch (64), seed (0)
    --accumulate A, --double        batches an update (1), double precision
    --ema SHARE | --swa EPOCH       judge by a mean of the weights
    --scheduler-steps step|epoch    how often schedulers of frameworks are stepped (step)
    --jobs J                        runs side by side (the processors)
    -o FILE                         in place of standard output; whole or not at all
    --version, --help

  Needs neither Cairo nor Pango. Exit codes are those of lrplot.

  """

struct Refusal: Error {
  var outcome: Outcome
  var message: String
  var context = ""
}

/// The words of the command line, each option once.
struct Words {
  var runs: [String] = []
  private var values: [String: String] = [:]
  private static let flags: Set = ["--double"]
  private static let options: Set = [
    "--data", "--model", "--epochs", "--steps", "--batch", "--seed", "--accumulate", "--ema", "--swa",
    "--scheduler-steps", "--jobs", "-o",
  ]

  init(_ words: [String]) throws(Refusal) {
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("-"), word != "-" else {
        runs.append(word)
        continue
      }
      let name = String(word.prefix { $0 != "=" })
      guard Self.options.contains(name) || Self.flags.contains(word) else {
        throw Refusal(outcome: .usage, message: "unknown option '\(visible(name))'; see lrplot-worker --help")
      }
      guard values[name] == nil else { throw Refusal(outcome: .usage, message: "\(name) is given twice") }
      if Self.flags.contains(word) {
        values[name] = ""
      } else if name != word {
        values[name] = String(word.dropFirst(name.count + 1))
      } else if let value = rest.popFirst() {
        values[name] = value
      } else {
        throw Refusal(outcome: .usage, message: "\(name) needs a value")
      }
    }
    guard !runs.isEmpty else {
      throw Refusal(outcome: .usage, message: "a run is missing, such as sgd:lr=0.1@cosine; see lrplot-worker --help")
    }
  }

  func has(_ name: String) -> Bool { values[name] != nil }
  func text(_ name: String) -> String? { values[name] }

  func whole(_ name: String, _ range: ClosedRange<Int>) throws(Refusal) -> Int? {
    guard let text = values[name] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw Refusal(
        outcome: .usage,
        message: "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound), not '\(visible(text))'")
    }
    return number
  }

  func either(_ first: String, _ second: String) throws(Refusal) {
    guard has(first), has(second) else { return }
    throw Refusal(outcome: .usage, message: "\(first) and \(second) exclude each other: give one of them")
  }
}

func plan(_ words: Words) throws(Refusal) -> TrainingPlan {
  let most = TrainingPlan.mostSteps
  var plan = TrainingPlan()
  if let data = words.text("--data") { plan.data = data }
  if let model = words.text("--model") { plan.model = model }
  try words.either("--steps", "--epochs")
  try words.either("--ema", "--swa")
  if let steps = try words.whole("--steps", 1...most) { plan.length = .steps(steps) }
  if let epochs = try words.whole("--epochs", 1...most) { plan.length = .epochs(epochs) }
  plan.batch = words.text("--batch") == "all" ? nil : try words.whole("--batch", TrainingPlan.batches) ?? 64
  plan.seed = try words.whole("--seed", TrainingPlan.seeds) ?? 0
  plan.accumulation = try words.whole("--accumulate", TrainingPlan.accumulations) ?? 1
  plan.precision = words.has("--double") ? .double : .single
  if let epoch = try words.whole("--swa", 0...most) { plan.averaging = .plain(fromEpoch: epoch) }
  if let text = words.text("--ema") {
    guard let share = decimalNumber(text), share >= 0, share < 1 else {
      throw Refusal(outcome: .usage, message: "--ema is a number from 0 to below 1, not '\(visible(text))'")
    }
    plan.averaging = .exponential(share: share)
  }
  if let unit = words.text("--scheduler-steps") {
    guard ["step", "epoch"].contains(unit) else {
      throw Refusal(outcome: .usage, message: "--scheduler-steps is step or epoch, not '\(visible(unit))'")
    }
    plan.stepsSchedulersByEpoch = unit == "epoch"
  }
  return plan
}

extension Refusal {
  init(_ error: SpecError) {
    self.init(outcome: .usage, message: error.message.english, context: error.excerpt())
  }

  init(_ error: TrainingError) {
    self.init(
      outcome: error.isMissingLibrary ? .inputMissing : error.isBadData ? .badData : .usage,
      message: error.message.english)
  }

  init(_ error: TrainingPlanError) {
    switch error {
    case .spec(let error), .data(.spec(let error)): self.init(error)
    case .data(.data(let error)): self.init(outcome: .badData, message: error.message.english)
    case .data(.tooLarge(let error)): self.init(outcome: .usage, message: error.message.english)
    case .data(.missing(let error)): self.init(outcome: .inputMissing, message: error.message.english)
    case .unsuitable(let error): self.init(outcome: .badData, message: error.message.english)
    case .tooLarge(let message), .unfit(let message): self.init(outcome: .usage, message: message.english)
    }
  }
}

/// Trains all runs, and tells on standard error what became of them.
func train(_ words: Words, _ unfinished: UnfinishedFiles) throws(Refusal) -> [[TrainingRecord]] {
  let plan = try plan(words)
  if let path = words.text("-o"), plan.reads(path) {
    throw Refusal(outcome: .usage, message: "-o \(visible(path)) is the file that the data is read from: name another")
  }
  let jobs = try words.whole("--jobs", TrainingPlan.jobs) ?? SideBySide.processors
  var setup: TrainingSetup
  do throws(TrainingPlanError) { setup = try plan.setup(available: Memory().available) } catch { throw Refusal(error) }
  setup.recordsUpdateRatio = true
  let atATime = min(jobs, words.runs.count)
  let memory = setup.memory(ofRuns: atATime, of: words.runs.count)
  if let refusal = Memory().refusal(
    of: memory, reserved: TrainingSetup.reserved(ofRuns: atATime), for: Localized("training this"),
    Localized("give a smaller --model, --batch, --steps or --jobs, or fewer runs"))
  {
    throw Refusal(outcome: .usage, message: refusal.english)
  }
  do throws(TrainingPlanError) { try plan.weigh(&setup) } catch { throw Refusal(error) }
  var planned: [PlannedRun] = []
  var runs: [TrainingRun] = []
  do throws(SpecError) {
    for source in words.runs {
      planned.append(try PlannedRun(source, in: plan.context(of: setup), parameters: setup.network.names))
    }
    for (run, name) in zip(planned, PlannedRun.names(of: planned)) { runs.append(try run.run(named: name)) }
  } catch { throw Refusal(error) }
  for remark in setup.data.remarks + planned.flatMap(\.optimizer.remarks) {
    tell("note: \(visible(remark.english))\n")
  }
  for run in planned {
    if let note = setup.slownessNote(of: run) { tell("note: \(visible(note.english))\n") }
  }
  unfinished.deferInterruption()
  defer { unfinished.endDeferral() }
  let outcomes: [Result<TrainingRecord, TrainingError>] = SideBySide.map(runs.count, jobs: jobs) {
    [setup, runs] index in
    var control = TrainingControl()
    control.isInterrupted = { unfinished.isInterrupted }
    do throws(TrainingError) {
      return .success(try setup.train(runs[index], control: control).record)
    } catch {
      return .failure(error)
    }
  }
  var records: [[TrainingRecord]] = []
  for outcome in outcomes {
    switch outcome {
    case .failure(let error): throw Refusal(error)
    case .success(let record):
      records.append([record])
      if let step = record.divergedAt { tell("note: \(visible(record.name)) diverged at step \(step)\n") }
      if let step = record.stoppedAt { tell("note: \(visible(record.name)) was stopped at step \(step)\n") }
      if let ending = record.ending { tell("note: \(visible(ending.english))\n") }
    }
  }
  return records
}

func tell(_ text: String) {
  var text = text
  text.withUTF8 { bytes in try? writeAll(UnsafeRawBufferPointer(bytes), to: STDERR_FILENO) }
}

/// Where the series go: a file, which appears whole, or what can only be written directly.
enum Destination {
  case standardOutput
  case file(PendingFile)
  case special(Int32)

  /// Opens it before anything is trained: what can't be written shall not cost a run.
  init(_ path: String?, _ unfinished: UnfinishedFiles) throws(Refusal) {
    guard let path, path != "-" else {
      self = .standardOutput
      return
    }
    guard !path.isEmpty else { throw Refusal(outcome: .usage, message: "-o needs a path, it is empty") }
    let ending = path.split(separator: "/").last?.split(separator: ".").dropFirst().last.map { $0.lowercased() }
    if let ending, ["png", "svg", "pdf", "json", "gif", "webp", "html"].contains(ending) {
      throw Refusal(
        outcome: .usage, message: "-o \(visible(path)): the worker writes CSV; give a name that ends with .csv")
    }
    do throws(SystemError) {
      let (place, target) = try PathTarget.following(FilePath(path))
      switch target {
      case .folder: throw SystemError.isFolder
      case .nothing, .regularFile:
        if target == .regularFile, place.withCString({ access($0, W_OK) }) != 0 { throw SystemError.last }
        self = .file(try PendingFile(replacing: place, unfinished: unfinished))
      case .special:
        let descriptor = place.withCString { open($0, O_WRONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw SystemError.last }
        self = .special(descriptor)
      }
    } catch {
      throw Self.refused(path, error)
    }
  }

  func write(_ records: [[TrainingRecord]], shown: String) throws(Refusal) {
    let table = TrainingSeriesTable(records)
    do throws(SystemError) {
      try table.write { bytes throws(SystemError) in
        var failure: SystemError?
        bytes.withUnsafeBytes { piece in
          do throws(SystemError) {
            switch self {
            case .standardOutput: try writeAll(piece, to: STDOUT_FILENO)
            case .special(let descriptor): try writeAll(piece, to: descriptor)
            case .file(let file): try file.write(piece)
            }
          } catch { failure = error }
        }
        if let failure { throw failure }
      }
      guard case .file(let file) = self else { return }
      try file.close()
      try file.publish()
    } catch {
      discard()
      if error.code == EPIPE { throw Refusal(outcome: .brokenPipe, message: "") }
      throw Self.refused(shown, error)
    }
  }

  /// Leaves the place as it was.
  func discard() {
    if case .file(let file) = self { file.discard() }
  }

  private static func refused(_ shown: String, _ error: SystemError) -> Refusal {
    Refusal(outcome: .cannotWrite, message: "\(visible(shown)) can't be written: \(error.words.english)")
  }
}

let unfinished = UnfinishedFiles()
unfinished.watchSignals()
let words = UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc)).dropFirst()
let arguments = words.compactMap { $0.flatMap { String(validatingCString: $0) } }
// Words that are no text are not repaired: they may name a file, and then would name another.
guard arguments.count == words.count else {
  tell("error: an argument is no UTF-8 text\n")
  exit(Outcome.usage.rawValue)
}
if arguments.contains("--help") || arguments.contains("-h") {
  print(usage, terminator: "")
  exit(Outcome.done.rawValue)
}
if arguments.contains("--version") {
  print("lrplot-worker \(lrplotVersion)")
  exit(Outcome.done.rawValue)
}
do throws(Refusal) {
  let words = try Words(arguments)
  let destination = try Destination(words.text("-o"), unfinished)
  let records: [[TrainingRecord]]
  do throws(Refusal) {
    records = try train(words, unfinished)
  } catch {
    destination.discard()
    throw error
  }
  try destination.write(records, shown: words.text("-o") ?? "standard output")
  exit(unfinished.isInterrupted ? Outcome.interrupted.rawValue : Outcome.done.rawValue)
} catch {
  if !error.message.isEmpty {
    tell("error: \(visible(error.message))\n" + (error.context.isEmpty ? "" : error.context + "\n"))
  }
  exit(error.outcome.rawValue)
}
