import LRScene

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Places on the way along a line, `distance` apart, with the direction there.
func arrowheads(along points: [Point], every distance: Double) -> [(Point, Double)] {
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
