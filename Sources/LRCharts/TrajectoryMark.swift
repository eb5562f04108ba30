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
    guard let first = points.first, let last = points.last else { return [] }
    let line = Path(simplified(points, within: 0.1))
    let under = plot.theme.page.opacity(0.75)
    var nodes: [Node] = [
      .path(line, fill: nil, stroke: Stroke(under, width: width + 1.8, cap: .round, join: .round)),
      .path(line, fill: nil, stroke: Stroke(paint, width: width, cap: .round, join: .round)),
    ]
    var dots = Path()
    for dot in spaced(points, by: 7) where plot.frame.contains(dot) {
      dots.elements += Path(circle: dot, radius: width * 0.95).elements
    }
    if !dots.elements.isEmpty { nodes.append(.path(dots, fill: paint, stroke: nil)) }
    var heads = Path()
    for (tip, angle) in arrows(points, every: 90) where plot.frame.contains(tip) {
      heads.elements += head(tip, angle).elements
    }
    if !heads.elements.isEmpty { nodes.append(.path(heads, fill: paint, stroke: Stroke(under, width: 0.6))) }
    nodes.append(
      .path(Path(circle: first, radius: width + 2), fill: plot.theme.page, stroke: Stroke(paint, width: width)))
    nodes.append(
      .path(Path(circle: last, radius: width + 2), fill: paint, stroke: Stroke(plot.theme.page, width: 1.2)))
    return [.group(Group(clip: plot.frame, nodes))]
  }

  public func overlay(in plot: Plot) -> [Node] {
    guard let farewell, let place = lastInside(plot) else { return [] }
    let font = Font(size: plot.type.caption.size, weight: .medium)
    let extents = plot.measurer.measure(farewell, font)
    // Inside the frame, on the side of the point that has room.
    let x = min(max(plot.frame.minX + 4, place.x - extents.width / 2), plot.frame.maxX - extents.width - 4)
    let y = place.y - 9 < plot.frame.minY + extents.ascent ? place.y + extents.ascent + 8 : place.y - 8
    return [
      .text(
        Label(farewell, font: font, paint: paint, at: Point(x, min(y, plot.frame.maxY - 4)), halo: plot.theme.page))
    ]
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

  private func lastInside(_ plot: Plot) -> Point? {
    points(in: plot).last { plot.frame.contains($0) }
  }

  /// Points that are at least `distance` apart, from the start on.
  private func spaced(_ points: [Point], by distance: Double) -> [Point] {
    var kept: [Point] = []
    for point in points.dropFirst() {
      if let last = kept.last, hypot(point.x - last.x, point.y - last.y) < distance { continue }
      kept.append(point)
    }
    return kept
  }

  /// Places on the way, `distance` apart along it, with the direction there.
  private func arrows(_ points: [Point], every distance: Double) -> [(Point, Double)] {
    var arrows: [(Point, Double)] = []
    var travelled = distance / 2
    for (a, b) in zip(points, points.dropFirst()) {
      let length = hypot(b.x - a.x, b.y - a.y)
      guard length > 0 else { continue }
      var along = distance - travelled
      while along <= length, arrows.count < 40 {
        let part = along / length
        arrows.append((Point(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part), atan2(b.y - a.y, b.x - a.x)))
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
