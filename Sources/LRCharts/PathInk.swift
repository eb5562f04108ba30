import LRScene

/// A piece of a path that is drawn in one go.
struct PathRun {
  var points: [Point]
  /// Which step each point belongs to; between two steps, with parts.
  var steps: [Double]

  /// A place on the way, and the step there.
  mutating func append(_ point: Point, _ step: Double) {
    points.append(point)
    steps.append(step)
  }

  var path: Path { Path(points) }

  /// Without points that nobody would miss.
  func simplified(within tolerance: Double) -> PathRun {
    guard points.count > 2 else { return self }
    let kept = simplifiedIndices(points, within: tolerance)
    return PathRun(points: kept.map { points[$0] }, steps: kept.map { steps[$0] })
  }
}

/// What of a path must be drawn so that all of it is seen.
///
/// A descent of many steps swings to and fro over its own ink. A stretch that lies in ink already is left out; so the
/// drawing grows with the area that the path covers, not with its steps.
struct PathInk {
  /// In the order of the steps.
  private(set) var runs: [PathRun] = []
  /// All that the path inks, a little less than the full width of its line.
  private(set) var raster: InkRaster

  /// In points; a shorter stretch of ink, such as a line that is crossed, doesn't end a run.
  private static let shortest = 4.0
  /// A line's ink counts only when the path has come this far beyond it: each step begins in the ink of the last.
  private static let lag = 3.0
  /// Steps shorter than this are taken together.
  private static let least = 0.3
  private static let overlap = 0.5

  private let reach: Int
  private var run = PathRun(points: [], steps: [])
  /// Points after the run's last, in ink.
  private var pending = PathRun(points: [], steps: [])
  /// How much of the way was in ink since the run's last fresh place.
  private var gap = 0.0
  /// Drawn, but not counted yet.
  private var wet: [(a: Point, b: Point, end: Double)] = []
  private var dried = 0
  private var travelled = 0.0
  /// Lines from one cell to another that were found in ink, each at a place that its cells say: a descent that swings
  /// between two walls takes the same way over and over.
  private var known = [Int](repeating: 0, count: 4096)

  /// - Parameters:
  ///   - points: at index i where step i led to.
  ///   - frame: what is seen.
  ///   - width: of the line.
  init(_ points: [Point], in frame: Rect, width: Double) {
    raster = InkRaster(frame.inset(by: -width - 2))
    reach = max(0, Int(clamping: 0.42 * width / 0.5))
    guard var last = points.first else { return }
    run.append(last, 0)
    var from = 0.0
    for (index, point) in points.enumerated().dropFirst() {
      let length = distance(last, point)
      guard length >= Self.least || index == points.count - 1 else { continue }
      add(last, from, point, Double(index), length)
      last = point
      from = Double(index)
    }
    finish()
    for line in wet[dried...] { raster.mark(line.a, line.b, reach: reach) }
    wet = []
    runs = runs.map { $0.simplified(within: 0.1) }
  }

  private mutating func add(_ a: Point, _ from: Double, _ b: Point, _ to: Double, _ length: Double) {
    travelled += length
    while dried < wet.count, wet[dried].end < travelled - length - Self.lag {
      raster.mark(wet[dried].a, wet[dried].b, reach: reach)
      dried += 1
    }
    if dried > 1024 {
      wet.removeFirst(dried)
      dried = 0
    }
    func place(_ part: Double) -> Point { Point(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part) }
    let ends = raster.index(a).flatMap { from in raster.index(b).map { from << 32 | $0 } }
    let slot = ends.map { ($0 &* 0x1E37_79B9_7F4A_7C15) >> 32 & 4095 }
    let isKnown = slot.map { known[$0] == ends } ?? false
    guard let fresh = isKnown ? nil : raster.fresh(a, b) else {
      if let slot, let ends { known[slot] = ends }
      gap += length
      if gap > Self.shortest { finish() } else if !run.points.isEmpty { pending.append(b, to) }
      return
    }
    let margin = length > 0 ? Self.overlap / length : 0
    if !run.points.isEmpty, gap + fresh.first * length <= Self.shortest {
      run.points += pending.points
      run.steps += pending.steps
      pending = PathRun(points: [], steps: [])
    } else {
      finish()
      let part = max(0, fresh.first - margin)
      run.append(place(part), from + (to - from) * part)
    }
    let start = run.points[run.points.count - 1]
    gap = (1 - fresh.last) * length
    if gap <= Self.shortest {
      run.append(b, to)
      wet.append((start, b, travelled))
    } else {
      let part = min(1, fresh.last + margin)
      run.append(place(part), from + (to - from) * part)
      wet.append((start, place(part), travelled - (1 - part) * length))
      finish()
    }
  }

  private mutating func finish() {
    if run.points.count > 1 { runs.append(run) }
    run = PathRun(points: [], steps: [])
    pending = run
  }
}

extension PathRun {
  /// The run where it lies beside other ink, and stripes of it where it lies on it, so that both are seen.
  ///
  /// - Parameters:
  ///   - stripe: the length of a stripe in points.
  ///   - space: the length of what is left out between two.
  func striped(over ink: InkRaster, stripe: Double, space: Double) -> [PathRun] {
    // Where along the line the ink is, in even samples.
    let sample = 1.0
    var samples: [(point: Point, step: Double, corner: Bool)] = []
    for index in points.indices.dropFirst() {
      let (a, b) = (points[index - 1], points[index])
      let count = max(1, min(20_000, (distance(a, b) / sample).rounded(.up)))
      for place in 0..<Int(clamping: count) {
        let part = Double(place) / count
        samples.append(
          (
            Point(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part),
            steps[index - 1] + (steps[index] - steps[index - 1]) * part, place == 0
          ))
      }
    }
    if let point = points.last, let step = steps.last { samples.append((point, step, true)) }
    var shown = [Bool](repeating: true, count: samples.count)
    var start = 0
    while start < samples.count {
      var end = start
      while end < samples.count, ink.isInked(samples[end].point.x, samples[end].point.y) { end += 1 }
      // Crossings stay whole.
      if Double(end - start) * sample >= stripe + space {
        for place in start..<end {
          shown[place] = (Double(place - start) * sample).truncatingRemainder(dividingBy: stripe + space) >= space
        }
      }
      start = end + 1
    }
    guard shown.contains(false) else { return [self] }
    var pieces: [PathRun] = []
    var piece = PathRun(points: [], steps: [])
    for (place, (sample, isShown)) in zip(samples, shown).enumerated() {
      if isShown {
        let isEnd = place + 1 == samples.count || !shown[place + 1]
        if sample.corner || piece.points.isEmpty || isEnd { piece.append(sample.point, sample.step) }
      }
      if !isShown || place + 1 == samples.count {
        if piece.points.count > 1 { pieces.append(piece) }
        piece = PathRun(points: [], steps: [])
      }
    }
    return pieces
  }
}

func distance(_ a: Point, _ b: Point) -> Double {
  let (dx, dy) = (b.x - a.x, b.y - a.y)
  return (dx * dx + dy * dy).squareRoot()
}
