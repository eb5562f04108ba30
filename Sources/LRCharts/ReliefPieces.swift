import LRScene

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

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
      let index = min(Int(clamping: place.position), steps.count - 2)
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
      thinned(evenly(keys, every: timeline.interval), within: PathTrace.tolerance) { key, a, b, part in
        hypot(a.x + (b.x - a.x) * part - key.x, a.y + (b.y - a.y) * part - key.y)
      })
  }
}
