import LRScene

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A rectangle at an angle.
struct OrientedBox {
  var center: Point
  /// Clockwise, in radians.
  var angle: Double
  var width: Double
  var height: Double
}

/// What lies where in a frame, in cells of two points: a number of whose it is, or that it is taken.
struct OccupancyMap {
  private let frame: Rect
  private let columns: Int
  private let rows: Int
  private var cells: [Int16]

  private static let cell = 2.0
  private static let taken: Int16 = -1

  init(_ frame: Rect) {
    self.frame = frame
    columns = max(1, Int(clamping: min(frame.width, 20_000) / Self.cell) + 1)
    rows = max(1, Int(clamping: min(frame.height, 20_000) / Self.cell) + 1)
    cells = [Int16](repeating: 0, count: columns * rows)
  }

  private func index(_ x: Double, _ y: Double) -> Int? {
    guard frame.contains(Point(x, y)) else { return nil }
    let column = Int(clamping: (x - frame.minX) / Self.cell)
    let row = Int(clamping: (y - frame.minY) / Self.cell)
    return column < columns && row < rows ? row * columns + column : nil
  }

  /// Marks the cells along a line; one that somebody else has already becomes taken.
  mutating func add(_ line: [Point], _ owner: Int16) {
    for (a, b) in zip(line, line.dropFirst()) {
      let steps = max(1, min(20_000, (max(abs(b.x - a.x), abs(b.y - a.y)) / Self.cell * 1.5).rounded(.up)))
      for step in 0...Int(clamping: steps) {
        let part = Double(step) / steps
        guard let index = index(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part) else { continue }
        cells[index] = cells[index] == 0 || cells[index] == owner ? owner : Self.taken
      }
    }
  }

  mutating func fill(_ box: Rect) {
    fill(OrientedBox(center: box.center, angle: 0, width: box.width, height: box.height))
  }

  mutating func fill(_ box: OrientedBox) {
    for place in places(in: box) where place >= 0 { cells[place] = Self.taken }
  }

  /// Whether a box lies in the frame and covers nothing but what belongs to `owner`.
  func isFree(_ box: OrientedBox, but owner: Int16) -> Bool {
    places(in: box).allSatisfy { $0 >= 0 && (cells[$0] == 0 || cells[$0] == owner) }
  }

  /// The cells under a box; -1 for what lies outside.
  private func places(in box: OrientedBox) -> [Int] {
    let (across, down) = (cos(box.angle), sin(box.angle))
    let columns = max(1, Int(clamping: min(box.width, 4 * frame.width) / Self.cell * 1.2))
    let rows = max(1, Int(clamping: min(box.height, 4 * frame.height) / Self.cell * 1.2))
    var places: [Int] = []
    places.reserveCapacity((columns + 1) * (rows + 1))
    for row in 0...rows {
      for column in 0...columns {
        let u = box.width * (Double(column) / Double(columns) - 0.5)
        let v = box.height * (Double(row) / Double(rows) - 0.5)
        places.append(index(box.center.x + u * across - v * down, box.center.y + u * down + v * across) ?? -1)
      }
    }
    return places
  }
}
