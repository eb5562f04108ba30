import LRScene

/// Names at the ends of lines, moved apart so that none touches another, in the order of the ends.
struct DirectLabels {
  private let keys: [LegendKey]
  private let type: Typography
  private let measurer: TextMeasurer

  /// From the frame's edge to the text; a leader line crosses it.
  private var gap: Double { 12 * type.factor }
  private var lineHeight: Double { type.label.size * 1.3 }

  init(_ keys: [LegendKey], type: Typography, measurer: TextMeasurer) {
    self.keys = keys.filter { $0.end != nil && ($0.isNamedAtEnd || $0.detail != nil) }
    self.type = type
    self.measurer = measurer
  }

  /// The room that they need right of the frame.
  var width: Double {
    guard !keys.isEmpty else { return 0 }
    return gap + (keys.map { naturalWidth($0) }.max() ?? 0) + 2
  }

  /// The height that they need.
  var height: Double { Double(keys.count) * lineHeight }

  func nodes(in plot: Plot, width: Double) -> [Node] {
    guard !keys.isEmpty else { return [] }
    let ordered = keys.map { key in (key, y: clamped(plot.y(key.end?.y ?? 0), plot)) }
      .enumerated().sorted { ($0.element.y, $0.offset) < ($1.element.y, $1.offset) }.map(\.element)
    let slack = lineHeight * 0.35
    let centers = spread(
      ordered.map(\.y), sizes: ordered.map { _ in lineHeight },
      within: (plot.frame.minY - slack)...(plot.frame.maxY + slack))
    var nodes: [Node] = []
    let textX = plot.frame.maxX + gap
    for ((key, y), center) in zip(ordered, centers) {
      let before = nodes.count
      defer { group(&nodes, from: before, key, plot) }
      let endX = min(plot.frame.maxX, max(plot.frame.minX, plot.x(key.end?.x ?? 0)))
      var leader = Path()
      // The last update of a run begins before its end, of a short one a good part of the axis before it.
      if endX >= plot.frame.maxX - max(1, 0.2 * plot.frame.width) {
        leader.move(to: Point(endX + 2.5, y))
        leader.line(to: Point(textX - 3, center))
        nodes.append(.path(leader, fill: nil, stroke: Stroke(key.stroke.paint.opacity(0.55), width: 0.9)))
      }
      let room = width - gap
      if !key.isNamedAtEnd {
        let detail = Label(
          key.detail ?? "", font: detailFont, paint: key.stroke.paint, at: Point(textX, center + type.label.size * 0.36)
        )
        nodes.append(.text(detail))
        continue
      }
      let detail = key.detail.map { key.name.isEmpty ? $0 : RichText("  ") + $0 }
      let detailWidth = detail.map { measurer.measure($0, detailFont).width } ?? 0
      // The name gives way only when the detail alone would leave it too little.
      let keepsDetail = naturalWidth(key) <= room || room - detailWidth > 40
      let name = measurer.fitted(key.name, type.label, width: room - (keepsDetail ? detailWidth : 0))
      let baseline = center + type.label.size * 0.36
      if !name.isEmpty {
        nodes.append(
          .text(Label(RichText(name), font: type.label, paint: key.stroke.paint, at: Point(textX, baseline))))
      }
      if let detail, keepsDetail {
        nodes.append(
          .text(
            Label(
              detail, font: detailFont, paint: name.isEmpty ? key.stroke.paint : plot.theme.muted,
              at: Point(textX + measurer.width(name, type.label), baseline))))
      }
    }
    return nodes
  }

  /// Makes what was added one group with its line's name.
  private func group(_ nodes: inout [Node], from first: Int, _ key: LegendKey, _ plot: Plot) {
    guard plot.isInteractive, !key.name.isEmpty, nodes.count > first else { return }
    let own = Array(nodes[first...])
    nodes.removeLast(own.count)
    nodes.append(.group(Group(role: .label(key.name), own)))
  }

  private var detailFont: Font { Font(size: type.label.size * 0.94) }

  private func naturalWidth(_ key: LegendKey) -> Double {
    guard key.isNamedAtEnd else { return key.detail.map { measurer.measure($0, detailFont).width } ?? 0 }
    return measurer.width(key.name, type.label)
      + (key.detail.map { measurer.measure(key.name.isEmpty ? $0 : RichText("  ") + $0, detailFont).width } ?? 0)
  }

  private func clamped(_ y: Double, _ plot: Plot) -> Double { min(plot.frame.maxY, max(plot.frame.minY, y)) }
}
