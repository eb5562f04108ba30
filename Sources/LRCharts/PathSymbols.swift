import LRScene

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A place for an arrowhead on a line.
struct ArrowPlace {
  var tip: Point
  var angle: Double
  /// Between which points of the line it stands: index and part of the way to the next.
  var position: Double
}

/// Places on the way along a line, about `spacing` apart, with the direction there.
///
/// They stand where the line goes on in one direction for a while: a head on a zigzag's corner points nowhere.
///
/// - Parameters:
///   - taken: places of other heads, which those keep away from; the found ones are added.
///   - clear: how far the line has to go on before and after.
func arrowheads(
  along points: [Point], every spacing: Double, clear: Double = 7, keepingFrom taken: inout [Point]
) -> [ArrowPlace] {
  guard points.count > 1 else { return [] }
  var places: [ArrowPlace] = []
  var next = spacing / 2
  var travelled = 0.0
  for index in points.indices.dropLast() {
    let (a, b) = (points[index], points[index + 1])
    let length = distance(a, b)
    while length > 0, travelled + length >= next, places.count < 40 {
      let part = (next - travelled) / length
      let tip = Point(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part)
      guard !taken.contains(where: { distance($0, tip) < spacing * 0.6 }),
        let before = points[...index].suffix(64).last(where: { distance($0, tip) >= clear }),
        let after = points[(index + 1)...].prefix(64).first(where: { distance($0, tip) >= clear })
      else {
        // Not here, but perhaps soon.
        next += spacing / 12
        continue
      }
      let (u, v) = (Point(tip.x - before.x, tip.y - before.y), Point(after.x - tip.x, after.y - tip.y))
      let cosine = (u.x * v.x + u.y * v.y) / (distance(tip, before) * distance(after, tip))
      guard cosine > 0.8 else {
        next += spacing / 12
        continue
      }
      places.append(
        ArrowPlace(tip: tip, angle: atan2(after.y - before.y, after.x - before.x), position: Double(index) + part))
      taken.append(tip)
      next += spacing
    }
    travelled += length
  }
  return places
}

/// A triangle at `place` that points along `angle`.
func arrowhead(_ place: Point, _ angle: Double, size: Double) -> Path {
  func corner(_ turn: Double, _ length: Double) -> Point {
    Point(place.x + length * cos(angle + turn), place.y + length * sin(angle + turn))
  }
  return Path([corner(0, size * 0.6), corner(2.5, size * 0.7), corner(-2.5, size * 0.7)], closed: true)
}

/// A star of five points.
func star(at center: Point, radius: Double = 6.5) -> Path {
  Path(
    (0..<10).map { index in
      let angle = -Double.pi / 2 + Double(index) * .pi / 5
      let radius = index % 2 == 0 ? radius : radius * 0.415
      return Point(center.x + radius * cos(angle), center.y + radius * sin(angle))
    }, closed: true)
}

extension Plot {
  /// By how much symbols are smaller than in a figure of its own: with the type, and in the panels of small multiples.
  var symbolScale: Double {
    min(type.factor, max(0.6, min(frame.width, frame.height) / 260))
  }
}
