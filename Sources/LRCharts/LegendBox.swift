import LRScene

/// Names beside samples of their lines, in columns; what finds no room is counted in the last place.
struct LegendBox {
  private let entries: [LegendKey]
  private let columns: Int
  private let columnWidth: Double
  private let rows: Int
  private let leftOut: String?
  private let type: Typography
  private let measurer: TextMeasurer
  private let theme: Theme
  private let isInteractive: Bool

  private var rowHeight: Double { type.label.size * 1.45 }
  private var sample: Double { 26 * type.factor }

  init(
    _ keys: [LegendKey], width: Double, maximumHeight: Double, chart: Chart, type: Typography, measurer: TextMeasurer
  ) {
    self.type = type
    self.measurer = measurer
    theme = chart.theme
    isInteractive = chart.isInteractive
    let rowHeight = type.label.size * 1.45
    let sample = 26 * type.factor
    // In the order of the line ends, highest first.
    let ordered = keys.enumerated().sorted { left, right in
      (-(left.element.end?.y ?? 0), left.offset) < (-(right.element.end?.y ?? 0), right.offset)
    }.map(\.element)
    let font = Font(size: type.label.size)
    let widest = ordered.map { measurer.width($0.name, font) + Self.detailWidth($0, font, measurer) }.max() ?? 0
    let wanted = min(width, sample + 6 + widest + 18 * type.factor)
    // Names longer than a third of the figure are cut rather than one to a line, when there are many.
    let many = Double(ordered.count) * rowHeight > maximumHeight
    columnWidth = many ? min(wanted, max(width / 3, 120 * type.factor)) : wanted
    columns = Int(clamping: width / columnWidth, to: 1...10_000)
    let fittingRows = Int(clamping: maximumHeight / rowHeight, to: 1...10_000)
    let places = fittingRows * columns
    if ordered.count <= places {
      entries = ordered
      leftOut = nil
      rows = (ordered.count + columns - 1) / columns
    } else {
      // The count of the others ends the last row, in as many places as its words need.
      let words = measurer.width(chart.leftOut(ordered.count), font) + 8
      let reserved = min(columns, Int(clamping: (words / columnWidth).rounded(.up)))
      entries = Array(ordered.prefix(places - reserved))
      leftOut = chart.leftOut(ordered.count - entries.count)
      rows = fittingRows
    }
  }

  var height: Double { Double(rows) * rowHeight }

  func nodes(at origin: Point) -> [Node] {
    let font = Font(size: type.label.size)
    var nodes: [Node] = []
    func place(_ index: Int) -> Point {
      Point(origin.x + Double(index % columns) * columnWidth, origin.y + (Double(index / columns) + 0.5) * rowHeight)
    }
    for (index, key) in entries.enumerated() {
      let at = place(index)
      let before = nodes.count
      defer {
        if isInteractive {
          let own = Array(nodes[before...])
          nodes.removeLast(own.count)
          nodes.append(.group(Group(role: .label(key.name), own)))
        }
      }
      if let symbol = key.symbol {
        let path = symbol.path(at: Point(at.x + sample / 2, at.y), radius: 4 * type.factor)
        nodes.append(.path(path, fill: key.stroke.paint, stroke: nil))
      } else {
        nodes.append(.line(from: at, to: Point(at.x + sample, at.y), key.stroke))
      }
      let name = measurer.fitted(key.name, font, width: columnWidth - sample - 14)
      nodes.append(
        .text(
          Label(RichText(name), font: font, paint: theme.ink, at: Point(at.x + sample + 6, at.y + font.size * 0.36))))
    }
    if let leftOut {
      let at = place(entries.count)
      nodes.append(
        .text(Label(RichText(leftOut), font: font, paint: theme.muted, at: Point(at.x, at.y + font.size * 0.36))))
    }
    return nodes
  }

  private static func detailWidth(_ key: LegendKey, _ font: Font, _ measurer: TextMeasurer) -> Double {
    key.detail.map { measurer.measure($0, font).width + font.size * 0.5 } ?? 0
  }
}
