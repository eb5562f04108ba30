/// The lines that a pen follows for each digit, in a box of 1 by 1, y downwards.
enum StrokeSkeletons {
  struct Stroke: Sendable {
    var points: [(x: Double, y: Double)]
    /// Whether the pen rounds the corners.
    var isRound: Bool
  }

  static let digits: [[Stroke]] = [
    [round((0.5, 0.04), (0.22, 0.25), (0.18, 0.6), (0.32, 0.92), (0.62, 0.95), (0.82, 0.68), (0.8, 0.3), (0.5, 0.04))],
    [straight((0.3, 0.22), (0.55, 0.04), (0.55, 0.96))],
    [
      round((0.22, 0.26), (0.32, 0.08), (0.56, 0.04), (0.76, 0.18), (0.72, 0.42), (0.46, 0.7), (0.2, 0.95)),
      straight((0.2, 0.95), (0.82, 0.95)),
    ],
    [
      round((0.22, 0.14), (0.48, 0.04), (0.74, 0.18), (0.68, 0.4), (0.44, 0.48)),
      round((0.44, 0.48), (0.74, 0.56), (0.8, 0.78), (0.54, 0.96), (0.2, 0.86)),
    ],
    [straight((0.62, 0.05), (0.18, 0.65), (0.86, 0.65)), straight((0.64, 0.38), (0.64, 0.97))],
    [
      straight((0.78, 0.06), (0.3, 0.06), (0.26, 0.45)),
      round((0.26, 0.45), (0.52, 0.38), (0.78, 0.52), (0.78, 0.8), (0.52, 0.96), (0.2, 0.86)),
    ],
    [
      round(
        (0.7, 0.06), (0.42, 0.25), (0.25, 0.58), (0.34, 0.9), (0.6, 0.95), (0.78, 0.74), (0.64, 0.54), (0.4, 0.56),
        (0.27, 0.7))
    ],
    [straight((0.2, 0.07), (0.8, 0.07), (0.42, 0.96))],
    [
      round(
        (0.5, 0.47), (0.26, 0.3), (0.3, 0.1), (0.5, 0.04), (0.7, 0.1), (0.74, 0.3), (0.5, 0.47), (0.23, 0.68),
        (0.26, 0.88), (0.5, 0.96), (0.74, 0.88), (0.77, 0.68), (0.5, 0.47))
    ],
    [
      round((0.75, 0.28), (0.62, 0.46), (0.36, 0.46), (0.24, 0.26), (0.38, 0.07), (0.62, 0.05), (0.75, 0.28)),
      straight((0.75, 0.28), (0.72, 0.6), (0.58, 0.96)),
    ],
  ]

  private static func straight(_ points: (x: Double, y: Double)...) -> Stroke {
    Stroke(points: points, isRound: false)
  }

  private static func round(_ points: (x: Double, y: Double)...) -> Stroke { Stroke(points: points, isRound: true) }
}

extension StrokeSkeletons.Stroke {
  /// The corners of the broken line that the pen follows: a round stroke is a Catmull-Rom curve in four pieces between two
  /// points.
  var line: [(x: Double, y: Double)] {
    guard isRound else { return points }
    let isClosed = points[0] == points[points.count - 1]
    var line = [points[0]]
    for index in 0..<points.count - 1 {
      let (a, b) = (points[index], points[index + 1])
      let before = index > 0 ? points[index - 1] : isClosed ? points[points.count - 2] : a
      let after = index + 2 < points.count ? points[index + 2] : isClosed ? points[1] : b
      for step in 1...4 {
        let t = Double(step) / 4
        line.append(
          (
            Self.curve(before.x, a.x, b.x, after.x, t),
            Self.curve(before.y, a.y, b.y, after.y, t)
          ))
      }
    }
    return line
  }

  private static func curve(_ p: Double, _ a: Double, _ b: Double, _ q: Double, _ t: Double) -> Double {
    let cubic = (3 * (a - b) + q - p) * t
    return 0.5 * (2 * a + t * (b - p + t * (2 * p - 5 * a + 4 * b - q + cubic)))
  }
}
