import LRCore

/// The rows of a set as they are made or read, before labels are redrawn and inputs scaled.
struct SourceRows: Sendable {
  /// As `DataSet.shape`.
  var shape: [Int]
  var task: DataSet.Task
  /// Row-major.
  var inputs: [Double]
  /// As many a row as outputs for a regression, one for classes.
  var targets: [Double]
  var split: RowSplit
  /// How the split was made: "fixed shuffle".
  var splitWords: Localized
  /// As `DataSet.inputNames`.
  var inputNames: [Localized] = []
  /// What inputs can be, where that is known.
  var range: ClosedRange<Double>?
  /// Whether a remark is due where the targets are far larger or smaller than 1.
  var judgesTargets = false

  /// The rows of these numbers, in this order.
  func rows(_ numbers: [Int]) -> DataSet.Rows {
    let width = shape.reduce(1, *)
    let outputs = if case .regression(let outputs) = task { outputs } else { 1 }
    var rows = DataSet.Rows(inputs: [], targets: [], count: numbers.count)
    rows.inputs.reserveCapacity(numbers.count * width)
    rows.targets.reserveCapacity(numbers.count * outputs)
    for number in numbers {
      rows.inputs += inputs[number * width..<(number + 1) * width]
      rows.targets += targets[number * outputs..<(number + 1) * outputs]
    }
    return rows
  }
}
