import LRScene

/// Draws one panel in its frame: grid, axes, marks, names.
struct PanelDrawing {
  let panel: Panel
  let plot: Plot
  let yTicks: TickSet
  /// Where words left of the frame begin.
  let left: Double
  /// The right edge of the figure.
  let right: Double
  let writesX: Bool
  let writesY: Bool

  private var frame: Rect { plot.frame }
  private var theme: Theme { plot.theme }
  private var type: Typography { plot.type }

  /// - Parameter labelRoom: the width right of the frame for names at line ends; 0 for none.
  func nodes(labelRoom: Double) -> [Node] {
    let marks = panel.marks
    var ground = plot
    for mark in marks where mark.layer == .data { ground.taken.add(mark.obstacles(in: plot)) }
    var nodes = marks.filter { $0.layer == .background }.flatMap { $0.nodes(in: ground) }
    if panel.showsAxes {
      if panel.showsGrid { nodes += grid() }
      nodes += verticalAxis() + horizontalAxis() + topAxis()
    }
    nodes += names()
    nodes += marks.filter { $0.layer == .data }.flatMap { named($0.nodes(in: plot), of: $0) }
    nodes += marks.flatMap { named($0.overlay(in: plot), of: $0) }
    if labelRoom > 0 {
      let labels = DirectLabels(marks.compactMap(\.key), type: type, measurer: plot.measurer)
      nodes += labels.nodes(in: plot, width: labelRoom)
    }
    if !panel.annotations.isEmpty {
      var ink = Obstacles()
      for mark in marks { ink.add(mark.obstacles(in: plot)) }
      let gridLines = yTicks.ticks.filter { plot.y.covers($0.value) }.map { plot.y($0.value) }
      nodes += AnnotationPlacement(panel.annotations, ink: ink, gridLines: gridLines, plot: plot).nodes
    }
    if plot.isInteractive, panel.showsAxes {
      nodes = [.group(Group(role: .plot(plot.edges), nodes))]
    }
    // What moves, and what lies over it, is one node: all before it can be drawn once for all pictures.
    guard plot.timeline != nil, let first = nodes.firstIndex(where: { $0.moves }) else { return nodes }
    return nodes[..<first] + [.group(Group(Array(nodes[first...])))]
  }

  /// The nodes of a mark, in a group that says whose they are.
  private func named(_ nodes: [Node], of mark: any Mark) -> [Node] {
    guard plot.isInteractive, !nodes.isEmpty, let name = mark.key?.name, !name.isEmpty else { return nodes }
    return [.group(Group(role: .series(name), nodes))]
  }

  // MARK: grid and axes

  private func grid() -> [Node] {
    var minor = Path()
    var major = Path()
    for tick in yTicks.ticks where plot.y.covers(tick.value) {
      let y = plot.crisp(plot.y(tick.value))
      let start = Point(frame.minX, y)
      if tick.label == nil {
        minor.move(to: start)
        minor.line(to: Point(frame.maxX, y))
      } else {
        major.move(to: start)
        major.line(to: Point(frame.maxX, y))
      }
    }
    var nodes: [Node] = []
    if !minor.elements.isEmpty { nodes.append(.path(minor, fill: nil, stroke: Stroke(theme.minorGrid, width: 0.75))) }
    if !major.elements.isEmpty { nodes.append(.path(major, fill: nil, stroke: Stroke(theme.grid, width: 1))) }
    return nodes
  }

  private func verticalAxis() -> [Node] {
    var nodes: [Node] = []
    if writesY {
      var edge = Double.infinity
      for tick in yTicks.ticks where plot.y.covers(tick.value) {
        guard let label = tick.label else { continue }
        let extents = plot.measurer.measure(label, type.tick)
        // Upwards from the lowest; on a low axis the first decade would touch the 0 below the break.
        let y = plot.y(tick.value)
        guard y + type.tick.size * 0.5 < edge else { continue }
        edge = y - type.tick.size * 0.5
        nodes.append(
          .text(
            Label(
              label, font: type.tick, paint: theme.muted,
              at: Point(frame.minX - 6, y + (extents.ascent - extents.descent) * 0.5 - 0.4), anchor: .end)))
      }
    }
    if plot.y.showsZero { nodes += breakMark() }
    return nodes
  }

  /// Two slanted strokes on the left edge, between 0 and the smallest value that has a logarithm.
  private func breakMark() -> [Node] {
    let y = frame.maxY - frame.height * AxisScale.zeroBand * 0.5
    let stroke = Stroke(theme.axis, width: 1)
    var gap = Path()
    var strokes = Path()
    gap.move(to: Point(frame.minX, y))
    gap.line(to: Point(frame.maxX, y))
    for offset in [-1.75, 1.75] {
      strokes.move(to: Point(frame.minX - 4, y + offset + 2))
      strokes.line(to: Point(frame.minX + 4, y + offset - 2))
    }
    return [
      .path(gap, fill: nil, stroke: Stroke(theme.axis, width: 0.75, dash: [1.5, 3])),
      .path(strokes, fill: nil, stroke: stroke),
    ]
  }

  private func horizontalAxis() -> [Node] {
    let bottom = plot.crisp(frame.maxY)
    var axis = Path([Point(frame.minX, bottom), Point(frame.maxX, bottom)])
    var nodes: [Node] = []
    let ticks = horizontalTicks(plot.x, style: panel.x.style)
    for tick in ticks.ticks where plot.x.covers(tick.value) {
      guard tick.label != nil else { continue }
      let x = plot.crisp(plot.x(tick.value))
      axis.move(to: Point(x, bottom))
      axis.line(to: Point(x, bottom + 4))
    }
    nodes.append(.path(axis, fill: nil, stroke: Stroke(theme.axis, width: 1)))
    guard writesX else { return nodes }
    let baseline = bottom + 5 + type.tick.size
    for tick in ticks.ticks where plot.x.covers(tick.value) {
      guard let label = tick.label else { continue }
      nodes.append(
        .text(
          Label(label, font: type.tick, paint: theme.muted, at: Point(plot.x(tick.value), baseline), anchor: .middle)))
    }
    if !panel.x.label.isEmpty {
      // A name longer than its frame stays within the panel's own room on the left, and on the page.
      let name = withFactor(panel.x.label, ticks.exponent)
      let half = plot.measurer.measure(name, type.axis).width / 2
      let center = min(max(frame.center.x, left + half), right - 4 - half)
      nodes.append(
        .text(
          Label(
            name, font: type.axis, paint: theme.muted, at: Point(center, baseline + type.axis.size * 1.35),
            anchor: .middle)))
    }
    return nodes
  }

  private func topAxis() -> [Node] {
    guard let top = panel.topX else { return [] }
    let (low, high) = (plot.x.domain.lowerBound * top.factor, plot.x.domain.upperBound * top.factor)
    guard low.isFinite, high.isFinite, low < high else { return [] }
    let domain = low...high
    let scale = AxisScale(plot.x.kind, covering: domain)
    let ticks = horizontalTicks(scale, style: top.style)
    let y = plot.crisp(frame.minY)
    var axis = Path([Point(frame.minX, y), Point(frame.maxX, y)])
    var nodes: [Node] = []
    let name = plot.measurer.measure(top.label, type.tick).width
    for tick in ticks.ticks where scale.covers(tick.value) {
      guard let label = tick.label else { continue }
      let x = frame.minX + frame.width * scale.unit(tick.value)
      axis.move(to: Point(plot.crisp(x), y))
      axis.line(to: Point(plot.crisp(x), y - 4))
      nodes.append(
        .text(Label(label, font: type.tick, paint: theme.muted, at: Point(x, y - 6.5), anchor: .middle)))
    }
    nodes.append(.path(axis, fill: nil, stroke: Stroke(theme.axis, width: 1)))
    // Its name stands above its right end, so that it can't touch the numbers.
    if name < frame.width * 0.6 {
      nodes.append(
        .text(
          Label(
            top.label, font: type.tick, paint: theme.muted, at: Point(frame.maxX, y - 6.5 - type.tick.size * 1.3),
            anchor: .end)))
    }
    return nodes
  }

  /// As many ticks as stand apart, by the room that their labels take.
  private func horizontalTicks(_ scale: AxisScale, style: TickStyle) -> TickSet {
    // One tick alone gives no scale: three are tried on the narrowest panel.
    var count = Int(clamping: frame.width / (type.tick.size * 3.6), to: 3...1000)
    while true {
      let ticks = scale.ticks(atMost: count, style: style)
      var edge = -Double.infinity
      let apart = ticks.ticks.allSatisfy { tick in
        guard let label = tick.label else { return true }
        let width = plot.measurer.measure(label, type.tick).width
        let x = frame.width * scale.unit(tick.value)
        defer { edge = x + width / 2 }
        return x - width / 2 >= edge + type.tick.size * 0.7
      }
      if apart || count <= 2 { return ticks }
      count = max(2, min(count - 1, ticks.ticks.count - 1))
    }
  }

  // MARK: names

  private func names() -> [Node] {
    var nodes: [Node] = []
    // Clear of the label of a tick at the very top.
    var baseline = frame.minY - 5 - type.tick.size * 0.55
    if panel.showsAxes, panel.topX != nil { baseline -= type.tick.size * 2.0 }
    if panel.showsAxes, !panel.y.label.isEmpty {
      let name = withFactor(panel.y.label, yTicks.exponent)
      nodes.append(.text(Label(name, font: type.axis, paint: theme.muted, at: Point(left, baseline))))
      baseline -= type.axis.size * 1.45
    }
    if let title = panel.title {
      let fitted = plot.measurer.fitted(title.plain, type.label, width: frame.width + (writesY ? frame.minX - left : 0))
      let start = writesY ? left : frame.minX
      nodes.append(.text(Label(RichText(fitted), font: type.label, paint: theme.ink, at: Point(start, baseline))))
    }
    return nodes
  }

  private func withFactor(_ label: RichText, _ exponent: Int) -> RichText {
    guard exponent != 0 else { return label }
    return label + RichText("  (×") + powerLabel(1, exponent) + RichText(")")
  }
}
