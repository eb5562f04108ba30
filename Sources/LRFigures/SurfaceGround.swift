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
  /// That a coarser grid than the one asked for is drawn, where it is.
  let remark: Localized?

  init(_ figure: TrajectoryFigure, view: (x: ClosedRange<Double>, y: ClosedRange<Double>)) {
    self.view = view
    let lowest = figure.surface.lowest
    func sampled(_ nodes: Int) -> ScalarGrid {
      figure.surface.surface.sampled(columns: nodes, rows: nodes, x: view.x, y: view.y)
    }
    if case .relief = figure.view {
      // No relief shows more.
      grid = sampled(min(figure.nodes, 1024))
      levels = Levels(for: grid, base: lowest)
      remark = nil
    } else {
      // About half of the figure is the map's. Lines with words in them are drawn beside the areas, and not with them.
      let size = Size(figure.looks.size.width * 0.6, figure.looks.size.height * 0.8)
      let budget = ContourBudget(points: figure.labelsContours ? 65_000 : 130_000, size: size)
      let ground = budget.ground(nodes: figure.nodes, base: lowest, sampled)
      (grid, levels) = (ground.grid, ground.levels)
      let (drawn, asked) = (grid.columns, figure.nodes)
      remark =
        drawn == asked
        ? nil
        : Localized(
          "the contours are too fine for a picture: they are drawn on a grid of \(drawn) x \(drawn) nodes instead of \(asked) x \(asked), and what is finer is not shown",
          zh: "等高线过于细密，无法全部画出：改用 \(drawn) x \(drawn) 个节点的网格，而不是 \(asked) x \(asked)，更细的变化不显示")
    }
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
