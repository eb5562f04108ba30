import LRCore
import LRScene

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Panels in their places, with the scales that they share.
struct PanelGrid {
  let chart: Chart
  let type: Typography
  let measurer: TextMeasurer
  /// The most of the width that names at line ends may take; sections, being narrow, give more.
  var labelShare = 0.4
  /// What each panel's marks need, and what all need together.
  private let extents: [Extent]
  private let all: Extent

  init(chart: Chart, type: Typography, measurer: TextMeasurer) {
    self.chart = chart
    self.type = type
    self.measurer = measurer
    extents = chart.panels.map { panel in panel.marks.reduce(Extent()) { $0.union($1.extent) } }
    all = extents.reduce(Extent()) { $0.union($1) }
  }

  /// All panels share x, but in a row.
  private func xScale(_ index: Int) -> AxisScale {
    chart.panels[index].x.scale(
      over: chart.arrangement == .row ? extents[index].x : all.x, positive: nil, reachesZero: false, length: 0)
  }

  /// Small multiples share y; stacked panels have their own.
  private func yScale(_ index: Int, height: Double) -> AxisScale {
    let extent = chart.arrangement == .grid ? all : extents[index]
    return chart.panels[index].y.scale(
      over: extent.y, positive: extent.smallestPositiveY, reachesZero: extent.reachesZero, length: height)
  }

  /// Names of the lines of all panels, each once.
  var keys: [LegendKey] {
    var seen: Set<String> = []
    return chart.panels.flatMap { $0.marks.compactMap(\.key) }
      .filter { !$0.name.isEmpty && seen.insert($0.name).inserted }
  }

  /// Whether a line has a name or a value that may stand at its end.
  var hasEndLabels: Bool {
    chart.panels.contains { panel in
      panel.marks.lazy.compactMap(\.key).contains { $0.end != nil && (!$0.name.isEmpty || $0.detail != nil) }
    }
  }

  /// Labels at the line ends of a stack's panels; nil for small multiples, whose panels are narrow.
  func directLabels(in body: Rect) -> (width: Double, fit: Bool)? {
    if case .sections(let direction, let sections) = chart.arrangement {
      return PanelSections(self, direction, sections, in: body).directLabels
    }
    guard chart.arrangement != .grid || chart.panels.count == 1 else { return nil }
    if chart.arrangement == .row, let panel = chart.panels.last {
      let labels = DirectLabels(panel.marks.compactMap(\.key), type: type, measurer: measurer)
      let share = body.width * panel.weight / chart.panels.reduce(0) { $0 + $1.weight }
      return (
        min(labels.width, share * 0.5), labels.width <= share * 0.5 && labels.height < body.height - 5 * type.tick.size
      )
    }
    let total = chart.panels.reduce(0) { $0 + $1.weight }
    var width = 0.0
    var fit = true
    for panel in chart.panels {
      let keys = panel.marks.compactMap(\.key).filter { $0.end != nil }
      let labels = DirectLabels(keys, type: type, measurer: measurer)
      width = max(width, labels.width)
      let height = body.height * panel.weight / total - 5 * type.tick.size
      if labels.height > height || labels.width > body.width * labelShare { fit = false }
    }
    return (min(width, body.width * labelShare), fit)
  }

  // MARK: places

  func nodes(in body: Rect, rightRoom: Double) -> [Node] {
    guard !chart.panels.isEmpty else { return [] }
    switch chart.arrangement {
    case .stack: return stacked(in: body, rightRoom: rightRoom)
    case .grid: return gridded(in: body)
    case .row: return rowed(in: body, rightRoom: rightRoom)
    case .sections(let direction, let sections):
      return PanelSections(self, direction, sections, in: body).nodes(hasLabels: rightRoom > 0)
    }
  }

  private func stacked(in body: Rect, rightRoom: Double) -> [Node] {
    // A low figure gives up the second x axis before it gives up the plot.
    if body.height < 150, chart.panels.contains(where: { $0.topX != nil }) {
      var plain = chart
      for index in plain.panels.indices { plain.panels[index].topX = nil }
      return PanelGrid(chart: plain, type: type, measurer: measurer).stacked(in: body, rightRoom: rightRoom)
    }
    let gap = 10 * type.factor
    let total = chart.panels.reduce(0) { $0 + $1.weight }
    let last = chart.panels.count - 1
    let fixed = chart.panels.indices.map { head($0) + foot(isLast: $0 == last, $0) }
    let flexible = max(20, body.height - fixed.reduce(0, +) - gap * Double(last))
    var nodes: [Node] = []
    var y = body.minY
    let heights = chart.panels.map { max(10, flexible * $0.weight / total) }
    let yTicks = chart.panels.indices.map { verticalTicks($0, height: heights[$0]) }
    let left = yTicks.map { labelWidth($0) }.max() ?? 0
    for (index, height) in heights.enumerated() {
      var frame = Rect(
        x: body.minX + left, y: y + head(index), width: max(20, body.width - left - max(rightRoom, edgeRoom(index))),
        height: height)
      if chart.panels[index].equalAspect { frame = equalized(frame, index) }
      nodes += drawing(index, frame, yTicks[index], left: body.minX, isLast: index == last, isFirst: true)
        .nodes(labelRoom: rightRoom)
      y += height + fixed[index] + gap
    }
    return nodes
  }

  private func rowed(in body: Rect, rightRoom: Double) -> [Node] {
    let gap = 18 * type.factor
    let total = chart.panels.reduce(0) { $0 + $1.weight }
    let last = chart.panels.count - 1
    let free = body.width - gap * Double(last)
    let rowHead = chart.panels.indices.map { head($0) }.max() ?? 0
    let rowFoot = chart.panels.indices.map { foot(isLast: true, $0) }.max() ?? 0
    let height = max(16, body.height - rowHead - rowFoot)
    var nodes: [Node] = []
    var x = body.minX
    for (index, panel) in chart.panels.enumerated() {
      let cell = free * panel.weight / total
      let ticks = verticalTicks(index, height: height)
      let left = labelWidth(ticks)
      let right = max(edgeRoom(index), index == last ? rightRoom : 0)
      var frame = Rect(x: x + left, y: body.minY + rowHead, width: max(16, cell - left - right), height: height)
      let bar = colorBarWidth(index, frame)
      frame.width -= bar
      if panel.equalAspect { frame = equalized(frame, index) }
      let named = x + measurer.measure(panel.y.label, type.axis).width + type.axis.size
      nodes +=
        panel.colorBar.map { colorBar($0, beside: frame, width: bar, titleRoom: frame.maxX + bar - named) } ?? []
      nodes += drawing(index, frame, ticks, left: x, isLast: true, isFirst: true)
        .nodes(labelRoom: index == last ? rightRoom : 0)
      x += cell + gap
    }
    return nodes
  }

  /// The largest frame within this one in which both axes have the same unit, in its upper left corner.
  private func equalized(_ frame: Rect, _ index: Int) -> Rect {
    let x = xScale(index).domain
    let y = yScale(index, height: frame.height).domain
    let wanted = x.width(comparedWith: y)
    // At the ends of Double one side may be nothing beside the other.
    guard wanted.isFinite, wanted > 0 else { return frame }
    var frame = frame
    if frame.width / frame.height > wanted {
      frame.width = frame.height * wanted
    } else {
      frame.height = frame.width / wanted
    }
    return frame
  }

  private func gridded(in body: Rect) -> [Node] {
    let count = chart.panels.count
    // The name of y stands once, above all panels, so that their titles stand in line.
    if let name = chart.panels.first?.y.label, !name.isEmpty {
      let height = type.axis.size * 1.5
      var unnamed = chart
      for index in unnamed.panels.indices { unnamed.panels[index].y.label = "" }
      let rest = Rect(x: body.x, y: body.y + height, width: body.width, height: body.height - height)
      let exponent = verticalTicks(0, height: body.height / 2).exponent
      let text = exponent == 0 ? name : name + RichText("  (×") + powerLabel(1, exponent) + RichText(")")
      return [
        .text(
          LRScene.Label(text, font: type.axis, paint: chart.theme.muted, at: Point(body.x, body.y + type.axis.size)))
      ] + PanelGrid(chart: unnamed, type: type, measurer: measurer).gridded(in: rest)
    }
    // The last tick label of a panel and the first of its neighbour keep apart.
    let gap = 2 * edgeRoom(0) + 8 * type.factor
    // The number of columns whose panels come nearest to the shape that is wanted.
    let columns =
      (1...count).min { a, b in
        func misfit(_ columns: Int) -> Double {
          let rows = (count + columns - 1) / columns
          let aspect = (body.width / Double(columns)) / (body.height / Double(rows))
          return abs(log(aspect / chart.panels[0].preferredAspect)) + 0.9 * Double(rows * columns - count)
            / Double(count)
        }
        return misfit(a) < misfit(b)
      } ?? 1
    let rows = (count + columns - 1) / columns
    let rowHead = chart.panels.indices.map { head($0) }.max() ?? 0
    let lastFoot = foot(isLast: true, 0)
    let innerFoot = foot(isLast: false, 0)
    let height = max(
      16, (body.height - rowHead * Double(rows) - lastFoot - (innerFoot + gap * 0.4) * Double(rows - 1)) / Double(rows))
    let ticks = verticalTicks(0, height: height)
    let left = labelWidth(ticks)
    let right = edgeRoom(0)
    // Small multiples of maps share their levels, and one key.
    let bar = colorBarWidth(0, Rect(x: 0, y: 0, width: body.width - left, height: body.height))
    let width = max(16, (body.width - left - right - bar - gap * Double(columns - 1)) / Double(columns))
    let all = Rect(
      x: body.minX + left, y: body.minY + rowHead, width: Double(columns) * (width + gap) - gap,
      height: Double(rows) * (height + rowHead + innerFoot + gap * 0.4) - rowHead - innerFoot - gap * 0.4)
    var nodes = chart.panels.first?.colorBar.map { colorBar($0, beside: all, width: bar) } ?? []
    for index in chart.panels.indices {
      let row = index / columns
      let column = index % columns
      var frame = Rect(
        x: body.minX + left + Double(column) * (width + gap),
        y: body.minY + rowHead + Double(row) * (height + rowHead + innerFoot + gap * 0.4), width: width, height: height)
      if chart.panels[index].equalAspect { frame = equalized(frame, index) }
      // The panel has nobody below it: it carries the labels of x.
      let isLast = index + columns >= count
      nodes += drawing(index, frame, ticks, left: body.minX, isLast: isLast, isFirst: column == 0).nodes(labelRoom: 0)
    }
    return nodes
  }

  // MARK: colour bars

  private func colorBarWidth(_ index: Int, _ frame: Rect) -> Double {
    chart.panels[index].colorBar?.width(besideFrameOf: Size(frame.width, frame.height), type, measurer) ?? 0
  }

  private func colorBar(
    _ bar: ColorBar, beside frame: Rect, width: Double, titleRoom: Double = .infinity
  ) -> [Node] {
    bar.nodes(beside: frame, width: width, titleRoom: titleRoom, theme: chart.theme, type, measurer)
  }

  // MARK: room

  private func head(_ index: Int) -> Double {
    let panel = chart.panels[index]
    var height = 4.0
    if panel.title != nil { height += type.label.size * 1.4 }
    guard panel.showsAxes else { return height }
    if !panel.y.label.isEmpty {
      height += type.axis.size * 1.45 + 4
    }
    if panel.topX != nil { height += type.tick.size * 2.0 }
    return height
  }

  private func foot(isLast: Bool, _ index: Int) -> Double {
    guard isLast, chart.panels[index].showsAxes else { return 4 }
    return 4 + type.tick.size * 1.5 + (chart.panels[index].x.label.isEmpty ? 0 : type.axis.size * 1.35)
  }

  private func verticalTicks(_ index: Int, height: Double) -> TickSet {
    guard chart.panels[index].showsAxes else { return TickSet([]) }
    let scale = yScale(index, height: height)
    let wanted = Int(clamping: height / (type.tick.size * 3.1), to: 2...1000)
    // One tick alone gives no scale: on a low panel they may stand closer.
    for count in wanted...(wanted + 4) {
      let ticks = scale.ticks(atMost: count, style: chart.panels[index].y.style)
      if ticks.ticks.count(where: { $0.label != nil }) >= 2 { return ticks }
    }
    return scale.ticks(atMost: wanted, style: chart.panels[index].y.style)
  }

  private func labelWidth(_ ticks: TickSet) -> Double {
    guard !ticks.ticks.isEmpty else { return 0 }
    return (ticks.ticks.compactMap { $0.label }.map { measurer.measure($0, type.tick).width }.max() ?? 0) + 9
  }

  /// Room right of the frame for the half of the last tick label that stands out.
  private func edgeRoom(_ index: Int) -> Double {
    guard chart.panels[index].showsAxes else { return 0 }
    let ticks = xScale(index).ticks(atMost: 6, style: chart.panels[index].x.style)
    let last = ticks.ticks.last?.label.map { measurer.measure($0, type.tick).width / 2 } ?? 0
    return max(6, last + 1)
  }

  private func drawing(
    _ index: Int, _ frame: Rect, _ yTicks: TickSet, left: Double, isLast: Bool, isFirst: Bool
  ) -> PanelDrawing {
    PanelDrawing(
      panel: chart.panels[index],
      plot: Plot(
        frame: frame, x: xScale(index), y: yScale(index, height: frame.height), theme: chart.theme, type: type,
        measurer: measurer, timeline: chart.animation.map { StepTimeline($0) }, isInteractive: chart.isInteractive,
        column: chart.panels[index].x.column, quantity: chart.panels[index].y.column),
      yTicks: yTicks, left: left, right: chart.size.width, writesX: isLast, writesY: isFirst)
  }
}

extension Axis {
  /// The scale over what the marks need, with room beyond it.
  ///
  /// - Parameter length: of the axis in points, which headroom is taken from.
  func scale(over needed: ClosedRange<Double>?, positive: Double?, reachesZero: Bool, length: Double) -> AxisScale {
    if let domain {
      if kind == .logarithmic, domain.lowerBound <= 0 {
        let low = min(positive ?? domain.upperBound / 1000, domain.upperBound)
        return AxisScale(kind, covering: low...domain.upperBound, showsZero: true)
      }
      return AxisScale(kind, covering: domain)
    }
    // Headroom never takes more than a third of the axis.
    let share = length > 0 ? min(headroom / length, 1.0 / 3) : 0
    let upper = (1 + room.upper) / (1 - share) - 1
    var low = needed?.lowerBound ?? 0
    var high = needed?.upperBound ?? 1
    switch kind {
    case .linear:
      if includesZero {
        low = min(low, 0)
        high = max(high, 0)
      }
      guard high > low else { return AxisScale(kind, covering: low...high) }
      let span = high - low
      if span.isFinite {
        // An axis that begins at 0 needs no room below it.
        low -= low == 0 ? 0 : room.lower * span
        high += high == 0 ? 0 : upper * span
      }
      return AxisScale(kind, covering: low...high)
    case .logarithmic:
      let least = positive ?? 1e-3
      low = max(least, .leastNonzeroMagnitude)
      high = max(high, low)
      // By their logarithms, for the quotient of the two may be beyond all numbers.
      let decades = log10(high) - log10(low)
      if decades > 0 {
        low = max(low / pow(10, min(decades * room.lower, 1)), .leastNonzeroMagnitude)
        high = min(high * pow(10, min(decades * upper, 300)), .greatestFiniteMagnitude)
      }
      return AxisScale(kind, covering: low...high, showsZero: reachesZero)
    }
  }
}
