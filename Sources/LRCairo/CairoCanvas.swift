import CCairo
import LRScene

/// Draws on a Cairo surface: pixels or a PDF page.
final class CairoCanvas: Canvas {
  private let context: Context
  private let cairo: OpaquePointer
  private let isDark: Bool
  private let textStyle: TextStyle
  /// Coordinates beyond are drawn here, far outside any page; Cairo's fixed-point numbers would wrap around.
  private let limit: Double
  /// Whether a raster was drawn.
  private(set) var hasImages = false
  /// Whether some picture's pixels are enlarged to squares, whose rows repeat.
  private(set) var hasSquares = false
  /// Colours that areas were filled with; no more are counted than tell that they are shades of something.
  private var fills: Set<Paint> = []
  /// Whether areas have so many colours that each of them is one of a gradient's steps.
  var isShaded: Bool { fills.count >= Self.manyFills }
  private static let manyFills = 96

  /// - Parameter scale: device units a point.
  init(_ context: Context, scale: Double, isDark: Bool, text: TextStyle) {
    self.context = context
    self.cairo = context.pointer
    self.isDark = isDark
    self.textStyle = text
    limit = min(1_000_000, 4_000_000 / scale)
    cairo_scale(cairo, scale, scale)
    // SVG's default; Cairo's is 10.
    cairo_set_miter_limit(cairo, 4)
  }

  func background(_ paint: Paint) {
    setSource(paint)
    cairo_paint(cairo)
  }

  func path(_ path: Path, fill: Paint?, stroke: Stroke?, evenOdd: Bool) {
    cairo_new_path(cairo)
    append(path)
    if let fill {
      if fills.count < Self.manyFills { fills.insert(fill) }
      setSource(fill)
      cairo_set_fill_rule(cairo, evenOdd ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING)
      cairo_fill_preserve(cairo)
    }
    if let stroke, stroke.width > 0 {
      setSource(stroke.paint)
      cairo_set_line_width(cairo, stroke.width)
      cairo_set_line_cap(cairo, stroke.cap.cairo)
      cairo_set_line_join(cairo, stroke.join.cairo)
      // All-zero dashes are an error in Cairo and a solid line in SVG.
      let dash = stroke.dash.contains { $0 > 0 } ? stroke.dash : []
      cairo_set_dash(cairo, dash, Int32(dash.count), 0)
      cairo_stroke(cairo)
    }
    cairo_new_path(cairo)
  }

  func text(_ line: ShapedLine, _ label: Label) throws(CairoError) {
    cairo_save(cairo)
    cairo_translate(cairo, clamped(label.position.x), clamped(label.position.y))
    if label.rotation != 0 { cairo_rotate(cairo, label.rotation * .pi / 180) }
    cairo_translate(cairo, line.startOffset(label.anchor), 0)
    let halo = label.haloWidth > 0 ? label.halo : nil
    cairo_new_path(cairo)
    if halo != nil || textStyle == .outlines { try append(line) }
    if let halo {
      setSource(halo)
      cairo_set_line_width(cairo, label.haloWidth)
      cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)
      cairo_set_dash(cairo, nil, 0, 0)
      cairo_stroke_preserve(cairo)
    }
    setSource(label.paint)
    switch textStyle {
    case .outlines:
      // Glyphs stand at exact places at every scale, and look alike in every version of Cairo.
      cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_WINDING)
      cairo_fill(cairo)
    case .selectable:
      cairo_new_path(cairo)
      for segment in line.segments {
        guard let pangoLine = segment.run.layout.line else { continue }
        cairo_save(cairo)
        cairo_translate(cairo, segment.x, segment.y)
        cairo_scale(cairo, segment.size / Layout.em, segment.size / Layout.em)
        cairo_move_to(cairo, 0, 0)
        pango_cairo_show_layout_line(cairo, pangoLine)
        cairo_restore(cairo)
      }
    }
    cairo_restore(cairo)
    cairo_new_path(cairo)
  }

  func image(_ raster: Raster, in rect: Rect) throws(CairoError) {
    let surface = try ImageSurface(raster)
    hasImages = true
    if !raster.smooth { hasSquares = true }
    cairo_save(cairo)
    cairo_rectangle(cairo, clamped(rect.x), clamped(rect.y), clamped(rect.width), clamped(rect.height))
    cairo_translate(cairo, rect.x, rect.y)
    cairo_scale(cairo, rect.width / Double(raster.width), rect.height / Double(raster.height))
    cairo_set_source_surface(cairo, surface.pointer, 0, 0)
    let pattern = cairo_get_source(cairo)
    cairo_pattern_set_filter(pattern, raster.smooth ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST)
    // Without it the picture's edges would fade into nothing.
    cairo_pattern_set_extend(pattern, CAIRO_EXTEND_PAD)
    cairo_fill(cairo)
    cairo_restore(cairo)
  }

  func beginGroup(_ group: Group) {
    cairo_save(cairo)
    cairo_translate(cairo, clamped(group.offset.x), clamped(group.offset.y))
    if let clip = group.clip {
      cairo_rectangle(cairo, clamped(clip.x), clamped(clip.y), clamped(clip.width), clamped(clip.height))
      cairo_clip(cairo)
    }
    if group.opacity < 1 { cairo_push_group(cairo) }
  }

  func endGroup(_ group: Group) {
    if group.opacity < 1 {
      cairo_pop_group_to_source(cairo)
      cairo_paint_with_alpha(cairo, max(group.opacity, 0))
    }
    cairo_restore(cairo)
  }

  private func setSource(_ paint: Paint) {
    let color = paint.color(dark: isDark)
    cairo_set_source_rgba(cairo, color.red, color.green, color.blue, color.alpha)
  }

  private func clamped(_ value: Double) -> Double { min(max(value, -limit), limit) }

  private func append(_ path: Path) {
    for element in path.elements {
      switch element {
      case .move(let p): cairo_move_to(cairo, clamped(p.x), clamped(p.y))
      case .line(let p): cairo_line_to(cairo, clamped(p.x), clamped(p.y))
      case .curve(let a, let b, let p):
        cairo_curve_to(
          cairo, clamped(a.x), clamped(a.y), clamped(b.x), clamped(b.y), clamped(p.x), clamped(p.y))
      case .close: cairo_close_path(cairo)
      }
    }
  }

  private func append(_ line: ShapedLine) throws(CairoError) {
    for segment in line.segments {
      let em = segment.size
      for glyph in segment.run.glyphs {
        let outline = try glyph.font.outline(glyph.id)
        let (x, y) = (segment.x + em * glyph.x, segment.y + em * glyph.y)
        outline.coordinates.withUnsafeBufferPointer { c in
          var i = 0
          for command in outline.commands {
            switch command {
            case .move:
              cairo_move_to(cairo, x + em * c[i], y + em * c[i + 1])
              i += 2
            case .line:
              cairo_line_to(cairo, x + em * c[i], y + em * c[i + 1])
              i += 2
            case .curve:
              cairo_curve_to(
                cairo, x + em * c[i], y + em * c[i + 1], x + em * c[i + 2], y + em * c[i + 3], x + em * c[i + 4],
                y + em * c[i + 5])
              i += 6
            case .close: cairo_close_path(cairo)
            }
          }
        }
      }
    }
  }
}

extension ImageSurface {
  /// A raster as Cairo wants it: native-endian words, premultiplied.
  convenience init(_ raster: Raster) throws(CairoError) {
    try self.init(width: raster.width, height: raster.height, hasAlpha: true)
    let (stride, width, height) = (stride, raster.width, raster.height)
    try withPixels { data throws(CairoError) in
      raster.pixels.withUnsafeBufferPointer { pixels in
        for y in 0..<height {
          let row = UnsafeMutableRawPointer(data + y * stride).assumingMemoryBound(to: UInt32.self)
          for x in 0..<width {
            let i = 4 * (y * width + x)
            let alpha = UInt32(pixels[i + 3])
            func times(_ channel: UInt8) -> UInt32 { (UInt32(channel) * alpha + 127) / 255 }
            row[x] = alpha << 24 | times(pixels[i]) << 16 | times(pixels[i + 1]) << 8 | times(pixels[i + 2])
          }
        }
      }
    }
    markChanged()
  }
}

extension Stroke.Cap {
  fileprivate var cairo: cairo_line_cap_t {
    switch self {
    case .butt: CAIRO_LINE_CAP_BUTT
    case .round: CAIRO_LINE_CAP_ROUND
    case .square: CAIRO_LINE_CAP_SQUARE
    }
  }
}

extension Stroke.Join {
  fileprivate var cairo: cairo_line_join_t {
    switch self {
    case .miter: CAIRO_LINE_JOIN_MITER
    case .round: CAIRO_LINE_JOIN_ROUND
    case .bevel: CAIRO_LINE_JOIN_BEVEL
    }
  }
}
