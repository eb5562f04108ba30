import CCairo
import LRScene

/// Text in one face turned into placed glyphs; all lengths in ems, so that it serves every size.
final class ShapedRun {
  struct Glyph {
    var font: OutlineFont
    var id: UInt32
    /// From the run's start on the baseline; y downwards.
    var x: Double
    var y: Double
  }

  /// Holds the fonts and the text, for formats that keep text as text. Set at an em of `Layout.em`.
  let layout: Layout
  let glyphs: [Glyph]
  /// The advance.
  let width: Double

  init(layout: Layout, glyphs: [Glyph], width: Double) {
    self.layout = layout
    self.glyphs = glyphs
    self.width = width
  }
}

/// A line of text: runs and where they stand.
struct ShapedLine {
  /// Glyphs of one size on one baseline.
  struct Segment {
    /// What it says, as it was shaped: without control characters, but with what no font has.
    var text: String
    var italic: Bool
    var run: ShapedRun
    /// Points right of the line's start.
    var x: Double
    /// Points below the line's baseline.
    var y: Double
    /// The em in points.
    var size: Double
  }

  /// Sizes above would overflow Pango's and Cairo's fixed-point numbers.
  static let largestFont = 20_000.0
  /// Raised and lowered text: its size, and how far it moves, in parts of the line's em.
  static let smallSize = 0.7
  static let rise = 0.36
  static let sink = 0.16

  var segments: [Segment]
  var extents: TextExtents

  /// Where the line starts if `label` places it, before rotation, right of the label's position.
  func startOffset(_ anchor: Label.Anchor) -> Double {
    switch anchor {
    case .start: 0
    case .middle: -extents.width / 2
    case .end: -extents.width
    }
  }
}

/// One paragraph of text set by Pango. Owns its `PangoLayout`.
final class Layout {
  /// The em, in points, that all text is shaped at. Unhinted text is as wide at any size in proportion, and every other
  /// size would make fontconfig search its fonts again (1 to 3 ms).
  static let em = 100.0

  let pointer: OpaquePointer

  /// `description` is copied.
  init(_ text: String, context: OpaquePointer, description: OpaquePointer) {
    pointer = pango_layout_new(context)
    pango_layout_set_font_description(pointer, description)
    pango_layout_set_single_paragraph_mode(pointer, 1)
    var text = text
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        pango_layout_set_text(pointer, characters.baseAddress, Int32(characters.count))
      }
    }
  }

  deinit { lrplot_object_release(UnsafeMutableRawPointer(pointer)) }

  /// The only line; owned by the layout.
  var line: UnsafeMutablePointer<PangoLayoutLine>? { pango_layout_get_line_readonly(pointer, 0) }

  /// Calls `body` with every glyph: its font, number, place and advance in ems, from left to right.
  func forEachGlyph(
    _ body: (
      _ font: UnsafeMutablePointer<PangoFont>?, _ id: UInt32, _ x: Double, _ y: Double, _ advance: Double
    ) -> Void
  ) {
    let unit = 1 / (Double(PANGO_SCALE) * Self.em)
    var x = 0.0
    var next = line?.pointee.runs
    while let cell = next {
      next = cell.pointee.next
      guard let data = cell.pointee.data else { continue }
      let run = data.assumingMemoryBound(to: PangoGlyphItem.self).pointee
      guard let item = run.item, let string = run.glyphs, let glyphs = string.pointee.glyphs else { continue }
      let font = item.pointee.analysis.font
      for index in 0..<Int(string.pointee.num_glyphs) {
        let glyph = glyphs[index]
        let advance = Double(glyph.geometry.width) * unit
        let y = Double(glyph.geometry.y_offset) * unit
        body(font, glyph.glyph, x + Double(glyph.geometry.x_offset) * unit, y, advance)
        x += advance
      }
    }
  }
}
