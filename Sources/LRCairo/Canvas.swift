import LRScene

/// What a format must be able to draw. `draw(_:on:shaper:)` walks the scene and calls these in painting order.
protocol Canvas: AnyObject {
  /// Covers the whole picture.
  func background(_ paint: Paint)
  /// Fills first, then strokes. All coordinates are finite.
  func path(_ path: Path, fill: Paint?, stroke: Stroke?, evenOdd: Bool)
  /// Draws `line`, the shaped text of `label`.
  func text(_ line: ShapedLine, _ label: Label) throws(CairoError)
  func image(_ raster: Raster, in rect: Rect) throws(CairoError)
  /// Everything up to the matching `endGroup` is moved by the group's offset, then clipped (the clip moves along),
  /// then blended as a whole.
  func beginGroup(_ group: Group)
  /// Draws a group by pointing to an equal one that was drawn before; false where there is none, or no pointing.
  func repeats(_ group: Group) -> Bool
  func endGroup(_ group: Group)
}

extension Canvas {
  func repeats(_ group: Group) -> Bool { false }
}

/// Draws a scene's nodes in order; the only place that knows every kind of node.
func draw(_ scene: Scene, on canvas: some Canvas, shaper: TextShaper) throws(CairoError) {
  if let background = scene.background { canvas.background(background) }
  try draw(scene.nodes, on: canvas, shaper: shaper)
}

private func draw(_ nodes: [Node], on canvas: some Canvas, shaper: TextShaper) throws(CairoError) {
  for node in nodes {
    switch node {
    case .path(let path, let fill, let stroke, let evenOdd):
      guard fill != nil || stroke != nil, !path.elements.isEmpty else { continue }
      try requireFinite(path)
      if let stroke { try requireFinite(stroke) }
      canvas.path(path, fill: fill, stroke: stroke, evenOdd: evenOdd)
    case .text(let label):
      let numbers = [label.position.x, label.position.y, label.rotation, label.font.size, label.haloWidth]
      guard numbers.allSatisfy(\.isFinite), (0...ShapedLine.largestFont).contains(label.font.size) else {
        throw notFinite("a label's place, rotation or size", "draw the label \"\(label.text.plain)\"")
      }
      let line = shaper.line(label.text, label.font)
      if !line.segments.isEmpty { try canvas.text(line, label) }
    case .image(let raster, let rect):
      try requireFinite(rect, "draw an image")
      if rect.width > 0, rect.height > 0 { try canvas.image(raster, in: rect) }
    case .group(let group):
      if let clip = group.clip { try requireFinite(clip, "clip a group") }
      guard group.offset.x.isFinite, group.offset.y.isFinite, group.opacity.isFinite else {
        throw notFinite("a group's move or opacity", "draw a group")
      }
      if group.isRepeated, canvas.repeats(group) { continue }
      canvas.beginGroup(group)
      try draw(group.nodes, on: canvas, shaper: shaper)
      canvas.endGroup(group)
    }
  }
}

private func notFinite(_ what: String, _ operation: String) -> CairoError {
  CairoError(code: .coordinate, operation: operation, message: "\(what) is not a number that can be drawn")
}

private func requireFinite(_ path: Path) throws(CairoError) {
  // x - x is 0 for a finite x and not a number otherwise, which then sticks: one test at the end finds any.
  var sum = 0.0
  for element in path.elements {
    switch element {
    case .move(let p), .line(let p): sum += (p.x - p.x) + (p.y - p.y)
    case .curve(let a, let b, let p):
      sum += (a.x - a.x) + (a.y - a.y) + (b.x - b.x) + (b.y - b.y) + (p.x - p.x) + (p.y - p.y)
    case .close: break
    }
  }
  guard sum == 0 else { throw notFinite("a path's coordinate", "draw a path") }
}

private func requireFinite(_ stroke: Stroke) throws(CairoError) {
  guard stroke.width.isFinite, stroke.width >= 0, stroke.dash.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
    throw notFinite("a line's width or dash", "draw a line")
  }
}

private func requireFinite(_ rect: Rect, _ operation: String) throws(CairoError) {
  guard [rect.x, rect.y, rect.width, rect.height].allSatisfy(\.isFinite) else {
    throw notFinite("a rectangle's side", operation)
  }
}
