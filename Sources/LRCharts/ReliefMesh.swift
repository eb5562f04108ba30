import LRCore

/// A height field on a regular mesh: each cell is two triangles on either side of the diagonal that runs from its
/// lower left to its upper right corner.
///
/// Places are counted in cells from the lower left corner, heights from 0 to 1. A triangle of which a corner has no
/// height is a hole, and what is higher than 1 is cut off.
struct ReliefMesh {
  /// Numbers of cells.
  let columns: Int
  let rows: Int
  /// Row-major, `(columns + 1) x (rows + 1)`; NaN where there is none.
  let heights: [Double]

  /// - Parameter height: of a value of the grid; NaN where there is none.
  init(_ grid: ScalarGrid, columns: Int, rows: Int, height: (Double) -> Double) {
    self.columns = columns
    self.rows = rows
    heights = Self.samples(of: grid, columns: columns, rows: rows).map(height)
  }

  /// The grid's values at the nodes of a mesh, between its own nodes by bilinear interpolation.
  static func samples(of grid: ScalarGrid, columns: Int, rows: Int) -> [Double] {
    if columns + 1 == grid.columns, rows + 1 == grid.rows { return grid.values }
    var samples: [Double] = []
    samples.reserveCapacity((columns + 1) * (rows + 1))
    for j in 0...rows {
      let y = Double(j) * Double(grid.rows - 1) / Double(rows)
      let row = min(grid.rows - 2, Int(clamping: y))
      let partY = y - Double(row)
      for i in 0...columns {
        let x = Double(i) * Double(grid.columns - 1) / Double(columns)
        let column = min(grid.columns - 2, Int(clamping: x))
        let partX = x - Double(column)
        // A node that has no weight has no say, even if it is infinite.
        func along(_ row: Int) -> Double { mix(grid[column, row], grid[column + 1, row], partX) }
        samples.append(partY == 0 ? along(row) : partY == 1 ? along(row + 1) : mix(along(row), along(row + 1), partY))
      }
    }
    return samples
  }

  subscript(column: Int, row: Int) -> Double { heights[row * (columns + 1) + column] }

  /// The height at a place, or NaN outside the mesh and in holes.
  func height(_ x: Double, _ y: Double) -> Double {
    guard x >= 0, y >= 0, x <= Double(columns), y <= Double(rows) else { return .nan }
    let column = min(columns - 1, Int(clamping: x))
    let row = min(rows - 1, Int(clamping: y))
    let plane = plane(column, row, isUpper: y - Double(row) > x - Double(column))
    return plane.height(x - Double(column), y - Double(row))
  }

  /// A triangle's height over its cell, `origin + alongX * x + alongY * y`.
  struct Plane {
    var origin: Double
    var alongX: Double
    var alongY: Double

    func height(_ x: Double, _ y: Double) -> Double { origin + alongX * x + alongY * y }
    var isHole: Bool { (alongX + alongY).isNaN }
  }

  /// - Parameter isUpper: the triangle left of the diagonal, whose y is greater than its x within the cell.
  func plane(_ column: Int, _ row: Int, isUpper: Bool) -> Plane {
    let index = row * (columns + 1) + column
    let a = heights[index]
    let c = heights[index + columns + 2]
    if isUpper {
      let b = heights[index + columns + 1]
      return Plane(origin: a, alongX: c - b, alongY: b - a)
    }
    let b = heights[index + 1]
    return Plane(origin: a, alongX: b - a, alongY: c - b)
  }

  /// Whether nothing of the surface lies between a place on it and the eye.
  ///
  /// Along the ray the surface is linear between one crossing of an edge and the next; what lies above it at one such
  /// place and below it at another has met it between, unless there was a hole. The surface is seen from either
  /// side.
  ///
  /// - Parameter toward: the direction to the eye, in cells and heights.
  func isVisible(_ x: Double, _ y: Double, toward: Space) -> Bool {
    let start = height(x, y)
    guard start <= 1 else { return false }
    let reach = max(abs(toward.x), abs(toward.y))
    guard reach > 1e-9 * abs(toward.z) else { return true }
    let ray = (1 / reach) * toward
    var end = MeshWalk.exit(from: (x, y), along: (ray.x, ray.y), columns: columns, rows: rows)
    if ray.z > 0 { end = min(end, (1 - start) / ray.z) }
    if ray.z < 0 { end = min(end, -start / ray.z) }
    var walk = MeshWalk(from: (x, y), along: (ray.x, ray.y), until: end)
    let tolerance = 1e-9
    var side = 0
    var from = 0.0
    while let to = walk.next() {
      defer { from = to }
      guard to - from > 1e-11 else { continue }
      let middle = (from + to) / 2
      let (mx, my) = (x + ray.x * middle, y + ray.y * middle)
      let column = Int(clamping: mx, to: 0...columns - 1)
      let row = Int(clamping: my, to: 0...rows - 1)
      let plane = plane(column, row, isUpper: my - Double(row) > mx - Double(column))
      guard !plane.isHole else {
        side = 0
        continue
      }
      for place in [from, to] {
        let ground = plane.height(x + ray.x * place - Double(column), y + ray.y * place - Double(row))
        let above = start + ray.z * place - ground
        guard abs(above) > tolerance else { continue }
        let here = above > 0 ? 1 : -1
        if side == 0 { side = here } else if side != here { return false }
      }
    }
    return true
  }
}

/// The places along a straight line at which it crosses an edge of the mesh, in order, and at last the line's end.
struct MeshWalk: IteratorProtocol {
  private var coming: (x: Double, y: Double, diagonal: Double)
  private let step: (x: Double, y: Double, diagonal: Double)
  private let end: Double
  private var isOver = false

  init(from start: (x: Double, y: Double), along direction: (x: Double, y: Double), until end: Double) {
    func first(_ place: Double, _ speed: Double) -> Double {
      speed > 0
        ? (place.rounded(.down) + 1 - place) / speed : speed < 0 ? (place.rounded(.up) - 1 - place) / speed : .infinity
    }
    let across = direction.x - direction.y
    coming = (first(start.x, direction.x), first(start.y, direction.y), first(start.x - start.y, across))
    step = (1 / abs(direction.x), 1 / abs(direction.y), 1 / abs(across))
    self.end = end
  }

  mutating func next() -> Double? {
    guard !isOver else { return nil }
    let place = min(coming.x, min(coming.y, coming.diagonal))
    guard place < end else {
      isOver = true
      return end
    }
    if coming.x == place { coming.x += step.x }
    if coming.y == place { coming.y += step.y }
    if coming.diagonal == place { coming.diagonal += step.diagonal }
    return place
  }

  /// How far along a line from within the mesh its border is.
  static func exit(
    from start: (x: Double, y: Double), along direction: (x: Double, y: Double), columns: Int, rows: Int
  ) -> Double {
    func border(_ place: Double, _ speed: Double, _ count: Int) -> Double {
      speed > 0 ? (Double(count) - place) / speed : speed < 0 ? -place / speed : .infinity
    }
    return max(0, min(border(start.x, direction.x, columns), border(start.y, direction.y, rows)))
  }
}

/// Between two numbers; one that has no weight has no say.
private func mix(_ a: Double, _ b: Double, _ part: Double) -> Double {
  part == 0 ? a : part == 1 ? b : a + (b - a) * part
}
