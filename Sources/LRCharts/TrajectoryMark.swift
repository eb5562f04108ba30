import LRScene

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The path of a descent on a plane: a line that stands out from what lies under it, a dot for each step as long as
/// they can be told apart, arrowheads along the way, a ring at the start and a full dot at the end.
public struct TrajectoryMark: Mark {
  public var x: [Double]
  public var y: [Double]
  public var paint: Paint
  /// In points.
  public var width: Double
  /// Said beside the place where the path leaves the frame or ends without reaching the last step.
  public var farewell: RichText?

  public init(x: [Double], y: [Double], paint: Paint, width: Double = 1.8, farewell: RichText? = nil) {
    precondition(x.count == y.count, "a path has as many x as y")
    self.x = x
    self.y = y
    self.paint = paint
    self.width = width
    self.farewell = farewell
  }

  public func nodes(in plot: Plot) -> [Node] {
    let points = self.points(in: plot)
    guard !points.isEmpty else { return [] }
    let trace = plot.timeline.map { PathTrace(points, $0) }
    let line = trace?.line ?? Path(simplified(points, within: 0.1))
    let under = plot.theme.page.opacity(0.75)
    let lines: [Node] = [
      .path(line, fill: nil, stroke: Stroke(under, width: width + 1.8, cap: .round, join: .round)),
      .path(line, fill: nil, stroke: Stroke(paint, width: width, cap: .round, join: .round)),
    ]
    var nodes = trace.map { [.group(Group(motion: $0.trace, lines))] } ?? lines
    let dots = spaced(points, by: 7).filter { plot.frame.contains(points[$0]) }.map { index in
      (step: Double(index), path: Path(circle: points[index], radius: width * 0.95))
    }
    nodes += together(dots, plot.timeline) { .path($0, fill: paint, stroke: nil) }
    let heads = arrows(points, every: 90).filter { plot.frame.contains($0.tip) }.map { arrow in
      (step: arrow.step, path: head(arrow.tip, arrow.angle))
    }
    nodes += together(heads, plot.timeline) { .path($0, fill: paint, stroke: Stroke(under, width: 0.6)) }
    return [.group(Group(clip: plot.frame, nodes))]
  }

  /// Shapes as one node; in a figure that plays, one for all that appear together.
  private func together(
    _ shapes: [(step: Double, path: Path)], _ timeline: StepTimeline?, _ node: (Path) -> Node
  ) -> [Node] {
    var groups: [(time: Double, path: Path)] = []
    for shape in shapes {
      let time = timeline?.slot(of: shape.step) ?? 0
      if groups.last?.time != time { groups.append((time, Path())) }
      groups[groups.count - 1].path.elements += shape.path.elements
    }
    return groups.map { group in
      timeline == nil ? node(group.path) : .group(Group(motion: .appear(at: group.time), [node(group.path)]))
    }
  }

  public func overlay(in plot: Plot) -> [Node] {
    ends(in: plot) + words(in: plot)
  }

  /// Start and end stand above the paths of all others. The end is where the path has come to so far.
  private func ends(in plot: Plot) -> [Node] {
    let points = self.points(in: plot)
    guard let first = points.first, let last = points.last else { return [] }
    let start = Node.path(
      Path(circle: first, radius: width + 2), fill: plot.theme.page, stroke: Stroke(paint, width: width))
    var end = Node.path(Path(circle: last, radius: width + 2), fill: paint, stroke: Stroke(plot.theme.page, width: 1.2))
    if let timeline = plot.timeline { end = .group(Group(motion: PathTrace.travel(points, timeline), [end])) }
    return [.group(Group(clip: plot.frame, [start, end]))]
  }

  private func words(in plot: Plot) -> [Node] {
    guard let farewell, let place = lastInside(plot) else { return [] }
    let font = Font(size: plot.type.caption.size, weight: .medium)
    let extents = plot.measurer.measure(farewell, font)
    // Inside the frame, on the side of the point that has room.
    let x = min(max(plot.frame.minX + 4, place.point.x - extents.width / 2), plot.frame.maxX - extents.width - 4)
    let y =
      place.point.y - 9 < plot.frame.minY + extents.ascent ? place.point.y + extents.ascent + 8 : place.point.y - 8
    let label = Node.text(
      Label(farewell, font: font, paint: paint, at: Point(x, min(y, plot.frame.maxY - 4)), halo: plot.theme.page))
    guard let timeline = plot.timeline else { return [label] }
    // With the step that is not seen any more, or in the end.
    let step = min(place.step + 1, self.x.count - 1)
    return [.group(Group(motion: .appear(at: timeline.time(of: Double(step))), [label]))]
  }

  /// The path in points; far outside the frame coordinates are limited, since pictures can't hold them.
  private func points(in plot: Plot) -> [Point] {
    let reach = 20 * max(plot.frame.width, plot.frame.height)
    return zip(x, y).map { x, y in
      let point = plot.point(x, y)
      return Point(
        max(plot.frame.minX - reach, min(plot.frame.maxX + reach, point.x)),
        max(plot.frame.minY - reach, min(plot.frame.maxY + reach, point.y)))
    }
  }

  private func lastInside(_ plot: Plot) -> (step: Int, point: Point)? {
    let points = self.points(in: plot)
    return points.lastIndex { plot.frame.contains($0) }.map { ($0, points[$0]) }
  }

  /// Indices of points that are at least `distance` apart, from the start on.
  private func spaced(_ points: [Point], by distance: Double) -> [Int] {
    var kept: [Int] = []
    for (index, point) in points.enumerated().dropFirst() {
      if let last = kept.last, hypot(point.x - points[last].x, point.y - points[last].y) < distance { continue }
      kept.append(index)
    }
    return kept
  }

  /// Places on the way, `distance` apart along it, with the direction there and the step, in parts of one too.
  private func arrows(_ points: [Point], every distance: Double) -> [(tip: Point, angle: Double, step: Double)] {
    var arrows: [(tip: Point, angle: Double, step: Double)] = []
    var travelled = distance / 2
    for (step, (a, b)) in zip(points, points.dropFirst()).enumerated() {
      let length = hypot(b.x - a.x, b.y - a.y)
      guard length > 0 else { continue }
      var along = distance - travelled
      while along <= length, arrows.count < 40 {
        let part = along / length
        let tip = Point(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part)
        arrows.append((tip, atan2(b.y - a.y, b.x - a.x), Double(step) + part))
        along += distance
      }
      travelled = (travelled + length).truncatingRemainder(dividingBy: distance)
    }
    return arrows
  }

  private func head(_ tip: Point, _ angle: Double) -> Path {
    let size = 3.2 * width
    func corner(_ turn: Double, _ length: Double) -> Point {
      Point(tip.x + length * cos(angle + turn), tip.y + length * sin(angle + turn))
    }
    return Path([corner(0, size * 0.6), corner(2.5, size * 0.7), corner(-2.5, size * 0.7)], closed: true)
  }
}

/// Stars at known places: minima.
public struct StarMark: Mark {
  public var places: [Point]

  /// - Parameter places: in data coordinates.
  public init(_ places: [Point]) { self.places = places }

  public func overlay(in plot: Plot) -> [Node] {
    places.map { plot.point($0.x, $0.y) }.filter { plot.frame.contains($0) }.map { center in
      let corners = (0..<10).map { index in
        let angle = -Double.pi / 2 + Double(index) * .pi / 5
        let radius = index % 2 == 0 ? 6.5 : 2.7
        return Point(center.x + radius * cos(angle), center.y + radius * sin(angle))
      }
      return .path(
        Path(corners, closed: true), fill: Paint(light: Color(0xFFD21F), dark: Color(0xFFD21F)),
        stroke: Stroke(Paint(Color(0x1B2430)), width: 0.8, join: .round))
    }
  }

  public func nodes(in plot: Plot) -> [Node] { [] }
}
