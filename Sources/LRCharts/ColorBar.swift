import LRScene

/// The key of a contour map: its bands one above the other, with values between them; or its lines with theirs.
public struct ColorBar: Sendable {
  public var title: RichText
  public var levels: Levels
  public var colormap: Colormap
  /// Whether it shows bands; otherwise the lines between them.
  public var isFilled: Bool

  public init(_ title: RichText, levels: Levels, colormap: Colormap = .viridis, isFilled: Bool = true) {
    self.title = title
    self.levels = levels
    self.colormap = colormap
    self.isFilled = isFilled
  }

  /// Points between frame and bands, and the bands' width.
  private static let gap = 9.0
  private static let strip = 11.0

  /// The room that it takes right of a frame; 0 where the frame is too small to share any.
  func width(besideFrameOf size: Size, _ type: Typography, _ measurer: TextMeasurer) -> Double {
    guard levels.values.count > 0, size.height >= 110, size.width >= 210 else { return 0 }
    let words = levels.labels.map { measurer.measure($0, type.tick).width }.max() ?? 0
    return (Self.gap + Self.strip) * type.factor + 5 + words
  }

  /// Drawn right of a frame; the title ends above its right end.
  ///
  /// - Parameter titleRoom: the width that the name of y leaves for the title; without some letters' room it has none.
  func nodes(
    beside frame: Rect, width: Double, titleRoom: Double = .infinity, theme: Theme, _ type: Typography,
    _ measurer: TextMeasurer
  ) -> [Node] {
    guard width > 0 else { return [] }
    let left = ((frame.maxX + Self.gap * type.factor) * 2).rounded() / 2
    let right = left + (Self.strip * type.factor).rounded()
    let height = frame.height / Double(levels.values.count + 1)
    func top(_ band: Int) -> Double { frame.maxY - height * Double(band + 1) }
    var nodes: [Node] = []
    var ticks = Path()
    if isFilled {
      for band in 0...levels.values.count {
        // Up to the end of the bar, under the bands that follow: no gaps can show between them.
        let shade = Rect(x: left, y: frame.minY, width: right - left, height: top(band) + height - frame.minY)
        nodes.append(.path(Path(shade), fill: levels.color(ofBand: band, in: colormap), stroke: nil))
      }
    } else {
      for index in levels.values.indices {
        let line = Stroke(levels.color(ofLine: index, in: colormap), width: 1.5)
        nodes.append(.line(from: Point(left, top(index)), to: Point(right, top(index)), line))
      }
    }
    for index in labelled(height: height, type) {
      let y = top(index)
      if isFilled { ticks.append([Point(left, y), Point(right, y)]) }
      let label = levels.labels[index]
      let extents = measurer.measure(label, type.tick)
      nodes.append(
        .text(
          Label(
            label, font: type.tick, paint: theme.muted,
            at: Point(right + 5, y + (extents.ascent - extents.descent) * 0.5 - 0.4))))
    }
    if isFilled { nodes.append(.path(ticks, fill: nil, stroke: Stroke(theme.ink.opacity(0.45), width: 0.75))) }
    guard titleRoom >= 4 * type.axis.size else { return nodes }
    let fitted = measurer.fitted(title.plain, type.axis, width: min(frame.width * 0.8, titleRoom))
    nodes.append(
      .text(
        Label(
          fitted == title.plain ? title : RichText(fitted), font: type.axis, paint: theme.muted,
          at: Point(frame.maxX + width, frame.minY - 5 - type.tick.size * 0.55), anchor: .end)))
    return nodes
  }

  /// As many levels as stand apart: all, or every second, ...; of logarithmic ones the powers of ten where these do.
  private func labelled(height: Double, _ type: Typography) -> [Int] {
    let room = type.tick.size * 1.3
    let all = Array(levels.values.indices)
    if height >= room { return all }
    if levels.isLogarithmic {
      let decades = all.filter { levels.isDecade($0) }
      let apart = zip(decades, decades.dropFirst()).allSatisfy { Double($1 - $0) * height >= room }
      if decades.count >= 2, apart { return decades }
    }
    let every = max(1, Int(clamping: (room / height).rounded(.up)))
    // Counted so that 0, if it is a level, is among them.
    let zero = levels.values.firstIndex(of: 0) ?? 0
    return all.filter { ($0 - zero) % every == 0 }
  }
}
