import LRScene

/// Bars along the top of a plot, a row for each line, that say which part of the line is what.
public struct RibbonMark: Mark {
  public struct Part: Sendable, Hashable {
    public var name: String
    public var range: ClosedRange<Double>
    public var strength: Double

    public init(_ name: String, _ range: ClosedRange<Double>, strength: Double) {
      self.name = name
      self.range = range
      self.strength = strength
    }
  }

  public struct Row: Sendable, Hashable {
    public var paint: Paint
    public var parts: [Part]

    public init(paint: Paint, parts: [Part]) {
      self.paint = paint
      self.parts = parts
    }
  }

  public var rows: [Row]
  /// In points.
  public var rowHeight: Double

  public init(_ rows: [Row], rowHeight: Double) {
    self.rows = rows
    self.rowHeight = rowHeight
  }

  public func nodes(in plot: Plot) -> [Node] {
    guard fits(plot) else { return [] }
    let font = Font(size: min(plot.type.caption.size * 0.86, rowHeight - 2))
    var nodes: [Node] = []
    for (index, row) in rows.enumerated() {
      for part in row.parts {
        let box = box(part, row: index, in: plot)
        guard box.width > 0.5 else { continue }
        nodes.append(.path(Path(box), fill: plot.theme.page, stroke: nil))
        nodes.append(.path(Path(box), fill: row.paint.opacity(0.3 * part.strength), stroke: nil))
        if plot.measurer.measure(RichText(part.name), font).width + 4 <= box.width {
          nodes.append(
            .text(
              Label(
                RichText(part.name), font: font, paint: row.paint,
                at: Point(box.center.x, box.center.y + font.size * 0.35), anchor: .middle)))
        }
      }
    }
    return nodes
  }

  public func obstacles(in plot: Plot) -> Obstacles {
    guard fits(plot) else { return Obstacles() }
    return Obstacles(
      boxes: rows.indices.flatMap { index in rows[index].parts.map { box($0, row: index, in: plot) } })
  }

  /// Ribbons take at most a third of the plot; on a lower one they are left out.
  private func fits(_ plot: Plot) -> Bool {
    Double(rows.count) * (rowHeight + 2) <= plot.frame.height / 3
  }

  private func box(_ part: Part, row: Int, in plot: Plot) -> Rect {
    let low = max(plot.frame.minX, plot.x(part.range.lowerBound))
    let high = min(plot.frame.maxX, plot.x(part.range.upperBound))
    return Rect(
      x: low + 0.5, y: plot.frame.minY + 2 + Double(row) * (rowHeight + 2), width: max(0, high - low - 1),
      height: rowHeight)
  }
}
