import CCairo
import LRScene

/// A PNG read back: its pixels by libpng (through Cairo), its chunks by hand.
struct DecodedPNG {
  let width: Int
  let height: Int
  /// Row-major, 0xAARRGGBB, premultiplied.
  let pixels: [UInt32]
  let chunks: [(type: String, data: [UInt8])]

  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { return nil }
    chunks = Self.chunks(bytes)
    final class Reader {
      var rest: ArraySlice<UInt8>
      init(_ bytes: [UInt8]) { rest = bytes[...] }
    }
    let reader = Reader(bytes)
    let surface = cairo_image_surface_create_from_png_stream(
      { closure, data, length in
        guard let closure, let data else { return CAIRO_STATUS_READ_ERROR }
        let reader = Unmanaged<Reader>.fromOpaque(closure).takeUnretainedValue()
        guard reader.rest.count >= Int(length) else { return CAIRO_STATUS_READ_ERROR }
        for (index, byte) in reader.rest.prefix(Int(length)).enumerated() { data[index] = byte }
        reader.rest = reader.rest.dropFirst(Int(length))
        return CAIRO_STATUS_SUCCESS
      }, Unmanaged.passUnretained(reader).toOpaque())
    defer { cairo_surface_destroy(surface) }
    guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let data = cairo_image_surface_get_data(surface)
    else { return nil }
    width = Int(cairo_image_surface_get_width(surface))
    height = Int(cairo_image_surface_get_height(surface))
    let stride = Int(cairo_image_surface_get_stride(surface))
    let opaque: UInt32 = cairo_image_surface_get_format(surface) == CAIRO_FORMAT_RGB24 ? 0xFF00_0000 : 0
    var pixels: [UInt32] = []
    for y in 0..<height {
      let row = UnsafeRawPointer(data + y * stride)
      for x in 0..<width { pixels.append(row.load(fromByteOffset: 4 * x, as: UInt32.self) | opaque) }
    }
    self.pixels = pixels
  }

  subscript(x: Int, y: Int) -> UInt32 { pixels[y * width + x] }

  func chunk(_ type: String) -> [UInt8]? { chunks.first { $0.type == type }?.data }

  var bitDepth: Int { Int(chunk("IHDR")?[8] ?? 0) }
  /// 2 is RGB, 3 a palette, 6 RGB with opacity.
  var colorType: Int { Int(chunk("IHDR")?[9] ?? 0) }

  /// Whether a pixel is `color` to within `tolerance` of 255 in every channel.
  func pixel(_ x: Int, _ y: Int, is color: UInt32, within tolerance: Int = 1) -> Bool {
    let pixel = self[x, y]
    return stride(from: 0, to: 32, by: 8).allSatisfy { shift in
      abs(Int(pixel >> UInt32(shift) & 255) - Int(color >> UInt32(shift) & 255)) <= tolerance
    }
  }

  /// How many pixels of a column differ from `color`.
  func count(inColumn x: Int, unlike color: UInt32) -> Int { (0..<height).count { self[x, $0] != color } }

  private static func chunks(_ bytes: [UInt8]) -> [(type: String, data: [UInt8])] {
    var chunks: [(type: String, data: [UInt8])] = []
    var place = 8
    while place + 12 <= bytes.count {
      let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      let type = String(decoding: bytes[place + 4..<place + 8], as: UTF8.self)
      chunks.append((type, Array(bytes[place + 8..<place + 8 + length])))
      place += 12 + length
    }
    return chunks
  }
}
