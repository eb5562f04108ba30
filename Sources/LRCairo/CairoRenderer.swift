import CCairo
import LRScene

/// Turns scenes into PNG, SVG and PDF files, and measures text as these files will show it.
///
/// A renderer owns its fonts and remembers shaped text; use one for many pictures. The same scene gives the same bytes,
/// whatever was drawn before, in any locale or time zone. It is not thread-safe: one task at a time.
public final class CairoRenderer {
  /// Sides of a PNG in pixels, and all its pixels.
  static let largestSide = 32_767.0
  static let mostPixels = 500_000_000.0
  /// How far, of 255, the shades along antialiased edges may be off so that a figure fits a palette, which makes its
  /// file a third as large. Nobody sees it; images and shaded forms, whose gradients would show steps, are never touched.
  static let shadeTolerance = 10
  /// Sides of a PDF page in points, as PDF's own limits have it: 200 inches.
  static let largestPage = 14_400.0
  /// Sides of an SVG.
  static let largestDrawing = 1_000_000.0

  let shaper: TextShaper

  /// - Parameter language: BCP 47 tag that decides on the forms of glyphs, as `en` or `zh`.
  /// - Throws: `CairoError` if no font map can be made.
  public init(language: String = "en") throws(CairoError) {
    shaper = try TextShaper(language: language)
  }

  /// Measures text with the fonts that it will be drawn with.
  public var measurer: TextMeasurer {
    TextMeasurer { [shaper] text, font in shaper.line(text, font).extents }
  }

  /// Every character met so far that no installed font has, sorted, without repeats. Such a character is drawn as
  /// U+FFFD, or left out where no font has that.
  public var missingGlyphs: [Unicode.Scalar] { shaper.missing.sorted() }

  /// Every noncharacter met so far in what was written, sorted, without repeats. No file can hold one; it is left out.
  public var droppedCharacters: [Unicode.Scalar] { shaper.dropped.sorted() }

  /// The scene with what stands in a file's metadata as it can be written there.
  func writable(_ scene: Scene) -> Scene {
    var scene = scene
    scene.title = scene.title.writable(dropped: &shaper.dropped)
    scene.description = scene.description.writable(dropped: &shaper.dropped)
    scene.provenance = scene.provenance?.writable(dropped: &shaper.dropped)
    return scene
  }

  /// The versions of the libraries that run: `cairo 1.16.0, pango 1.50.12, libpng 1.6.39`.
  public static var rendererVersions: String {
    let cairo = cairo_version_string().map { String(cString: $0) } ?? "?"
    let pango = pango_version_string().map { String(cString: $0) } ?? "?"
    return "cairo \(cairo), pango \(pango), libpng \(PNGEncoder.libraryVersion)"
  }

  /// A PNG file, opaque if the background is; of a scene that plays, the finished picture.
  ///
  /// - Parameters:
  ///   - scale: pixels a point; recorded in the file as 72 times as many dots an inch.
  ///   - appearance: `.auto` is light.
  /// - Throws: `CairoError` if the scene's size or `scale` is not positive, a side is over 32,767 pixels or the whole
  ///   over 500 million, a number in the scene is not finite, or memory runs out.
  public func png(
    _ scene: Scene, scale: Double = 2, appearance: Appearance = .auto
  ) throws(CairoError) -> [UInt8] {
    let operation = "draw the PNG"
    let (width, height) = try Self.pixels(scene.size, scale: scale, operation)
    let isDark = appearance == .dark
    let isOpaque = (scene.background?.color(dark: isDark).alpha ?? 0) >= 1
    let surface = try ImageSurface(width: width, height: height, hasAlpha: !isOpaque)
    let context = try Context(surface.pointer)
    let canvas = CairoCanvas(context, scale: scale, isDark: isDark, text: .outlines)
    try draw(scene, on: canvas, shaper: shaper)
    try context.checkStatus(operation)
    var texts: [(keyword: String, text: String)] = []
    let scene = writable(scene)
    if let provenance = scene.provenance {
      texts = [("Title", scene.title), ("Description", scene.description), ("Comment", provenance)]
        .filter { !$0.1.isEmpty }
    }
    let perMetre = (72 * scale / 0.0254).rounded()
    return try PNGEncoder.encode(
      surface, pixelsPerMetre: perMetre < 2e9 ? UInt32(Int(clamping: perMetre, to: 1...2_000_000_000)) : 0,
      tolerance: canvas.hasImages || canvas.isShaded ? 0 : Self.shadeTolerance,
      isShaded: canvas.isShaded || canvas.hasSquares, texts: texts)
  }

  /// An SVG file.
  ///
  /// Colours are attributes of its elements, those of a light page unless `appearance` says dark; a style sheet only
  /// changes them on a dark one and lets the picture play, and where it is dropped the finished picture is left.
  ///
  /// A scene that plays gives a picture that plays by itself, again and again, by style rules alone: also in an `<img>`,
  /// but not for readers who prefer reduced motion, who see the finished picture.
  ///
  /// - Parameters:
  ///   - appearance: `.auto` lets colours follow the reader's `prefers-color-scheme`.
  ///   - text: outlines look the same whatever fonts the reader has.
  /// - Throws: `CairoError` if the scene's size is not positive or a number in the scene is not finite.
  public func svg(
    _ scene: Scene, appearance: Appearance = .auto, text: TextStyle = .outlines
  ) throws(CairoError) -> [UInt8] {
    try Self.requireSize(scene.size, largest: Self.largestDrawing, "draw the SVG")
    let canvas = SVGCanvas(size: scene.size, appearance: appearance, text: text, playback: scene.playback)
    try draw(scene, on: canvas, shaper: shaper)
    return try canvas.document(writable(scene))
  }

  /// An SVG element to stand in an HTML page: its text can be selected, its colours follow the page's `color-scheme` by
  /// the rules that come with it, and lines and their names are groups that a script can find. It never plays.
  ///
  /// - Parameters:
  ///   - appearance: `.light` or `.dark` needs no rules and follows nothing.
  ///   - id: of the figure; ids within the element depend on it, so that a page can hold the same picture twice.
  /// - Throws: `CairoError` if the scene's size is not positive or a number in the scene is not finite.
  public func part(_ scene: Scene, appearance: Appearance = .auto, id: String) throws(CairoError) -> SVGPart {
    try Self.requireSize(scene.size, largest: Self.largestDrawing, "draw the SVG")
    var scene = scene
    scene.playback = nil
    let canvas = SVGCanvas(size: scene.size, appearance: appearance, text: .selectable, isPart: true)
    try draw(scene, on: canvas, shaper: shaper)
    return try canvas.part(writable(scene), id: id)
  }

  /// A PDF file of one page, one scene point a PDF point. Its text can be selected and searched.
  ///
  /// - Parameter appearance: `.auto` is light.
  /// - Throws: `CairoError` if the scene's size is not positive or a side over 14,400 points (200 inches, PDF's own
  ///   limit), a number in the scene is not finite, or memory runs out.
  public func pdf(_ scene: Scene, appearance: Appearance = .auto) throws(CairoError) -> [UInt8] {
    let operation = "draw the PDF"
    try Self.requireSize(scene.size, largest: Self.largestPage, operation)
    let surface = try PDFSurface(width: scene.size.width, height: scene.size.height)
    let scene = writable(scene)
    surface.set(CAIRO_PDF_METADATA_TITLE, scene.title)
    if !scene.description.isEmpty { surface.set(CAIRO_PDF_METADATA_SUBJECT, scene.description) }
    if let provenance = scene.provenance { surface.set(CAIRO_PDF_METADATA_KEYWORDS, provenance) }
    // Cairo would put the present time here.
    surface.set(CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z")
    let context = try Context(surface.pointer)
    try draw(
      scene, on: CairoCanvas(context, scale: 1, isDark: appearance == .dark, text: .selectable), shaper: shaper)
    try context.checkStatus(operation)
    return try surface.finish()
  }

  /// The sides of a picture in pixels.
  static func pixels(_ size: Size, scale: Double, _ operation: String) throws(CairoError) -> (width: Int, height: Int) {
    try requireSize(size, largest: .greatestFiniteMagnitude, operation)
    guard scale.isFinite, scale > 0 else {
      throw CairoError(code: .scale, operation: operation, message: "the scale must be above 0, not \(scale)")
    }
    // A trace over whole pixels is rounding, not a pixel more.
    let width = max((size.width * scale - 1e-6).rounded(.up), 1)
    let height = max((size.height * scale - 1e-6).rounded(.up), 1)
    guard width <= largestSide, height <= largestSide, width * height <= mostPixels else {
      throw CairoError(
        code: .size, operation: operation,
        message: "\(whole(width)) x \(whole(height)) pixels are too many; "
          + "a side may have 32767 and the picture 500 million")
    }
    return (Int(clamping: width, to: 1...32_767), Int(clamping: height, to: 1...32_767))
  }

  private static func requireSize(_ size: Size, largest: Double, _ operation: String) throws(CairoError) {
    guard size.width.isFinite, size.height.isFinite, size.width > 0, size.height > 0 else {
      throw CairoError(
        code: .size, operation: operation,
        message: "the size must be above 0 both ways, not \(size.width) x \(size.height)")
    }
    guard size.width <= largest, size.height <= largest else {
      throw CairoError(
        code: .size, operation: operation,
        message: "\(whole(size.width)) x \(whole(size.height)) points are too many; "
          + "a side may have \(whole(largest))")
    }
  }

  /// Without a needless `.0`.
  private static func whole(_ value: Double) -> String {
    Int(exactly: value).map { "\($0)" } ?? "\(value)"
  }
}
