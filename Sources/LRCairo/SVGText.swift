import LRScene

/// Writes the labels of one SVG as outlines of their glyphs.
struct SVGText {
  /// Where a label stands among the rest of the picture, and all that is needed to write it.
  struct Placed {
    var line: ShapedLine
    var start: Point
    var rotation: Double
    /// The attribute ` class="..."` of the letters.
    var fill: [UInt8]
    var halo: (attribute: [UInt8], width: Double)?

    /// The em of the line's letters that are neither raised nor lowered, as far as there are any.
    var size: Double { line.segments.first?.size ?? 1 }

    fileprivate func isAlike(_ other: Placed) -> Bool {
      rotation == 0 && other.rotation == 0 && halo == nil && other.halo == nil && size == other.size
        && fill == other.fill
    }
  }

  /// The glyphs of the whole picture.
  var glyphs = SVGGlyphs()
  private var halos = 0

  /// Writes labels that follow one another in the picture. Neighbours of one size and colour, such as the labels of
  /// an axis, share a group.
  mutating func write(_ labels: [Placed], to bytes: inout [UInt8]) throws(CairoError) {
    var index = 0
    while index < labels.count {
      var end = index + 1
      while end < labels.count, labels[index].isAlike(labels[end]) { end += 1 }
      if end - index > 1 {
        try writeAlike(labels[index..<end], to: &bytes)
      } else {
        try write(labels[index], to: &bytes)
      }
      index = end
    }
  }

  private mutating func writeAlike(_ labels: ArraySlice<Placed>, to bytes: inout [UInt8]) throws(CairoError) {
    guard let size = labels.first?.size else { return }
    bytes.append("<g")
    bytes += labels.first?.fill ?? []
    bytes.append(" transform=\"scale(")
    bytes.appendNumber(size / SVGGlyphs.grid, places: 6)
    bytes.append(")\">")
    var direct: [UInt8] = []
    for label in labels {
      let x = steps(label.start.x / size * SVGGlyphs.grid, perUnit: 1, limit: 1e12)
      let y = steps(label.start.y / size * SVGGlyphs.grid, perUnit: 1, limit: 1e12)
      // A group costs as much as three places written in full.
      if label.line.segments.count == 1, try references(label.line) < 4 {
        try writeGlyphs(label.line.segments[0], x: x, y: y, to: &bytes, direct: &direct)
      } else {
        bytes.append("<g transform=\"translate(")
        bytes.appendSteps(x, perUnit: 1)
        if y >= 0 { bytes.append(UInt8(ascii: " ")) }
        bytes.appendSteps(y, perUnit: 1)
        bytes.append(")\">")
        try writeGlyphs(label.line, size, to: &bytes)
        bytes.append("</g>")
      }
    }
    Self.appendPath(direct, to: &bytes)
    bytes.append("</g>")
  }

  /// How many glyphs of a line are written by reference.
  private mutating func references(_ line: ShapedLine) throws(CairoError) -> Int {
    var count = 0
    for segment in line.segments {
      for glyph in segment.run.glyphs {
        if let index = try glyphs.index(of: glyph), glyphs.name(index) != nil { count += 1 }
      }
    }
    return count
  }

  private mutating func write(_ placed: Placed, to bytes: inout [UInt8]) throws(CairoError) {
    bytes.append("<g")
    if placed.halo == nil { bytes += placed.fill }
    bytes.append(" transform=\"translate(")
    bytes.appendPair(placed.start.x, placed.start.y)
    bytes.append(")")
    if placed.rotation != 0 {
      bytes.append("rotate(")
      bytes.appendNumber(placed.rotation)
      bytes.append(")")
    }
    bytes.append("scale(")
    bytes.appendNumber(placed.size / SVGGlyphs.grid, places: 6)
    bytes.append(")\">")
    if let halo = placed.halo {
      // All outlines first, then all letters: a letter's outline must not cover its neighbour.
      let name = IDPrefix.placeholder + [UInt8]("_h\(halos)".utf8)
      halos += 1
      bytes.append("<g")
      bytes += halo.attribute
      bytes.append(" stroke-width=\"")
      bytes.appendNumber(halo.width * SVGGlyphs.grid / placed.size, places: 0)
      bytes.append("\"><g id=\"")
      bytes += name
      bytes.append("\">")
      try writeGlyphs(placed.line, placed.size, haloWidth: halo.width, to: &bytes)
      bytes.append("</g></g><use href=\"#")
      bytes += name
      bytes.append("\"")
      bytes += placed.fill
      bytes.append("/>")
    } else {
      try writeGlyphs(placed.line, placed.size, to: &bytes)
    }
    bytes.append("</g>")
  }

  /// Everything in grid steps of the first segment.
  private mutating func writeGlyphs(
    _ line: ShapedLine, _ size: Double, haloWidth: Double? = nil, to bytes: inout [UInt8]
  ) throws(CairoError) {
    for segment in line.segments {
      let isBase = segment.size == size && segment.x == 0 && segment.y == 0
      if !isBase {
        bytes.append("<g transform=\"translate(")
        bytes.appendPair(segment.x * SVGGlyphs.grid / size, segment.y * SVGGlyphs.grid / size, places: 0)
        bytes.append(")")
        if segment.size != size {
          bytes.append("scale(")
          bytes.appendNumber(segment.size / size, places: 4)
          bytes.append(")")
        }
        if let haloWidth, segment.size != size {
          // The group's scale would make the outline thinner too.
          bytes.append("\" stroke-width=\"")
          bytes.appendNumber(haloWidth * SVGGlyphs.grid / segment.size, places: 0)
        }
        bytes.append("\">")
      }
      var direct: [UInt8] = []
      try writeGlyphs(segment, x: 0, y: 0, to: &bytes, direct: &direct)
      Self.appendPath(direct, to: &bytes)
      if !isBase { bytes.append("</g>") }
    }
  }

  /// Writes references to shared glyphs, and appends the data of the others to `direct`.
  private mutating func writeGlyphs(
    _ segment: ShapedLine.Segment, x originX: Int, y originY: Int, to bytes: inout [UInt8], direct: inout [UInt8]
  ) throws(CairoError) {
    for glyph in segment.run.glyphs {
      guard let index = try glyphs.index(of: glyph) else { continue }
      let x = originX + steps(glyph.x * SVGGlyphs.grid, perUnit: 1)
      let y = originY + steps(glyph.y * SVGGlyphs.grid, perUnit: 1)
      guard let name = glyphs.name(index) else {
        glyphs.append(index, x: x, y: y, to: &direct)
        continue
      }
      bytes.append("<use href=\"#")
      bytes += name
      bytes.append("\"")
      for (axis, value) in [("x", x), ("y", y)] where value != 0 {
        bytes.append(" \(axis)=\"")
        bytes.appendSteps(value, perUnit: 1)
        bytes.append("\"")
      }
      bytes.append("/>")
    }
  }

  private static func appendPath(_ data: [UInt8], to bytes: inout [UInt8]) {
    guard !data.isEmpty else { return }
    bytes.append("<path d=\"")
    bytes += data
    bytes.append("\"/>")
  }
}
