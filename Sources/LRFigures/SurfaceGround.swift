import LRCharts
import LRCore
import LROptimizers
import LRScene

/// The surface of a trajectory figure in its window, sampled once for all its panels.
struct SurfaceGround {
  /// The part of the plane that is shown.
  let view: (x: ClosedRange<Double>, y: ClosedRange<Double>)
  let grid: ScalarGrid
  /// Shared by all panels: small multiples have the same levels, and a relief has the colours of its map.
  let levels: Levels
  /// What the levels count.
  let label: Localized

  init(_ figure: TrajectoryFigure, view: (x: ClosedRange<Double>, y: ClosedRange<Double>)) {
    self.view = view
    let lowest = figure.surface.lowest
    grid = figure.surface.surface.sampled(columns: figure.nodes, rows: figure.nodes, x: view.x, y: view.y)
    levels = Levels(for: grid, base: lowest)
    label = Self.label(countedFrom: levels.base, lowest: lowest)
  }

  /// What values mean that are counted from a base.
  static func label(countedFrom base: Double, lowest: Double?) -> Localized {
    if base == 0 { return Localized("Loss", zh: "损失") }
    return base == lowest
      ? Localized("Loss above minimum", zh: "损失与最小值之差")
      : Localized("Loss above the lowest shown", zh: "损失与图中最低值之差")
  }
}
