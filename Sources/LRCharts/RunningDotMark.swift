import LRCore
import LRScene

/// A dot that runs along a line of one value a step while a figure plays, and rests at its end; nothing in a figure
/// that stands still.
public struct RunningDotMark: Mark {
  public var values: [Double]
  public var paint: Paint

  /// - Parameter values: at index i that of step i; those after the first that is not finite are left out.
  public init(_ values: [Double], paint: Paint) {
    self.values = values
    self.paint = paint
  }

  public func nodes(in plot: Plot) -> [Node] { [] }

  public func overlay(in plot: Plot) -> [Node] {
    guard let timeline = plot.timeline else { return [] }
    let frame = plot.frame
    let points = values.prefix { $0.isFinite }.enumerated().map { step, value in
      // A logarithmic axis has no 0, and where the line leaves the panel the dot does so too.
      Point(
        max(frame.minX, min(frame.maxX, plot.x(max(Double(step), plot.x.domain.lowerBound)))),
        max(frame.minY - frame.height, min(frame.maxY + frame.height, plot.y(value))))
    }
    guard let end = points.last else { return [] }
    let dot = Node.path(Path(circle: end, radius: 3.6), fill: paint, stroke: Stroke(plot.theme.page, width: 1.2))
    let clip = frame.inset(by: -6)
    return [.group(Group(clip: clip, [.group(Group(motion: PathTrace.travel(points, timeline), [dot]))]))]
  }
}
