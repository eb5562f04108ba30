import LRScene

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Finds places for values in contour lines: where a line is straight for the length of the words, and nothing else is
/// near. There the line is interrupted; the words follow its direction, never upside down.
struct ContourLabels {
  private let frame: Rect
  private let font: Font
  private let measurer: TextMeasurer
  private let lines: [[[Point]]]
  private var map: OccupancyMap

  /// - Parameters:
  ///   - lines: of each level, in points.
  ///   - taken: what labels keep clear of.
  init(frame: Rect, font: Font, measurer: TextMeasurer, lines: [[[Point]]], taken: Obstacles) {
    self.frame = frame
    self.font = font
    self.measurer = measurer
    self.lines = lines
    map = OccupancyMap(frame)
    for (level, lines) in lines.enumerated() {
      for line in lines { map.add(line, Int16(clamping: level + 1)) }
    }
    for box in taken.boxes { map.fill(box) }
    for point in taken.points { map.fill(Rect(x: point.x - 2, y: point.y - 2, width: 4, height: 4)) }
  }

  /// A place in a line: from one length along it to another.
  private struct Place {
    var line: Int
    var range: ClosedRange<Double>
    var center: Point
    /// Clockwise, in radians, between -pi/2 and pi/2.
    var angle: Double
    var cost: Double
  }

  /// The lines of a level with gaps for its labels, and these.
  mutating func set(_ text: RichText, level: Int, paint: Paint) -> (pieces: [[Point]], labels: [Label]) {
    let width = measurer.measure(text, font).width + font.size * 0.5
    let tracks = lines[level].map { Track($0) }
    var places: [Place] = []
    for (index, track) in tracks.enumerated() where track.length > width * (track.isClosed ? 3.2 : 1.8) {
      places += candidates(track, index, width: width, level: level)
    }
    places.sort { $0.cost < $1.cost }
    var chosen: [Place] = []
    for place in places {
      let alike = chosen.filter { $0.line == place.line }
      // Long lines say their value more than once, short ones don't.
      guard alike.count < 1 + Int(clamping: tracks[place.line].length / 700), chosen.count < 4 else { continue }
      let isClear = chosen.allSatisfy { distance($0.center, place.center) > max(110, 4 * width) }
      guard isClear, isFree(place, width: width, level: level) else { continue }
      chosen.append(place)
      map.fill(corners(place, width: width + font.size, height: font.size * 2.2))
    }
    let pieces = tracks.enumerated().flatMap { index, track in
      track.without(chosen.filter { $0.line == index }.map(\.range).sorted { $0.lowerBound < $1.lowerBound })
    }
    return (pieces, chosen.map { label(text, $0, paint) })
  }

  private func label(_ text: RichText, _ place: Place, _ paint: Paint) -> Label {
    // The middle of the digits, not the baseline, lies on the line.
    let drop = font.size * 0.36
    return Label(
      text, font: font, paint: paint,
      at: Point(place.center.x - drop * sin(place.angle), place.center.y + drop * cos(place.angle)), anchor: .middle,
      rotation: place.angle * 180 / .pi)
  }

  private func candidates(_ track: Track, _ index: Int, width: Double, level: Int) -> [Place] {
    var places: [Place] = []
    let inner = frame.inset(by: font.size * 0.7)
    var start = track.isClosed ? 0 : width * 0.3
    while start + width <= track.length {
      defer { start += max(3, width / 8) }
      let (a, b) = (track.point(at: start), track.point(at: start + width))
      let (dx, dy) = (b.x - a.x, b.y - a.y)
      let chord = hypot(dx, dy)
      guard chord > width * 0.96, inner.contains(a), inner.contains(b) else { continue }
      let bend = track.bend(from: start, to: start + width)
      guard bend < font.size * 0.22 else { continue }
      var angle = atan2(dy, dx)
      if angle > .pi / 2 { angle -= .pi }
      if angle <= -.pi / 2 { angle += .pi }
      let center = Point((a.x + b.x) / 2, (a.y + b.y) / 2)
      // Straight, level, and not too near the edge.
      let away = max(abs(center.x - frame.center.x) / frame.width, abs(center.y - frame.center.y) / frame.height)
      let cost = bend / font.size * 4 + abs(angle) * 0.5 + away * 1.5
      places.append(
        Place(line: index, range: start...(start + width), center: center, angle: angle, cost: cost))
    }
    return places
  }

  private func isFree(_ place: Place, width: Double, level: Int) -> Bool {
    map.isFree(corners(place, width: width, height: font.size * 1.15), but: Int16(clamping: level + 1))
  }

  private func corners(_ place: Place, width: Double, height: Double) -> OrientedBox {
    OrientedBox(center: place.center, angle: place.angle, width: width, height: height)
  }

  private func distance(_ a: Point, _ b: Point) -> Double { hypot(a.x - b.x, a.y - b.y) }
}

/// A line with lengths along it.
private struct Track {
  let points: [Point]
  private let lengths: [Double]
  var length: Double { lengths[lengths.count - 1] }
  var isClosed: Bool { points.count > 3 && points[0] == points[points.count - 1] }

  init(_ points: [Point]) {
    self.points = points
    var lengths = [0.0]
    lengths.reserveCapacity(points.count)
    for (a, b) in zip(points, points.dropFirst()) {
      lengths.append(lengths[lengths.count - 1] + hypot(b.x - a.x, b.y - a.y))
    }
    self.lengths = lengths
  }

  /// The last point that isn't beyond `length`, unless it is the end.
  private func index(at length: Double) -> Int {
    var (low, high) = (0, points.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lengths[middle] <= length { low = middle } else { high = middle }
    }
    return low
  }

  func point(at length: Double) -> Point {
    guard points.count > 1 else { return points[0] }
    let index = index(at: length)
    let (a, b) = (points[index], points[index + 1])
    let piece = lengths[index + 1] - lengths[index]
    let part = piece > 0 ? max(0, min(1, (length - lengths[index]) / piece)) : 0
    return Point(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part)
  }

  /// How far the line strays from the chord between two places on it.
  func bend(from start: Double, to end: Double) -> Double {
    let (a, b) = (point(at: start), point(at: end))
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let chord = max(hypot(dx, dy), 1e-9)
    var bend = 0.0
    var index = index(at: start) + 1
    while index < points.count, lengths[index] < end {
      bend = max(bend, abs((points[index].x - a.x) * dy - (points[index].y - a.y) * dx) / chord)
      index += 1
    }
    return bend
  }

  /// The pieces between gaps, which are in order and apart.
  func without(_ gaps: [ClosedRange<Double>]) -> [[Point]] {
    guard !gaps.isEmpty else { return [points] }
    var pieces: [[Point]] = []
    var start = 0.0
    for gap in gaps + [length...length] {
      if gap.lowerBound > start {
        let inner = points.indices.filter { lengths[$0] > start && lengths[$0] < gap.lowerBound }.map { points[$0] }
        pieces.append([point(at: start)] + inner + [point(at: gap.lowerBound)])
      }
      start = gap.upperBound
    }
    return pieces
  }
}
