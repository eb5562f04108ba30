import LRCharts
import LRCore
import LRTraining

/// One run of a training figure: its repeats with several seeds, of which there is mostly one.
///
/// Means and bands are of the repeats that did not diverge, unless all of them did.
struct RepeatedRun: Sendable {
  /// No two runs of a figure have the same.
  let name: String
  let repeats: [TrainingRecord]
  /// The repeats that lines are drawn from.
  let drawn: [TrainingRecord]

  init(name: String, repeats: [TrainingRecord]) {
    self.name = name
    self.repeats = repeats
    let sound = repeats.filter { $0.divergedAt == nil }
    drawn = sound.isEmpty ? repeats : sound
  }

  /// - Precondition: no group is empty.
  static func runs(_ groups: [[TrainingRecord]]) -> [RepeatedRun] {
    zip(groups, TrainingSeries.runNames(groups)).map { RepeatedRun(name: $1, repeats: $0) }
  }

  var first: TrainingRecord { repeats[0] }
  /// Whether all repeats diverged, so that the run did.
  var isDiverged: Bool { repeats.allSatisfy { $0.divergedAt != nil } }
  /// Where the first of the drawn repeats diverged.
  var divergedAt: Int? { isDiverged ? repeats.compactMap(\.divergedAt).min() : nil }
  var stoppedAt: Int? { drawn.compactMap(\.stoppedAt).min() }
  var stepsPerEpoch: Int { max(1, first.stepsPerEpoch) }
  /// Updates that every drawn repeat made.
  var steps: Int { drawn.map(\.steps).min() ?? 0 }

  // MARK: time

  /// When a step stands on x: steps, epochs, or mean seconds of training before it.
  func position(_ step: Int, _ unit: TrainingTime) -> Double {
    switch unit {
    case .steps: return Double(step)
    case .epochs: return Double(step) / Double(stepsPerEpoch)
    case .seconds:
      let times = drawn.compactMap { record in
        step <= 0 ? 0 : step <= record.seconds.count ? record.seconds[step - 1] : record.seconds.last
      }
      return times.isEmpty ? 0 : times.reduce(0, +) / Double(times.count)
    }
  }

  func positions(_ count: Int, _ unit: TrainingTime) -> Series.Positions {
    unit == .seconds
      ? .values((0..<count).map { position($0, unit) }) : .even(start: 0, stride: position(1, unit))
  }

  // MARK: values

  /// The mean of a series over the drawn repeats, for as long as all of them have it.
  func mean(_ values: (TrainingRecord) -> [Double]) -> [Double] {
    let all = drawn.map(values)
    guard all.count > 1 else { return all.first ?? [] }
    let count = all.map(\.count).min() ?? 0
    return (0..<count).map { index in all.reduce(0) { $0 + $1[index] } / Double(all.count) }
  }

  /// What a series of several repeats spans at each place; nil of one.
  func band(_ values: (TrainingRecord) -> [Double], _ kind: TrainingBand) -> (low: [Double], high: [Double])? {
    let all = drawn.map(values)
    guard all.count > 1 else { return nil }
    let count = all.map(\.count).min() ?? 0
    let spans = (0..<count).map { index in kind.span(of: all.map { $0[index] }) }
    return (spans.map(\.low), spans.map(\.high))
  }

  /// The steps after which all drawn repeats were evaluated.
  var evaluatedSteps: [Int] {
    var steps = drawn[0].evaluations.map(\.step)
    for record in drawn.dropFirst() {
      let others = Set(record.evaluations.map(\.step))
      steps.removeAll { !others.contains($0) }
    }
    return steps
  }

  func evaluations(of record: TrainingRecord, at steps: [Int]) -> [TrainingRecord.Evaluation] {
    let known = Dictionary(record.evaluations.map { ($0.step, $0) }, uniquingKeysWith: { $1 })
    return steps.compactMap { known[$0] }
  }

  var hasAccuracy: Bool { repeats.contains { $0.evaluations.contains { $0.accuracy != nil } } }

  /// Whether both runs have the same numbers throughout.
  func isEqual(_ other: RepeatedRun) -> Bool {
    repeats.count == other.repeats.count && zip(repeats, other.repeats).allSatisfy { $0.hasNumbers(of: $1) }
  }
}

extension TrainingRecord {
  fileprivate func hasNumbers(of other: TrainingRecord) -> Bool {
    func same(_ a: [Double], _ b: [Double]) -> Bool {
      a.count == b.count && zip(a, b).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
    }
    func judged(_ record: TrainingRecord) -> [Double] {
      record.evaluations.flatMap { [Double($0.step), $0.loss, $0.accuracy ?? -1] }
    }
    return steps > 0 && same(loss, other.loss) && same(judged(self), judged(other))
  }
}

/// What x counts.
public enum TrainingTime: String, Sendable, Hashable, CaseIterable {
  case steps, epochs, seconds
}

/// What the band around the mean of several repeats spans.
public enum TrainingBand: Sendable, Hashable {
  case extremes
  /// One standard deviation (of the sample) to each side.
  case deviation

  func span(of values: [Double]) -> (low: Double, high: Double) {
    guard values.allSatisfy(\.isFinite), let low = values.min(), let high = values.max() else { return (.nan, .nan) }
    guard self == .deviation else { return (low, high) }
    let (mean, deviation) = meanAndDeviation(values)
    return (mean - deviation, mean + deviation)
  }
}

/// The mean, and the standard deviation of the sample; 0 of one value.
func meanAndDeviation(_ values: [Double]) -> (mean: Double, deviation: Double) {
  guard !values.isEmpty else { return (.nan, .nan) }
  let mean = values.reduce(0, +) / Double(values.count)
  guard values.count > 1 else { return (mean, 0) }
  let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return (mean, (squares / Double(values.count - 1)).squareRoot())
}
