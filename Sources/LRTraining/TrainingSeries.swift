/// One series of a training run, as data files hold it; values are found when they are asked for.
public struct TrainingSeries: Sendable {
  public var run: String
  public var spec: String
  /// `loss`, `val_loss`, `accuracy`, `val_accuracy`, `rate`, `momentum`, `grad_norm` or `update_ratio`.
  public var name: String
  /// The parameter group of a rate, where there are several.
  public var group: String?
  /// Counts from 0.
  public var repetition: Int
  public var stepsPerEpoch: Int
  public var values: [Double]
  /// The steps of the values; nil where value `i` is that of step `i`.
  public var steps: [Int]?

  public func step(_ index: Int) -> Int { steps.map { $0[index] } ?? index }
  public func epoch(_ index: Int) -> Double { Double(step(index)) / Double(max(1, stepsPerEpoch)) }

  /// A name for each run that has records, no two alike: where a name repeats, the spec says more; where that repeats, a
  /// number must do.
  public static func runNames(_ groups: [[TrainingRecord]]) -> [String] {
    let firsts = groups.compactMap(\.first)
    let counts = Dictionary(firsts.map { ($0.name, 1) }, uniquingKeysWith: +)
    var used: Set<String> = []
    var numbers: [String: Int] = [:]
    return firsts.map { first in
      let base = counts[first.name, default: 0] > 1 ? first.spec : first.name
      var name = base
      while !used.insert(name).inserted {
        numbers[base, default: 1] += 1
        name = "\(base) (\(numbers[base, default: 1]))"
      }
      return name
    }
  }

  /// All series of all runs that have values.
  ///
  /// - Parameter groups: for each run its repeats.
  public static func all(_ groups: [[TrainingRecord]]) -> [TrainingSeries] {
    zip(groups.filter { !$0.isEmpty }, runNames(groups)).flatMap { group, name in
      group.enumerated().flatMap { repetition, record in series(of: record, name, repetition) }
    }
  }

  private static func series(of record: TrainingRecord, _ run: String, _ repetition: Int) -> [TrainingSeries] {
    func series(_ name: String, _ values: [Double], at steps: [Int]? = nil, group: String? = nil) -> TrainingSeries {
      TrainingSeries(
        run: run, spec: record.spec, name: name, group: group, repetition: repetition,
        stepsPerEpoch: record.stepsPerEpoch, values: values, steps: steps)
    }
    let judged = record.evaluations.filter { $0.accuracy != nil }
    return
      ([
        series("loss", record.loss),
        series("val_loss", record.evaluations.map(\.loss), at: record.evaluations.map(\.step)),
        series("accuracy", record.accuracy),
        series("val_accuracy", judged.compactMap(\.accuracy), at: judged.map(\.step)),
      ]
      + record.rates.map { series("rate", $0.values, group: $0.group) } + [
        series("momentum", record.momentum ?? []), series("grad_norm", record.gradientNorm),
        series("update_ratio", record.updateRatio),
      ]).filter { !$0.values.isEmpty }
  }
}
