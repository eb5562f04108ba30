import LRScene

/// The path of a descent on a plane: a line that stands out from what lies under it, a dot for each step as long as
/// they can be told apart, arrowheads along the way, a ring at the start and a full dot at the end.
///
/// Of a path that lies over its own ink again and again only what can be seen is drawn.
public struct TrajectoryMark: Mark {
  public var x: [Double]
  public var y: [Double]
  public var paint: Paint
  /// In points, in a figure of its own; in small ones lines are thinner.
  public var width: Double
  /// Paths drawn before this one. Where it lies on them it is striped, so that all of them are seen.
  public var beneath: [TrajectoryMark]
  /// Whether the path ends where it should go on: in an x, not in a dot.
  public var isCut = false

  public init(
    x: [Double], y: [Double], paint: Paint, width: Double = 1.8, beneath: [TrajectoryMark] = []
  ) {
    precondition(x.count == y.count, "a path has as many x as y")
    self.x = x
    self.y = y
    self.paint = paint
    self.width = width
    self.beneath = beneath
  }

  public func nodes(in plot: Plot) -> [Node] {
    let points = self.points(in: plot)
    guard !points.isEmpty else { return [] }
    let (scale, width) = (plot.symbolScale, lineWidth(in: plot))
    let ink = PathInk(points, in: plot.frame, width: width)
    var runs = ink.runs
    let others = beneath.filter { !$0.x.isEmpty }
    if !others.isEmpty {
      let space = min(22, 6 + 5 * Double(others.count)) * scale
      for other in others {
        let under = PathInk(other.points(in: plot), in: plot.frame, width: other.lineWidth(in: plot) + 1).raster
        runs = runs.flatMap { $0.striped(over: under, stripe: 7 * scale, space: space) }
      }
    }
    let under = plot.theme.page.opacity(0.75)
    // With butt ends, so that it doesn't cover what is between stripes.
    var nodes = lines(runs, plot, Stroke(under, width: width + 1.8 * scale, join: .round))
    nodes += lines(runs, plot, Stroke(paint, width: width, cap: .round, join: .round))
    let dots = dots(ink, points, by: 7 * scale).filter { plot.frame.contains(points[$0]) }.map { index in
      (step: Double(index), path: Path(circle: points[index], radius: width * 0.95))
    }
    nodes += together(dots, plot.timeline) { .path($0, fill: paint, stroke: nil) }
    let heads = arrows(ink, every: 90 * scale).filter {
      plot.frame.contains($0.tip) && !ink.isCrowded($0.tip, radius: 6 * scale)
    }.map { arrow in
      (step: arrow.position, path: arrowhead(arrow.tip, arrow.angle, size: 3.4 * width))
    }
    nodes += together(heads, plot.timeline) { .path($0, fill: paint, stroke: Stroke(under, width: 0.6)) }
    return [.group(Group(clip: plot.frame, nodes))]
  }

  private func lineWidth(in plot: Plot) -> Double { width * (0.4 + 0.6 * plot.symbolScale) }

  // MARK: lines

  /// All runs as one line; in a figure that plays, those that take time are traced, and short ones appear in groups.
  private func lines(_ runs: [PathRun], _ plot: Plot, _ stroke: Stroke) -> [Node] {
    guard let timeline = plot.timeline else {
      var path = Path()
      for run in runs { path.elements += run.path.elements }
      return [.path(path, fill: nil, stroke: stroke)]
    }
    var nodes: [Node] = []
    var short: [(step: Double, path: Path)] = []
    for run in runs {
      guard let first = run.steps.first, let last = run.steps.last else { continue }
      if timeline.time(of: last) - timeline.time(of: first) < timeline.duration / 60, runs.count > 1 {
        short.append((last, run.path))
      } else {
        let motion = PathTrace.trace(run.points, run.steps, timeline)
        nodes.append(.group(Group(motion: motion, [.path(run.path, fill: nil, stroke: stroke)])))
      }
    }
    return nodes + together(short, timeline) { .path($0, fill: nil, stroke: stroke) }
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

  // MARK: symbols

  /// Steps that are at least `distance` away from all others with a dot, and not in the midst of ink.
  private func dots(_ ink: PathInk, _ points: [Point], by spacing: Double) -> [Int] {
    var kept: [Int] = []
    var cells: [Cell: [Point]] = [:]
    for run in ink.runs {
      guard let first = run.steps.first, let last = run.steps.last else { continue }
      let (from, to) = (max(1, Int(clamping: first.rounded(.up))), min(points.count - 1, Int(clamping: last)))
      // A run may lie between two steps.
      guard from <= to else { continue }
      var previous: Point?
      for index in from...to {
        let point = points[index]
        if let previous, distance(previous, point) < spacing { continue }
        let cell = Cell(point, spacing)
        let isNear = cell.neighbours.contains { cells[$0]?.contains { distance($0, point) < spacing } ?? false }
        previous = isNear ? nil : point
        if isNear || ink.isCrowded(point, radius: 3.2) { continue }
        cells[cell, default: []].append(point)
        kept.append(index)
      }
    }
    return kept
  }

  private func arrows(_ ink: PathInk, every spacing: Double) -> [ArrowPlace] {
    var taken: [Point] = []
    return ink.runs.flatMap { run in
      arrowheads(along: run.points, every: spacing, keepingFrom: &taken).map { place in
        var place = place
        let index = min(Int(clamping: place.position), run.steps.count - 2)
        let part = place.position - Double(index)
        place.position = run.steps[index] + (run.steps[index + 1] - run.steps[index]) * part
        return place
      }
    }
  }

  /// Start and end stand above the paths of all others. The end is where the path has come to so far.
  public func overlay(in plot: Plot) -> [Node] {
    guard !x.isEmpty else { return [] }
    let (scale, width) = (plot.symbolScale, lineWidth(in: plot))
    let (first, last) = (point(0, in: plot), point(x.count - 1, in: plot))
    let start = Node.path(
      Path(circle: first, radius: 3.8 * scale), fill: plot.theme.page, stroke: Stroke(paint, width: width))
    let dot = Node.path(
      Path(circle: last, radius: 3.8 * scale), fill: paint, stroke: Stroke(plot.theme.page, width: 1.2 * scale))
    var ends = isCut ? endCross(at: last, reach: 4.5 * scale, paint, page: plot.theme.page) : [dot]
    if let timeline = plot.timeline {
      ends = [.group(Group(motion: PathTrace.travel(points(in: plot), timeline), ends))]
    }
    return [.group(Group(clip: plot.frame, [start] + ends))]
  }

  /// Places along the path, at most one in each square of four points, and boxes around its two ends.
  public func obstacles(in plot: Plot) -> Obstacles {
    var raster = InkRaster(plot.frame, cell: 4)
    var places: [Point] = []
    // No more steps than labels could mind; of long runs not each one.
    let stride = max(1, x.count / 20_000)
    var last: Point?
    for index in Swift.stride(from: 0, to: x.count, by: stride) {
      let point = point(index, in: plot)
      let from = last ?? point
      last = point
      guard raster.fresh(from, point) != nil else { continue }
      let pieces = Int(clamping: distance(from, point) / 4, to: 1...400)
      for piece in 1...pieces {
        let part = Double(piece) / Double(pieces)
        let place = Point(from.x + (point.x - from.x) * part, from.y + (point.y - from.y) * part)
        if raster.insert(place) { places.append(place) }
      }
    }
    let reach = 5 * plot.symbolScale
    let ends = x.isEmpty ? [] : [point(0, in: plot), point(x.count - 1, in: plot)]
    let boxes = ends.filter { plot.frame.contains($0) }.map {
      Rect(x: $0.x - reach, y: $0.y - reach, width: 2 * reach, height: 2 * reach)
    }
    return Obstacles(boxes: boxes, points: places)
  }

  // MARK: places

  /// The path in points; far outside the frame coordinates are limited, since pictures can't hold them.
  private func points(in plot: Plot) -> [Point] { x.indices.map { point($0, in: plot) } }

  private func point(_ index: Int, in plot: Plot) -> Point {
    let reach = 20 * max(plot.frame.width, plot.frame.height)
    let point = plot.point(x[index], y[index])
    return Point(
      max(plot.frame.minX - reach, min(plot.frame.maxX + reach, point.x)),
      max(plot.frame.minY - reach, min(plot.frame.maxY + reach, point.y)))
  }
}

/// A square of the plane.
private struct Cell: Hashable {
  var column: Int
  var row: Int

  init(_ point: Point, _ side: Double) {
    column = Int(clamping: (point.x / side).rounded(.down), to: -1_000_000...1_000_000)
    row = Int(clamping: (point.y / side).rounded(.down), to: -1_000_000...1_000_000)
  }

  private init(_ column: Int, _ row: Int) {
    self.column = column
    self.row = row
  }

  /// Itself and those around it.
  var neighbours: [Cell] {
    (-1...1).flatMap { down in (-1...1).map { Cell(column + $0, row + down) } }
  }
}

extension PathInk {
  /// Whether a place lies in the midst of ink, where a dot wouldn't be seen: most of a circle around it is ink.
  fileprivate func isCrowded(_ place: Point, radius: Double) -> Bool {
    let diagonal = radius * 0.7071
    let around = [
      (radius, 0), (-radius, 0), (0, radius), (0, -radius), (diagonal, diagonal), (-diagonal, diagonal),
      (diagonal, -diagonal), (-diagonal, -diagonal),
    ]
    return around.count { raster.isInked(place.x + $0.0, place.y + $0.1) } > 4
  }
}
