import LRScene

/// Which cells of a frame have ink: what is drawn there again adds nothing.
struct InkRaster {
  private let frame: Rect
  private let cell: Double
  private let columns: Int
  private let rows: Int
  private var cells: [Bool]

  /// - Parameter cell: the side of a cell in points.
  init(_ frame: Rect, cell: Double = 0.5) {
    // No raster takes more than some sixteen million cells, however large the page.
    let cell = max(cell, max(frame.width, frame.height) / 4000)
    self.frame = frame
    self.cell = cell
    columns = max(1, Int(clamping: (frame.width / cell).rounded(.up)))
    rows = max(1, Int(clamping: (frame.height / cell).rounded(.up)))
    cells = [Bool](repeating: false, count: columns * rows)
  }

  /// Whether there is ink; outside the frame nobody misses any.
  func isInked(_ x: Double, _ y: Double) -> Bool {
    index(Point(x, y)).map { cells[$0] } ?? true
  }

  /// The number of the cell at a place; nil outside the frame.
  func index(_ point: Point) -> Int? {
    let (column, row) = ((point.x - frame.x) / cell, (point.y - frame.y) / cell)
    guard column >= 0, row >= 0, column < Double(columns), row < Double(rows) else { return nil }
    return Int(clamping: row) * columns + Int(clamping: column)
  }

  /// Inks the cell at a place; returns whether it was empty.
  mutating func insert(_ point: Point) -> Bool {
    guard let index = index(point), !cells[index] else { return false }
    cells[index] = true
    return true
  }

  /// Inks the cells along a line, and `reach` cells on all its sides.
  mutating func mark(_ a: Point, _ b: Point, reach: Int) {
    guard let (from, to) = clipped(a, b) else { return }
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let count = max(1, ((to - from) * (dx * dx + dy * dy).squareRoot() / cell).rounded(.up))
    for sample in 0...Int(clamping: count, to: 1...20_000) {
      let part = from + (to - from) * Double(sample) / count
      let column = Int(clamping: (a.x + dx * part - frame.x) / cell, to: -1...columns)
      let row = Int(clamping: (a.y + dy * part - frame.y) / cell, to: -1...rows)
      let (left, right) = (max(0, column - reach), min(columns - 1, column + reach))
      guard left <= right else { continue }
      for row in max(0, row - reach)...max(0, min(rows - 1, row + reach)) {
        for column in left...right { cells[row * columns + column] = true }
      }
    }
  }

  /// The part of a line, as shares of its length, from the first place without ink to the last; nil if there is none.
  func fresh(_ a: Point, _ b: Point) -> (first: Double, last: Double)? {
    guard let (from, to) = clipped(a, b) else { return nil }
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let count = max(1, ((to - from) * (dx * dx + dy * dy).squareRoot() / cell).rounded(.up))
    let step = (to - from) / count
    return cells.withUnsafeBufferPointer { cells in
      func isEmpty(_ sample: Double) -> Bool {
        let part = from + step * sample
        let (column, row) = ((a.x + dx * part - frame.x) / cell, (a.y + dy * part - frame.y) / cell)
        guard column >= 0, row >= 0, column < Double(columns), row < Double(rows) else { return false }
        return !cells[Int(clamping: row) * columns + Int(clamping: column)]
      }
      var first = 0.0
      while first <= count, !isEmpty(first) { first += 1 }
      guard first <= count else { return nil }
      var last = count
      while last > first, !isEmpty(last) { last -= 1 }
      return (from + step * first, from + step * last)
    }
  }

  /// The part of a line within the frame, as shares of its length (Liang & Barsky 1984).
  private func clipped(_ a: Point, _ b: Point) -> (Double, Double)? {
    var (enter, leave) = (0.0, 1.0)
    func cut(_ delta: Double, _ room: Double) {
      if delta > 0 {
        leave = min(leave, room / delta)
      } else if delta < 0 {
        enter = max(enter, room / delta)
      } else if room < 0 {
        leave = -1
      }
    }
    cut(a.x - b.x, a.x - frame.minX)
    cut(b.x - a.x, frame.maxX - a.x)
    cut(a.y - b.y, a.y - frame.minY)
    cut(b.y - a.y, frame.maxY - a.y)
    return enter <= leave ? (enter, leave) : nil
  }
}
