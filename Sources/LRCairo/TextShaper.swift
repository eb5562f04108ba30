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
  private var descriptions: [Font: OpaquePointer] = [:]
  private var verticals: [Font: (ascent: Double, descent: Double)] = [:]
  private var lines: [LineKey: ShapedLine] = [:]
  private(set) var missing: Set<Unicode.Scalar> = []

  private struct LineKey: Hashable {
    var text: RichText
    var font: Font
  }

  /// Lines remembered at most; an animation with a counter in it would otherwise grow for ever.
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
    lines.removeAll()
    for description in descriptions.values { pango_font_description_free(description) }
    lrplot_object_release(UnsafeMutableRawPointer(context))
    lrplot_object_release(fontMap)
  }

  /// The glyphs of a line. A font whose size is not a positive number that can be drawn gives an empty line.
  func line(_ text: RichText, _ font: Font) -> ShapedLine {
    let key = LineKey(text: text, font: font)
    if let line = lines[key] { return line }
    let line = shape(text, font)
    if lines.count >= Self.capacity { lines.removeAll(keepingCapacity: true) }
    lines[key] = line
    return line
  }

  private func shape(_ text: RichText, _ font: Font) -> ShapedLine {
    guard font.size > 0, font.size <= ShapedLine.largestFont else {
      return ShapedLine(segments: [], extents: TextExtents(width: 0, ascent: 0, descent: 0))
    }
    var (ascent, descent) = vertical(font)
    var segments: [ShapedLine.Segment] = []
    var x = 0.0
    for run in merged(text.runs) {
      var runFont = font
      var y = 0.0
      runFont.italic = font.italic || run.italic
      switch run.position {
      case .normal: break
      case .superscript:
        runFont.size *= ShapedLine.smallSize
        y = -ShapedLine.rise * font.size
      case .subscript:
        runFont.size *= ShapedLine.smallSize
        y = ShapedLine.sink * font.size
        descent = max(descent, y + vertical(font).descent * ShapedLine.smallSize)
      }
      let (layout, glyphs, width) = shape(run.text, runFont)
      segments.append(ShapedLine.Segment(layout: layout, x: x, y: y, size: runFont.size, glyphs: glyphs))
      x += width
    }
    ascent = max(ascent, 0)
    return ShapedLine(segments: segments, extents: TextExtents(width: x, ascent: ascent, descent: descent))
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

  private func shape(_ text: String, _ font: Font) -> (Layout, [ShapedLine.Glyph], Double) {
    let printable = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.isControl ? " " : $0 }))
    let layout = Layout(printable, context: context, description: description(font))
    let unknown = unknownScalars(layout)
    guard !unknown.isEmpty else { return place(layout, font) }
    missing.formUnion(unknown)
    // The replacement mark says that something is missing, where Pango would draw a box of hexadecimal digits.
    let marked = printable.unicodeScalars.map { unknown.contains($0) ? "\u{FFFD}" : $0 }
    let second = Layout(
      String(String.UnicodeScalarView(marked)), context: context, description: description(font))
    let markUnknown = unknownScalars(second)
    guard !markUnknown.isEmpty else { return place(second, font) }
    let rest = marked.filter { !markUnknown.contains($0) }
    return place(
      Layout(String(String.UnicodeScalarView(rest)), context: context, description: description(font)), font)
  }

  private func unknownScalars(_ layout: Layout) -> Set<Unicode.Scalar> {
    guard pango_layout_get_unknown_glyphs_count(layout.pointer) > 0 else { return [] }
    var found: Set<Unicode.Scalar> = []
    layout.forEachGlyph { _, id, _, _, _ in
      if id & GlyphID.unknown != 0, let scalar = Unicode.Scalar(id & ~GlyphID.unknown) { found.insert(scalar) }
    }
    return found
  }

  private func place(_ layout: Layout, _ font: Font) -> (Layout, [ShapedLine.Glyph], Double) {
    var glyphs: [ShapedLine.Glyph] = []
    var width = 0.0
    layout.forEachGlyph { pangoFont, id, x, y, advance in
      width += advance
      guard let pangoFont, id != GlyphID.empty, id & GlyphID.unknown == 0 else { return }
      guard let outlineFont = outlines.font(pangoFont, size: font.size) else { return }
      glyphs.append(ShapedLine.Glyph(font: outlineFont, id: id, x: x, y: y))
    }
    return (layout, glyphs, width)
  }

  private func description(_ font: Font) -> OpaquePointer {
    if let known = descriptions[font] { return known }
    // Allocation in GLib ends the process rather than return nil.
    let description: OpaquePointer = pango_font_description_new()
    pango_font_description_set_family(description, FontNames.families(font.family))
    pango_font_description_set_weight(description, FontNames.weight(font.weight))
    pango_font_description_set_style(description, font.italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL)
    pango_font_description_set_absolute_size(description, font.size * Double(PANGO_SCALE))
    descriptions[font] = description
    return description
  }

  /// The first family's own line height: the same for every text, so that a Chinese character, whose font is taller,
  /// does not move the labels around it.
  private func vertical(_ font: Font) -> (ascent: Double, descent: Double) {
    if let known = verticals[font] { return known }
    var extents = cairo_font_extents_t()
    if let loaded = pango_context_load_font(context, description(font)) {
      if let scaled = pango_cairo_font_get_scaled_font(loaded.cairoFont) {
        cairo_scaled_font_extents(scaled, &extents)
      }
      lrplot_object_release(loaded)
    }
    verticals[font] = (extents.ascent, extents.descent)
    return (extents.ascent, extents.descent)
  }
}

/// Pango's special glyph numbers; their C macros are casts, which Swift does not import.
private enum GlyphID {
  /// Takes room but draws nothing.
  static let empty: UInt32 = 0x0FFF_FFFF
  /// Set on the number of a character that no font has.
  static let unknown: UInt32 = 0x1000_0000
}

extension Unicode.Scalar {
  /// Characters that can't stand in one line of text: C0, C1, line and paragraph separators.
  fileprivate var isControl: Bool {
    value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
  }
}
