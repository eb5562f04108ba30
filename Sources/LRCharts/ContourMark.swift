import LRCore
import LRScene

/// A surface seen from above: bands between levels filled, their borders drawn.
///
/// Each band is painted over all higher ground below it, from the lowest level up, so that no gaps can show between
/// neighbours.
public struct ContourMark: Mark {
  public var levels: Levels
  public var colormap: Colormap
  public var isFilled: Bool
  public let extent: Extent
  private let bands: [Isolines]
  private let window: (x: ClosedRange<Double>, y: ClosedRange<Double>)

  public init(_ grid: ScalarGrid, levels: Levels, colormap: Colormap = .viridis, isFilled: Bool = true) {
    self.levels = levels
    self.colormap = colormap
    self.isFilled = isFilled
    extent = Extent(x: grid.x, y: grid.y)
    window = (grid.x, grid.y)
    bands = levels.values.map { Isolines(grid, level: $0) }
  }

  public var layer: Layer { .background }

  public func nodes(in plot: Plot) -> [Node] {
    var nodes: [Node] = []
    if isFilled {
      let ground = Rect(
        x: plot.x(window.x.lowerBound), y: plot.y(window.y.upperBound),
        width: plot.x(window.x.upperBound) - plot.x(window.x.lowerBound),
        height: plot.y(window.y.lowerBound) - plot.y(window.y.upperBound))
      nodes.append(.path(Path(ground), fill: color(0), stroke: nil))
      for (index, band) in bands.enumerated() {
        var path = Path()
        for ring in band.rings {
          path.elements += Path(simplified(ring.map { plot.point($0.x, $0.y) }, within: 0.12), closed: true).elements
        }
        if !path.elements.isEmpty { nodes.append(.path(path, fill: color(index + 1), stroke: nil, evenOdd: true)) }
      }
    }
    for band in bands {
      var path = Path()
      for line in band.lines {
        path.elements += Path(simplified(line.map { plot.point($0.x, $0.y) }, within: 0.12)).elements
      }
      guard !path.elements.isEmpty else { continue }
      nodes.append(
        .path(path, fill: nil, stroke: Stroke(plot.theme.ink.opacity(isFilled ? 0.16 : 0.5), width: 0.6, join: .round)))
    }
    return [.group(Group(clip: plot.frame, nodes))]
  }

  private func color(_ band: Int) -> Paint {
    colormap.ground(bands.isEmpty ? 0.5 : Double(band) / Double(bands.count))
  }
}

/// The polyline without points that lie within `tolerance` of the rest.
///
/// - Source: Ramer 1972, Douglas & Peucker 1973; with a stack of its own, so that long lines can't exhaust ours.
func simplified(_ points: [Point], within tolerance: Double) -> [Point] {
  simplifiedIndices(points, within: tolerance).map { points[$0] }
}

/// The indices of the points that `simplified` keeps.
///
/// Long lines are taken in pieces, whose ends are kept: on a line that swings to and fro ever less, as descents do, the
/// time would else grow with the square of its length.
func simplifiedIndices(_ points: [Point], within tolerance: Double) -> [Int] {
  let piece = 512
  guard points.count > 8192 else { return simplifiedIndices(points, 0..<points.count, within: tolerance) }
  var kept = [0]
  for start in stride(from: 0, to: points.count - 1, by: piece) {
    kept += simplifiedIndices(points, start..<min(start + piece + 1, points.count), within: tolerance).dropFirst()
  }
  return kept
}

private func simplifiedIndices(_ points: [Point], _ range: Range<Int>, within tolerance: Double) -> [Int] {
  guard range.count > 2 else { return Array(range) }
  var keep = [Bool](repeating: false, count: range.count)
  let start = range.lowerBound
  keep[0] = true
  keep[range.count - 1] = true
  var spans = [(start, range.upperBound - 1)]
  while let (first, last) = spans.popLast() {
    guard last - first > 1 else { continue }
    let a = points[first]
    let b = points[last]
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let length = dx * dx + dy * dy
    var farthest = first
    var distance = tolerance * tolerance
    for index in (first + 1)..<last {
      let (px, py) = (points[index].x - a.x, points[index].y - a.y)
      // The distance to the segment, not to the whole line: a closed line's ends may coincide.
      let part = length > 0 ? max(0, min(1, (px * dx + py * dy) / length)) : 0
      let (ex, ey) = (px - part * dx, py - part * dy)
      let square = ex * ex + ey * ey
      if square > distance {
        distance = square
        farthest = index
      }
    }
    guard farthest != first else { continue }
    keep[farthest - start] = true
    spans.append((first, farthest))
    spans.append((farthest, last))
  }
  return keep.indices.filter { keep[$0] }.map { $0 + start }
}
