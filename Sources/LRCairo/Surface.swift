import CCairo

/// Pixels in memory that Cairo draws on. Owns its `cairo_surface_t`.
final class ImageSurface {
  let pointer: OpaquePointer
  let width: Int
  let height: Int
  /// Whether pixels have an opacity (`ARGB32`, premultiplied) or not (`RGB24`).
  let hasAlpha: Bool

  init(width: Int, height: Int, hasAlpha: Bool) throws(CairoError) {
    self.width = width
    self.height = height
    self.hasAlpha = hasAlpha
    let format = hasAlpha ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24
    // Never nil: on failure Cairo hands out a surface whose status says so.
    pointer = cairo_image_surface_create(format, Int32(width), Int32(height))
    try check(cairo_surface_status(pointer), "make a picture of \(width) x \(height) pixels")
  }

  deinit { cairo_surface_destroy(pointer) }

  /// Bytes from one row to the next.
  var stride: Int { Int(cairo_image_surface_get_stride(pointer)) }

  /// Calls `body` with the pixels after all drawing has reached them; the pointer is good inside `body` only.
  func withPixels<Result>(
    _ body: (UnsafeMutablePointer<UInt8>) throws(CairoError) -> Result
  ) throws(CairoError) -> Result {
    cairo_surface_flush(pointer)
    try check(cairo_surface_status(pointer), "finish a picture")
    guard let data = cairo_image_surface_get_data(pointer) else {
      throw CairoError(code: .memory, operation: "finish a picture", message: "the surface has no pixels")
    }
    return try body(data)
  }

  /// Tells Cairo that the pixels were changed behind its back.
  func markChanged() { cairo_surface_mark_dirty(pointer) }
}

/// One page of PDF, collected in memory. Owns its `cairo_surface_t` and the buffer that it writes to.
final class PDFSurface {
  let pointer: OpaquePointer
  private let output: Output

  /// What Cairo's callback appends to; kept alive by the surface.
  private final class Output {
    var bytes: [UInt8] = []
  }

  /// - Parameters: the page's sides in points.
  init(width: Double, height: Double) throws(CairoError) {
    let output = Output()
    self.output = output
    pointer = cairo_pdf_surface_create_for_stream(
      { closure, data, length in
        guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
        let output = Unmanaged<Output>.fromOpaque(closure).takeUnretainedValue()
        output.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
        return CAIRO_STATUS_SUCCESS
      }, Unmanaged.passUnretained(output).toOpaque(), width, height)
    try check(cairo_surface_status(pointer), "make a PDF page")
  }

  deinit {
    // A surface that was never finished writes its rest now; `output` outlives this call.
    cairo_surface_finish(pointer)
    cairo_surface_destroy(pointer)
  }

  /// - Parameter text: without noncharacters, which Cairo refuses; control characters are left out.
  func set(_ entry: cairo_pdf_metadata_t, _ text: String) {
    cairo_pdf_surface_set_metadata(pointer, entry, text.withoutControls)
  }

  /// Ends the page and hands over the file. Nothing can be drawn afterwards.
  func finish() throws(CairoError) -> [UInt8] {
    cairo_surface_finish(pointer)
    try check(cairo_surface_status(pointer), "write the PDF")
    return output.bytes
  }
}

/// A drawing context on a surface. Owns its `cairo_t`, which holds the surface.
final class Context {
  let pointer: OpaquePointer

  init(_ surface: OpaquePointer) throws(CairoError) {
    pointer = cairo_create(surface)
    try check(cairo_status(pointer), "make a drawing context")
  }

  deinit { cairo_destroy(pointer) }

  func checkStatus(_ operation: String) throws(CairoError) { try check(cairo_status(pointer), operation) }
}
