import LRScene

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One piece of a path over a relief while the steps go by: drawn along its length from its first step to its last.
struct PieceTrace {
  let line: Path
  let motion: Motion

  /// How far a line between keyframes may be off, in points.
  static let tolerance = 0.3

  init(_ piece: ReliefDrawing.Piece, _ timeline: StepTimeline) {
    line = Path(piece.points)
    var length = 0.0
    var keys: [Keyframe<Double>] = []
    for (index, (point, step)) in zip(piece.points, piece.steps).enumerated() {
      if index > 0 { length += hypot(point.x - piece.points[index - 1].x, point.y - piece.points[index - 1].y) }
      keys.append(Keyframe(timeline.time(of: step), length))
    }
    let all = max(length, .leastNormalMagnitude)
    motion = .trace(
      thinned(keys.kept(apart: timeline.interval), within: Self.tolerance) { key, a, b, part in
        abs(a + (b - a) * part - key)
      }
      .map { Keyframe($0.time, $0.value / all) })
  }
}

/// Shapes that appear with their steps: those that appear together are one node, in a figure that stands still all are.
struct TimedShapes {
  private let timeline: StepTimeline?
  private var groups: [(time: Double, path: Path)] = []

  init(_ timeline: StepTimeline?) { self.timeline = timeline }

  mutating func add(_ shape: Path, with step: Double) {
    let time = timeline?.slot(of: step) ?? 0
    if groups.last?.time != time { groups.append((time, Path())) }
    groups[groups.count - 1].path.elements += shape.elements
  }

  func nodes(_ node: (Path) -> Node) -> [Node] {
    groups.map { group in
      group.time > 0 ? .group(Group(motion: .appear(at: group.time), [node(group.path)])) : node(group.path)
    }
  }
}

extension ReliefDrawing.Piece {
  /// Places on the way, `distance` apart, with their steps in parts.
  func places(every distance: Double) -> [(point: Point, step: Double)] {
    var places: [(point: Point, step: Double)] = []
    walk(every: distance, from: 0) { a, b, part in
      places.append((between(a, b, part), steps[a] + (steps[b] - steps[a]) * part))
    }
    return places
  }

  /// Places for arrowheads, as `arrowheads(along:...)` finds them, with their steps in parts.
  func arrowheads(every distance: Double, keepingFrom taken: inout [Point]) -> [(
    tip: Point, angle: Double, step: Double
  )] {
    LRCharts.arrowheads(along: points, every: distance, keepingFrom: &taken).map { place in
      let index = min(Int(place.position), steps.count - 2)
      let part = place.position - Double(index)
      return (place.tip, place.angle, steps[index] + (steps[index + 1] - steps[index]) * part)
    }
  }

  private func between(_ a: Int, _ b: Int, _ part: Double) -> Point {
    Point(points[a].x + (points[b].x - points[a].x) * part, points[a].y + (points[b].y - points[a].y) * part)
  }

  private func walk(every distance: Double, from first: Double, _ visit: (Int, Int, Double) -> Void) {
    var next = first
    for index in points.indices.dropFirst() {
      let length = hypot(points[index].x - points[index - 1].x, points[index].y - points[index - 1].y)
      guard length > 0 else { continue }
      while next <= length {
        visit(index - 1, index, next / length)
        next += distance
      }
      next -= length
    }
  }
}

extension [ReliefDrawing.Piece] {
  /// Moves what stands at the end of the last piece along all of them; where the path is off the surface it waits.
  func travel(_ timeline: StepTimeline) -> Motion? {
    guard let end = last?.points.last else { return nil }
    let keys = flatMap { piece in
      zip(piece.points, piece.steps).map { point, step in
        Keyframe(timeline.time(of: step), Point(point.x - end.x, point.y - end.y))
      }
    }
    return .travel(
      thinned(keys.kept(apart: timeline.interval), within: PieceTrace.tolerance) { key, a, b, part in
        hypot(a.x + (b.x - a.x) * part - key.x, a.y + (b.y - a.y) * part - key.y)
      })
  }
}

extension Array {
  /// Without keyframes that no screen could show apart from those before them; first and last remain.
  fileprivate func kept<Value>(apart interval: Double) -> Self where Element == Keyframe<Value> {
    var kept: Self = []
    for (index, key) in enumerated() {
      if index > 0, index < count - 1, let last = kept.last, key.time - last.time < interval { continue }
      kept.append(key)
    }
    return kept
  }
}
