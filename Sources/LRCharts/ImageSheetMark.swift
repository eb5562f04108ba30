import LRScene

/// Rows of small pictures in grey, each row with its name: white on dark tiles, which suits light and dark pages.
public struct ImageSheetMark: Mark {
  public struct Row: Sendable {
    public var name: String
    /// Of each picture its pixels, row by row from the top left, 0...1.
    public var pictures: [[Double]]

    public init(name: String, pictures: [[Double]]) {
      self.name = name
      self.pictures = pictures
    }
  }

  public var rows: [Row]
  /// Pixels of each picture.
  public var width: Int
  public var height: Int
  public let extent = Extent(x: 0...1, y: 0...1)

  /// - Precondition: every picture has width x height pixels.
  public init(_ rows: [Row], width: Int, height: Int) {
    self.rows = rows
    self.width = width
    self.height = height
  }

  public func nodes(in plot: Plot) -> [Node] {
    let frame = plot.frame
    let columns = rows.map(\.pictures.count).max() ?? 0
    guard columns > 0 else { return [] }
    let font = plot.type.label
    let widest = rows.map { plot.measurer.width($0.name, font) }.max() ?? 0
    let names = widest == 0 ? 0 : min(widest, frame.width * 0.3) + 8
    // A gap is a part of the picture's side, and the last picture has none after it.
    let gap = max(1, (max(width, height) + 7) / 12)
    let pixelsWide = columns * (width + gap) - gap
    let pixelsHigh = rows.count * (height + gap) - gap
    let pixel = min((frame.width - names) / Double(pixelsWide), frame.height / Double(pixelsHigh))
    var nodes: [Node] = []
    for (index, row) in rows.enumerated() where !row.pictures.isEmpty {
      let top = frame.minY + Double(index * (height + gap)) * pixel
      let raster = raster(row, gap: gap)
      nodes.append(
        .image(
          raster,
          in: Rect(
            x: frame.minX + names, y: top, width: Double(raster.width) * pixel, height: Double(raster.height) * pixel)))
      guard names > 0 else { continue }
      let name = plot.measurer.fitted(row.name, font, width: names - 8)
      nodes.append(
        .text(
          Label(
            RichText(name), font: font, paint: plot.theme.ink,
            at: Point(frame.minX + names - 8, top + Double(height) * pixel / 2 + font.size * 0.36), anchor: .end)))
    }
    return nodes
  }

  /// One row as one picture; what is between its members is clear.
  private func raster(_ row: Row, gap: Int) -> Raster {
    let total = row.pictures.count * (width + gap) - gap
    var pixels = [UInt8](repeating: 0, count: 4 * total * height)
    let (dark, light) = ([27.0, 36, 48], [255.0, 255, 255])
    for (place, picture) in row.pictures.enumerated() {
      for y in 0..<height {
        for x in 0..<width {
          let value = picture[y * width + x]
          let part = value.isFinite ? max(0, min(1, value)) : 0
          let at = 4 * (y * total + place * (width + gap) + x)
          for channel in 0..<3 {
            let level = dark[channel] + part * (light[channel] - dark[channel])
            pixels[at + channel] = UInt8(clamping: Int(clamping: level.rounded()))
          }
          pixels[at + 3] = 255
        }
      }
    }
    return Raster(width: total, height: height, pixels: pixels, smooth: false)
  }
}
