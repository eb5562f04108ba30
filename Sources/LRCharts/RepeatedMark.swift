import LRScene

/// A mark that stands in several panels of one size: its picture is made at the origin and moved into place, so that a
/// format may hold it once.
public struct RepeatedMark: Mark {
  public var base: any Mark

  public init(_ base: any Mark) { self.base = base }

  public var extent: Extent { base.extent }
  public var key: LegendKey? { base.key }
  public var layer: Layer { base.layer }

  public func nodes(in plot: Plot) -> [Node] {
    let home = Plot(
      frame: Rect(x: 0, y: 0, width: plot.frame.width, height: plot.frame.height), x: plot.x, y: plot.y,
      theme: plot.theme, type: plot.type, measurer: plot.measurer)
    var group = Group(offset: Point(plot.frame.x, plot.frame.y), base.nodes(in: home))
    group.isRepeated = true
    return [.group(group)]
  }

  public func overlay(in plot: Plot) -> [Node] { base.overlay(in: plot) }
  public func obstacles(in plot: Plot) -> Obstacles { base.obstacles(in: plot) }
}
