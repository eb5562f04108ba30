import LRScene

/// The labels of one SVG as outlines of their glyphs.
///
/// A glyph that occurs often is written once and used by reference; one that is short or rare is written where it
/// stands, if that is briefer. Which it is can only be said at the end, so labels are collected first.
struct SVGText {
  /// Outlines are whole numbers on a grid of so many steps an em: at 11 points a step is 0.02 points.
  static let grid = 500.0

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

  /// A glyph's path: its first point, which moves with the glyph, and the rest, which is relative.
  private struct Shape: Hashable {
    var x: Int
    var y: Int
    var rest: [UInt8]
  }

  private struct Key: Hashable {
    var font: ObjectIdentifier
    var id: UInt32
  }

  private var shapes: [Shape] = []
  private var uses: [Int] = []
  private var indices: [Shape: Int] = [:]
  private var known: [Key: Int?] = [:]
  private var names: [Int: [UInt8]] = [:]
  private var halos = 0

  /// Counts the glyphs of a label; call it for every label before writing the first.
  mutating func count(_ line: ShapedLine) throws(CairoError) {
    for segment in line.segments {
      for glyph in segment.run.glyphs {
        if let index = try index(of: glyph) { uses[index] += 1 }
      }
    }
  }

  /// Chooses the glyphs to be shared and writes them.
  mutating func definitions() -> [UInt8] {
    var written: [UInt8] = []
    for (index, shape) in shapes.enumerated() {
      let length = shape.rest.count + 7
      // What `<use href="#abcdefa" x="123"/>` and `<path id="abcdefa" d=""/>` cost.
      let shared = 30 * uses[index] + length + 25
      guard shared < length * uses[index] else { continue }
      let name = IDPrefix.placeholder + [UInt8](shortName(names.count).utf8)
      names[index] = name
      written.append("<path id=\"")
      written += name
      written.append("\" d=\"")
      Self.append(shape, x: 0, y: 0, to: &written)
      written.append("\"/>")
    }
    return written
  }

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
    bytes.appendNumber(size / Self.grid, places: 6)
    bytes.append(")\">")
    var direct: [UInt8] = []
    for label in labels {
      let x = steps(label.start.x / size * Self.grid, perUnit: 1)
      let y = steps(label.start.y / size * Self.grid, perUnit: 1)
      // A group costs as much as three places written in full.
      if label.line.segments.count == 1, try references(label.line) < 4 {
        try writeGlyphs(label.line.segments[0], x: x, y: y, to: &bytes, direct: &direct)
      } else {
        bytes.append("<g transform=\"translate(")
        bytes.appendPair(Double(x), Double(y), places: 0)
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
        if let index = try index(of: glyph), names[index] != nil { count += 1 }
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
    bytes.appendNumber(placed.size / Self.grid, places: 6)
    bytes.append(")\">")
    if let halo = placed.halo {
      // All outlines first, then all letters: a letter's outline must not cover its neighbour.
      let name = IDPrefix.placeholder + [UInt8]("_h\(halos)".utf8)
      halos += 1
      bytes.append("<g")
      bytes += halo.attribute
      bytes.append(" stroke-width=\"")
      bytes.appendNumber(halo.width * Self.grid / placed.size, places: 0)
      bytes.append("\"><g id=\"")
      bytes += name
      bytes.append("\">")
      try writeGlyphs(placed.line, placed.size, to: &bytes)
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
    _ line: ShapedLine, _ size: Double, to bytes: inout [UInt8]
  ) throws(CairoError) {
    for segment in line.segments {
      let isBase = segment.size == size && segment.x == 0 && segment.y == 0
      if !isBase {
        bytes.append("<g transform=\"translate(")
        bytes.appendPair(segment.x * Self.grid / size, segment.y * Self.grid / size, places: 0)
        bytes.append(")")
        if segment.size != size {
          bytes.append("scale(")
          bytes.appendNumber(segment.size / size, places: 4)
          bytes.append(")")
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
      guard let index = try index(of: glyph) else { continue }
      let x = originX + steps(glyph.x * Self.grid, perUnit: 1)
      let y = originY + steps(glyph.y * Self.grid, perUnit: 1)
      guard let name = names[index] else {
        Self.append(shapes[index], x: x, y: y, to: &direct)
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

  private static func append(_ shape: Shape, x: Int, y: Int, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "M"))
    bytes.appendSteps(shape.x + x, perUnit: 1)
    if shape.y + y >= 0 { bytes.append(UInt8(ascii: " ")) }
    bytes.appendSteps(shape.y + y, perUnit: 1)
    bytes += shape.rest
  }

  /// The number of a glyph's shape; nil for blanks.
  private mutating func index(of glyph: ShapedRun.Glyph) throws(CairoError) -> Int? {
    let key = Key(font: ObjectIdentifier(glyph.font), id: glyph.id)
    if let known = known[key] { return known }
    let index = Self.shape(try glyph.font.outline(glyph.id)).map { shape in
      if let same = indices[shape] { return same }
      indices[shape] = shapes.count
      shapes.append(shape)
      uses.append(0)
      return shapes.count - 1
    }
    known[key] = .some(index)
    return index
  }

  private static func shape(_ outline: GlyphOutline) -> Shape? {
    guard !outline.commands.isEmpty else { return nil }
    let c = outline.coordinates.map { steps($0 * grid, perUnit: 1) }
    var writer = PathDataWriter(stepsPerUnit: 1, smoothness: 1)
    var i = 0
    for (place, command) in outline.commands.enumerated() {
      switch command {
      case .move:
        // The first is written by whoever places the glyph; the writer only has to know it.
        if place == 0 { writer.begin(c[i], c[i + 1]) } else { writer.move(c[i], c[i + 1], relative: true) }
        i += 2
      case .line:
        writer.line(c[i], c[i + 1])
        i += 2
      case .curve:
        writer.curve(c[i], c[i + 1], c[i + 2], c[i + 3], c[i + 4], c[i + 5])
        i += 6
      case .close: writer.close()
      }
    }
    writer.finish()
    return Shape(x: c[0], y: c[1], rest: writer.bytes)
  }
}
