import LRScene

/// Finds each annotation a free place beside its point.
struct AnnotationPlacement {
  let nodes: [Node]

  /// - Parameter ink: what the panel's marks have drawn.
  /// - Parameter gridLines: heights of lines that words may cross, but not without a halo.
  init(_ annotations: [Annotation], ink: Obstacles, gridLines: [Double], plot: Plot) {
    var nodes: [Node] = []
    var taken = ink
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
        let cost = taken.overlap(box) * 10 + order
        if best.map({ cost < $0.cost }) ?? true { best = (box, cost) }
      }
      // A line may be crossed for words that matter; other words may not.
      guard let best, best.cost < (annotation.optional ? 20 : 10 * Obstacles.boxCost) else { continue }
      let words = Node.text(
        Label(
          annotation.text, font: font, paint: annotation.paint,
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
