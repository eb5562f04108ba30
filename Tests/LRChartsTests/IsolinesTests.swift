import LRCore
import LRScene
import Testing

@testable import LRCharts

@Suite("Isolines")
struct IsolinesTests {
  func grid(_ size: Int = 101, _ f: (Double, Double) -> Double) -> ScalarGrid {
    ScalarGrid(columns: size, rows: size, x: -2...2, y: -2...2, f)
  }

  /// Twice the signed area, positive when the ring runs counter-clockwise with y upwards.
  func area(_ ring: [Isolines.Vertex]) -> Double {
    var sum = 0.0
    for (index, vertex) in ring.enumerated() {
      let next = ring[(index + 1) % ring.count]
      sum += vertex.x * next.y - next.x * vertex.y
    }
    return sum / 2
  }

  @Test("the level set of a paraboloid is a circle, closed, within a hundredth of a cell")
  func circle() {
    let isolines = Isolines(grid { x, y in -(x * x + y * y) }, level: -1)
    #expect(isolines.rings.count == 1)
    let ring = isolines.rings[0]
    #expect(ring.allSatisfy { abs(($0.x * $0.x + $0.y * $0.y).squareRoot() - 1) < 4e-4 })
    #expect(abs(area(ring) - .pi) < 2e-3)
    #expect(isolines.lines.count == 1 && isolines.lines[0].first == isolines.lines[0].last)
  }

  @Test("a region with a hole is two rings that run opposite ways, closed along the border")
  func hole() {
    let isolines = Isolines(grid { x, y in x * x + y * y }, level: 1)
    let areas = isolines.rings.map(area).sorted()
    #expect(areas.count == 2)
    #expect(abs(areas[0] + .pi) < 2e-3 && abs(areas[1] - 16) < 1e-9)
    #expect(isolines.lines.count == 1)
  }

  @Test("a saddle's level sets are hyperbolas on both sides of it", arguments: [-0.5, 0.5])
  func saddle(level: Double) {
    let isolines = Isolines(grid { x, y in x * x - y * y }, level: level)
    #expect(isolines.lines.count == 2)
    for point in isolines.lines.joined() { #expect(abs(point.x * point.x - point.y * point.y - level) < 1e-3) }
    #expect(isolines.rings.count == (level > 0 ? 2 : 1))
  }

  @Test("in an ambiguous cell the bilinear saddle decides")
  func ambiguous() {
    func rings(_ level: Double) -> Int {
      Isolines(ScalarGrid(columns: 2, rows: 2, x: 0...1, y: 0...1, values: [1, 0, 0, 1]), level: level).rings.count
    }
    // f = 1 - x - y + 2 x y has its saddle at 0.5.
    #expect(rings(0.4) == 1)
    #expect(rings(0.6) == 2)
  }

  @Test("random grids give rings that close, with the area of the region")
  func random() {
    var random = SplitMix(state: 11)
    for _ in 0..<50 {
      let grid = ScalarGrid(
        columns: 12, rows: 9, x: 0...11, y: 0...8,
        values: (0..<108).map { _ in Double.random(in: 0...1, using: &random) })
      let level = Double.random(in: 0.2...0.8, using: &random)
      let high = Isolines(grid, level: level).rings.map(area).reduce(0, +)
      var mirrored = grid
      mirrored.values = grid.values.map { -$0 }
      let low = Isolines(mirrored, level: -level).rings.map(area).reduce(0, +)
      #expect(abs(high + low - 88) < 1e-9)
    }
  }

  @Test("constant grids are all or nothing, NaN and infinity leave no broken ring")
  func extremes() {
    #expect(Isolines(grid(5) { _, _ in 1 }, level: 1).rings.count == 1)
    #expect(Isolines(grid(5) { _, _ in 1 }, level: 2).rings.isEmpty)
    let holed = Isolines(grid(41) { x, y in x * x + y * y < 0.5 ? .nan : 1 }, level: 0.5)
    #expect(holed.rings.count == 2 && holed.lines.isEmpty)
    let spiked = Isolines(grid(41) { x, y in x > 1 ? .infinity : x }, level: 0)
    #expect(spiked.rings.joined().allSatisfy { $0.x.isFinite && $0.y.isFinite })
    #expect(Isolines(grid(5) { _, _ in .nan }, level: 0).rings.isEmpty)
  }
}
