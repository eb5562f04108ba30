import LRCore
import LRScene

/// How fine contours may be: what a page can't show, and a file shouldn't hold, isn't traced.
///
/// A function that changes from node to node has a line in every cell at almost every level. On a grid of 4096 nodes a
/// side these are a hundred million pieces, and a reader sees noise. Smooth contours, of which a finer grid only makes
/// shorter pieces, are far below.
public struct ContourBudget: Sendable, Hashable {
  /// Points of all lines together, after points that nobody would miss are left out. A file has about eight bytes for
  /// each, and holds lines and areas once or, where lines are interrupted by words, twice.
  public var points: Int
  /// The size of the map in points, about.
  public var size: Size

  public init(points: Int = 130_000, size: Size) {
    self.points = points
    self.size = size
  }

  /// Pieces that are traced before their points are counted.
  private static let mostPieces = 1_500_000

  /// Whether the contours of a grid keep within the budget; else the share of it that they take, above 1.
  func excess(of grid: ScalarGrid, levels: Levels) -> Double? {
    let pieces = IsolineTracer.pieces(of: grid, levels.values)
    if pieces <= points { return nil }
    guard pieces <= Self.mostPieces else { return Double(pieces) / Double(points) }
    let kept = pointsKept(of: grid, levels: levels)
    return kept <= points ? nil : Double(kept) / Double(points)
  }

  private func pointsKept(of grid: ScalarGrid, levels: Levels) -> Int {
    let (x, y) = (AxisScale(.linear, covering: grid.x), AxisScale(.linear, covering: grid.y))
    var kept = 0
    for band in Isolines.all(of: grid, levels: levels.values) {
      for ring in band.rings {
        let points = ring.map { Point(x.unit($0.x) * size.width, y.unit($0.y) * size.height) }
        kept += simplified(points, within: ContourMark.tolerance).count
      }
    }
    return kept
  }

  /// Contours that keep within the budget, on as fine a grid as they can.
  ///
  /// - Parameters:
  ///   - nodes: of the grid wanted, in each direction.
  ///   - base: as for `Levels`.
  ///   - sample: the surface on a grid of so many nodes.
  /// - Returns: the grid, which has fewer nodes where `nodes` were too many, and its levels.
  public func ground(
    nodes: Int, base: Double?, _ sample: (Int) -> ScalarGrid
  ) -> (grid: ScalarGrid, levels: Levels) {
    // A coarse grid tells noise from a surface before a fine one is computed.
    var count = min(nodes, Self.probe)
    var isFinal = count == nodes
    while true {
      let grid = sample(count)
      let levels = Levels(for: grid, base: base)
      guard let excess = excess(of: grid, levels: levels), count > Self.coarsest else {
        if isFinal || count == nodes { return (grid, levels) }
        count = nodes
        isFinal = true
        continue
      }
      isFinal = true
      count = max(Self.coarsest, min(count - 1, Int(clamping: Double(count) / excess.squareRoot() * 0.95)))
    }
  }

  private static let probe = 301
  private static let coarsest = 64
}
