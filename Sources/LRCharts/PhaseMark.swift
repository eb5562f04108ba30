import LRScene

/// Shaded spans of x with their names along the top: the phases of a schedule.
public struct PhaseMark: Mark {
  public struct Phase: Sendable, Hashable {
    public var name: String
    public var range: ClosedRange<Double>
    /// How dark the shade is, 0...1.
    public var strength: Double

    public init(_ name: String, _ range: ClosedRange<Double>, strength: Double) {
      self.name = name
      self.range = range
      self.strength = strength
    }
  }

  public var phases: [Phase]

  public init(_ phases: [Phase]) {
    self.phases = phases
  }

  public var layer: Layer { .background }

  public func nodes(in plot: Plot) -> [Node] {
    var nodes: [Node] = []
    for phase in phases {
      guard let span = span(of: phase, in: plot), phase.strength > 0 else { continue }
      nodes.append(
        .path(
          Path(
            Rect(
              x: span.lowerBound, y: plot.frame.minY, width: span.upperBound - span.lowerBound,
              height: plot.frame.height)),
          fill: plot.theme.shade.opacity(0.16 * phase.strength), stroke: nil))
    }
    return nodes
  }

  public func overlay(in plot: Plot) -> [Node] {
    names(in: plot).map { name, box in
      .text(
        Label(
          RichText(name), font: font(plot), paint: plot.theme.muted,
          at: Point(box.center.x, box.maxY - box.height * 0.24), anchor: .middle))
    }
  }

  public func obstacles(in plot: Plot) -> Obstacles {
    Obstacles(boxes: names(in: plot).map(\.1))
  }

  private func font(_ plot: Plot) -> Font { Font(size: plot.type.caption.size) }

  private func span(of phase: Phase, in plot: Plot) -> ClosedRange<Double>? {
    let low = max(plot.frame.minX, plot.x(phase.range.lowerBound))
    let high = min(plot.frame.maxX, plot.x(phase.range.upperBound))
    return low < high ? low...high : nil
  }

  /// Names centred over their spans, moved apart where they would touch; the narrowest spans lose theirs when all
  /// together are wider than the plot.
  private func names(in plot: Plot) -> [(String, Rect)] {
    // On a plot this low the names would stand on the curve.
    guard plot.frame.height >= 5 * font(plot).size else { return [] }
    var items: [(name: String, center: Double, width: Double, span: Double)] = phases.compactMap { phase in
      guard let span = span(of: phase, in: plot) else { return nil }
      let width = plot.measurer.measure(RichText(phase.name), font(plot)).width + 8
      return (phase.name, (span.lowerBound + span.upperBound) / 2, width, span.upperBound - span.lowerBound)
    }
    while items.reduce(0, { $0 + $1.width }) > plot.frame.width,
      let narrowest = items.indices.min(by: { items[$0].span < items[$1].span })
    {
      items.remove(at: narrowest)
    }
    // A name far from its span would mislead; then the narrow span goes without.
    while true {
      let centers = spread(items.map(\.center), sizes: items.map(\.width), within: plot.frame.minX...plot.frame.maxX)
      if let stray = items.indices.filter({
        abs(centers[$0] - items[$0].center) > max(items[$0].span, items[$0].width) / 2 + 6
      })
      .min(by: { items[$0].span < items[$1].span }) {
        items.remove(at: stray)
        continue
      }
      let height = font(plot).size * 1.35
      return zip(items, centers).map { item, center in
        (item.name, Rect(x: center - item.width / 2, y: plot.frame.minY + 2, width: item.width, height: height))
      }
    }
  }
}
