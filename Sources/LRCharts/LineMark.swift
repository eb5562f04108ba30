import LRCore
import LRScene

/// A series as a line: straight between values, upright where the value jumps.
///
/// A value jumps at index i when `jumps` says so, or when the change is far larger than those beside it; there the old
/// value is held up to i and a riser leads to the new one, so that stairs are stairs.
public struct LineMark: Mark {
  public var series: Series
  public var stroke: Stroke
  /// Indices at which a new value holds at once; sorted.
  public var jumps: [Int]
  /// The name at the end of the line or in the legend; nil where it is named elsewhere.
  public var name: String?
  public var detail: RichText?
  /// Whether the name may stand at the line's end; otherwise the detail alone does.
  public var isNamedAtEnd = true
  /// Indices that get a dot.
  public var dots: [Int]
  /// Whether a change far larger than those beside it is a jump. Losses fall steeply without jumping.
  public var findsJumps = true
  /// Whether the last value is where those before it lead, however steeply: then no jump is looked for there.
  public var endsWithLimit = false
  /// Whether the height of its end orders the legend; a family of lines has an order of its own.
  public var ordersLegend = true
  public let extent: Extent

  public init(
    _ series: Series, stroke: Stroke, jumps: [Int] = [], name: String? = nil, detail: RichText? = nil, dots: [Int] = []
  ) {
    self.series = series
    self.stroke = stroke
    self.jumps = jumps
    self.name = name
    self.detail = detail
    self.dots = dots
    extent = series.extent
  }

  public var key: LegendKey? {
    guard let name else { return nil }
    let last = series.y.lastIndex { $0.isFinite }
    return LegendKey(
      name: name, detail: detail, stroke: stroke,
      end: ordersLegend ? last.map { (series.position($0), series.y[$0]) } : nil,
      isNamedAtEnd: isNamedAtEnd)
  }

  public func nodes(in plot: Plot) -> [Node] {
    var path = Path()
    for run in pixelRuns(in: plot) { path.elements += Path(run).elements }
    guard !path.elements.isEmpty else { return [] }
    var line = stroke
    // A line that goes up and down in every column is an area to the eye: dashes would not be seen in it, and a
    // million of them take a minute to draw.
    if !line.dash.isEmpty, path.length > 30 * (plot.frame.width + plot.frame.height) { line.dash = [] }
    let motion = plot.timeline.map { sweep(in: plot, $0) }
    // Nothing of a line is seen beyond the frame but half its width, which one along the edge needs.
    let clip = plot.frame.inset(by: -stroke.width)
    let drawn = Node.path(path, fill: nil, stroke: line)
    guard !dots.isEmpty else { return [.group(Group(title: name, clip: clip, motion: motion, [drawn]))] }
    var nodes: [Node] = [.group(Group(clip: clip, [drawn]))]
    let radius = stroke.width * 0.5 + 1.6
    var last = -Double.infinity
    for index in dots where index < series.y.count && series.y[index].isFinite {
      let center = plot.point(series.position(index), series.y[index])
      guard plot.frame.inset(by: -1).contains(center) else { continue }
      // Dots that would touch say no more than the line does.
      guard center.x - last >= 3 * radius else { continue }
      last = center.x
      nodes.append(
        .path(
          Path(circle: center, radius: radius), fill: plot.theme.page,
          stroke: Stroke(stroke.paint, width: stroke.width * 0.75)))
    }
    return [.group(Group(title: name, motion: motion, nodes))]
  }

  /// Shows the values up to each step at its time.
  private func sweep(in plot: Plot, _ timeline: StepTimeline) -> Motion {
    let last = series.y.count - 1
    // Where all steps are as wide as one another, two moments say everything.
    var indices = [0, last]
    if plot.x.kind != .linear || !series.isEven { indices = (0...64).map { last * $0 / 64 } }
    return .sweep(
      indices.map { Keyframe(timeline.time(of: series.step($0)), plot.x(series.position($0))) })
  }

  public func obstacles(in plot: Plot) -> Obstacles {
    var points: [Point] = []
    for run in pixelRuns(in: plot) {
      for (start, end) in zip(run, run.dropFirst()) {
        let length = max(abs(end.x - start.x), abs(end.y - start.y))
        let pieces = Int(clamping: length / 4, to: 1...400)
        for piece in 0..<pieces {
          let part = Double(piece) / Double(pieces)
          points.append(Point(start.x + (end.x - start.x) * part, start.y + (end.y - start.y) * part))
        }
      }
      if let last = run.last { points.append(last) }
    }
    return Obstacles(points: points)
  }

  /// The line in points, with risers, without points that lie on the way between their neighbours.
  func pixelRuns(in plot: Plot) -> [[Point]] {
    // Two columns a point are as fine as a picture at two pixels a point can show.
    let decimated = DecimatedSeries(series, columns: Int(clamping: plot.frame.width * 2, to: 0...1_000_000), on: plot.x)
    let stairs =
      decimated.isComplete && (findsJumps || !jumps.isEmpty)
      ? Stairs(series.y, declared: jumps, findsJumps: findsJumps, endsWithLimit: endsWithLimit) : nil
    var runs: [[Point]] = []
    let reach = 50 * plot.frame.height
    let across = (plot.frame.minX - 500 * plot.frame.width)...(plot.frame.maxX + 500 * plot.frame.width)
    var index = 0
    for run in decimated.runs {
      var line = PixelLine(within: across)
      var previousY = 0.0
      var hasBegun = false
      for point in run {
        // What has no logarithm has no place on a logarithmic axis.
        let isPlaced = point.x > 0 || plot.x.kind == .linear || plot.x.showsZero
        let x = plot.x(point.x)
        // Far outside the frame a point's height no longer shows; Cairo's coordinates end at about eight million.
        let y = max(-reach, min(reach, plot.y(point.y)))
        if let stairs {
          while !series.y[index].isFinite { index += 1 }
          if hasBegun, stairs.jumps(at: index) { line.add(Point(x, previousY)) }
          index += 1
        }
        guard isPlaced else { continue }
        line.add(Point(x, y))
        previousY = y
        hasBegun = true
      }
      if hasBegun, !line.finished.isEmpty { runs.append(line.finished) }
    }
    return runs
  }
}

/// Which values of a series are reached by a jump.
struct Stairs {
  private let jumping: [Bool]

  init(_ y: [Double], declared: [Int], findsJumps: Bool = true, endsWithLimit: Bool = false) {
    var jumping = [Bool](repeating: false, count: y.count)
    if findsJumps, y.count > 1 {
      for i in 1..<max(1, y.count - (endsWithLimit ? 1 : 0)) {
        let change = abs(y[i] - y[i - 1])
        guard change > 0, change.isFinite else { continue }
        let before = i >= 2 ? abs(y[i - 1] - y[i - 2]) : 0
        let after = i + 1 < y.count ? abs(y[i + 1] - y[i]) : 0
        let scale = max(abs(y[i]), abs(y[i - 1]))
        jumping[i] = change > 8 * max(before, after) && change > 1e-9 * scale && y.count > 2
      }
    }
    for i in declared where i > 0 && i < y.count && y[i] != y[i - 1] { jumping[i] = true }
    self.jumping = jumping
  }

  func jumps(at index: Int) -> Bool { jumping[index] }
}

/// A polyline that drops points lying straight between their neighbours, and what is too far away for pictures.
private struct PixelLine {
  private var points: [Point] = []
  private let reach: ClosedRange<Double>
  private var previous: Point?

  /// - Parameter reach: of x; lines end there on their way out.
  init(within reach: ClosedRange<Double>) { self.reach = reach }

  mutating func add(_ point: Point) {
    if let previous, !(reach.contains(previous.x) && reach.contains(point.x)) {
      var crossings: [Point] = []
      for edge in [reach.lowerBound, reach.upperBound] where (previous.x < edge) != (point.x < edge) {
        let part = (edge - previous.x) / (point.x - previous.x)
        crossings.append(Point(edge, previous.y + (point.y - previous.y) * part))
      }
      for crossing in previous.x < point.x ? crossings : crossings.reversed() { place(crossing) }
    }
    previous = point
    if reach.contains(point.x) { place(point) }
  }

  private mutating func place(_ point: Point) {
    if let last = points.last, last == point { return }
    if points.count >= 2 {
      let a = points[points.count - 2]
      let b = points[points.count - 1]
      let cross = (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)
      let length = max(abs(point.x - a.x), abs(point.y - a.y))
      let forward = (b.x - a.x) * (point.x - b.x) + (b.y - a.y) * (point.y - b.y) >= 0
      if forward, abs(cross) <= 0.004 * length { points.removeLast() }
    }
    points.append(point)
  }

  var finished: [Point] { points }
}

extension Series {
  fileprivate var isEven: Bool {
    if case .even = x { true } else { false }
  }

  /// The step that a value belongs to: evenly placed ones, whatever the unit of x, are one a step.
  fileprivate func step(_ index: Int) -> Double {
    isEven ? Double(index) : position(index)
  }

  /// What axes must cover to show it.
  var extent: Extent {
    guard !y.isEmpty, let range else { return Extent() }
    var positive = range.lowerBound
    var reachesZero = false
    if range.lowerBound <= 0 {
      positive = .infinity
      for value in y where value > 0 && value < positive { positive = value }
      reachesZero = true
    }
    return Extent(
      x: min(position(0), position(y.count - 1))...max(position(0), position(y.count - 1)), y: range,
      smallestPositiveY: positive.isFinite ? positive : nil, reachesZero: reachesZero)
  }
}
