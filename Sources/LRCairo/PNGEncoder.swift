import CPNG
import LRScene

/// Pixels to a PNG file by libpng: an indexed palette where at most 256 colours occur, no filter, no time.
enum PNGEncoder {
  /// zlib's effort: runs along a row only (`Z_RLE`), which is what flat figures are made of. Measured on a 1600 x 1000
  /// line chart: 4.7 ms and 34 KB, where the default strategy at level 4 takes 7.8 ms for 32 KB.
  static let level: Int32 = 1
  /// `Z_RLE` of zlib.h.
  static let strategy: Int32 = 3
  /// Of shaded forms, which have few runs: Z_DEFAULT_STRATEGY.
  static let shadedLevel: Int32 = 5
  static let shadedStrategy: Int32 = 0

  /// - Parameters:
  ///   - pixelsPerMetre: 0 leaves the resolution out.
  ///   - tolerance: how far a channel (0...255) may be off to make a palette possible.
  ///   - isShaded: whether colours change from place to place.
  static func encode(
    _ surface: ImageSurface, pixelsPerMetre: UInt32, tolerance: Int, isShaded: Bool,
    texts: [(keyword: String, text: String)]
  ) throws(CairoError) -> [UInt8] {
    let stride = surface.stride
    return try surface.withPixels { data throws(CairoError) in
      var picture = lrplot_png_picture()
      picture.pixels = UnsafePointer(data)
      picture.stride = stride
      picture.width = UInt32(surface.width)
      picture.height = UInt32(surface.height)
      picture.format = Int32(surface.hasAlpha ? LRPLOT_PNG_ARGB32_PREMULTIPLIED : LRPLOT_PNG_XRGB32)
      picture.pixels_per_metre = pixelsPerMetre
      picture.tolerance = Int32(tolerance)
      return try write(&picture, texts, isShaded: isShaded)
    }
  }

  static func encode(_ raster: Raster) throws(CairoError) -> [UInt8] {
    try raster.pixels.withUnsafeBufferPointer { pixels throws(CairoError) in
      var picture = lrplot_png_picture()
      picture.pixels = pixels.baseAddress
      picture.stride = 4 * raster.width
      picture.width = UInt32(raster.width)
      picture.height = UInt32(raster.height)
      picture.format = Int32(LRPLOT_PNG_RGBA8)
      return try write(&picture, [])
    }
  }

  static var libraryVersion: String { String(cString: lrplot_png_library_version()) }

  private static func write(
    _ picture: inout lrplot_png_picture, _ texts: [(keyword: String, text: String)], isShaded: Bool = false
  ) throws(CairoError) -> [UInt8] {
    picture.level = isShaded ? shadedLevel : level
    picture.strategy = isShaded ? shadedStrategy : strategy
    // One block holds all strings, each ended by a zero, so that their addresses stay good during the call.
    var block: [CChar] = []
    var places: [(Int, Int)] = []
    for (keyword, text) in texts {
      let start = block.count
      block.append(contentsOf: keyword.printableForPNG)
      places.append((start, block.count))
      block.append(contentsOf: text.printableForPNG)
    }
    var buffer = lrplot_png_buffer()
    defer { lrplot_png_free(&buffer) }
    var message = [CChar](repeating: 0, count: Int(LRPLOT_PNG_MESSAGE_SIZE))
    let result = block.withUnsafeBufferPointer { strings in
      let entries = places.map { keyword, text in
        lrplot_png_text(keyword: strings.baseAddress.map { $0 + keyword }, text: strings.baseAddress.map { $0 + text })
      }
      return entries.withUnsafeBufferPointer { entries in
        picture.texts = entries.baseAddress
        picture.text_count = entries.count
        return lrplot_png_write(&picture, &buffer, &message)
      }
    }
    guard result == LRPLOT_PNG_OK else {
      let text = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw CairoError(
        code: Int(result) == LRPLOT_PNG_NO_MEMORY ? .memory : .png, operation: "write the PNG", message: text)
    }
    return [UInt8](UnsafeBufferPointer(start: buffer.bytes, count: buffer.count))
  }
}

extension String {
  /// Zero-ended, and without the control characters that PNG forbids in texts.
  fileprivate var printableForPNG: [CChar] {
    utf8.filter { $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A }.map { CChar(bitPattern: $0) } + [0]
  }
}
