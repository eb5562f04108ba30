import LRScene

/// Arrowheads at the upper or lower edge of the frame, where a line leaves it for good.
public struct DepartureMark: Mark {
  /// In data coordinates.
  public var x: Double
  public var goesUp: Bool
  public var paint: Paint

  public init(x: Double, goesUp: Bool, paint: Paint) {
    self.x = x
    self.goesUp = goesUp
    self.paint = paint
  }

  public func nodes(in plot: Plot) -> [Node] {
    let center = plot.x(x)
    guard center >= plot.frame.minX - 1, center <= plot.frame.maxX + 1 else { return [] }
    let size = 5.5 * plot.type.factor
    let (tip, base) =
      goesUp ? (plot.frame.minY - 1, plot.frame.minY + size) : (plot.frame.maxY + 1, plot.frame.maxY - size)
    let head = Path(
      [Point(center, tip), Point(center + size * 0.75, base), Point(center - size * 0.75, base)], closed: true)
    return [.path(head, fill: paint, stroke: Stroke(plot.theme.page, width: 0.8, join: .round))]
  }
}
