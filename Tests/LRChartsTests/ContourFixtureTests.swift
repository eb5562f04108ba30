import Foundation
import LRCore
import LRScene
import Testing

@testable import LRCharts

/// A row of Tests/Fixtures/contours.jsonl: the lines that contourpy draws at one level, in units of cells.
struct ContourRow: Decodable, Sendable, CustomTestStringConvertible {
  var name: String
  var columns: Int
  var rows: Int
  var level: Double
  /// Whether contourpy, which compares a quad's mean with the level, pairs corners as the bilinear saddle does.
  var saddlesAgree: Bool
  var closed: [Bool]
  var lines: [[Double]]
  var formula: String?
  var values: [Double?]?

  var testDescription: String { "\(name) at \(level)" }

  /// The grid with a cell of side 1.
  func grid() throws -> ScalarGrid {
    let (x, y) = (0...Double(columns - 1), 0...Double(rows - 1))
    if let values {
      return ScalarGrid(columns: columns, rows: rows, x: x, y: y, values: values.map { $0 ?? .nan })
    }
    let formula = try Formula(try #require(formula), variables: ["x", "y"])
    return ScalarGrid(columns: columns, rows: rows, x: x, y: y) { column, row in
      formula.value(2 * column / x.upperBound - 1, 2 * row / y.upperBound - 1)
    }
  }

  /// Recorded by scripts/record-contours; the first line names contourpy's version and settings.
  static let all: [ContourRow] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/contours.jsonl")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").dropFirst().compactMap {
      try? JSONDecoder().decode(ContourRow.self, from: Data($0.utf8))
    }
  }()
}

@Suite("Contours beside contourpy")
struct ContourFixtureTests {
  /// The largest distance from a vertex of one set of lines to the nearest piece of the other.
  private func distance(from lines: [[Point]], to others: [[Point]]) -> Double {
    var largest = 0.0
    for point in lines.joined() {
      var nearest = Double.infinity
      for line in others {
        for (a, b) in zip(line, line.dropFirst()) {
          let (dx, dy) = (b.x - a.x, b.y - a.y)
          let length = dx * dx + dy * dy
          let part = length > 0 ? max(0, min(1, ((point.x - a.x) * dx + (point.y - a.y) * dy) / length)) : 0
          nearest = min(nearest, hypot(point.x - a.x - part * dx, point.y - a.y - part * dy))
        }
      }
      largest = max(largest, nearest)
    }
    return largest
  }

  @Test("the fixture is there")
  func present() { #expect(ContourRow.all.count >= 28) }

  @Test("level sets are contourpy's, to the rounding of the fixture", arguments: ContourRow.all)
  func levelSets(row: ContourRow) throws {
    let own = Isolines(try row.grid(), level: row.level).lines
    let theirs = row.lines.map { line in
      stride(from: 0, to: line.count, by: 2).map { Point(line[$0], line[$0 + 1]) }
    }
    #expect(own.isEmpty == theirs.isEmpty)
    // Corners paired otherwise stay within their cell, half a cell off at most.
    let most = row.saddlesAgree ? 0.01 : 0.5
    #expect(distance(from: own, to: theirs) < most)
    #expect(distance(from: theirs, to: own) < most)
    guard row.saddlesAgree else { return }
    #expect(own.count { $0.first == $0.last } == row.closed.count { $0 })
    #expect(own.count { $0.first != $0.last } == row.closed.count { !$0 })
  }

  @Test("all levels in one pass give what each gives alone")
  func together() throws {
    let rows = ContourRow.all.filter { $0.name == "random" || $0.name == "gaps" || $0.name == "waves" }
    for (_, rows) in Dictionary(grouping: rows, by: \.name) {
      let grid = try rows[0].grid()
      let levels = rows.map(\.level).sorted()
      let together = Isolines.all(of: grid, levels: levels)
      #expect(together.map(\.level) == levels)
      for (level, isolines) in zip(levels, together) {
        #expect(isolines.rings == Isolines(grid, level: level).rings)
      }
    }
  }
}
