import LRScene

extension Chart {
  /// Lays the figure out and draws it.
  ///
  /// From the outside in: title and subtitle above, caption and legend below, panels between; each panel gives its tick
  /// labels and axis names the room that the measurer says they take, and what's left is the plot.
  public func scene(measuring measurer: TextMeasurer) -> Scene {
    let type = Typography(for: size)
    let margin = (16 * type.factor).rounded()
    var nodes: [Node] = []
    let width = size.width - 2 * margin
    var top = margin * 0.75
    var bottom = size.height - margin * 0.75

    func write(_ text: String, _ font: Font, _ paint: Paint, at baseline: Double) {
      nodes.append(.text(LRScene.Label(RichText(text), font: font, paint: paint, at: Point(margin, baseline))))
    }
    // Words give way to the plot on small figures: fewer lines, never smaller letters.
    let roomy = size.height >= 300
    if let title, !title.isEmpty {
      for line in measurer.wrapped(title, type.title, width: width, lines: roomy ? 2 : 1) {
        write(line, type.title, theme.ink, at: top + type.title.size)
        top += type.title.size * 1.28
      }
    }
    if let subtitle, !subtitle.isEmpty {
      for line in measurer.wrapped(subtitle, type.subtitle, width: width, lines: roomy ? 2 : 1) {
        write(line, type.subtitle, theme.muted, at: top + type.subtitle.size * 1.05)
        top += type.subtitle.size * 1.32
      }
    }
    if top > margin { top += 6 * type.factor }
    if let caption, !caption.isEmpty {
      // A fifth of a high figure may be words.
      let most = roomy ? max(5, min(9, Int(clamping: 0.2 * size.height / (type.caption.size * 1.35)))) : 2
      let lines = measurer.wrapped(caption, type.caption, width: width, lines: most)
      bottom -= Double(lines.count) * type.caption.size * 1.35
      for (index, line) in lines.enumerated() {
        write(line, type.caption, theme.muted, at: bottom + type.caption.size * (1.0 + 1.35 * Double(index)))
      }
      bottom -= 5 * type.factor
    }

    var body = Rect(x: margin, y: top, width: width, height: max(40, bottom - top))
    let arranged = PanelGrid(chart: self, type: type, measurer: measurer)
    let keys = arranged.keys
    func endLabels() -> Double? {
      guard legend == .auto || legend == .direct, let labels = arranged.directLabels(in: body) else { return nil }
      return legend == .direct || labels.fit ? labels.width : nil
    }
    let named = keys.filter { !$0.name.isEmpty }
    let boxed = endLabels() == nil ? named : named.filter { !$0.isNamedAtEnd }
    if legend != .none, legend != .direct, !boxed.isEmpty {
      let box = LegendBox(
        boxed, width: body.width, maximumHeight: body.height * 0.34, chart: self, type: type, measurer: measurer)
      nodes += box.nodes(at: Point(body.x, body.maxY - box.height))
      body.height -= box.height + 8 * type.factor
    }
    // Below a legend there may be no room any more for names, which then are in it, or for details.
    let rightRoom = boxed.count == named.count && named.contains(where: \.isNamedAtEnd) ? 0 : endLabels() ?? 0
    nodes += arranged.nodes(in: body, rightRoom: rightRoom)
    // Panels don't overlap, so what stands still may come before what moves in another.
    if animation != nil { nodes = nodes.filter { !$0.moves } + nodes.filter { $0.moves } }
    return Scene(
      size: size, background: paintsPage ? theme.page : nil, title: name, description: description,
      language: language, provenance: provenance,
      playback: animation.map { Playback(duration: $0.seconds, hold: $0.hold) }, nodes: nodes)
  }
}
