import LRCore
import LROptimizers
import LRSchedules

/// A training run in one number type.
final class TrainingLoop<Scalar: NetworkScalar> {
  private let setup: TrainingSetup
  private let run: TrainingRun
  private let network: Network<Scalar>
  private let batches: Batches<Scalar>
  private let validation: Judge<Scalar>
  private var parameters: [Tensor<Scalar>]
  private var groups: [ParameterGroup<Scalar>]
  private var average: WeightAverage<Scalar>
  private var record: TrainingRecord
  private var seconds = 0.0
  private let areClasses: Bool
  /// Of the epoch that is under way, and what schedules that listen heard last.
  private var heard = (epochLosses: 0.0, metric: Double?.none)

  init(_ setup: TrainingSetup, _ run: TrainingRun, _ library: MatrixLibrary) {
    self.setup = setup
    self.run = run
    let capacity = max(setup.rowsPerBatch, 1)
    network = Network(setup.network, capacity: capacity, library: library)
    batches = Batches(setup)
    validation = Judge(setup.data.validation, setup.data, setup.network, library)
    parameters = setup.initial.map { Tensor(shape: $0.shape, values: $0.values.map { Scalar($0) }) }
    groups = ParameterGroup<Scalar>.all(of: run, setup)
    average = WeightAverage(setup.averaging)
    record = TrainingRecord(
      name: run.name, spec: run.spec, stepsPerEpoch: setup.stepsPerEpoch, plannedSteps: setup.steps)
    record.rates = groups.map { TrainingRecord.Rates(group: $0.name, values: []) }
    if groups.contains(where: \.drivesMomentum) { record.momentum = [] }
    if case .classes = setup.data.task { areClasses = true } else { areClasses = false }
    let dropouts = setup.network.layers.contains { if case .dropout = $0 { true } else { false } }
    if dropouts { network.keeps = { [unowned self] in self.masks.keeps($0, $1) } }
    for (index, layer) in setup.network.layers.enumerated() {
      if case .dropout(let chance, _) = layer { masks.chance[index] = chance }
    }
  }

  private var masks = DropoutMasks()

  /// All that another loop needs to go on from a step as if it had done the steps before; batches and dropout follow from
  /// the step alone.
  struct Fork: Sendable {
    fileprivate var parameters: [Tensor<Scalar>]
    fileprivate var updates: [Update<Scalar>]
    fileprivate var average: WeightAverage<Scalar>
    fileprivate var record: TrainingRecord
    fileprivate var seconds: Double
    fileprivate var epochLosses: Double
  }

  /// Those that were asked for, by their steps.
  private(set) var forks: [Int: Fork] = [:]

  private func resume(_ fork: Fork) {
    parameters = fork.parameters
    for (index, update) in zip(groups.indices, fork.updates) { groups[index].update = update }
    average = fork.average
    seconds = fork.seconds
    heard.epochLosses = fork.epochLosses
    let own = record
    record = fork.record
    (record.name, record.spec, record.plannedSteps) = (own.name, own.spec, own.plannedSteps)
  }

  /// - Parameters:
  ///   - fork: where to go on from, of a run with the same groups, under schedules that don't listen or have heard nothing yet.
  ///   - kept: steps before whose updates a fork is kept.
  func run(
    _ control: TrainingControl, _ visit: ((_ step: Int, _ parameters: [Tensor<Double>]) -> Void)?,
    from fork: Fork? = nil, keeping kept: Set<Int> = []
  ) -> TrainingOutcome {
    var outcome = TrainingOutcome(record: record, parameters: [])
    if let fork { resume(fork) }
    let start = record.loss.count
    if record.evaluations.isEmpty { evaluate(after: 0, control) }
    visit?(start, exact(parameters))
    var (epochLosses, metric) = heard
    for step in start..<(record.divergedAt == nil ? setup.steps : start) {
      if kept.contains(step) {
        forks[step] = Fork(
          parameters: parameters, updates: groups.map(\.update), average: average, record: record, seconds: seconds,
          epochLosses: epochLosses)
      }
      if control.isInterrupted() {
        record.stoppedAt = step
        break
      }
      if let ending = groups.lazy.compactMap({ $0.ending(at: step) }).first {
        record.ending = ending.message(about: run.name)
        break
      }
      let start = ContinuousClock.now
      for index in groups.indices { groups[index].begin(metric) }
      let loss = learn(step, &outcome)
      seconds += start.duration(to: .now).inSeconds
      record.loss.append(loss)
      record.seconds.append(seconds)
      visit?(step + 1, exact(parameters))
      guard loss.isFinite, isFinite else {
        record.divergedAt = step + 1
        break
      }
      epochLosses += loss
      average.take(parameters, step: step + 1)
      let endsEpoch = (step + 1) % setup.stepsPerEpoch == 0
      if endsEpoch || step + 1 == setup.steps || setup.evaluationSteps.contains(step + 1) {
        evaluate(after: step + 1, control)
      }
      if endsEpoch {
        metric =
          setup.metric == .validationLoss ? record.evaluations.last?.loss : epochLosses / Double(setup.stepsPerEpoch)
        epochLosses = 0
      }
      for index in groups.indices { groups[index].advance(metric) }
      if control.isOver(loss) { break }
    }
    if let last = record.evaluations.last, last.step < record.loss.count, record.divergedAt == nil {
      evaluate(after: record.loss.count, control)
    }
    outcome.record = record
    outcome.parameters = exact(parameters)
    if control.keepsState { outcome.state = state }
    return outcome
  }

  /// One update, and the loss of its batch before it.
  private func learn(_ step: Int, _ outcome: inout TrainingOutcome) -> Double {
    masks.begin(step: step, seed: setup.seed)
    let parts = batches.parts(of: step)
    var (right, rows) = (0, 0)
    let (loss, gradients) = mean(parts, at: parameters) { [network, batches] count in
      rows += count
      if areClasses { right += network.rightOnes(batches.targets, rows: count) }
    }
    if step == 0 { outcome.firstGradients = exact(gradients) }
    if areClasses { record.accuracy.append(Double(right) / Double(max(1, rows))) }
    record.gradientNorm.append(squares(gradients).squareRoot())
    let before = setup.recordsUpdateRatio ? parameters : []
    let objective = objective(of: parts, gradients)
    for index in groups.indices {
      let rate = groups[index].rate(at: step)
      groups[index].update(&parameters, gradients, on: objective, at: step)
      record.rates[index].values.append(groups[index].ownRate ?? rate)
    }
    if record.momentum != nil {
      record.momentum?.append(groups.lazy.compactMap { $0.momentum(at: step) }.first ?? .nan)
    }
    if setup.recordsUpdateRatio {
      var moved = 0.0
      for p in parameters.indices {
        parameters[p].values.withUnsafeBufferPointer { w in
          before[p].values.withUnsafeBufferPointer { b in
            moved += Scalar.kernels.squaredDistance(w.count, w.baseAddress, b.baseAddress)
          }
        }
      }
      record.updateRatio.append((moved / squares(before)).squareRoot())
    }
    return loss
  }

  /// The mean loss and gradient of an update's batches at any parameters.
  ///
  /// - Parameter seen: told the rows of each batch while the network still has their outputs.
  private func mean(
    _ parts: [Range<Int>], at parameters: [Tensor<Scalar>], seen: (_ rows: Int) -> Void = { _ in }
  ) -> (loss: Double, gradients: [Tensor<Scalar>]) {
    var loss = 0.0
    var gradients: [Tensor<Scalar>] = []
    for part in parts {
      batches.gather(part)
      loss += network.lossAndGradients(
        parameters, batches.inputs, batches.targets, areClasses: areClasses, rows: part.count)
      seen(part.count)
      guard !gradients.isEmpty else {
        gradients = network.gradients
        continue
      }
      for p in gradients.indices {
        for i in gradients[p].values.indices { gradients[p].values[i] += network.gradients[p].values[i] }
      }
    }
    guard parts.count > 1 else { return (loss, gradients) }
    let share = 1 / Scalar(parts.count)
    for p in gradients.indices { for i in gradients[p].values.indices { gradients[p].values[i] *= share } }
    return (loss / Double(parts.count), gradients)
  }

  /// The batches of an update at any parameters, made when a rule asks for it.
  private func objective(
    of parts: [Range<Int>], _ gradients: [Tensor<Scalar>]
  ) -> (_ origin: [Tensor<Scalar>]) -> Objective<Scalar> {
    { [unowned self] origin in
      Objective(
        value: { [unowned self] in Scalar(mean(parts, at: $0).loss) },
        gradient: { [unowned self] in $0 == origin ? gradients : mean(parts, at: $0).gradients })
    }
  }

  private func squares(_ tensors: [Tensor<Scalar>]) -> Double {
    tensors.reduce(0) { sum, tensor in
      sum + tensor.values.withUnsafeBufferPointer { Scalar.kernels.sumOfSquares($0.count, $0.baseAddress) }
    }
  }

  private var isFinite: Bool { squares(parameters).isFinite }

  private func exact(_ tensors: [Tensor<Scalar>]) -> [Tensor<Double>] {
    tensors.map { Tensor(shape: $0.shape, values: $0.values.map { Double($0) }) }
  }

  private func evaluate(after step: Int, _ control: TrainingControl) {
    var point = parameters
    if let mean = average.mean {
      point = mean
    } else {
      for group in groups { group.place(evaluationPointOf: parameters, in: &point) }
    }
    let (loss, accuracy) = validation.judge(point)
    record.evaluations.append(
      TrainingRecord.Evaluation(step: step, loss: loss, accuracy: accuracy, seconds: seconds))
    control.evaluated(record)
  }
}

extension TrainingLoop {
  /// What `restore` reads.
  private var state: [UInt8] {
    var archive = StateArchive(writingAfter: record.loss.count, of: parameters.map(\.shape))
    do throws(StateError) {
      try exchangeState(with: &archive)
    } catch {
      preconditionFailure("nothing that is written is refused")
    }
    return archive.bytes
  }

  /// Puts a new loop where another one of the same plan was after so many updates.
  ///
  /// - Throws: `StateError` where the state isn't one of this plan; the loop is then of no use.
  func restore(_ state: [UInt8], after updates: Int) throws(StateError) {
    var archive = StateArchive(reading: state, after: updates, of: parameters.map(\.shape))
    try exchangeState(with: &archive)
    try archive.finish()
    // What was judged only because the run ended there, this one doesn't judge.
    record.evaluations.removeAll {
      $0.step % setup.stepsPerEpoch != 0 && $0.step != setup.steps && !setup.evaluationSteps.contains($0.step)
    }
    seconds = record.seconds.last ?? 0
    if record.divergedAt == nil { try listenAgain() }
  }

  private func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try record.exchangeState(with: &archive, hasAccuracy: areClasses, hasUpdateRatio: setup.recordsUpdateRatio)
    for p in parameters.indices { try archive.exchange(inPlace: &parameters[p]) }
    try average.exchangeState(with: &archive)
    for index in groups.indices { try groups[index].exchangeState(with: &archive) }
  }

  /// Tells schedules that listen what they heard before.
  private func listenAgain() throws(StateError) {
    var judged: [Int: Double] = [:]
    for evaluation in record.evaluations { judged[evaluation.step] = evaluation.loss }
    for step in record.loss.indices {
      for index in groups.indices where groups[index].listens {
        groups[index].begin(heard.metric)
        let rate = groups[index].rate(at: step)
        guard rate.bitPattern == record.rates[index].values[step].bitPattern else { throw .otherSchedule }
      }
      heard.epochLosses += record.loss[step]
      if (step + 1) % setup.stepsPerEpoch == 0 {
        guard let loss = judged[step + 1] else { throw .impossible }
        heard.metric = setup.metric == .validationLoss ? loss : heard.epochLosses / Double(setup.stepsPerEpoch)
        heard.epochLosses = 0
      }
      for index in groups.indices { groups[index].advance(heard.metric) }
    }
  }
}

extension Duration {
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
