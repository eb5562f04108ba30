import LRScene

/// A line around 0 with the area between them: in one paint where the line is above, in another where it is below.
public struct DifferenceMark: Mark {
  public var line: LineMark
  /// The areas' paints, at the strength that they are drawn with.
  public var above: Paint
  public var below: Paint

  public init(_ line: LineMark, above: Paint, below: Paint) {
    self.line = line
    self.above = above
    self.below = below
  }

  public var extent: Extent { line.extent.union(Extent(y: 0...0)) }
  public var key: LegendKey? { line.key }

  public func nodes(in plot: Plot) -> [Node] {
    let zero = plot.y(0)
    var area = Path()
    for run in line.pixelRuns(in: plot) {
      guard let first = run.first, let last = run.last, run.count > 1 else { continue }
      area.elements += Path([Point(first.x, zero)] + run + [Point(last.x, zero)], closed: true).elements
    }
    var nodes: [Node] = []
    let frame = plot.frame
    let middle = max(frame.minY, min(frame.maxY, zero))
    if !area.elements.isEmpty {
      let upper = Rect(x: frame.x, y: frame.y, width: frame.width, height: middle - frame.minY)
      let lower = Rect(x: frame.x, y: middle, width: frame.width, height: frame.maxY - middle)
      let range = line.series.range ?? 0...0
      if range.upperBound > 0, upper.height > 0 {
        nodes.append(.group(Group(clip: upper, [.path(area, fill: above, stroke: nil)])))
      }
      if range.lowerBound < 0, lower.height > 0 {
        nodes.append(.group(Group(clip: lower, [.path(area, fill: below, stroke: nil)])))
      }
    }
    if zero >= frame.minY, zero <= frame.maxY {
      let y = plot.crisp(zero)
      nodes.append(.line(from: Point(frame.minX, y), to: Point(frame.maxX, y), Stroke(plot.theme.axis, width: 1)))
    }
    return nodes + line.nodes(in: plot)
  }

  public func obstacles(in plot: Plot) -> Obstacles { line.obstacles(in: plot) }
}

/// An upright dashed line across the plot, which ties one place in several panels together.
public struct GuideMark: Mark {
  public var x: Double

  public init(x: Double) {
    self.x = x
  }

  public var layer: Layer { .background }

  public func nodes(in plot: Plot) -> [Node] {
    let x = plot.crisp(plot.x(x))
    guard x >= plot.frame.minX, x <= plot.frame.maxX else { return [] }
    return [
      .line(
        from: Point(x, plot.frame.minY), to: Point(x, plot.frame.maxY), Stroke(plot.theme.axis, width: 1, dash: [3, 3]))
    ]
  }

  /// Words that keep clear of it are easier to read.
  public func obstacles(in plot: Plot) -> Obstacles {
    let x = plot.x(x)
    return Obstacles(points: stride(from: plot.frame.minY, to: plot.frame.maxY, by: 4).map { Point(x, $0) })
  }
}

/// Draws nothing, but makes the axes cover what others need: panels that stand below each other then share a scale.
public struct ReachMark: Mark {
  public let extent: Extent

  public init(_ extent: Extent) {
    self.extent = extent
  }

  public func nodes(in plot: Plot) -> [Node] { [] }
}
