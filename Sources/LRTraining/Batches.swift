import LRCore
import LROptimizers

/// The training rows in the order in which a run meets them: the same for all runs of one seed.
final class Batches<Scalar: NetworkScalar> {
  /// The rows of the batch that was gathered last.
  let inputs: UnsafeMutablePointer<Scalar>
  let targets: UnsafeMutablePointer<Double>
  private let rows: [Scalar]
  private let data: DataSet
  private let features: Int
  private let width: Int
  private let setup: TrainingSetup
  private var order: [Int] = []
  private var epoch = -1

  init(_ setup: TrainingSetup) {
    self.setup = setup
    data = setup.data
    features = data.features
    if case .regression(let outputs) = data.task { width = outputs } else { width = 1 }
    rows = data.train.inputs.map { Scalar($0) }
    inputs = .allocate(capacity: max(1, setup.rowsPerBatch * features))
    targets = .allocate(capacity: max(1, setup.rowsPerBatch * width))
  }

  deinit {
    inputs.deallocate()
    targets.deallocate()
  }

  /// The places of an update's batches in its epoch's order.
  func parts(of step: Int) -> [Range<Int>] {
    let within = step % setup.stepsPerEpoch
    begin(epoch: step / setup.stepsPerEpoch)
    var parts: [Range<Int>] = []
    for part in 0..<setup.accumulation {
      let start = (within * setup.accumulation + part) * setup.rowsPerBatch
      guard start < data.train.count else { break }
      parts.append(start..<min(start + setup.rowsPerBatch, data.train.count))
    }
    return parts
  }

  private func begin(epoch: Int) {
    guard epoch != self.epoch else { return }
    self.epoch = epoch
    guard setup.shuffles, setup.batch != nil else {
      if order.isEmpty { order = Array(0..<data.train.count) }
      return
    }
    var generator = SplitMix64(stream: 0x100 + UInt64(epoch), seed: setup.seed)
    order = generator.order(of: data.train.count)
  }

  /// Brings rows side by side.
  func gather(_ part: Range<Int>) {
    rows.withUnsafeBufferPointer { rows in
      guard let source = rows.baseAddress else { return }
      for (place, index) in part.enumerated() {
        let row = order[index]
        (inputs + place * features).update(from: source + row * features, count: features)
        for k in 0..<width { targets[place * width + k] = data.train.targets[row * width + k] }
      }
    }
  }
}

/// Which numbers a dropout keeps: each update draws anew, and all looks within an update see the same.
struct DropoutMasks {
  private var base = SplitMix64(stream: 2, seed: 0)
  var chance: [Int: Double] = [:]

  mutating func begin(step: Int, seed: Int) {
    base = SplitMix64(stream: 0x1_0000_0000 + UInt64(step), seed: seed)
  }

  func keeps(_ layer: Int, _ index: Int) -> Bool {
    var draw = SplitMix64(
      state: base.state ^ UInt64(bitPattern: Int64(index)) &* 0x9FB2_1C65_1E98_DF25 ^ UInt64(layer) << 56)
    return draw.unit() >= (chance[layer] ?? 0)
  }
}

/// The mean of weights over updates, in place of the last ones.
struct WeightAverage<Scalar: NetworkScalar> {
  private let kind: TrainingSetup.Averaging
  private var sum: [Tensor<Scalar>] = []
  private var count = 0
  private var left = 1.0

  init(_ kind: TrainingSetup.Averaging) { self.kind = kind }

  mutating func take(_ parameters: [Tensor<Scalar>], step: Int) {
    switch kind {
    case .none: return
    case .exponential(let share):
      if sum.isEmpty { sum = parameters.map { Tensor(like: $0) } }
      left *= share
      let (kept, taken) = (Scalar(share), Scalar(1 - share))
      for p in sum.indices {
        for i in sum[p].values.indices { sum[p].values[i] = kept * sum[p].values[i] + taken * parameters[p].values[i] }
      }
    case .plain(let start):
      guard step >= start else { return }
      if sum.isEmpty { sum = parameters.map { Tensor(like: $0) } }
      for p in sum.indices { for i in sum[p].values.indices { sum[p].values[i] += parameters[p].values[i] } }
    }
    count += 1
  }

  mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try archive.exchange(&sum)
    try archive.exchange(&count)
    try archive.exchange(&left)
    try archive.require((count == 0) == sum.isEmpty)
  }

  /// nil before there is one.
  var mean: [Tensor<Scalar>]? {
    guard count > 0 else { return nil }
    let scale: Scalar
    switch kind {
    case .none: return nil
    case .exponential: scale = Scalar(1 / (1 - left))
    case .plain: scale = 1 / Scalar(count)
    }
    var mean = sum
    for p in mean.indices { for i in mean[p].values.indices { mean[p].values[i] *= scale } }
    return mean
  }
}
