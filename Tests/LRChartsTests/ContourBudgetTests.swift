import LRCore
import LRScene
import Testing

@testable import LRCharts

@Suite("The budget of contours")
struct ContourBudgetTests {
  private func grid(_ nodes: Int, _ function: @escaping (Double, Double) -> Double) -> ScalarGrid {
    ScalarGrid(columns: nodes, rows: nodes, x: -5...5, y: -5...5, function)
  }

  private let budget = ContourBudget(size: Size(480, 400))

  @Test("pieces are counted as they are traced, holes and saddles too")
  func counted() {
    for (nodes, function) in [
      (40, { x, y in x * y }),
      (41, { x, y in (x * 9).remainder(dividingBy: 1.3) * (y * 7).remainder(dividingBy: 1.1) }),
      (30, { x, y in x * x + y * y > 20 ? .nan : x * x - y }),
    ] as [(Int, (Double, Double) -> Double)] {
      let grid = grid(nodes, function)
      let levels = Levels(for: grid).values
      let vertices = Isolines.all(of: grid, levels: levels).reduce(0) { $0 + $1.rings.reduce(0) { $0 + $1.count } }
      let pieces = IsolineTracer.pieces(of: grid, levels)
      // A saddle has two pieces in a cell; boundaries that pass through nodes have fewer corners than pieces.
      #expect(pieces > 0 && Double(vertices) <= 2 * Double(pieces))
    }
  }

  @Test("a smooth surface keeps the grid that was asked for, also a fine one", arguments: [2, 64, 301, 900])
  func smooth(nodes: Int) {
    let ground = budget.ground(nodes: nodes, base: nil) {
      self.grid($0) { x, y in (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x) }
    }
    #expect(ground.grid.columns == nodes)
  }

  @Test("noise gets a coarser grid, without the fine one being computed")
  func noise() {
    var largest = 0
    func noise(_ x: Double, _ y: Double) -> Double {
      var state = x.bitPattern &* 0x9E37_79B9_7F4A_7C15 ^ y.bitPattern &* 0xC2B2_AE3D_27D4_EB4F
      state = (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9
      return Double(state >> 40)
    }
    let ground = budget.ground(nodes: 4096, base: nil) { nodes in
      largest = max(largest, nodes)
      return self.grid(nodes, noise)
    }
    #expect(largest <= 301 && (64..<301).contains(ground.grid.columns))
    #expect(budget.excess(of: ground.grid, levels: ground.levels) == nil)
  }

  @Test("rings are the same whether few edges are held or all")
  func sparse() {
    let grid = grid(1500) { x, y in 50 - x * x - y * y }
    let rings = Isolines.all(of: grid, levels: [41, 46]).map(\.rings)
    #expect(rings.map(\.count) == [1, 1])
    for (ring, radius) in zip(rings, [3.0, 2]) {
      #expect(ring[0].allSatisfy { abs(($0.x * $0.x + $0.y * $0.y).squareRoot() - radius) < 1e-4 })
    }
  }
}
