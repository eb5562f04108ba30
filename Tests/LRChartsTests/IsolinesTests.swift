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

  @Test("at a saddle of x y the lines lie in the quadrants that the level's sign says", arguments: [-1e-6, 1e-6])
  func product(level: Double) {
    // An even count of nodes: the saddle lies in the middle of a cell.
    let lines = Isolines(grid(100) { x, y in x * y }, level: level).lines
    #expect(lines.count == 2)
    for line in lines {
      // Both arms of a branch have one sign of x and one of y.
      #expect(Set(line.filter { abs($0.x) > 0.03 }.map { $0.x > 0 }).count == 1)
      #expect(Set(line.filter { abs($0.y) > 0.03 }.map { $0.y > 0 }).count == 1)
      #expect(line.filter { abs($0.x) > 0.03 && abs($0.y) > 0.03 }.allSatisfy { $0.x * $0.y * level > 0 })
    }
  }

  @Test("rings within rings alternate in direction")
  func nested() {
    let isolines = Isolines(grid(201) { x, y in -abs((x * x + y * y).squareRoot() - 1.2) }, level: -0.4)
    let areas = isolines.rings.map(area).sorted()
    #expect(areas.count == 2)
    #expect(abs(areas[0] + .pi * 0.64) < 3e-3 && abs(areas[1] - .pi * 2.56) < 3e-3)
  }

  @Test("lines end at the border of a region without values, within a cell")
  func region() {
    let isolines = Isolines(grid(81) { x, y in x * x + y * y < 1 ? .nan : y }, level: 0)
    #expect(isolines.lines.count == 2)
    for line in isolines.lines {
      let ends = [line[0], line[line.count - 1]].map { abs($0.x) }.sorted()
      #expect(ends[0] >= 1 && ends[0] < 1 + 0.11 && ends[1] == 2)
      #expect(line.allSatisfy { $0.y == 0 })
    }
  }

  @Test("a plateau exactly at a level belongs to what is above it")
  func plateau() {
    let isolines = Isolines(grid(41) { x, y in max(abs(x), abs(y)) <= 1 ? 1 : 0 }, level: 1)
    #expect(isolines.rings.count == 1)
    #expect(isolines.rings[0].allSatisfy { abs(max(abs($0.x), abs($0.y)) - 1) < 1e-12 })
  }

  @Test(
    "a cell alone has its line",
    arguments: [([0.0, 1, 0, 1], 1), ([0, 0, 1, 1], 1), ([0, 0, 0, 0], 0), ([1, 0, 0, 0], 1)])
  func cell(values: [Double], lines: Int) {
    let isolines = Isolines(ScalarGrid(columns: 2, rows: 2, x: 0...1, y: 0...1, values: values), level: 0.25)
    #expect(isolines.lines.count == lines)
  }

  @Test("windows as narrow as numbers allow and as wide as wanted keep the circle", arguments: [1e-12, 1, 1e12])
  func windows(width: Double) {
    // Around 1 a window of 1e-12 has 4504 numbers.
    let center = width < 1 ? 1.0 : 0
    let grid = ScalarGrid(columns: 65, rows: 65, x: center - width...center + width, y: center - width...center + width)
    {
      let (x, y) = (($0 - center) / width, ($1 - center) / width)
      return x * x + y * y
    }
    let lines = Isolines(grid, level: 0.25).lines
    #expect(lines.count == 1 && lines[0].first == lines[0].last)
    for point in lines[0] {
      let radius =
        (((point.x - center) / width * (point.x - center) / width)
        + ((point.y - center) / width * (point.y - center) / width)).squareRoot()
      #expect(abs(radius - 0.5) < 2e-3)
    }
  }

  @Test("values whose differences overflow, and the smallest there are, give finite lines")
  func magnitudes() {
    let huge = Isolines(grid(21) { x, y in x * y > 0 ? 1.7e308 : -1.7e308 }, level: 1e300)
    #expect(!huge.lines.isEmpty && huge.rings.joined().allSatisfy { $0.x.isFinite && $0.y.isFinite })
    let tiny = Isolines(grid(21) { x, y in x * (10 * .leastNonzeroMagnitude) }, level: (10 * .leastNonzeroMagnitude))
    #expect(tiny.rings.joined().allSatisfy { $0.x.isFinite && $0.y.isFinite })
    let wide = ScalarGrid(columns: 5, rows: 5, x: -1.7e308...1.7e308, y: 0...1) { x, _ in x / 1e308 }
    #expect(Isolines(wide, level: 0.1).rings.joined().allSatisfy { $0.x.isFinite })
  }
}
