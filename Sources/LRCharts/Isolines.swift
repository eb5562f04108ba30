import LRCore
import LRScene

/// The part of a grid where a function is at least `level`, as closed rings.
///
/// Marching squares: in each cell the boundary crosses the edges whose ends lie on different sides, at the place that
/// linear interpolation gives. In a cell with two opposite corners above, the value at the saddle point of the bilinear
/// interpolant says which corners belong together (Nielson & Hamann, "The asymptotic decider", 1991). The grid is taken
/// to be surrounded by nodes below every level, so that each ring closes along the border; a NaN counts as below, and
/// the boundary then passes through the last node that has a value.
///
/// Rings run with the higher side on their left (y upwards); holes run the other way round.
public struct Isolines: Sendable {
  /// A point of a ring, and whether the piece that leads to the next point lies on the border.
  public struct Vertex: Sendable, Hashable {
    public var x: Double
    public var y: Double
    public var leadsAlongBorder: Bool
  }

  public let level: Double
  public let rings: [[Vertex]]

  public init(_ grid: ScalarGrid, level: Double) {
    self.level = level
    var tracer = Tracer(grid, level)
    rings = tracer.trace()
  }

  /// The pieces of the rings that don't follow the border: what is drawn as contour lines. A ring that never touches
  /// the border ends where it begins.
  public var lines: [[Point]] {
    rings.flatMap { ring -> [[Point]] in
      func point(_ vertex: Vertex) -> Point { Point(vertex.x, vertex.y) }
      guard let first = ring.firstIndex(where: { $0.leadsAlongBorder }) else {
        return [ring.map(point) + [point(ring[0])]]
      }
      // From the first piece along the border once around.
      var lines: [[Point]] = []
      var line: [Point] = []
      for offset in 1...ring.count {
        let vertex = ring[(first + offset) % ring.count]
        line.append(point(vertex))
        if vertex.leadsAlongBorder {
          if line.count > 1 { lines.append(line) }
          line = []
        }
      }
      return lines
    }
  }
}

/// Walks along the boundary from cell to cell.
private struct Tracer {
  private let grid: ScalarGrid
  private let level: Double
  /// Cells of the padded grid: one more than nodes in each direction.
  private let cellColumns: Int
  private let cellRows: Int

  init(_ grid: ScalarGrid, _ level: Double) {
    self.grid = grid
    self.level = level
    cellColumns = grid.columns + 1
    cellRows = grid.rows + 1
  }

  /// The value of a node, in padded coordinates (1 is the grid's first); -infinity outside and for NaN.
  @inline(__always)
  private func value(_ column: Int, _ row: Int) -> Double {
    guard column >= 1, row >= 1, column <= grid.columns, row <= grid.rows else { return -.infinity }
    let value = grid.values[(row - 1) * grid.columns + column - 1]
    return value.isNaN ? -.infinity : value
  }

  // Edges are numbered by the node at their lower left: even to the right of it, odd upwards.
  private func edge(_ column: Int, _ row: Int, up: Bool) -> Int {
    2 * (row * (cellColumns + 1) + column) + (up ? 1 : 0)
  }

  mutating func trace() -> [[Isolines.Vertex]] {
    var next = [Int32](repeating: -1, count: 2 * (cellColumns + 1) * (cellRows + 1))
    var alongBorder = [Bool](repeating: false, count: next.count)
    var starts: [Int32] = []
    var above = [Bool](repeating: false, count: cellColumns + 1)
    var upper = above
    for row in 0..<cellRows {
      swap(&above, &upper)
      for column in 0...cellColumns { upper[column] = value(column, row + 1) >= level }
      for column in 0..<cellColumns {
        let a = above[column]
        let b = above[column + 1]
        let c = upper[column + 1]
        let d = upper[column]
        if a == b, b == c, c == d { continue }
        let bottom = Int32(truncatingIfNeeded: edge(column, row, up: false))
        let right = Int32(truncatingIfNeeded: edge(column + 1, row, up: true))
        let top = Int32(truncatingIfNeeded: edge(column, row + 1, up: false))
        let left = Int32(truncatingIfNeeded: edge(column, row, up: true))
        // From edge to edge with the corners above on the left.
        let outside =
          min(min(value(column, row), value(column + 1, row)), min(value(column + 1, row + 1), value(column, row + 1)))
          == -.infinity
        func join(_ from: Int32, _ to: Int32) {
          next[Int(from)] = to
          if outside { alongBorder[Int(from)] = true }
          starts.append(from)
        }
        switch (a, b, c, d) {
        case (true, false, false, false): join(bottom, left)
        case (false, true, false, false): join(right, bottom)
        case (false, false, true, false): join(top, right)
        case (false, false, false, true): join(left, top)
        case (true, true, false, false): join(right, left)
        case (false, true, true, false): join(top, bottom)
        case (false, false, true, true): join(left, right)
        case (true, false, false, true): join(bottom, top)
        case (false, true, true, true): join(left, bottom)
        case (true, false, true, true): join(bottom, right)
        case (true, true, false, true): join(right, top)
        case (true, true, true, false): join(top, left)
        case (true, false, true, false):
          if saddleIsAbove(column, row) {
            join(bottom, right)
            join(top, left)
          } else {
            join(bottom, left)
            join(top, right)
          }
        default:
          if saddleIsAbove(column, row) {
            join(left, bottom)
            join(right, top)
          } else {
            join(right, bottom)
            join(left, top)
          }
        }
      }
    }
    return starts.compactMap { ring(from: $0, &next, alongBorder) }
  }

  /// The value of the bilinear interpolant at its saddle point.
  private func saddleIsAbove(_ column: Int, _ row: Int) -> Bool {
    let a = value(column, row)
    let b = value(column + 1, row)
    let c = value(column + 1, row + 1)
    let d = value(column, row + 1)
    let saddle = (a * c - b * d) / (a + c - b - d)
    // Beside a node without a value the two corners stay apart.
    return saddle.isFinite && saddle >= level
  }

  /// The ring through an edge, taken out of the links.
  private func ring(from start: Int32, _ next: inout [Int32], _ alongBorder: [Bool]) -> [Isolines.Vertex]? {
    guard next[Int(start)] >= 0 else { return nil }
    var ring: [Isolines.Vertex] = []
    var edge = start
    repeat {
      let following = next[Int(edge)]
      guard following >= 0 else { return nil }
      next[Int(edge)] = -1
      var vertex = crossing(Int(edge))
      vertex.leadsAlongBorder = alongBorder[Int(edge)]
      // A boundary that passes through nodes crosses several edges in one point.
      if ring.last.map({ $0.x != vertex.x || $0.y != vertex.y }) ?? true {
        ring.append(vertex)
      } else {
        ring[ring.count - 1].leadsAlongBorder = vertex.leadsAlongBorder
      }
      edge = following
    } while edge != start
    if ring.count > 1, let last = ring.last, last.x == ring[0].x, last.y == ring[0].y { ring.removeLast() }
    return ring.count >= 3 ? ring : nil
  }

  /// Where the boundary crosses an edge.
  private func crossing(_ edge: Int) -> Isolines.Vertex {
    let node = edge / 2
    let column = node % (cellColumns + 1)
    let row = node / (cellColumns + 1)
    let up = edge % 2 == 1
    let first = value(column, row)
    let second = up ? value(column, row + 1) : value(column + 1, row)
    var part: Double
    if first == -.infinity {
      part = 1
    } else if second == -.infinity {
      part = 0
    } else {
      part = (level - first) / (second - first)
      // Infinite values have no place between: the boundary hugs the finite end.
      if !part.isFinite { part = first.isFinite ? 0 : 1 }
      part = min(1, max(0, part))
    }
    let x = Double(column - 1) + (up ? 0 : part)
    let y = Double(row - 1) + (up ? part : 0)
    let columns = Double(grid.columns - 1)
    let rows = Double(grid.rows - 1)
    return Isolines.Vertex(
      x: grid.x.lowerBound + (grid.x.upperBound - grid.x.lowerBound) * (x / columns),
      y: grid.y.lowerBound + (grid.y.upperBound - grid.y.lowerBound) * (y / rows), leadsAlongBorder: false)
  }
}
