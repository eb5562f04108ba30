import LRCore

extension SourceRows {
  /// Rows of classes that are made one after the other, shuffled, of which a fifth judges; row i is of class i modulo
  /// their count.
  static func made(
    _ request: DataRequest, samples: Int, shape: [Int], classes: [String], range: ClosedRange<Double>? = nil,
    row: (_ label: Int, _ random: inout RandomSource) -> [Double]
  ) throws(DataSetError) -> SourceRows {
    try request.approve(rows: samples, features: shape.reduce(1, *))
    var random = request.random(for: .rows)
    var inputs: [Double] = []
    inputs.reserveCapacity(samples * shape.reduce(1, *))
    for index in 0..<samples { inputs += row(index % classes.count, &random) }
    var shuffle = request.random(for: .split)
    return SourceRows(
      shape: shape, task: .classes(classes), inputs: inputs,
      targets: (0..<samples).map { Double($0 % classes.count) },
      split: RowSplit(
        shuffle.order(of: samples), validation: RowSplit.validationCount(of: samples, share: 0.2)),
      splitWords: Localized("made with seed \(request.seed)", zh: "以随机种子 \(request.seed) 生成"), range: range)
  }

  /// Rows with one number to predict, made one after the other; the last ones, of `share`, judge.
  static func made(
    _ request: DataRequest, samples: Int, features: Int, validation share: Double,
    row: (_ random: inout RandomSource) -> (inputs: [Double], target: Double)
  ) throws(DataSetError) -> SourceRows {
    try request.approve(rows: samples, features: features)
    var random = request.random(for: .rows)
    var (inputs, targets): ([Double], [Double]) = ([], [])
    for _ in 0..<samples {
      let made = row(&random)
      inputs += made.inputs
      targets.append(made.target)
    }
    return SourceRows(
      shape: [features], task: .regression(outputs: 1), inputs: inputs, targets: targets,
      split: RowSplit(
        Array(0..<samples), validation: RowSplit.validationCount(of: samples, share: share)),
      splitWords: Localized("made with seed \(request.seed)", zh: "以随机种子 \(request.seed) 生成"))
  }
}

extension Parameter {
  /// The deviation of normal noise.
  static func noise(_ deviation: Double, _ meaning: Localized) -> Parameter {
    Parameter("noise", .number(Bounds(0, 1e6)), .number(deviation), meaning)
  }
}
