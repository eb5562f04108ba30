import LRScene

/// The polyline without points that lie within `tolerance` of the rest.
///
/// - Source: Ramer 1972, Douglas & Peucker 1973; with a stack of its own, so that long lines can't exhaust ours.
func simplified(_ points: [Point], within tolerance: Double) -> [Point] {
  points.count > 2 ? simplifiedIndices(points, within: tolerance).map { points[$0] } : points
}

/// The indices of the points that `simplified` keeps.
///
/// Long lines are taken in pieces, whose ends are kept: on a line that swings to and fro ever less, as descents do, the
/// time would else grow with the square of its length.
func simplifiedIndices(_ points: [Point], within tolerance: Double) -> [Int] {
  let piece = 512
  return points.withUnsafeBufferPointer { points in
    guard points.count > 8192 else { return simplifiedIndices(points, 0..<points.count, within: tolerance) }
    var kept = [0]
    for start in stride(from: 0, to: points.count - 1, by: piece) {
      kept += simplifiedIndices(points, start..<min(start + piece + 1, points.count), within: tolerance).dropFirst()
    }
    return kept
  }
}

private func simplifiedIndices(
  _ points: UnsafeBufferPointer<Point>, _ range: Range<Int>, within tolerance: Double
) -> [Int] {
  guard range.count > 2 else { return Array(range) }
  let start = range.lowerBound
  var keep = [Bool](repeating: false, count: range.count)
  keep[0] = true
  keep[range.count - 1] = true
  var kept = 2
  var spans = [(start, range.upperBound - 1)]
  while let (first, last) = spans.popLast() {
    guard last - first > 1 else { continue }
    let a = points[first]
    let (dx, dy) = (points[last].x - a.x, points[last].y - a.y)
    let length = dx * dx + dy * dy
    let inverse = length > 0 ? 1 / length : 0
    var farthest = first
    var distance = tolerance * tolerance
    for index in (first + 1)..<last {
      let (px, py) = (points[index].x - a.x, points[index].y - a.y)
      // The distance to the segment, not to the whole line: a closed line's ends may coincide.
      let part = max(0, min(1, (px * dx + py * dy) * inverse))
      let (ex, ey) = (px - part * dx, py - part * dy)
      let square = ex * ex + ey * ey
      if square > distance {
        distance = square
        farthest = index
      }
    }
    guard farthest != first else { continue }
    keep[farthest - start] = true
    kept += 1
    spans.append((first, farthest))
    spans.append((farthest, last))
  }
  var result: [Int] = []
  result.reserveCapacity(kept)
  for index in keep.indices where keep[index] { result.append(start + index) }
  return result
}
