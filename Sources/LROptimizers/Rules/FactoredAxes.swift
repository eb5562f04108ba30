/// Where the elements of a tensor belong when squares are kept by rows and columns.
struct FactoredAxes: Sendable {
  /// The row and the column of each element.
  let rows: [Int]
  let columns: [Int]
  /// The block of each row: rows of different blocks have nothing to do with each other.
  let groups: [Int]
  let rowCount: Int
  let columnCount: Int
  private let groupCount: Int

  /// nil if the shape isn't factored.
  init?(_ shape: [Int], _ factoring: AdafactorSettings.Factoring) {
    guard shape.count >= 2 else { return nil }
    let ascending = shape.indices.sorted { (shape[$0], $0) < (shape[$1], $1) }
    let rowAxis: Int
    let columnAxis: Int
    switch factoring {
    case .never: return nil
    case .lastAxes: (rowAxis, columnAxis) = (shape.count - 2, shape.count - 1)
    case .longestAxes(let least):
      (rowAxis, columnAxis) = (ascending[shape.count - 2], ascending[shape.count - 1])
      guard shape[rowAxis] >= least else { return nil }
    }
    let count = shape.reduce(1, *)
    var rows = [Int](repeating: 0, count: count)
    var columns = rows
    rowCount = count / max(1, shape[columnAxis])
    columnCount = count / max(1, shape[rowAxis])
    groupCount = rowCount / max(1, shape[rowAxis])
    var groups = [Int](repeating: 0, count: rowCount)
    var place = [Int](repeating: 0, count: shape.count)
    for i in 0..<count {
      var group = 0
      for axis in shape.indices {
        if axis != columnAxis { rows[i] = rows[i] * shape[axis] + place[axis] }
        if axis != rowAxis { columns[i] = columns[i] * shape[axis] + place[axis] }
        if axis != rowAxis, axis != columnAxis { group = group * shape[axis] + place[axis] }
      }
      groups[rows[i]] = group
      var axis = shape.count - 1
      while axis >= 0 {
        place[axis] += 1
        if place[axis] < shape[axis] { break }
        place[axis] = 0
        axis -= 1
      }
    }
    (self.rows, self.columns, self.groups) = (rows, columns, groups)
  }

  /// The means of each row and each column.
  func means<Scalar: TrainingScalar>(_ values: [Scalar], _ format: NumberFormat) -> (rows: [Scalar], columns: [Scalar])
  {
    (means(values, rows, rowCount, format), means(values, columns, columnCount, format))
  }

  /// The mean of the rows of each block.
  func rowLevels<Scalar: TrainingScalar>(_ rowMeans: [Scalar], _ format: NumberFormat) -> [Scalar] {
    means(rowMeans, groups, groupCount, format)
  }

  private func means<Scalar: TrainingScalar>(
    _ values: [Scalar], _ bins: [Int], _ count: Int, _ format: NumberFormat
  ) -> [Scalar] {
    if format != .full {
      var members = [[Scalar]](repeating: [], count: count)
      for i in values.indices { members[bins[i]].append(values[i]) }
      return members.map { format.mean(of: $0) }
    }
    var sums = [Scalar](repeating: 0, count: count)
    for i in values.indices { sums[bins[i]] += values[i] }
    let size = Scalar(values.count / max(1, count))
    return sums.map { $0 / size }
  }
}
