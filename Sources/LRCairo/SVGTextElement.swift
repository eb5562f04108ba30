import LRScene

/// Writes a label as `<text>`, set in the fonts of whoever reads the picture.
///
/// With the fonts that it was laid out with it is as wide as measured; it stands at its own anchor, so that other fonts
/// move no right edge or middle, and `textLength` keeps it as wide: nothing meets its neighbour or leaves the picture.
enum SVGTextElement {
  /// What all labels have in common, for the body's group. A page may have set its own text otherwise.
  static var defaults: [UInt8] {
    var bytes = families(.sans)
    bytes.append(" font-weight=\"400\" font-style=\"normal\" letter-spacing=\"0\" word-spacing=\"0\"")
    return bytes
  }

  /// How a label looks; labels that look alike have the same.
  static func attribute(_ label: Label, _ styles: inout SVGStyles) -> [UInt8] {
    let halo = label.haloWidth > 0 ? label.halo : nil
    var bytes = styles.attribute(
      fill: label.paint, stroke: halo.map { Stroke($0, width: label.haloWidth, join: .round) })
    // Letters over their outlines, in one element: two would be found, copied and read twice.
    if halo != nil { bytes.append(" paint-order=\"stroke\"") }
    if label.font.family != .sans { bytes += families(label.font.family) }
    bytes.append(" font-size=\"")
    bytes.appendNumber(label.font.size)
    bytes.append("\"")
    if label.font.weight != .regular { bytes.append(" font-weight=\"\(FontNames.cssWeight(label.font.weight))\"") }
    if label.font.italic { bytes.append(" font-style=\"italic\"") }
    switch label.anchor {
    case .start: break
    case .middle: bytes.append(" text-anchor=\"middle\"")
    case .end: bytes.append(" text-anchor=\"end\"")
    }
    return bytes
  }

  /// Its place and what it says, up to the end of the element.
  static func rest(_ line: ShapedLine, _ label: Label) -> [UInt8] {
    var bytes: [UInt8] = []
    func write(_ name: String, _ value: Double) {
      bytes.append(" \(name)=\"")
      bytes.appendNumber(value)
      bytes.append("\"")
    }
    write("x", label.position.x)
    write("y", label.position.y)
    if label.rotation != 0 {
      bytes.append(" transform=\"rotate(")
      bytes.appendPair(label.rotation, label.position.x)
      bytes.append(" ")
      bytes.appendNumber(label.position.y)
      bytes.append(")\"")
    }
    write("textLength", line.extents.width)
    bytes.append(" lengthAdjust=\"spacingAndGlyphs\"")
    if collapses(line) { bytes.append(" xml:space=\"preserve\"") }
    bytes.append(">")
    var y = 0.0
    for segment in line.segments {
      let isPlain = segment.y == y && segment.size == label.font.size && segment.italic == label.font.italic
      if !isPlain {
        bytes.append("<tspan")
        // Each moves on from the one before.
        if segment.y != y { write("dy", segment.y - y) }
        if segment.size != label.font.size { write("font-size", segment.size) }
        if segment.italic != label.font.italic { bytes.append(" font-style=\"italic\"") }
        bytes.append(">")
        y = segment.y
      }
      bytes.appendEscaped(segment.text)
      if !isPlain { bytes.append("</tspan>") }
    }
    bytes.append("</text>")
    return bytes
  }

  /// Whether blanks of the line would be lost: at its ends, and where two meet.
  private static func collapses(_ line: ShapedLine) -> Bool {
    let text = line.segments.map(\.text).joined()
    return text.hasPrefix(" ") || text.hasSuffix(" ") || text.contains("  ")
  }

  private static func families(_ family: Font.Family) -> [UInt8] {
    var bytes = [UInt8](" font-family=\"".utf8)
    bytes.append(FontNames.css(family))
    bytes.append("\"")
    return bytes
  }
}
