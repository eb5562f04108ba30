/// Values of a function on a regular grid.
///
/// `values` is row-major, `columns x rows`; row 0 is the smallest y, column 0 the smallest x. NaN is "no value".
public struct ScalarGrid: Sendable, Hashable {
  public let columns: Int
  public let rows: Int
  public let x: ClosedRange<Double>
  public let y: ClosedRange<Double>
  public var values: [Double]

  /// - Precondition: at least 2 x 2 values, as many as columns and rows say.
  public init(columns: Int, rows: Int, x: ClosedRange<Double>, y: ClosedRange<Double>, values: [Double]) {
    precondition(columns >= 2 && rows >= 2 && values.count == columns * rows, "a grid has columns x rows values")
    self.columns = columns
    self.rows = rows
    self.x = x
    self.y = y
    self.values = values
  }

  /// Samples of a function at every node.
  public init(
    columns: Int, rows: Int, x: ClosedRange<Double>, y: ClosedRange<Double>, _ function: (Double, Double) -> Double
  ) {
    let stepX = (x.upperBound - x.lowerBound) / Double(columns - 1)
    let stepY = (y.upperBound - y.lowerBound) / Double(rows - 1)
    let values = [Double](unsafeUninitializedCapacity: columns * rows) { buffer, count in
      for row in 0..<rows {
        for column in 0..<columns {
          let value = function(x.lowerBound + stepX * Double(column), y.lowerBound + stepY * Double(row))
          buffer.initializeElement(at: row * columns + column, to: value)
        }
      }
      count = columns * rows
    }
    self.init(columns: columns, rows: rows, x: x, y: y, values: values)
  }

  public subscript(column: Int, row: Int) -> Double { values[row * columns + column] }

  /// The smallest and largest finite value, or nil when there is none.
  public var range: ClosedRange<Double>? {
    var low = Double.infinity
    var high = -Double.infinity
    for value in values where value.isFinite {
      if value < low { low = value }
      if value > high { high = value }
    }
    return low <= high ? low...high : nil
  }
}
