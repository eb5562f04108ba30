import LRCore
import LRScene

/// The area between two series that stand at the same places: a spread around a mean.
public struct BandMark: Mark {
  private let lower: LineMark
  private let upper: LineMark
  public var paint: Paint

  /// - Precondition: the series have the same positions, and gaps at the same ones.
  public init(from lower: Series, to upper: Series, paint: Paint) {
    func edge(_ series: Series) -> LineMark {
      var line = LineMark(series, stroke: Stroke(paint))
      line.findsJumps = false
      return line
    }
    self.lower = edge(lower)
    self.upper = edge(upper)
    self.paint = paint
  }

  public var extent: Extent { lower.extent.union(upper.extent) }

  public func nodes(in plot: Plot) -> [Node] {
    var area = Path()
    for (below, above) in zip(lower.pixelRuns(in: plot), upper.pixelRuns(in: plot)) where below.count > 1 {
      area.elements += Path(below + above.reversed(), closed: true).elements
    }
    guard !area.elements.isEmpty else { return [] }
    return [.group(Group(clip: plot.frame, [.path(area, fill: paint, stroke: nil)]))]
  }
}
