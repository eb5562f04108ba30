import LRCore
import LRScene

/// A surface seen from above: bands between levels filled, their borders drawn, values set into the lines on request.
///
/// Each band is painted over all higher ground below it, from the lowest level up, so that no gaps can show between
/// neighbours. A region without values is grey.
public struct ContourMark: Mark {
  public var levels: Levels { ground.levels }
  public var colormap: Colormap
  /// Whether bands are filled; otherwise lines carry the colours.
  public var isFilled: Bool
  /// Whether lines say their values, where they are long and straight enough.
  public var labels: Bool
  /// Data points that labels keep clear of, beside what other marks name as obstacles.
  public var avoiding: [Point]
  private let ground: Ground

  /// What is found once for all plots.
  private struct Ground: Sendable {
    var window: (x: ClosedRange<Double>, y: ClosedRange<Double>)
    var levels: Levels
    var bands: [Isolines]
    /// Where there are values; nil if that is everywhere.
    var known: Isolines?
  }

  public init(
    _ grid: ScalarGrid, levels: Levels, colormap: Colormap = .viridis, isFilled: Bool = true, labels: Bool = false,
    avoiding: [Point] = []
  ) {
    self.colormap = colormap
    self.isFilled = isFilled
    self.labels = labels
    self.avoiding = avoiding
    ground = Ground(
      window: (grid.x, grid.y), levels: levels, bands: Isolines.all(of: grid, levels: levels.values),
      known: grid.values.allSatisfy { $0 > -.infinity }
        ? nil : Isolines(grid, level: -.greatestFiniteMagnitude))
  }

  public var extent: Extent { Extent(x: ground.window.x, y: ground.window.y) }
  public var layer: Layer { .background }

  /// How far simplified lines may be off, in points: a seventh of a pixel on most screens.
  static let tolerance = 0.15

  public func nodes(in plot: Plot) -> [Node] {
    let window = ground.window
    let page = Rect(
      x: plot.x(window.x.lowerBound), y: plot.y(window.y.upperBound),
      width: plot.x(window.x.upperBound) - plot.x(window.x.lowerBound),
      height: plot.y(window.y.lowerBound) - plot.y(window.y.upperBound))
    guard page.width > 0, page.height > 0, page.width.isFinite, page.height.isFinite else { return [] }
    var nodes: [Node] = []
    if isFilled {
      if let known = ground.known {
        // Not the lowest band's colour, which would say that the values are low.
        let outline = RingOutline(known, window, page, plot, within: Self.tolerance)
        nodes.append(.path(Path(page), fill: plot.theme.grid, stroke: nil))
        if !outline.path.elements.isEmpty {
          nodes.append(.path(outline.path, fill: color(0), stroke: nil, evenOdd: true))
        }
      } else {
        nodes.append(.path(Path(page), fill: color(0), stroke: nil))
      }
      for (index, band) in ground.bands.enumerated() {
        let outline = RingOutline(band, window, page, plot, within: Self.tolerance)
        guard !outline.path.elements.isEmpty else { continue }
        // One path for both, unless lines must not follow all of it.
        let isWhole = outline.leavesWindowOnly && !labels
        nodes.append(
          .path(outline.path, fill: color(index + 1), stroke: isWhole ? stroke(index) : nil, evenOdd: true))
        if !isWhole, !labels { nodes += lineNodes(lines(band, plot), index) }
      }
    }
    if labels {
      nodes += labelled(plot)
    } else if !isFilled {
      for (index, band) in ground.bands.enumerated() { nodes += lineNodes(lines(band, plot), index) }
    }
    return [.group(Group(clip: page.intersection(plot.frame), nodes))]
  }

  /// Lines with gaps, and the values that stand in these.
  private func labelled(_ plot: Plot) -> [Node] {
    var taken = plot.taken
    for place in avoiding {
      let point = plot.point(place.x, place.y)
      taken.boxes.append(Rect(x: point.x - 7, y: point.y - 7, width: 14, height: 14))
    }
    let all = ground.bands.map { lines($0, plot) }
    var placement = ContourLabels(
      frame: plot.frame, font: Font(size: plot.type.caption.size * 0.92, weight: .medium), measurer: plot.measurer,
      lines: all, taken: taken)
    var texts: [Node] = []
    var paths: [[Node]] = []
    // From the highest, whose lines are long and have a choice.
    for index in all.indices.reversed() {
      let text = index < levels.labels.count ? levels.labels[index] : quantityLabel(levels.values[index])
      let (pieces, labels) = placement.set(text, level: index, paint: isFilled ? plot.theme.ink : lineColor(index))
      paths.append(lineNodes(pieces, index))
      texts += labels.map { .text($0) }
    }
    return paths.reversed().flatMap { $0 } + texts
  }

  private func lines(_ band: Isolines, _ plot: Plot) -> [[Point]] {
    band.lines.map { line in simplified(line.map { plot.point($0.x, $0.y) }, within: Self.tolerance) }
  }

  private func lineNodes(_ lines: [[Point]], _ index: Int) -> [Node] {
    var path = Path()
    for line in lines { path.append(line) }
    return path.elements.isEmpty ? [] : [.path(path, fill: nil, stroke: stroke(index))]
  }

  private func stroke(_ index: Int) -> Stroke {
    isFilled
      ? Stroke(Theme.standard.ink.opacity(0.18), width: 0.6, join: .bevel)
      : Stroke(lineColor(index), width: 1, join: .bevel)
  }

  private func color(_ band: Int) -> Paint { levels.color(ofBand: band, in: colormap) }
  private func lineColor(_ index: Int) -> Paint { levels.color(ofLine: index, in: colormap) }
}

extension Levels {
  /// The ground of the band above `band` levels.
  func color(ofBand band: Int, in colormap: Colormap) -> Paint {
    colormap.ground(values.isEmpty ? 0.5 : Double(band) / Double(values.count))
  }

  /// A line on the bare page.
  func color(ofLine index: Int, in colormap: Colormap) -> Paint {
    colormap.line(values.count < 2 ? 0.5 : Double(index) / Double(values.count - 1))
  }
}

extension Rect {
  /// What both cover; empty where they don't meet.
  fileprivate func intersection(_ other: Rect) -> Rect {
    let (left, top) = (max(minX, other.minX), max(minY, other.minY))
    return Rect(
      x: left, y: top, width: max(0, min(maxX, other.maxX) - left), height: max(0, min(maxY, other.maxY) - top))
  }
}

extension Path {
  /// A subpath of straight pieces.
  mutating func append(_ points: [Point], closed: Bool = false) {
    guard let first = points.first else { return }
    // A line that comes back is closed: its ends are joined, not just close to each other.
    let returns = !closed && points.count > 3 && first == points[points.count - 1]
    elements.append(.move(first))
    for point in points[1..<(points.count - (returns ? 1 : 0))] { elements.append(.line(point)) }
    if closed || returns { elements.append(.close) }
  }
}
