import CCairo

/// A glyph's shape in parts of the em, y downwards.
final class GlyphOutline {
  enum Command: UInt8 { case move, line, curve, close }

  let commands: [Command]
  /// x and y by turns: one pair for a move or line, three for a curve.
  let coordinates: [Double]

  init(commands: [Command], coordinates: [Double]) {
    self.commands = commands
    self.coordinates = coordinates
  }
}

/// A font file's face, the same for all sizes; gives outlines. Owns a `cairo_scaled_font_t`.
final class OutlineFont {
  /// Outlines are taken at this size, where Cairo's fixed-point numbers (1/256) are far finer than any use.
  static let em = 1000.0

  private let scaled: OpaquePointer
  private let context: Context
  private var outlines: [UInt32: GlyphOutline] = [:]

  fileprivate init?(
    face: OpaquePointer, matrix: cairo_matrix_t, options: OpaquePointer, context: Context
  ) {
    var matrix = matrix
    var identity = cairo_matrix_t(xx: 1, yx: 0, xy: 0, yy: 1, x0: 0, y0: 0)
    scaled = cairo_scaled_font_create(face, &matrix, &identity, options)
    self.context = context
    guard cairo_scaled_font_status(scaled) == CAIRO_STATUS_SUCCESS else { return nil }
  }

  deinit { cairo_scaled_font_destroy(scaled) }

  func outline(_ id: UInt32) throws(CairoError) -> GlyphOutline {
    if let known = outlines[id] { return known }
    let cairo = context.pointer
    cairo_set_scaled_font(cairo, scaled)
    cairo_new_path(cairo)
    var glyph = cairo_glyph_t(index: UInt(id), x: 0, y: 0)
    cairo_glyph_path(cairo, &glyph, 1)
    try context.checkStatus("take a glyph's outline")
    guard let path = cairo_copy_path(cairo) else {
      throw CairoError(code: .memory, operation: "take a glyph's outline", message: "no path")
    }
    defer { cairo_path_destroy(path) }
    try check(path.pointee.status, "take a glyph's outline")
    let outline = GlyphOutline(path.pointee)
    outlines[id] = outline
    return outline
  }
}

extension GlyphOutline {
  fileprivate convenience init(_ path: cairo_path_t) {
    var commands: [Command] = []
    var coordinates: [Double] = []
    var index = 0
    while index < Int(path.num_data), let data = path.data {
      let header = data[index].header
      let points: Int
      switch header.type {
      case CAIRO_PATH_MOVE_TO: (points, _) = (1, commands.append(.move))
      case CAIRO_PATH_LINE_TO: (points, _) = (1, commands.append(.line))
      case CAIRO_PATH_CURVE_TO: (points, _) = (3, commands.append(.curve))
      default: (points, _) = (0, commands.append(.close))
      }
      for offset in 0..<points {
        let point = data[index + 1 + offset].point
        coordinates.append(point.x / OutlineFont.em)
        coordinates.append(point.y / OutlineFont.em)
      }
      index += max(Int(header.length), 1)
    }
    // Cairo begins a new subpath after each close; the one after the last is empty.
    if commands.last == .move {
      commands.removeLast()
      coordinates.removeLast(2)
    }
    self.init(commands: commands, coordinates: coordinates)
  }
}

/// Finds the face behind a font that Pango chose.
final class OutlineFonts {
  /// No hinting, grey antialiasing: what all text is set and drawn with. Owned.
  let options: OpaquePointer
  private let context: Context
  /// By the fonts of Pango, each of which is retained so that its address stays its own.
  private var byPangoFont: [UnsafeMutablePointer<PangoFont>: OutlineFont] = [:]
  private var byFace: [FaceKey: OutlineFont] = [:]

  private struct FaceKey: Hashable {
    var face: OpaquePointer
    /// Slanted or stretched if the family has no italic of its own; in millionths of the em.
    var matrix: SIMD4<Int>
  }

  init() throws(CairoError) {
    let surface = try ImageSurface(width: 1, height: 1, hasAlpha: true)
    context = try Context(surface.pointer)
    options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
  }

  deinit {
    for font in byPangoFont.keys { lrplot_object_release(font) }
    cairo_font_options_destroy(options)
  }

  /// - Parameter font: of the size `Layout.em`.
  func font(_ font: UnsafeMutablePointer<PangoFont>) -> OutlineFont? {
    if let known = byPangoFont[font] { return known }
    guard let scaled = pango_cairo_font_get_scaled_font(font.cairoFont),
      cairo_scaled_font_status(scaled) == CAIRO_STATUS_SUCCESS, let face = cairo_scaled_font_get_font_face(scaled)
    else { return nil }
    var matrix = cairo_matrix_t()
    cairo_scaled_font_get_font_matrix(scaled, &matrix)
    let scale = OutlineFont.em / Layout.em
    let unit = SIMD4(matrix.xx, matrix.yx, matrix.xy, matrix.yy) * scale
    let rounded = (unit * 1000).rounded(.toNearestOrEven)
    let key = FaceKey(face: face, matrix: SIMD4<Int>(rounded))
    let outlineFont: OutlineFont
    if let known = byFace[key] {
      outlineFont = known
    } else {
      let exact = rounded / 1000
      let emMatrix = cairo_matrix_t(xx: exact[0], yx: exact[1], xy: exact[2], yy: exact[3], x0: 0, y0: 0)
      guard let made = OutlineFont(face: face, matrix: emMatrix, options: options, context: context) else {
        return nil
      }
      outlineFont = made
      byFace[key] = made
    }
    lrplot_object_retain(font)
    byPangoFont[font] = outlineFont
    return outlineFont
  }
}

extension UnsafeMutablePointer<PangoFont> {
  /// The same font as PangoCairo's functions want it.
  var cairoFont: OpaquePointer { OpaquePointer(self) }
}
