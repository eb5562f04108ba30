import LRScene

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The box around a relief: its far walls with lines at the ticks, and three edges on the outline that carry numbers
/// and names.
///
/// Numbers stand upright outside the box. They never touch: an axis has as many as find room, one that would touch
/// another axis' number is left out, and an axis that is seen end on has none.
struct ReliefAxes {
  /// What one axis says.
  struct Axis {
    var name: RichText
    /// At most about so many labelled ticks: places in 0...1 and their labels.
    var ticks: (Int) -> (ticks: [(unit: Double, label: RichText)], exponent: Int)
  }

  let axes: [Axis]
  let theme: Theme
  let type: Typography
  let measurer: TextMeasurer
  private(set) var space: ReliefSpace
  private var drawn: [Drawn] = []

  /// An edge with what finds room on it.
  private struct Drawn {
    var dimension: Int
    var start: Point
    var end: Point
    /// Out of the box, one point long.
    var outward: Point
    var ticks: [(unit: Double, label: RichText, box: Rect)] = []
    var name: (text: RichText, box: Rect)?

    func point(_ unit: Double) -> Point {
      Point(start.x + (end.x - start.x) * unit, start.y + (end.y - start.y) * unit)
    }
  }

  private static let tickLength = 4.0

  /// - Parameter axes: x, y and the height.
  init(
    _ axes: [Axis], viewpoint: Viewpoint, sides: Space, in frame: Rect, theme: Theme, type: Typography,
    measurer: TextMeasurer
  ) {
    self.axes = axes
    self.theme = theme
    self.type = type
    self.measurer = measurer
    space = ReliefSpace(viewpoint: viewpoint, sides: sides)
    let unit = space.outline
    let largest = min(frame.width / unit.width, frame.height / unit.height)
    space.scale = 0.8 * largest
    // What the words need changes little with the scale: a few rounds find the largest box that leaves them room.
    for _ in 0..<4 {
      space.center = Point(0, 0)
      drawn = edges()
      let box = space.outline
      let all = bounds
      let (wordsX, wordsY) = (all.width - box.width, all.height - box.height)
      let fit = min((frame.width - wordsX) / unit.width, (frame.height - wordsY) / unit.height)
      space.scale = max(0.25 * largest, min(largest, fit))
    }
    // Another scale may bring another number of ticks, whose labels are longer.
    for _ in 0..<12 {
      space.center = Point(0, 0)
      drawn = edges()
      let all = bounds
      if all.width <= frame.width + 0.5, all.height <= frame.height + 0.5 { break }
      space.scale = max(0.25 * largest, 0.95 * space.scale)
    }
    let all = bounds
    space.center = Point(frame.center.x - all.center.x, frame.center.y - all.center.y)
    drawn = edges()
  }

  /// The box and all words.
  private var bounds: Rect {
    var (low, high) = (Point(.infinity, .infinity), Point(-.infinity, -.infinity))
    for box in [space.outline] + drawn.flatMap({ $0.ticks.map(\.box) + ($0.name.map { [$0.box] } ?? []) }) {
      low = Point(min(low.x, box.minX), min(low.y, box.minY))
      high = Point(max(high.x, box.maxX), max(high.y, box.maxY))
    }
    return Rect(x: low.x, y: low.y, width: high.x - low.x, height: high.y - low.y)
  }

  // MARK: which edges

  private func edges() -> [Drawn] {
    let (right, _, _) = space.viewpoint.axes
    let (sine, cosine) = sineAndCosine(degrees: space.viewpoint.azimuth)
    let heightIsSeen = length(space.project(0, 0, 0), space.project(0, 0, 1)) > 2.2 * type.tick.size
    let isAbove = space.viewpoint.elevation >= 0
    // The lowest edges on the page: the near ones from above, the far ones from below. A side seen end on leaves
    // the left to the height.
    func side(_ nearness: Double, _ right: Double) -> Double {
      if abs(nearness) < 1e-9 { return (right > 0) == heightIsSeen ? 1 : 0 }
      return (nearness > 0) == isAbove ? 1 : 0
    }
    let x = side(cosine, right.x)
    let y = side(sine, right.y)
    var edges = [(0, Space(0, y, 0), Space(1, y, 0)), (1, Space(x, 0, 0), Space(x, 1, 0))]
    if heightIsSeen {
      let feet = [Space(0, 0, 0), Space(1, 0, 0), Space(0, 1, 0), Space(1, 1, 0)]
      // Of two that stand one before the other, the lower on the page.
      let foot = feet.min { a, b in
        let (a, b) = (space.project(a), space.project(b))
        return abs(a.x - b.x) > 1e-6 * space.scale ? a.x < b.x : a.y > b.y
      }
      if let foot { edges.append((2, foot, Space(foot.x, foot.y, 1))) }
    }
    var taken: [Rect] = []
    var drawn: [Drawn] = []
    for (dimension, start, end) in edges {
      var edge = Drawn(
        dimension: dimension, start: space.project(start), end: space.project(end), outward: Point(-1, 0))
      let long = length(edge.start, edge.end)
      guard long > 2.2 * type.tick.size else { continue }
      if dimension < 2 {
        var normal = Point((edge.end.y - edge.start.y) / long, -(edge.end.x - edge.start.x) / long)
        let middle = edge.point(0.5)
        let inside = normal.x * (space.center.x - middle.x) + normal.y * (space.center.y - middle.y)
        // An edge in line with the middle has its words below.
        if abs(inside) > 1e-6 * space.scale ? inside > 0 : normal.y < 0 { normal = Point(-normal.x, -normal.y) }
        edge.outward = normal
      }
      edge = labelled(edge, beside: taken)
      taken += edge.ticks.map(\.box)
      drawn.append(edge)
    }
    for index in drawn.indices {
      drawn[index].name = named(drawn[index], beside: taken)
      if let name = drawn[index].name { taken.append(name.box) }
    }
    return drawn
  }

  // MARK: words

  /// As many ticks as stand apart.
  private func labelled(_ edge: Drawn, beside taken: [Rect]) -> Drawn {
    let long = length(edge.start, edge.end)
    let axis = axes[edge.dimension]
    var count = Int(clamping: long / (type.tick.size * 3), to: 2...8)
    while true {
      var edge = edge
      let ticks = axis.ticks(count).ticks.filter { $0.unit >= -1e-9 && $0.unit <= 1 + 1e-9 }
      edge.ticks = ticks.map { tick in
        (
          tick.unit, tick.label,
          box(tick.label, type.tick, beside: edge.point(tick.unit), edge.outward, Self.tickLength + 3)
        )
      }
      let gap = type.tick.size * 0.3
      let apart = zip(edge.ticks, edge.ticks.dropFirst()).allSatisfy { a, b in
        !a.box.inset(by: -gap).intersects(b.box)
      }
      if apart || count <= 2 {
        var kept: [Rect] = taken
        edge.ticks = edge.ticks.filter { tick in
          guard !kept.contains(where: { $0.inset(by: -gap).intersects(tick.box) }) else { return false }
          kept.append(tick.box)
          return true
        }
        return edge
      }
      count -= 1
    }
  }

  private func named(_ edge: Drawn, beside taken: [Rect]) -> (RichText, Rect)? {
    var name = axes[edge.dimension].name
    guard !name.isEmpty else { return nil }
    let exponent = axes[edge.dimension].ticks(max(2, edge.ticks.count)).exponent
    if exponent != 0 { name = name + RichText("  (×") + powerLabel(1, exponent) + RichText(")") }
    let size = measurer.measure(name, type.axis)
    if edge.dimension == 2 {
      // Above the axis, like the name of y beside a plot.
      let left = min(edge.end.x, edge.ticks.map(\.box.minX).min() ?? edge.end.x)
      let bottom = min(edge.end.y, edge.ticks.map(\.box.minY).min() ?? edge.end.y) - type.tick.size * 0.45
      return (name, Rect(x: left, y: bottom - size.height, width: size.width, height: size.height))
    }
    // Beyond the numbers, as far out as they reach.
    let middle = edge.point(0.5)
    let reach =
      edge.ticks.map { tick in
        [
          Point(tick.box.minX, tick.box.minY), Point(tick.box.maxX, tick.box.minY), Point(tick.box.minX, tick.box.maxY),
          Point(tick.box.maxX, tick.box.maxY),
        ].map { ($0.x - middle.x) * edge.outward.x + ($0.y - middle.y) * edge.outward.y }.max() ?? 0
      }.max() ?? Self.tickLength
    // Beside a number at the middle it needs no more than to keep clear of that.
    var distance = reach * 0.7
    while distance < reach + 2 * type.axis.size {
      let box = box(name, type.axis, beside: middle, edge.outward, distance)
      if !taken.contains(where: { $0.inset(by: -type.tick.size * 0.6).intersects(box) }) { return (name, box) }
      distance += 1
    }
    return (name, box(name, type.axis, beside: middle, edge.outward, distance))
  }

  /// The box of a text that stands off a place by `gap` in a direction, upright.
  private func box(_ text: RichText, _ font: Font, beside place: Point, _ outward: Point, _ gap: Double) -> Rect {
    let size = measurer.measure(text, font)
    // Letters without the room for accents above them.
    let height = font.size * 0.95
    let distance = gap + abs(outward.x) * size.width / 2 + abs(outward.y) * height / 2
    return Rect(
      x: place.x + outward.x * distance - size.width / 2, y: place.y + outward.y * distance - height / 2,
      width: size.width, height: height)
  }

  private func length(_ a: Point, _ b: Point) -> Double { hypot(b.x - a.x, b.y - a.y) }

  // MARK: picture

  /// The far walls, under the surface.
  var walls: [Node] {
    let (sine, cosine) = sineAndCosine(degrees: space.viewpoint.azimuth)
    let farX = cosine > 0 ? 0.0 : 1
    let farY = sine > 0 ? 0.0 : 1
    let farZ = space.viewpoint.elevation < 0 ? 1.0 : 0
    var panes = Path()
    for pane in [
      [Space(farX, 0, 0), Space(farX, 1, 0), Space(farX, 1, 1), Space(farX, 0, 1)],
      [Space(0, farY, 0), Space(1, farY, 0), Space(1, farY, 1), Space(0, farY, 1)],
      [Space(0, 0, farZ), Space(1, 0, farZ), Space(1, 1, farZ), Space(0, 1, farZ)],
    ] {
      panes.elements += Path(pane.map(space.project), closed: true).elements
    }
    var lines = Path()
    func line(_ a: Space, _ b: Space) {
      lines.move(to: space.project(a))
      lines.line(to: space.project(b))
    }
    for edge in drawn {
      for tick in edge.ticks {
        let unit = tick.unit
        switch edge.dimension {
        case 0:
          line(Space(unit, 0, farZ), Space(unit, 1, farZ))
          line(Space(unit, farY, 0), Space(unit, farY, 1))
        case 1:
          line(Space(0, unit, farZ), Space(1, unit, farZ))
          line(Space(farX, unit, 0), Space(farX, unit, 1))
        default:
          line(Space(0, farY, unit), Space(1, farY, unit))
          line(Space(farX, 0, unit), Space(farX, 1, unit))
        }
      }
    }
    return [
      .path(panes, fill: theme.minorGrid.opacity(0.6), stroke: Stroke(theme.grid, width: 0.75, join: .round)),
      .path(lines, fill: nil, stroke: Stroke(theme.grid, width: 0.75)),
    ]
  }

  /// The three edges with their ticks.
  var edgeLines: [Node] {
    var path = Path()
    for edge in drawn {
      path.elements += Path([edge.start, edge.end]).elements
      for tick in edge.ticks {
        let point = edge.point(tick.unit)
        path.move(to: point)
        path.line(
          to: Point(point.x + edge.outward.x * Self.tickLength, point.y + edge.outward.y * Self.tickLength))
      }
    }
    return path.elements.isEmpty ? [] : [.path(path, fill: nil, stroke: Stroke(theme.axis, width: 1, cap: .round))]
  }

  var labels: [Node] {
    drawn.flatMap { edge in
      edge.ticks.map { text($0.label, type.tick, in: $0.box) }
        + (edge.name.map { [text($0.text, type.axis, in: $0.box, hasHalo: edge.dimension == 2)] } ?? [])
    }
  }

  /// The boxes of all words.
  var wordBoxes: [Rect] { drawn.flatMap { $0.ticks.map(\.box) + ($0.name.map { [$0.box] } ?? []) } }

  /// - Parameter hasHalo: for a long name, which may reach over the surface.
  private func text(_ text: RichText, _ font: Font, in box: Rect, hasHalo: Bool = false) -> Node {
    let extents = measurer.measure(text, font)
    return .text(
      Label(
        text, font: font, paint: theme.muted,
        at: Point(box.center.x, box.center.y + (extents.ascent - extents.descent) * 0.5 - 0.4), anchor: .middle,
        halo: hasHalo ? theme.page : nil))
  }
}
