import CCairo
import LRScene

/// Shapes text with Pango and remembers the result.
///
/// Owns a font map of its own, so that nothing that the process does with Pango elsewhere changes a picture. Hinting is
/// off everywhere: glyphs keep their true shapes and advances, and text is as wide at every scale.
final class TextShaper {
  private let fontMap: UnsafeMutablePointer<PangoFontMap>
  private let context: OpaquePointer
  private let outlines: OutlineFonts
  private var descriptions: [Face: OpaquePointer] = [:]
  private var verticals: [Face: (ascent: Double, descent: Double)] = [:]
  private var runs: [RunKey: ShapedRun] = [:]
  private(set) var missing: Set<Unicode.Scalar> = []
  /// Noncharacters that were left out.
  var dropped: Set<Unicode.Scalar> = []

  /// A font without its size.
  private struct Face: Hashable {
    var family: Font.Family
    var weight: Font.Weight
    var italic: Bool
  }

  private struct RunKey: Hashable {
    var text: String
    var face: Face
  }

  /// Runs remembered at most; an animation with a counter in it would otherwise grow for ever.
  private static let capacity = 4096

  init(language: String) throws(CairoError) {
    let outlines = try OutlineFonts()
    guard let map = pango_cairo_font_map_new() else {
      throw CairoError(code: .font, operation: "open the fonts", message: "Pango has no font map for Cairo")
    }
    guard let context = pango_font_map_create_context(map) else {
      lrplot_object_release(map)
      throw CairoError(code: .font, operation: "open the fonts", message: "Pango gave no context")
    }
    self.fontMap = map
    self.context = context
    self.outlines = outlines
    pango_cairo_context_set_font_options(context, outlines.options)
    pango_context_set_round_glyph_positions(context, 0)
    pango_context_set_base_dir(context, PANGO_DIRECTION_LTR)
    pango_context_set_language(context, pango_language_from_string(FontNames.pangoLanguage(language)))
  }

  deinit {
    runs.removeAll()
    for description in descriptions.values { pango_font_description_free(description) }
    lrplot_object_release(UnsafeMutableRawPointer(context))
    lrplot_object_release(fontMap)
  }

  /// The glyphs of a line. A font whose size is not a positive number that can be drawn gives an empty line.
  func line(_ text: RichText, _ font: Font) -> ShapedLine {
    var line = ShapedLine(segments: [], extents: TextExtents(width: 0, ascent: 0, descent: 0))
    guard font.size > 0, font.size <= ShapedLine.largestFont else { return line }
    let upright = vertical(Face(family: font.family, weight: font.weight, italic: font.italic))
    line.extents.ascent = upright.ascent * font.size
    line.extents.descent = upright.descent * font.size
    for var part in merged(text.runs) {
      part.text = part.text.writable(dropped: &dropped).printable
      guard !part.text.isEmpty else { continue }
      let face = Face(family: font.family, weight: font.weight, italic: font.italic || part.italic)
      var size = font.size
      var y = 0.0
      switch part.position {
      case .normal: break
      case .superscript:
        size *= ShapedLine.smallSize
        y = -ShapedLine.rise * font.size
      case .subscript:
        size *= ShapedLine.smallSize
        y = ShapedLine.sink * font.size
        line.extents.descent = max(line.extents.descent, y + upright.descent * size)
      }
      let run = run(part.text, face)
      line.segments.append(
        ShapedLine.Segment(
          text: part.text, italic: face.italic, run: run, x: line.extents.width, y: y, size: size))
      line.extents.width += run.width * size
    }
    return line
  }

  private func run(_ text: String, _ face: Face) -> ShapedRun {
    let key = RunKey(text: text, face: face)
    if let known = runs[key] { return known }
    let run = shape(text, face)
    if runs.count >= Self.capacity { runs.removeAll(keepingCapacity: true) }
    runs[key] = run
    return run
  }

  /// Neighbours of one kind are shaped together, so that kerning does not depend on how a text was put together.
  private func merged(_ runs: [RichText.Run]) -> [RichText.Run] {
    var merged: [RichText.Run] = []
    for run in runs where !run.text.isEmpty {
      if let last = merged.last, last.position == run.position, last.italic == run.italic {
        merged[merged.count - 1].text += run.text
      } else {
        merged.append(run)
      }
    }
    return merged
  }

  private func shape(_ text: String, _ face: Face) -> ShapedRun {
    func layout(_ scalars: [Unicode.Scalar]) -> Layout {
      Layout(String(String.UnicodeScalarView(scalars)), context: context, description: description(face))
    }
    let printable = Array(text.unicodeScalars)
    let plain = layout(printable)
    let unknown = unknownScalars(plain)
    guard !unknown.isEmpty else { return place(plain) }
    missing.formUnion(unknown)
    // The replacement mark says that something is missing, where Pango would draw a box of hexadecimal digits.
    let marked = layout(printable.map { unknown.contains($0) ? "\u{FFFD}" : $0 })
    guard !unknownScalars(marked).isEmpty else { return place(marked) }
    return place(layout(printable.filter { !unknown.contains($0) }))
  }

  private func unknownScalars(_ layout: Layout) -> Set<Unicode.Scalar> {
    guard pango_layout_get_unknown_glyphs_count(layout.pointer) > 0 else { return [] }
    var found: Set<Unicode.Scalar> = []
    layout.forEachGlyph { _, id, _, _, _ in
      if id & GlyphID.unknown != 0, let scalar = Unicode.Scalar(id & ~GlyphID.unknown) { found.insert(scalar) }
    }
    return found
  }

  private func place(_ layout: Layout) -> ShapedRun {
    var glyphs: [ShapedRun.Glyph] = []
    var width = 0.0
    layout.forEachGlyph { pangoFont, id, x, y, advance in
      width += advance
      guard let pangoFont, id != GlyphID.empty, id & GlyphID.unknown == 0 else { return }
      guard let outlineFont = outlines.font(pangoFont) else { return }
      glyphs.append(ShapedRun.Glyph(font: outlineFont, id: id, x: x, y: y))
    }
    return ShapedRun(layout: layout, glyphs: glyphs, width: width)
  }

  private func description(_ face: Face) -> OpaquePointer {
    if let known = descriptions[face] { return known }
    // Allocation in GLib ends the process rather than return nil.
    let description: OpaquePointer = pango_font_description_new()
    pango_font_description_set_family(description, FontNames.families(face.family))
    pango_font_description_set_weight(description, FontNames.weight(face.weight))
    pango_font_description_set_style(description, face.italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL)
    pango_font_description_set_absolute_size(description, Layout.em * Double(PANGO_SCALE))
    descriptions[face] = description
    return description
  }

  /// The first family's own line height in ems: the same for every text, so that a Chinese character, whose font is
  /// taller, does not move the labels around it.
  private func vertical(_ face: Face) -> (ascent: Double, descent: Double) {
    if let known = verticals[face] { return known }
    var extents = cairo_font_extents_t()
    if let loaded = pango_context_load_font(context, description(face)) {
      if let scaled = pango_cairo_font_get_scaled_font(loaded.cairoFont) {
        cairo_scaled_font_extents(scaled, &extents)
      }
      lrplot_object_release(loaded)
    }
    let vertical = (extents.ascent / Layout.em, extents.descent / Layout.em)
    verticals[face] = vertical
    return vertical
  }
}

/// Pango's special glyph numbers; their C macros are casts, which Swift does not import.
private enum GlyphID {
  /// Takes room but draws nothing.
  static let empty: UInt32 = 0x0FFF_FFFF
  /// Set on the number of a character that no font has.
  static let unknown: UInt32 = 0x1000_0000
}

extension String {
  /// With a blank in place of each control character.
  fileprivate var printable: String {
    guard unicodeScalars.contains(where: \.isControl) else { return self }
    return String(UnicodeScalarView(unicodeScalars.map { $0.isControl ? " " : $0 }))
  }
}

extension Unicode.Scalar {
  /// Characters that can't stand in one line of text: C0, C1, line and paragraph separators.
  fileprivate var isControl: Bool {
    value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
  }
}
