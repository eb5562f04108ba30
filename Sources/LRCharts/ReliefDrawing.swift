import LRCore
import LRScene

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A relief in its place on the page.
public struct ReliefDrawing {
  /// A piece of a path, in the order of its steps.
  public struct Piece: Sendable, Hashable {
    public var points: [Point]
    /// Which step each point belongs to; between two steps, with parts.
    public var steps: [Double]
    /// Whether the surface doesn't hide it.
    public var isVisible: Bool
  }

  let mark: ReliefMark
  private let plot: Plot
  let axes: ReliefAxes
  private let mesh: ReliefMesh
  private let drape: ReliefDrape
  private let hills: Double
  private let x: AxisScale
  private let y: AxisScale

  init(_ mark: ReliefMark, in plot: Plot) {
    self.mark = mark
    self.plot = plot
    let (x, y) = (AxisScale(.linear, covering: mark.grid.x), AxisScale(.linear, covering: mark.grid.y))
    (self.x, self.y) = (x, y)
    func axis(_ name: RichText, _ scale: AxisScale) -> ReliefAxes.Axis {
      ReliefAxes.Axis(name: name) { count in
        let set = scale.ticks(atMost: count)
        return (set.ticks.compactMap { tick in tick.label.map { (scale.unit(tick.value), $0) } }, set.exponent)
      }
    }
    hills = mark.hills
    axes = ReliefAxes(
      [
        axis(mark.names.x, x), axis(mark.names.y, y),
        ReliefAxes.Axis(name: mark.names.height) { [heights = mark.heights] in heights.ticks(atMost: $0) },
      ], viewpoint: mark.viewpoint, sides: mark.sides, in: plot.frame, theme: plot.theme,
      type: plot.type,
      measurer: plot.measurer)
    // As many cells as a smooth surface needs, more for one with many hills or a large figure; smaller ones than four
    // points nobody sees, and the file would only grow.
    let space = axes.space
    let needed = 60 + 0.6 * hills
    func cells(_ side: Double, _ nodes: Int) -> Int {
      let length = side * space.scale
      return max(1, min(nodes - 1, Int(clamping: max(20, min(needed * max(1, min(1.6, length / 520)), length / 4)))))
    }
    mesh = ReliefMesh(
      mark.grid, columns: cells(space.sides.x, mark.grid.columns), rows: cells(space.sides.y, mark.grid.rows),
      height: mark.heights.unit)
    drape = ReliefDrape(mesh, in: space)
  }

  // MARK: places

  /// Where a place of the plane lies on the surface's picture; nil outside the window and where there is no surface.
  public func project(_ x: Double, _ y: Double) -> Point? {
    let place = cell(x, y)
    return drape.place(place.x, place.y)?.point
  }

  /// Whether a place of the plane is seen.
  public func isVisible(_ x: Double, _ y: Double) -> Bool {
    let place = cell(x, y)
    return drape.place(place.x, place.y).map { drape.isVisible($0) } ?? false
  }

  /// What of a path lies within the window, cut where it goes out of sight.
  public func pieces(of path: ReliefPath) -> [Piece] {
    drape.runs(zip(path.x, path.y).map { cell($0, $1) }).map { run in
      Piece(points: run.points, steps: run.places.map(\.index), isVisible: run.isVisible)
    }
  }

  /// Long paths without what lies in their own ink, so that the drawing grows with the area that they cover, not with
  /// their steps.
  private func inked(_ pieces: [Piece]) -> [Piece] {
    guard pieces.reduce(0, { $0 + $1.points.count }) > 4000 else { return pieces }
    let frame = axes.space.outline
    var rasters = [InkRaster(frame), InkRaster(frame)]
    return pieces.flatMap { piece -> [Piece] in
      let side = piece.isVisible ? 1 : 0
      var kept: [Piece] = []
      var isOpen = false
      for index in piece.points.indices.dropFirst() {
        let (a, b) = (piece.points[index - 1], piece.points[index])
        let count = Int(clamping: distance(a, b) / 0.5, to: 1...20_000)
        var isFresh = false
        for number in 0...count {
          let part = Double(number) / Double(count)
          let place = Point(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part)
          if rasters[side].insert(place) { isFresh = true }
        }
        if isFresh {
          if !isOpen { kept.append(Piece(points: [a], steps: [piece.steps[index - 1]], isVisible: piece.isVisible)) }
          kept[kept.count - 1].points.append(b)
          kept[kept.count - 1].steps.append(piece.steps[index])
        }
        isOpen = isFresh
      }
      return kept
    }
  }

  /// In cells of the mesh. What lies too far away for numbers comes nearer, in its own direction.
  private func cell(_ x: Double, _ y: Double) -> Point {
    var (u, v) = (self.x.unit(x) - 0.5, self.y.unit(y) - 0.5)
    let reach = max(abs(u), abs(v))
    if reach > 1e9, reach.isFinite { (u, v) = (u / reach * 1e9, v / reach * 1e9) }
    return Point((u + 0.5) * Double(mesh.columns), (v + 0.5) * Double(mesh.rows))
  }

  // MARK: picture

  /// What is asked for, from the walls behind the surface to the words.
  var nodes: [Node] {
    switch mark.parts {
    case .all: ground + overlay
    case .ground: ground
    case .paths: overlay
    }
  }

  /// What doesn't move. Its words stand outside the box, where no path comes.
  private var ground: [Node] { axes.walls + axes.edgeLines + surface + levels + axes.labels }

  private var overlay: [Node] {
    let whole = mark.paths.map { ($0, pieces(of: $0)) }
    let paths = whole.map { ($0, inked($1)) }
    var nodes = paths.flatMap { hidden($0, $1) } + stars
    for (path, pieces) in paths { nodes += visible(path, pieces) }
    // Starts and ends stand above the paths of all others.
    for (path, pieces) in whole { nodes += ends(path, pieces) }
    for (path, _) in paths { nodes += farewell(path) }
    return nodes
  }

  /// The surface alone.
  var surface: [Node] {
    let colors = ReliefMesh.samples(of: mark.grid, columns: mesh.columns, rows: mesh.rows).map(color)
    let facets = ReliefFacets(mesh, colors: colors, in: axes.space, coarseness: hills > 8 ? 2 : 1).facets
    return ReliefCover.layers(facets, in: axes.space.outline).map { layer in
      var path = Path()
      for facet in layer.facets {
        // Tenths of a point: nobody sees a difference, and the file is a quarter smaller.
        path.elements +=
          Path(facet.painted.map { Point(($0.x * 10).rounded() / 10, ($0.y * 10).rounded() / 10) }, closed: true)
          .elements
      }
      let paint = mark.colormap.relief(layer.tone)
      return .path(
        path, fill: paint, stroke: layer.tone.isBordered ? Stroke(paint, width: 0.6, join: .round) : nil)
    }
  }

  /// A value's place among the levels, as on the map, but without steps.
  private func color(_ value: Double) -> Double {
    let values = mark.levels.values
    guard value.isFinite, let first = values.first, let last = values.last, last > first else { return 0.5 }
    let count = Double(values.count)
    if value <= first { return 0.5 / count }
    if value >= last { return 1 }
    var (low, high) = (0, values.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if values[middle] <= value { low = middle } else { high = middle }
    }
    let part = (values[low]...values[high]).part(of: value)
    return (Double(low) + 0.5 + part) / count
  }

  private var levels: [Node] {
    guard mark.showsLevels else { return [] }
    let field = ScalarGrid(
      columns: mesh.columns + 1, rows: mesh.rows + 1, x: 0...Double(mesh.columns), y: 0...Double(mesh.rows),
      values: mesh.heights)
    var path = Path()
    // Levels closer than a fiftieth of the height would run together.
    var last = 0.0
    for height in mark.levels.values.map(mark.heights.unit) where height >= last + 0.02 && height <= 1 {
      last = height
      for line in Isolines(field, level: height).lines {
        for run in drape.runs(line, every: 6) where run.isVisible {
          path.elements += Path(simplified(run.points, within: 0.15)).elements
        }
      }
    }
    guard !path.elements.isEmpty else { return [] }
    return [.path(path, fill: nil, stroke: Stroke(Paint(Color(0x0C1420, alpha: 0.26)), width: 0.6, join: .round))]
  }

  // MARK: paths

  private func hidden(_ path: ReliefPath, _ pieces: [Piece]) -> [Node] {
    let width = path.width * 0.75
    let pitch = 2.4 * width
    let stroke = Stroke(path.paint.opacity(0.6), width: width, dash: [0.01, pitch], cap: .round, join: .round)
    guard let timeline = plot.timeline else {
      var line = Path()
      for piece in pieces where !piece.isVisible {
        line.elements += Path(simplified(piece.points, within: 0.1)).elements
      }
      return line.elements.isEmpty ? [] : [.path(line, fill: nil, stroke: stroke)]
    }
    // Dots can't be traced as a line is: each of them appears.
    var dots = TimedShapes(timeline)
    for piece in pieces where !piece.isVisible {
      for (point, step) in piece.places(every: pitch) {
        dots.add(Path([point, Point(point.x + 0.01, point.y)]), with: step)
      }
    }
    var dot = stroke
    dot.dash = []
    return dots.nodes { .path($0, fill: nil, stroke: dot) }
  }

  private func visible(_ path: ReliefPath, _ pieces: [Piece]) -> [Node] {
    let under = plot.theme.page.opacity(0.75)
    let strokes = [
      Stroke(under, width: path.width + 1.8, cap: .round, join: .round),
      Stroke(path.paint, width: path.width, cap: .round, join: .round),
    ]
    var nodes: [Node] = []
    var line = Path()
    var dots = TimedShapes(plot.timeline)
    var heads = TimedShapes(plot.timeline)
    var taken: [Point] = []
    for piece in pieces where piece.isVisible {
      if let timeline = plot.timeline {
        let motion = PathTrace.trace(piece.points, piece.steps, timeline)
        nodes.append(.group(Group(motion: motion, strokes.map { .path(Path(piece.points), fill: nil, stroke: $0) })))
      } else {
        line.elements += Path(simplified(piece.points, within: 0.1)).elements
      }
      for (tip, angle, step) in piece.arrowheads(every: 90, keepingFrom: &taken) {
        heads.add(arrowhead(tip, angle, size: 3.2 * path.width), with: step)
      }
    }
    if !line.elements.isEmpty { nodes = strokes.map { .path(line, fill: nil, stroke: $0) } }
    for (place, step) in stepPlaces(path) {
      dots.add(Path(circle: place, radius: path.width * 0.95), with: step)
    }
    nodes += dots.nodes { .path($0, fill: path.paint, stroke: nil) }
    nodes += heads.nodes { .path($0, fill: path.paint, stroke: Stroke(under, width: 0.6)) }
    return nodes
  }

  /// Seen steps that are far enough apart to be told from each other.
  private func stepPlaces(_ path: ReliefPath) -> [(point: Point, step: Double)] {
    var kept: [(point: Point, step: Double)] = []
    var last: Point?
    for step in path.x.indices.dropFirst() {
      guard let point = project(path.x[step], path.y[step]) else { continue }
      if let last, hypot(point.x - last.x, point.y - last.y) < 7 { continue }
      last = point
      if isVisible(path.x[step], path.y[step]) { kept.append((point, Double(step))) }
    }
    return kept
  }

  /// A ring at the start and a full dot at the end; faint where a slope hides them.
  private func ends(_ path: ReliefPath, _ pieces: [Piece]) -> [Node] {
    func place(_ index: Int?) -> (point: Point, opacity: Double)? {
      guard let index, path.x.indices.contains(index), let place = project(path.x[index], path.y[index]) else {
        return nil
      }
      return (place, isVisible(path.x[index], path.y[index]) ? 1 : 0.45)
    }
    func faint(_ node: Node, _ opacity: Double) -> Node {
      opacity < 1 ? .group(Group(opacity: opacity, [node])) : node
    }
    var nodes: [Node] = []
    if let start = place(0) {
      let ring = Path(circle: start.point, radius: path.width + 2)
      nodes.append(
        faint(.path(ring, fill: plot.theme.page, stroke: Stroke(path.paint, width: path.width)), start.opacity))
    }
    if let end = place(path.x.indices.last) {
      let dot = Path(circle: end.point, radius: path.width + 2)
      var node = Node.path(dot, fill: path.paint, stroke: Stroke(plot.theme.page, width: 1.2))
      if path.isCut {
        node = .group(Group(endCross(at: end.point, reach: path.width + 2.7, path.paint, page: plot.theme.page)))
      }
      if let timeline = plot.timeline, let motion = pieces.travel(timeline) {
        node = .group(Group(motion: motion, [node]))
      }
      nodes.append(faint(node, end.opacity))
    }
    return nodes
  }

  private var stars: [Node] {
    mark.minima.compactMap { minimum -> Node? in
      guard let center = project(minimum.x, minimum.y) else { return nil }
      let node = Node.path(
        star(at: center), fill: Paint(Color(0xFFD21F)), stroke: Stroke(Paint(Color(0x1B2430)), width: 0.8, join: .round)
      )
      return isVisible(minimum.x, minimum.y) ? node : .group(Group(opacity: 0.4, [node]))
    }
  }

  private func farewell(_ path: ReliefPath) -> [Node] {
    guard let farewell = path.farewell else { return [] }
    let step = path.x.indices.reversed().first { project(path.x[$0], path.y[$0]) != nil }
    guard let step, let place = project(path.x[step], path.y[step]) else { return [] }
    let font = Font(size: plot.type.caption.size, weight: .medium)
    let extents = plot.measurer.measure(farewell, font)
    let frame = plot.frame
    let x = min(max(frame.minX + 4, place.x - extents.width / 2), frame.maxX - extents.width - 4)
    let y = place.y - 9 < frame.minY + extents.ascent ? place.y + extents.ascent + 8 : place.y - 8
    let words = Node.text(
      Label(farewell, font: font, paint: path.paint, at: Point(x, min(y, frame.maxY - 4)), halo: plot.theme.page))
    guard let timeline = plot.timeline else { return [words] }
    // With the step that is not seen any more, or in the end.
    return [.group(Group(motion: .appear(at: timeline.slot(of: Double(min(step + 1, path.x.count - 1)))), [words]))]
  }
}
