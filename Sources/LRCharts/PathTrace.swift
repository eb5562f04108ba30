import LRScene

/// How a path of one point a step is drawn while the steps go by.
///
/// Also a path of a million steps gets a few hundred keyframes: they stand where a screen could show them, and only
/// where the motion isn't straight and even to half a point.
enum PathTrace {
  /// How far a line between keyframes may be off, in points; two motions that belong together so stay within twice it.
  static let tolerance = 0.25

  /// Draws a line while its steps go by, from its first to its last.
  ///
  /// - Parameter steps: those of the points, in parts where a point lies between two.
  static func trace(_ points: [Point], _ steps: [Double], _ timeline: StepTimeline) -> Motion {
    var along = 0.0
    var lengths: [Keyframe<Double>] = []
    for (index, (point, step)) in zip(points, steps).enumerated() {
      if index > 0 { along += distance(points[index - 1], point) }
      lengths.append(Keyframe(timeline.time(of: step), along))
    }
    let length = max(along, .leastNormalMagnitude)
    return .trace(
      thinned(evenly(lengths, every: timeline.interval), within: tolerance) { key, a, b, part in
        abs(a + (b - a) * part - key)
      }.map { Keyframe($0.time, $0.value / length) })
  }

  /// Moves what stands at the last point along a path of one point a step.
  static func travel(_ points: [Point], _ timeline: StepTimeline) -> Motion {
    guard let end = points.last else { return .travel([]) }
    let places = timeline.moments(upTo: points.count - 1).map { index in
      Keyframe(timeline.time(of: Double(index)), Point(points[index].x - end.x, points[index].y - end.y))
    }
    return .travel(
      thinned(places, within: tolerance) { key, a, b, part in
        let (x, y) = (a.x + (b.x - a.x) * part - key.x, a.y + (b.y - a.y) * part - key.y)
        return (x * x + y * y).squareRoot()
      })
  }
}

/// The keyframes without those that the rest show to within a tolerance.
///
/// - Parameter error: how far a value is from the one at a part of the way between two others.
func thinned<Value>(
  _ keys: [Keyframe<Value>], within tolerance: Double, error: (Value, Value, Value, Double) -> Double
) -> [Keyframe<Value>] {
  guard keys.count > 2 else { return keys }
  var keep = [Bool](repeating: false, count: keys.count)
  keep[0] = true
  keep[keys.count - 1] = true
  var spans = [(0, keys.count - 1)]
  while let (first, last) = spans.popLast() {
    let (a, b) = (keys[first], keys[last])
    var worst = tolerance
    var place = first
    for index in (first + 1)..<max(last, first + 1) {
      let part = b.time > a.time ? (keys[index].time - a.time) / (b.time - a.time) : 1
      let off = error(keys[index].value, a.value, b.value, part)
      if off > worst {
        worst = off
        place = index
      }
    }
    guard place != first else { continue }
    keep[place] = true
    spans.append((first, place))
    spans.append((place, last))
  }
  return zip(keys, keep).filter(\.1).map(\.0)
}

/// Of keyframes that no screen could show one after another only one: those between are left out.
func evenly<Value>(_ keys: [Keyframe<Value>], every interval: Double) -> [Keyframe<Value>] {
  var kept: [Keyframe<Value>] = []
  for (index, key) in keys.enumerated() {
    if let last = kept.last, key.time - last.time < interval, index < keys.count - 1 { continue }
    kept.append(key)
  }
  return kept
}
