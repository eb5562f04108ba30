import LRScene

/// The rings of a level as one path that can be filled and stroked alike.
///
/// Pieces along the window's edge are moved outside it, where a clip hides them: no line is seen that isn't a contour.
struct RingOutline {
  private(set) var path = Path()
  /// Whether all border is the window's edge, and none that of a hole without values.
  private(set) var leavesWindowOnly = true

  /// How far outside, in points: more than half a line's width.
  private static let margin = 2.0

  /// - Parameter page: the window in points.
  init(
    _ isolines: Isolines, _ window: (x: ClosedRange<Double>, y: ClosedRange<Double>), _ page: Rect, _ plot: Plot,
    within tolerance: Double
  ) {
    func outside(_ vertex: Isolines.Vertex) -> Point? {
      var point = plot.point(vertex.x, vertex.y)
      var isOutside = false
      if vertex.x <= window.x.lowerBound {
        point.x = page.minX - Self.margin
        isOutside = true
      } else if vertex.x >= window.x.upperBound {
        point.x = page.maxX + Self.margin
        isOutside = true
      }
      if vertex.y <= window.y.lowerBound {
        point.y = page.maxY + Self.margin
        isOutside = true
      } else if vertex.y >= window.y.upperBound {
        point.y = page.minY - Self.margin
        isOutside = true
      }
      return isOutside ? point : nil
    }
    for ring in isolines.rings {
      var points: [Point] = []
      points.reserveCapacity(ring.count + 8)
      var cameAlong = ring[ring.count - 1].leadsAlongBorder
      for vertex in ring {
        let along = vertex.leadsAlongBorder
        if along || cameAlong {
          let moved = outside(vertex)
          if moved == nil { leavesWindowOnly = false }
          // Where a line meets the edge it is drawn to that place, then beyond.
          if !cameAlong || moved == nil { points.append(plot.point(vertex.x, vertex.y)) }
          if let moved { points.append(moved) }
          if cameAlong && !along && moved != nil { points.append(plot.point(vertex.x, vertex.y)) }
        } else {
          points.append(plot.point(vertex.x, vertex.y))
        }
        cameAlong = along
      }
      let kept = simplified(points + [points[0]], within: tolerance)
      if kept.count > 3 { path.append(kept) }
    }
  }
}
