import LRCore
import LRSystem
import LRTraining

/// `--save DIR` and `--resume DIR`: where the runs of a command are kept, a file for each run and seed.
struct Checkpoints {
  /// One run with one seed.
  private struct Kept {
    var fileName: String
    var plan: [Checkpoint.Fact]
    var dataChecksum: UInt64
    /// Where it is saved.
    var target: (shown: String, place: OutputPlace)?
  }

  private var kept: [Kept] = []
  private let resume: String?
  private let saves: Bool

  /// - Parameters:
  ///   - names: for each run what its optimizer and its schedule are called.
  ///   - runs: in the order of their names.
  /// - Returns: nil where neither option is given.
  /// - Throws: `Failure` where nothing can be written to the folder.
  init?(
    save: String?, resume: String?, names: [String], _ runs: [TrainingRun], _ session: TrainingSession,
    in terminal: Terminal
  ) throws(Failure) {
    guard save != nil || resume != nil else { return nil }
    for (folder, option) in [(save, "--save"), (resume, "--resume")] {
      if let folder { try refusePath(folder, as: option) }
    }
    self.resume = resume.map(Self.folder)
    saves = save != nil
    var setups: [(setup: TrainingSetup, dataChecksum: UInt64)] = []
    for seed in session.seeds {
      let setup = try session.setup(seed: seed)
      setups.append((setup, setup.data.checksum))
    }
    for (index, run) in runs.enumerated() {
      for (setup, dataChecksum) in setups {
        var one = Kept(
          fileName: "\(index + 1)-\(fileNames(of: [names[index]]))-seed\(setup.seed).checkpoint",
          plan: session.plan(of: run, setup), dataChecksum: dataChecksum)
        if let save {
          let shown = Self.folder(save) + one.fileName
          let place = try OutputPlace(shown, in: terminal, makesFolders: true)
          if place == .folder { throw OutputPlace.refused(shown, .isFolder) }
          if case .special = place {
            throw Failure(.cannotWrite, Localized("\(shown) is no regular file", zh: "\(shown) 不是普通文件"))
          }
          one.target = (shown, place)
        }
        kept.append(one)
      }
    }
  }

  private static func folder(_ path: String) -> String { path.hasSuffix("/") ? path : path + "/" }

  /// Whether the runs' ends are wanted.
  var keepsStates: Bool { saves }

  /// Where each run and seed continues from; nil where all start at step 0.
  func read(in terminal: Terminal) throws(Failure) -> [Checkpoint]? {
    guard let resume else { return nil }
    var checkpoints: [Checkpoint] = []
    for one in kept {
      let shown = resume + one.fileName
      let bytes: [UInt8]
      do throws(SystemError) {
        bytes = try Self.bytes(of: shown, in: terminal)
      } catch {
        throw Failure(
          .inputMissing,
          Localized("\(shown) can't be read: ", zh: "无法读取 \(shown)：") + error.words
            + (elsewhere(one, in: terminal)
              ?? Localized(
                "; --resume takes a folder of --save and the runs that were saved there",
                zh: "；--resume 需要 --save 的文件夹以及当时保存的训练")))
      }
      do throws(CheckpointError) {
        let checkpoint = try Checkpoint(decoding: bytes)
        try checkpoint.check(version: version, plan: one.plan, dataChecksum: one.dataChecksum)
        checkpoints.append(checkpoint)
      } catch {
        throw Failure(
          error.isRequest ? .usage : .badData,
          Localized("\(shown) can't be resumed: ", zh: "无法从 \(shown) 继续：") + error.message
            + (elsewhere(one, in: terminal) ?? Localized("")))
      }
    }
    return checkpoints
  }

  /// Where another file of the folder holds this run, for the runs were saved in another order.
  private func elsewhere(_ one: Kept, in terminal: Terminal) -> Localized? {
    guard let resume else { return nil }
    let rest = one.fileName.drop { $0 != "-" }
    for number in 1...max(kept.count, 8) {
      let name = "\(number)\(rest)"
      guard name != one.fileName, let bytes = try? Self.bytes(of: resume + name, in: terminal),
        let checkpoint = try? Checkpoint(decoding: bytes),
        (try? checkpoint.check(version: version, plan: one.plan, dataChecksum: one.dataChecksum)) != nil
      else { continue }
      return Localized(
        "; \(name) holds this run: give the runs in the order in which they were saved",
        zh: "；该训练在 \(name) 中：请按保存时的顺序给出各 RUN")
    }
    return nil
  }

  /// The bytes of a checkpoint, a regular file: a device never ends, and a FIFO may never begin.
  private static func bytes(of shown: String, in terminal: Terminal) throws(SystemError) -> [UInt8] {
    guard let size = try sizeOfRegularFile(shown, in: terminal) else { return [] }
    // Its bytes are held twice: as they are and taken apart.
    if terminal.memory.refusal(of: saturatingProduct(size, 2), for: Localized(""), Localized("")) != nil {
      throw SystemError.outOfMemory
    }
    return try contents(of: shown, limit: size, in: terminal)
  }

  /// Writes the ends of all runs, or none.
  ///
  /// - Parameter carriesData: whether standard output is for something else than names of files.
  func write(
    _ outcomes: [TrainingOutcome], plannedSteps: Int, carriesData: Bool, quiet: Bool, in terminal: Terminal
  ) throws(Failure) {
    guard saves else { return }
    var outputs = Outputs()
    for (one, outcome) in zip(kept, outcomes) {
      guard let target = one.target else { continue }
      let checkpoint = Checkpoint(
        version: version, plan: one.plan, dataChecksum: one.dataChecksum, updates: outcome.record.steps,
        plannedSteps: plannedSteps, state: outcome.state)
      outputs.add(target.shown, target.place) { writer throws(Failure) in
        writer.write(bytes: checkpoint.encoded())
      }
    }
    try outputs.write(in: terminal, quiet: quiet, carriesData: carriesData)
  }
}

extension TrainingSession {
  /// A spec with its numbers in one spelling: `lr=0.10` is `lr=0.1`.
  private static func normalized(_ spec: String) -> String {
    var text = ""
    var word = ""
    func spelled(_ word: String) -> String { decimalNumber(word).map { shortest($0) } ?? word }
    for character in spec {
      // An exponent's sign belongs to its number.
      let isSign = "+-".contains(character) && word.last?.lowercased() == "e" && word.first?.isNumber == true
      if isSign || !",:=@+[]{}()%\" ".contains(character) {
        word.append(character)
      } else {
        text += spelled(word)
        text.append(character)
        word = ""
      }
    }
    return text + spelled(word)
  }

  /// What makes a run's numbers what they are, but for its length.
  fileprivate func plan(of run: TrainingRun, _ setup: TrainingSetup) -> [Checkpoint.Fact] {
    let averaging =
      switch setup.averaging {
      case .none: "none"
      case .exponential(let share): "--ema \(shortest(share))"
      case .plain(let step): "--swa from step \(step)"
      }
    return [
      Checkpoint.Fact("run", Self.normalized(run.spec)), Checkpoint.Fact("--data", dataSpec),
      Checkpoint.Fact("--model", modelSpec),
      Checkpoint.Fact("--batch", setup.batch.map { "\($0)" } ?? "all"), Checkpoint.Fact("--seed", "\(setup.seed)"),
      Checkpoint.Fact("--accumulate", "\(setup.accumulation)"), Checkpoint.Fact("averaging", averaging),
      Checkpoint.Fact("precision", setup.precision == .double ? "double" : "single"),
      Checkpoint.Fact("--scheduler-steps", context.stepsSchedulersByEpoch ? "epoch" : "step"),
    ]
  }
}
