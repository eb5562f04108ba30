import LRCore

/// Marching squares for many levels at once: one pass over the cells finds the pieces of all boundaries, then each
/// level's pieces are joined to rings.
struct IsolineTracer {
  private let grid: ScalarGrid
  private let levels: [Double]
  /// Cells of the padded grid: one more than nodes in each direction.
  private let cellColumns: Int
  private let cellRows: Int
  private var pieces: [[Piece]]

  /// Where a boundary crosses a cell: from edge to edge with the higher side on the left.
  private struct Piece {
    var from: Int32
    var to: Int32
  }

  /// Set in `Piece.to` for a cell that reaches beyond the values.
  private static let border: Int32 = 1 << 30

  /// - Parameter levels: ascending.
  init(_ grid: ScalarGrid, _ levels: [Double]) {
    precondition(grid.columns < 20_000 && grid.rows < 20_000, "a grid of at most 20,000 nodes a side")
    self.grid = grid
    self.levels = levels
    cellColumns = grid.columns + 1
    cellRows = grid.rows + 1
    pieces = levels.map { _ in [] }
  }

  mutating func trace() -> [Isolines] {
    findPieces()
    var next = Links(edges: 2 * (cellColumns + 1) * (cellRows + 1))
    return zip(levels, pieces).map { level, pieces in
      for piece in pieces { next[piece.from] = piece.to }
      // Each ring takes its pieces out of `next`, which is thus clean for the next level.
      return Isolines(level: level, rings: pieces.compactMap { ring(from: $0.from, level, &next) })
    }
  }

  /// How many pieces the boundaries of all levels have, without finding them.
  static func pieces(of grid: ScalarGrid, _ levels: [Double]) -> Int {
    let tracer = IsolineTracer(grid, levels)
    var lower = [Int32](repeating: 0, count: tracer.cellColumns + 1)
    var upper = lower
    var pieces = 0
    for row in 0..<tracer.cellRows {
      swap(&lower, &upper)
      tracer.countLevels(row + 1, into: &upper)
      for column in 0..<tracer.cellColumns {
        let (a, b, c, d) = (lower[column], lower[column + 1], upper[column + 1], upper[column])
        pieces += Int(max(max(a, b), max(c, d)) - min(min(a, b), min(c, d)))
      }
    }
    return pieces
  }

  /// The edge that follows each edge of a ring. A large grid has far more edges than lines: of these only those that are
  /// crossed are held.
  private struct Links {
    private var all: [Int32] = []
    private var crossed: [Int32: Int32] = [:]
    private let isDense: Bool

    init(edges: Int) {
      isDense = edges <= 4_000_000
      if isDense { all = [Int32](repeating: -1, count: edges) }
    }

    /// -1 where none follows.
    subscript(edge: Int32) -> Int32 {
      get { isDense ? all[Int(edge)] : crossed[edge] ?? -1 }
      set {
        if isDense {
          all[Int(edge)] = newValue
        } else {
          crossed[edge] = newValue < 0 ? nil : newValue
        }
      }
    }
  }

  // MARK: cells

  /// The value of a node, in padded coordinates (1 is the grid's first); -infinity outside and for NaN.
  @inline(__always)
  private func value(_ column: Int, _ row: Int) -> Double {
    guard column >= 1, row >= 1, column <= grid.columns, row <= grid.rows else { return -.infinity }
    let value = grid.values[(row - 1) * grid.columns + column - 1]
    return value.isNaN ? -.infinity : value
  }

  /// How many levels each node of a padded row reaches.
  private func countLevels(_ row: Int, into counts: inout [Int32]) {
    guard row >= 1, row <= grid.rows else {
      for column in counts.indices { counts[column] = 0 }
      return
    }
    let start = (row - 1) * grid.columns
    // Neighbours are alike: the search begins where the last one ended.
    var count = 0
    grid.values.withUnsafeBufferPointer { values in
      levels.withUnsafeBufferPointer { levels in
        for column in 0..<grid.columns {
          let value = values[start + column]
          if value.isNaN { count = 0 }
          while count < levels.count, value >= levels[count] { count += 1 }
          while count > 0, value < levels[count - 1] { count -= 1 }
          counts[column + 1] = Int32(truncatingIfNeeded: count)
        }
      }
    }
  }

  private mutating func findPieces() {
    var lower = [Int32](repeating: 0, count: cellColumns + 1)
    var upper = lower
    for row in 0..<cellRows {
      swap(&lower, &upper)
      countLevels(row + 1, into: &upper)
      for column in 0..<cellColumns {
        let (a, b, c, d) = (lower[column], lower[column + 1], upper[column + 1], upper[column])
        if a == b, c == d, a == c { continue }
        let outside =
          min(min(value(column, row), value(column + 1, row)), min(value(column + 1, row + 1), value(column, row + 1)))
          == -.infinity
        for level in min(min(a, b), min(c, d))..<max(max(a, b), max(c, d)) {
          cross(column, row, Int(level), a > level, b > level, c > level, d > level, outside ? Self.border : 0)
        }
      }
    }
  }

  // Edges are numbered by the node at their lower left: even to the right of it, odd upwards.
  private func edge(_ column: Int, _ row: Int, up: Bool) -> Int32 {
    Int32(truncatingIfNeeded: 2 * (row * (cellColumns + 1) + column) + (up ? 1 : 0))
  }

  /// The pieces of one level in one cell; the corners counter-clockwise from the lower left.
  private mutating func cross(
    _ column: Int, _ row: Int, _ level: Int, _ a: Bool, _ b: Bool, _ c: Bool, _ d: Bool, _ mark: Int32
  ) {
    let bottom = edge(column, row, up: false)
    let right = edge(column + 1, row, up: true)
    let top = edge(column, row + 1, up: false)
    let left = edge(column, row, up: true)
    func join(_ from: Int32, _ to: Int32, _ pieces: inout [Piece]) { pieces.append(Piece(from: from, to: to | mark)) }
    switch (a, b, c, d) {
    case (true, false, false, false): join(bottom, left, &pieces[level])
    case (false, true, false, false): join(right, bottom, &pieces[level])
    case (false, false, true, false): join(top, right, &pieces[level])
    case (false, false, false, true): join(left, top, &pieces[level])
    case (true, true, false, false): join(right, left, &pieces[level])
    case (false, true, true, false): join(top, bottom, &pieces[level])
    case (false, false, true, true): join(left, right, &pieces[level])
    case (true, false, false, true): join(bottom, top, &pieces[level])
    case (false, true, true, true): join(left, bottom, &pieces[level])
    case (true, false, true, true): join(bottom, right, &pieces[level])
    case (true, true, false, true): join(right, top, &pieces[level])
    case (true, true, true, false): join(top, left, &pieces[level])
    case (true, false, true, false):
      if saddleIsAbove(column, row, levels[level]) {
        join(bottom, right, &pieces[level])
        join(top, left, &pieces[level])
      } else {
        join(bottom, left, &pieces[level])
        join(top, right, &pieces[level])
      }
    case (false, true, false, true):
      if saddleIsAbove(column, row, levels[level]) {
        join(left, bottom, &pieces[level])
        join(right, top, &pieces[level])
      } else {
        join(right, bottom, &pieces[level])
        join(left, top, &pieces[level])
      }
    default: break
    }
  }

  /// Whether the bilinear interpolant is at least `level` at its saddle point, (ac - bd) / (a + c - b - d), in a cell
  /// with two opposite corners on either side.
  private func saddleIsAbove(_ column: Int, _ row: Int, _ level: Double) -> Bool {
    // Heights above the level, halved and scaled so that no product can overflow or vanish.
    var a = value(column, row) / 2 - level / 2
    var b = value(column + 1, row) / 2 - level / 2
    var c = value(column + 1, row + 1) / 2 - level / 2
    var d = value(column, row + 1) / 2 - level / 2
    let scale = max(max(abs(a), abs(b)), max(abs(c), abs(d)))
    // Beside a node without a value the two corners stay apart.
    guard scale.isFinite, scale > 0 else { return false }
    (a, b, c, d) = (a / scale, b / scale, c / scale, d / scale)
    return max(a, c) >= max(b, d) ? a * c >= b * d : b * d >= a * c
  }

  // MARK: rings

  /// The ring through an edge, taken out of the links; nil if that was done before, or if it is a point or a stroke.
  private func ring(from start: Int32, _ level: Double, _ next: inout Links) -> [Isolines.Vertex]? {
    guard next[start] >= 0 else { return nil }
    var ring: [Isolines.Vertex] = []
    var edge = start
    repeat {
      let following = next[edge]
      guard following >= 0 else { return nil }
      next[edge] = -1
      var vertex = crossing(Int(edge), level)
      vertex.leadsAlongBorder = following & Self.border != 0
      // A boundary that passes through nodes crosses several edges in one point.
      if let last = ring.last, last.x == vertex.x, last.y == vertex.y {
        ring[ring.count - 1].leadsAlongBorder = vertex.leadsAlongBorder
      } else {
        ring.append(vertex)
      }
      edge = following & ~Self.border
    } while edge != start
    if ring.count > 1, let last = ring.last, last.x == ring[0].x, last.y == ring[0].y { ring.removeLast() }
    return ring.count >= 3 ? ring : nil
  }

  /// Where the boundary crosses an edge.
  private func crossing(_ edge: Int, _ level: Double) -> Isolines.Vertex {
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
      // Halved: the difference of two finite values may be infinite.
      part = (level / 2 - first / 2) / (second / 2 - first / 2)
      // Infinite values have no place between: the boundary hugs the finite end.
      if !part.isFinite || first == .infinity || second == .infinity { part = first.isFinite ? 0 : 1 }
      part = min(1, max(0, part))
    }
    return Isolines.Vertex(
      x: grid.x(at: Double(column - 1) + (up ? 0 : part)), y: grid.y(at: Double(row - 1) + (up ? part : 0)),
      leadsAlongBorder: false)
  }
}
