import LRCore
import LROptimizers
import LRSchedules
import Synchronization
import Testing

@testable import LRTraining

@Suite("Checkpoints")
struct CheckpointTests {
  /// A run on four epochs of five updates.
  struct Case: Sendable, CustomTestStringConvertible {
    var run: String
    var model = "mlp:hidden=[4]"
    var batch: Int? = 8
    var precision = TrainingSetup.Precision.single
    var averaging = TrainingSetup.Averaging.none
    var accumulation = 1
    var metric = TrainingSetup.Metric.validationLoss
    var recordsUpdateRatio = true
    /// Besides the ends of epochs.
    var evaluationSteps: Set<Int> = []

    var testDescription: String { "\(run) \(model) \(batch ?? 0) \(precision) \(averaging) \(accumulation) \(metric)" }

    func setup(steps: Int = 20) throws -> TrainingSetup {
      let data = try DataSets.set("blobs:samples=50,noise=3,label_noise=0.2", seed: 0, in: "")
      let model = try Models.recipe(model)
      let network = try model.plan(for: data)
      var setup = TrainingSetup(
        data: data, network: network, initial: model.initialization.parameters(of: network, seed: 0), batch: batch,
        steps: steps)
      setup.precision = precision
      setup.averaging = averaging
      setup.accumulation = accumulation
      setup.metric = metric
      setup.recordsUpdateRatio = recordsUpdateRatio
      setup.evaluationSteps = evaluationSteps
      return setup
    }

    func run(of setup: TrainingSetup) throws -> TrainingRun {
      let context = RunContext(steps: setup.steps, stepsPerEpoch: setup.stepsPerEpoch)
      return try PlannedRun(run, in: context, parameters: setup.network.names).run(named: "run")
    }
  }

  static let cases: [Case] = [
    Case(run: "sgd:lr=0.1,momentum=0.9@cosine"), Case(run: "sgd:lr=0.1,momentum=0.9@cosine", precision: .double),
    Case(run: "adam:lr=0.02@one-cycle"), Case(run: "adamw:lr=0.02@wsd", precision: .double),
    Case(run: "sgd:lr=0.1@one-cycle", averaging: .plain(from: 4)),
    Case(run: "adam:lr=0.02", averaging: .exponential(share: 0.8)),
    Case(run: "adam:lr=0.02", averaging: .plain(from: 12), accumulation: 2),
    Case(run: "lbfgs:lr=0.5", accumulation: 2), Case(run: "lbfgs:lr=0.5", batch: nil, precision: .double),
    Case(run: "sgd:lr=0.1,momentum=0.9,groups=[(bias:lr=0.01),(head:lr=0.2,schedule=(constant))]@linear"),
    Case(run: "sam:of=(adam:lr=0.02),groups=[(W1:rho=0.2)]"), Case(run: "sam", model: "mlp:hidden=[6],dropout=0.4"),
    Case(run: "adam:lr=0.02", model: "mlp:hidden=[6],dropout=0.4", accumulation: 3),
    Case(run: "muon", model: "mlp:hidden=[4,4]"), Case(run: "soap:update_every=2", precision: .double),
    Case(run: "sophia:update_every=3"), Case(run: "lookahead:sync=3"), Case(run: "schedule-free-adamw:lr=0.02"),
    Case(run: "sgd:lr=0.3@plateau:patience=5,threshold=0.5,factor=0.5"),
    Case(run: "sgd:lr=0.3@plateau:patience=3,threshold=0,factor=0.8", metric: .meanTrainingLoss),
    Case(run: "paddle.SGD:learning_rate=(paddle.ReduceOnPlateau:learning_rate=0.3,patience=5,threshold=0.5)"),
    Case(run: "optax.adamw:learning_rate=(optax.cosine_decay_schedule:init_value=0.1,decay_steps=20)"),
    Case(run: "keras.Adam:learning_rate=0.02,use_ema=true,gradient_accumulation_steps=3", recordsUpdateRatio: false),
    Case(run: "adam:lr=0.02", evaluationSteps: [1, 2, 7, 12]), Case(run: "sgd:lr=1e30"),
  ]

  @Test("a run that was stopped and goes on is the run without a stop, bit for bit", arguments: cases)
  func resumed(one: Case) throws {
    let setup = try one.setup()
    let whole = try Self.train(one, setup)
    // What is to be put to the test does happen.
    #expect(Set(whole.record.evaluations.map(\.step)).isSuperset(of: one.evaluationSteps))
    if one.run.contains("lateau") { #expect(Set(whole.record.rates[0].values).count > 1) }
    #expect((whole.record.divergedAt != nil) == one.run.contains("1e30"))
    // Before the first update, within an epoch, at its end, twice, and when all is done.
    for stops in [[0], [2], [5], [7, 8, 13], [20]] {
      var checkpoint: Checkpoint?
      for stop in stops {
        checkpoint = try Self.checkpoint(of: Self.train(one, setup, from: checkpoint, until: stop), setup)
      }
      let rest = try Self.train(one, setup, from: checkpoint)
      #expect(Self.numbers(of: rest) == Self.numbers(of: whole), "\(stops)")
      #expect(rest.state.count == whole.state.count)
    }
  }

  @Test("a finished run goes on where the past is the same in a longer one, and is refused elsewhere")
  func longer() throws {
    for run in ["sgd:lr=0.1@cosine:steps=40", "adam:lr=0.02", "sgd:lr=0.1@plateau:patience=3"] {
      let one = Case(run: run)
      // Ends within an epoch, where a longer run isn't judged.
      let checkpoint = try Self.checkpoint(of: Self.train(one, one.setup(steps: 13)), one.setup(steps: 13))
      let rest = try Self.train(one, one.setup(steps: 24), from: checkpoint)
      #expect(try Self.numbers(of: rest) == Self.numbers(of: Self.train(one, one.setup(steps: 24))), "\(run)")
    }
    for run in [
      "sgd:lr=0.1@cosine", "adam@one-cycle", "sgd:lr=0.1,groups=[(bias:lr=0.1,schedule=(constant))]@linear",
      "sgd:lr=0.1,groups=[(bias:lr=0.1,schedule=(linear))]",
    ] {
      let one = Case(run: run)
      let checkpoint = try Self.checkpoint(of: Self.train(one, one.setup(steps: 10)), one.setup(steps: 10))
      let error = #expect(throws: TrainingError.self) {
        try Self.train(one, one.setup(steps: 20), from: checkpoint)
      }
      #expect(error?.isBadData == false && error?.message.english.contains("steps=") == true, "\(run)")
      #expect(throws: TrainingError.self) { try Self.train(one, one.setup(steps: 9), from: checkpoint) }
    }
  }

  @Test("no byte of a state can stop the process")
  func damagedState() throws {
    for run in ["sgd:lr=0.1,momentum=0.9@plateau:patience=1", "adam@one-cycle", "lbfgs"] {
      let one = Case(run: run, averaging: .exponential(share: 0.9))
      let setup = try one.setup()
      let whole = try Self.checkpoint(of: Self.train(one, setup, until: 6), setup)
      for place in stride(from: 0, to: whole.state.count, by: 23) {
        var cut = whole
        cut.state = Array(whole.state[..<place])
        let error = #expect(throws: TrainingError.self) { try Self.train(one, setup, from: cut) }
        #expect(error?.isBadData == true)
        var damaged = whole
        damaged.state[place] ^= 0x81
        // Most bytes are of numbers, any of which may be.
        do { _ = try Self.train(one, setup, from: damaged) } catch is TrainingError { continue }
      }
      var other = whole
      other.updates = 1 << 50
      #expect(throws: TrainingError.self) { try Self.train(one, setup, from: other) }
    }
  }

  @Test("a file is read back as it was written, and one that is cut off or changed anywhere is refused")
  func file() throws {
    let whole = Self.file
    let bytes = whole.encoded()
    #expect(try Checkpoint(decoding: bytes) == whole)
    for place in bytes.indices {
      #expect(throws: CheckpointError.self) { try Checkpoint(decoding: Array(bytes[..<place])) }
      var damaged = bytes
      damaged[place] ^= 0x10
      #expect(throws: CheckpointError.self) { try Checkpoint(decoding: damaged) }
    }
    #expect(throws: CheckpointError.damaged) { try Checkpoint(decoding: bytes + [0]) }
    #expect(throws: CheckpointError.damaged) { try Checkpoint(decoding: Array(bytes[..<40])) }
    var other = bytes
    other[18] = 9
    let error = #expect(throws: CheckpointError.self) { try Checkpoint(decoding: other) }
    #expect(error?.message.english.contains("format 9") == true)
  }

  @Test("another version, another plan and other data are refused, each by its name")
  func others() {
    let whole = Self.file
    #expect(throws: Never.self) { try whole.check(version: "1.2", plan: whole.plan, dataChecksum: 77) }
    func refusal(_ version: String, _ plan: [Checkpoint.Fact], _ sum: UInt64) -> CheckpointError? {
      #expect(throws: CheckpointError.self) { try whole.check(version: version, plan: plan, dataChecksum: sum) }
    }
    let version = refusal("1.3", whole.plan, 77)
    #expect(version?.isRequest == false && version?.message.english.contains("1.2") == true)
    let plan = refusal("1.2", [Checkpoint.Fact("--batch", "32"), Checkpoint.Fact("run", "adam")], 77)
    #expect(plan?.isRequest == true && plan?.message.english.contains("--batch 16") == true)
    #expect(refusal("1.2", whole.plan, 78)?.isRequest == false)
  }

  @Test("a data set's checksum is another one where any number is")
  func dataChecksum() throws {
    let data = try DataSets.set("blobs:samples=20", seed: 0, in: "")
    #expect(try data.checksum == DataSets.set("blobs:samples=20", seed: 0, in: "").checksum)
    for change: (inout DataSet) -> Void in [
      { $0.train.inputs[3] += 1e-9 }, { $0.train.targets[2] = 1 - $0.train.targets[2] },
      { $0.validation.inputs[0] = -$0.validation.inputs[0] }, { $0.validation.targets[1] += 1 },
    ] {
      var other = data
      change(&other)
      #expect(other.checksum != data.checksum)
    }
  }

  private static let file = Checkpoint(
    version: "1.2", plan: [Checkpoint.Fact("--batch", "16"), Checkpoint.Fact("run", "adam")], dataChecksum: 77,
    updates: 3, plannedSteps: 9, state: [1, 2, 3])

  /// - Parameter stop: updates after which the run is interrupted.
  private static func train(
    _ one: Case, _ setup: TrainingSetup, from checkpoint: Checkpoint? = nil, until stop: Int = .max
  ) throws -> TrainingOutcome {
    let asked = Asked(from: checkpoint?.updates ?? 0)
    var control = TrainingControl()
    control.keepsState = true
    control.isInterrupted = { asked.next() >= stop }
    return try setup.train(one.run(of: setup), from: checkpoint, control: control)
  }

  /// How often a run asked whether it is interrupted.
  private final class Asked: Sendable {
    private let count: Mutex<Int>
    init(from start: Int) { count = Mutex(start) }

    func next() -> Int {
      count.withLock { count in
        defer { count += 1 }
        return count
      }
    }
  }

  /// Through its file.
  private static func checkpoint(of outcome: TrainingOutcome, _ setup: TrainingSetup) throws -> Checkpoint {
    try Checkpoint(
      decoding: Checkpoint(
        version: "1", plan: [], dataChecksum: 0, updates: outcome.record.steps, plannedSteps: setup.steps,
        state: outcome.state
      ).encoded())
  }

  /// All that came out, by bits, but for the seconds.
  private static func numbers(of outcome: TrainingOutcome) -> [[UInt64]] {
    let record = outcome.record
    let evaluations: [Double] = record.evaluations.flatMap { one -> [Double] in
      [Double(one.step), one.loss, one.accuracy ?? -1]
    }
    var series: [[Double]] = [record.loss, record.accuracy, record.gradientNorm, record.updateRatio, evaluations]
    series += record.rates.map(\.values) + outcome.parameters.map(\.values)
    series.append(record.momentum ?? [])
    series.append([record.divergedAt ?? -1, record.stoppedAt ?? -1, record.plannedSteps].map { Double($0) })
    return series.map { $0.map(\.bitPattern) }
  }
}
