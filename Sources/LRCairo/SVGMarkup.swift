import LRScene

/// Parts of an SVG that depend on nothing but what they say.
enum SVGMarkup {
  /// The root element and what it says of itself: size, language, title, description, provenance.
  static func opening(_ scene: Scene, _ size: Size) -> [UInt8] {
    var bytes: [UInt8] = []
    func write(_ text: String) { bytes.append(text) }
    write("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
    bytes.appendNumber(size.width)
    write("\" height=\"")
    bytes.appendNumber(size.height)
    write("\" viewBox=\"0 0 ")
    bytes.appendNumber(size.width)
    write(" ")
    bytes.appendNumber(size.height)
    write("\" role=\"img\" aria-labelledby=\"")
    bytes += IDPrefix.placeholder
    write("_t")
    if !scene.description.isEmpty {
      write(" ")
      bytes += IDPrefix.placeholder
      write("_d")
    }
    write("\" lang=\"")
    bytes.appendEscaped(scene.language)
    write("\" xml:lang=\"")
    bytes.appendEscaped(scene.language)
    write("\"><title id=\"")
    bytes += IDPrefix.placeholder
    write("_t\">")
    bytes.appendEscaped(scene.title)
    write("</title>")
    if !scene.description.isEmpty {
      write("<desc id=\"")
      bytes += IDPrefix.placeholder
      write("_d\">")
      bytes.appendEscaped(scene.description)
      write("</desc>")
    }
    if let provenance = scene.provenance {
      write("<metadata>")
      bytes.appendEscaped(provenance)
      write("</metadata>")
    }
    return bytes
  }

  /// A path's `d`, in hundredths of a point.
  static func data(_ path: Path) -> [UInt8] {
    var writer = PathDataWriter(stepsPerUnit: 100)
    for element in path.elements {
      switch element {
      case .move(let p): writer.move(hundredths(p.x), hundredths(p.y))
      case .line(let p): writer.line(hundredths(p.x), hundredths(p.y))
      case .curve(let a, let b, let p):
        writer.curve(
          hundredths(a.x), hundredths(a.y), hundredths(b.x), hundredths(b.y), hundredths(p.x), hundredths(p.y))
      case .close: writer.close()
      }
    }
    writer.finish()
    return writer.bytes
  }

  private static func hundredths(_ value: Double) -> Int { steps(value, perUnit: 100) }
}
