import LRScene

/// The shapes of the glyphs of one SVG.
///
/// A glyph that occurs often is written once and used by reference; one that is short or rare is written where it
/// stands, if that is briefer. Which it is can only be said when all labels have been counted.
struct SVGGlyphs {
  /// Outlines are whole numbers on a grid of so many steps an em: at 11 points a step is 0.02 points.
  static let grid = 500.0

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

  /// The id of a shared glyph; nil for one to be written where it stands.
  func name(_ index: Int) -> [UInt8]? { names[index] }

  /// The path data of a glyph moved by whole grid steps.
  func append(_ index: Int, x: Int, y: Int, to bytes: inout [UInt8]) {
    Self.append(shapes[index], x: x, y: y, to: &bytes)
  }

  private static func append(_ shape: Shape, x: Int, y: Int, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "M"))
    bytes.appendSteps(shape.x + x, perUnit: 1)
    if shape.y + y >= 0 { bytes.append(UInt8(ascii: " ")) }
    bytes.appendSteps(shape.y + y, perUnit: 1)
    bytes += shape.rest
  }

  /// The number of a glyph's shape; nil for blanks.
  mutating func index(of glyph: ShapedRun.Glyph) throws(CairoError) -> Int? {
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
