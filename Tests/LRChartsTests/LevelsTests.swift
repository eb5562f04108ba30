import LRCore
import LRScene
import Testing

@testable import LRCharts

@Suite("Levels")
struct LevelsTests {
  private func grid(_ f: (Double, Double) -> Double) -> ScalarGrid {
    ScalarGrid(columns: 101, rows: 101, x: -2...2, y: -2...2, f)
  }

  private func words(_ levels: Levels) -> [String] { levels.labels.map(\.plain) }

  @Test("a deep valley is cut at 1, 2, 5, 10, ...")
  func valley() {
    let levels = Levels(for: grid { x, y in (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x) }, base: 0)
    #expect(levels.isLogarithmic && levels.base == 0)
    #expect(words(levels).suffix(4) == ["200", "500", "1000", "2000"])
    #expect((10...15).contains(levels.values.count))
  }

  @Test("a plane is cut evenly, 0 among the levels")
  func plane() {
    let levels = Levels(for: grid { x, y in x + y })
    #expect(!levels.isLogarithmic && levels.values.contains(0))
    #expect(words(levels).contains("−1.5") && words(levels).contains("0"))
    let steps = zip(levels.values.dropFirst(), levels.values).map { $0 - $1 }
    #expect(steps.allSatisfy { abs($0 - steps[0]) < 1e-12 })
  }

  @Test("above a known minimum that isn't 0, labels say the height above it")
  func base() {
    let levels = Levels(for: grid { x, y in -78 + 1e-3 * (x * x + y * y) + 20 * x * x * x * x * y * y }, base: -78)
    #expect(levels.isLogarithmic && levels.base == -78)
    #expect(words(levels).contains("10") && abs(levels.values[levels.labels.firstIndex(of: "10") ?? 0] + 68) < 1e-9)
  }

  @Test("values below the known minimum by rounding don't matter, nor does a minimum of 4e-16")
  func rounding() {
    let surface = { (x: Double, y: Double) in x * x * x * x + 100 * y * y * y * y }
    let exact = Levels(for: grid(surface), base: 0)
    #expect(Levels(for: grid { surface($0, $1) - 1e-14 }, base: 0) == exact)
    #expect(Levels(for: grid { surface($0, $1) + 4e-16 }, base: 4e-16) == exact)
  }

  @Test("small multiples share the levels of all their grids")
  func shared() {
    let low = grid { x, y in x + y }
    let high = grid { x, y in 10 + x + y }
    let levels = Levels(for: [low, high])
    #expect(levels.values.contains { $0 < 0 } && levels.values.contains { $0 > 10 })
    #expect(Levels(for: [low]) == Levels(for: low))
  }

  @Test("a pole doesn't leave everything else in one band")
  func pole() {
    let levels = Levels(for: ScalarGrid(columns: 100, rows: 100, x: -2...2, y: -2...2) { x, y in 1 / x + 1 / y })
    #expect(levels.values.count { abs($0) < 20 } >= 5)
  }

  @Test("a narrow hole in a plain is cut down to its bottom")
  func hole() {
    func squared(_ x: Double, _ y: Double) -> Double { (x - 1) * (x - 1) + (y - 1) * (y - 1) }
    let levels = Levels(for: grid { x, y in squared(x, y) < 0.02 ? 50 * squared(x, y) - 1 : 1e-9 * x })
    #expect((levels.values.first ?? 0) < -0.85 && levels.values.count >= 8)
  }

  @Test("a constant has no levels")
  func constant() {
    #expect(Levels(for: grid { _, _ in 3 }).values.isEmpty)
  }

  @Test(
    "levels ascend, are finite and lie in the range, whatever the values",
    arguments: [1.0, -1, 1e300, -1e300, 8e307, 1e-300, .leastNonzeroMagnitude, 2000 * .leastNonzeroMagnitude, 1e15])
  func ascending(scale: Double) {
    let functions: [(Double, Double) -> Double] = [
      { x, y in scale * (x * x + y * y) }, { x, y in scale * x }, { x, y in x > 1.9 ? scale : 0 },
      { x, y in scale + x * 1e-15 }, { _, _ in scale }, { x, y in x < 0 ? .nan : scale * y },
      { x, y in x < 0 ? -.infinity : .infinity }, { x, y in (x * x + y * y) * scale - scale },
    ]
    for function in functions {
      let grid = grid(function)
      let levels = Levels(for: grid)
      #expect(levels.values.allSatisfy(\.isFinite) && levels.labels.count == levels.values.count)
      #expect(zip(levels.values, levels.values.dropFirst()).allSatisfy { $0 < $1 })
      #expect(levels.values.count <= 20)
      if let range = grid.range, range.upperBound > range.lowerBound {
        #expect(!levels.values.isEmpty && levels.values.allSatisfy { range.contains($0) })
      } else {
        #expect(levels.values.isEmpty)
      }
    }
  }
}
