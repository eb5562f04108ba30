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
    self.init(
      columns: columns, rows: rows, x: x, y: y,
      all: { x, y in
        [Double](unsafeUninitializedCapacity: x.count * y.count) { buffer, count in
          for y in y {
            for x in x {
              buffer.initializeElement(at: count, to: function(x, y))
              count += 1
            }
          }
        }
      })
  }

  /// Samples of a function that computes all of a grid at once.
  ///
  /// - Parameter function: given the x of the columns and the y of the rows, all values row by row.
  /// - Precondition: 2 columns and 2 rows at least.
  public init(
    columns: Int, rows: Int, x: ClosedRange<Double>, y: ClosedRange<Double>,
    all function: ([Double], [Double]) -> [Double]
  ) {
    precondition(columns >= 2 && rows >= 2, "a grid has 2 columns and 2 rows at least")
    self.init(
      columns: columns, rows: rows, x: x, y: y,
      values: function(Self.places(x, count: columns), Self.places(y, count: rows)))
  }

  /// `count` evenly spaced numbers from the lower to the upper bound, both met exactly.
  private static func places(_ range: ClosedRange<Double>, count: Int) -> [Double] {
    (0..<count).map { range.value(at: Double($0) / Double(count - 1)) }
  }

  public subscript(column: Int, row: Int) -> Double { values[row * columns + column] }

  /// Where a place in units of cells from the first node lies.
  public func x(at column: Double) -> Double { x.value(at: column / Double(columns - 1)) }
  public func y(at row: Double) -> Double { y.value(at: row / Double(rows - 1)) }

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
