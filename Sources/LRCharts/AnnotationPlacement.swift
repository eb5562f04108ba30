import LRScene

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Finds each annotation a free place beside its point.
struct AnnotationPlacement {
  let nodes: [Node]

  /// - Parameter ink: what the panel's marks have drawn.
  /// - Parameter gridLines: heights of lines that words may cross, but not without a halo.
  init(_ annotations: [Annotation], ink: Obstacles, gridLines: [Double], plot: Plot) {
    var nodes: [Node] = []
    var taken = ink
    var leaders: [(Point, Point)] = []
    let font = Font(size: plot.type.caption.size * 1.05, weight: .medium)
    let visible = annotations.filter { plot.frame.inset(by: -1).contains(plot.point($0.x, $0.y)) }
    for annotation in visible {
      let center = plot.point(annotation.x, annotation.y)
      let reach: Double
      let symbol: [Node]
      switch annotation.symbol {
      case .none: continue
      case .dot:
        reach = 3
        let dot = Path(circle: center, radius: reach)
        symbol = [.path(dot, fill: annotation.paint, stroke: Stroke(plot.theme.page, width: 1))]
      case .cross:
        reach = 4.5
        symbol = endCross(at: center, reach: reach, annotation.paint, page: plot.theme.page)
      }
      if let step = annotation.step, let timeline = plot.timeline {
        nodes.append(.group(Group(motion: .appear(at: timeline.slot(of: Double(step))), symbol)))
      } else {
        nodes += symbol
      }
      taken.boxes.append(Rect(x: center.x - reach, y: center.y - reach, width: 2 * reach, height: 2 * reach))
    }
    for annotation in visible where !annotation.text.isEmpty {
      let center = plot.point(annotation.x, annotation.y)
      let extents = plot.measurer.measure(annotation.text, font)
      let size = Size(extents.width + 4, font.size * 1.25)
      let candidates = Self.places(around: center, size: size).filter { plot.frame.inset(by: -0.5).contains($0) }
      var best: (box: Rect, cost: Int)?
      for (order, box) in candidates.enumerated() {
        var cost = taken.overlap(box) * 10 + order
        if annotation.hasLeader {
          let leader = Self.leader(from: center, to: box)
          let ownSymbol = Rect(x: center.x - 5, y: center.y - 5, width: 10, height: 10)
          let crossed =
            taken.boxes.count { !$0.intersects(ownSymbol) && $0.isCrossed(by: leader) }
            + leaders.count { box.isCrossed(by: $0) || Self.cross(leader, $0) }
          // A crossed leader is better than no words.
          cost += min(8, crossed) * Obstacles.boxCost
        }
        if best.map({ cost < $0.cost }) ?? true { best = (box, cost) }
      }
      // A line may be crossed for words that matter; other words may not.
      guard let best, best.cost < (annotation.optional ? 20 : 10 * Obstacles.boxCost) else { continue }
      if annotation.hasLeader {
        let leader = Self.leader(from: center, to: best.box)
        if hypot(leader.1.x - leader.0.x, leader.1.y - leader.0.y) > font.size {
          leaders.append(leader)
          nodes.append(
            .path(
              Path([leader.0, leader.1], closed: false), fill: nil,
              stroke: Stroke(annotation.paint.opacity(0.6), width: 0.75)))
        }
      }
      let words = Node.text(
        Label(
          annotation.text, font: font, paint: annotation.textPaint ?? annotation.paint,
          at: Point(best.box.x + 2, best.box.maxY - size.height * 0.26),
          halo: annotation.hasHalo || best.cost >= 10
            || gridLines.contains { $0 > best.box.minY && $0 < best.box.maxY }
            ? plot.theme.page : nil))
      if let step = annotation.step, let timeline = plot.timeline {
        nodes.append(.group(Group(motion: .appear(at: timeline.slot(of: Double(step))), [words])))
      } else {
        nodes.append(words)
      }
      taken.boxes.append(best.box)
    }
    self.nodes = nodes
  }

  /// From a point to where a box is nearest.
  private static func leader(from point: Point, to box: Rect) -> (Point, Point) {
    (point, Point(min(box.maxX - 2, max(box.minX + 2, point.x)), min(box.maxY - 1, max(box.minY + 2, point.y))))
  }

  private static func cross(_ a: (Point, Point), _ b: (Point, Point)) -> Bool {
    func side(_ line: (Point, Point), _ point: Point) -> Double {
      (line.1.x - line.0.x) * (point.y - line.0.y) - (line.1.y - line.0.y) * (point.x - line.0.x)
    }
    return side(a, b.0) * side(a, b.1) < 0 && side(b, a.0) * side(b, a.1) < 0
  }

  /// Boxes around a point, best first: above, right, left, below, then further away.
  private static func places(around point: Point, size: Size) -> [Rect] {
    var places: [Rect] = []
    for distance in [6.0, 12, 20, 32] {
      for (dx, dy) in [(0.0, -1.0), (1, -1), (-1, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (0, 1)] {
        let x = point.x - size.width / 2 + dx * (size.width / 2 + distance * (dy == 0 ? 1 : 0.4))
        let y = point.y - size.height / 2 + dy * (size.height / 2 + distance)
        places.append(Rect(x: x, y: y, width: size.width, height: size.height))
      }
    }
    return places
  }
}

extension Rect {
  /// Whether a straight line goes through it.
  fileprivate func isCrossed(by line: (Point, Point)) -> Bool {
    (0...16).contains { step in
      let part = Double(step) / 16
      return contains(
        Point(line.0.x + part * (line.1.x - line.0.x), line.0.y + part * (line.1.y - line.0.y)))
    }
  }
}

/// Two strokes across a point where something ends that should go on, on strokes of the page's colour that part them
/// from the line.
func endCross(at center: Point, reach: Double, _ paint: Paint, page: Paint) -> [Node] {
  var path = Path()
  for slope in [1.0, -1] {
    path.move(to: Point(center.x - reach, center.y - slope * reach))
    path.line(to: Point(center.x + reach, center.y + slope * reach))
  }
  return [
    .path(path, fill: nil, stroke: Stroke(page, width: 5, cap: .round)),
    .path(path, fill: nil, stroke: Stroke(paint, width: 2.2, cap: .round)),
  ]
}
