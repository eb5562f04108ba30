import LRCore

/// What becomes of inputs before they are trained on.
enum InputScaling: String, Sendable, CaseIterable {
  /// Each column less its mean over the training rows, divided by its deviation there.
  case columns
  /// To 0...1: by the range of the format, as images have one, else each column by its smallest and largest training
  /// value.
  case range
  case none

  /// The scaling with the numbers of the training rows.
  ///
  /// - Parameter range: what inputs can be, where that is known.
  func fitted(to rows: DataSet.Rows, width: Int, range: ClosedRange<Double>?) -> FittedScaling {
    switch self {
    case .none: return FittedScaling(shift: [], factor: [], words: Localized("inputs not scaled", zh: "输入未缩放"))
    case .columns:
      return FittedScaling(
        rows, width,
        words: Localized("inputs standardised by the training rows", zh: "输入按训练行标准化")
      ) { column in
        let count = Double(rows.count)
        var sum = 0.0
        for value in column() { sum += value }
        var mean = sum / count
        var squares = 0.0
        for value in column() { squares += (value - mean) * (value - mean) }
        if squares.isFinite, squares > 1e-290 { return (mean, (squares / count).squareRoot()) }
        // The same of numbers whose sum is infinite, or their squares infinite or 0: in units of the largest distance.
        if !mean.isFinite { mean = column().reduce(0) { $0 + $1 / count } }
        let unit = column().reduce(0) { Swift.max($0, abs($1 - mean)) }
        guard unit > 0, unit.isFinite else { return (mean, unit) }
        squares = 0
        for value in column() {
          let distance = (value - mean) / unit
          squares += distance * distance
        }
        return (mean, unit * (squares / count).squareRoot())
      }
    case .range:
      guard let range else {
        return FittedScaling(
          rows, width, words: Localized("inputs scaled to 0...1 by the training rows", zh: "输入按训练行缩放到 0...1")
        ) { column in
          let low = column().reduce(.infinity) { Swift.min($0, $1) }
          return (low, column().reduce(-.infinity) { Swift.max($0, $1) } - low)
        }
      }
      let span = range.upperBound - range.lowerBound
      return FittedScaling(
        shift: [Double](repeating: range.lowerBound, count: width), factor: [Double](repeating: span, count: width),
        words: range == 0...1
          ? Localized("inputs 0...1", zh: "输入为 0...1")
          : Localized(
            "inputs scaled from \(shortest(range.lowerBound))...\(shortest(range.upperBound)) to 0...1",
            zh: "输入由 \(shortest(range.lowerBound))...\(shortest(range.upperBound)) 缩放到 0...1"))
    }
  }
}

/// A number to subtract from each column, and one to divide by.
struct FittedScaling: Sendable {
  /// Empty where nothing is scaled.
  var shift: [Double]
  /// 0 where a column is constant: it becomes 0.
  var factor: [Double]
  var words: Localized

  init(shift: [Double], factor: [Double], words: Localized) {
    self.shift = shift
    self.factor = factor
    self.words = words
  }

  fileprivate init(
    _ rows: DataSet.Rows, _ width: Int, words: Localized,
    fit: (() -> LazyMapSequence<StrideTo<Int>, Double>) -> (shift: Double, factor: Double)
  ) {
    shift = []
    factor = []
    self.words = words
    for index in 0..<width {
      let column = { stride(from: index, to: rows.inputs.count, by: width).lazy.map { rows.inputs[$0] } }
      let first = rows.inputs[index]
      if column().allSatisfy({ $0 == first }) {
        shift.append(first)
        factor.append(0)
      } else {
        let fitted = fit(column)
        shift.append(fitted.shift)
        factor.append(fitted.factor)
      }
    }
  }

  func apply(to inputs: inout [Double]) {
    guard !factor.isEmpty else { return }
    for row in stride(from: 0, to: inputs.count, by: factor.count) {
      for column in factor.indices {
        let value = inputs[row + column] - shift[column]
        inputs[row + column] = factor[column] == 0 ? 0 : value / factor[column]
      }
    }
  }
}
