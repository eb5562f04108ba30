import CGIF
import CWebP

/// An animated file read back by the libraries' own decoders, its frames put over one another as a browser does.
struct DecodedAnimation {
  struct Frame {
    /// Row-major, 0xAARRGGBB, not premultiplied.
    var pixels: [UInt32]
    /// In seconds.
    var duration: Double
    /// Pixels that the file holds for it.
    var stored: Int
  }

  var width = 0
  var height = 0
  var frames: [Frame] = []
  /// nil if the file says nothing.
  var loops: Int?

  var duration: Double { frames.reduce(0) { $0 + $1.duration } }

  init?(gif bytes: [UInt8]) {
    final class Reader {
      var rest: ArraySlice<UInt8>
      init(_ bytes: [UInt8]) { rest = bytes[...] }
    }
    let reader = Reader(bytes)
    var code: Int32 = 0
    let opened = DGifOpen(
      Unmanaged.passUnretained(reader).toOpaque(),
      { file, data, count in
        guard let closure = file?.pointee.UserData, let data else { return 0 }
        let reader = Unmanaged<Reader>.fromOpaque(closure).takeUnretainedValue()
        let part = reader.rest.prefix(Int(count))
        for (index, byte) in part.enumerated() { data[index] = byte }
        reader.rest = reader.rest.dropFirst(part.count)
        return Int32(part.count)
      }, &code)
    guard let file = opened else { return nil }
    defer { DGifCloseFile(file, &code) }
    guard DGifSlurp(file) == GIF_OK, let map = file.pointee.SColorMap else { return nil }
    width = Int(file.pointee.SWidth)
    height = Int(file.pointee.SHeight)
    var canvas = [UInt32](repeating: 0, count: width * height)
    for index in 0..<Int(file.pointee.ImageCount) {
      let image = file.pointee.SavedImages[index]
      for place in 0..<Int(image.ExtensionBlockCount) {
        let block = image.ExtensionBlocks[place]
        if block.Function == APPLICATION_EXT_FUNC_CODE, block.ByteCount == 11, place + 1 < image.ExtensionBlockCount {
          let values = image.ExtensionBlocks[place + 1]
          loops = Int(values.Bytes[1]) | Int(values.Bytes[2]) << 8
        }
      }
      var control = GraphicsControlBlock()
      guard DGifSavedExtensionToGCB(file, Int32(index), &control) == GIF_OK else { return nil }
      let area = image.ImageDesc
      for y in 0..<Int(area.Height) {
        for x in 0..<Int(area.Width) {
          let place = Int32(image.RasterBits[y * Int(area.Width) + x])
          guard place != control.TransparentColor else { continue }
          let color = map.pointee.Colors[Int(place)]
          canvas[(Int(area.Top) + y) * width + Int(area.Left) + x] =
            0xFF00_0000 | UInt32(color.Red) << 16 | UInt32(color.Green) << 8 | UInt32(color.Blue)
        }
      }
      frames.append(
        Frame(pixels: canvas, duration: Double(control.DelayTime) / 100, stored: Int(area.Width * area.Height)))
      guard control.DisposalMode == DISPOSE_BACKGROUND else { continue }
      for y in Int(area.Top)..<Int(area.Top + area.Height) {
        for x in Int(area.Left)..<Int(area.Left + area.Width) { canvas[y * width + x] = 0 }
      }
    }
  }

  init?(webP bytes: [UInt8]) {
    let opened = bytes.withUnsafeBufferPointer { bytes in
      var data = WebPData(bytes: bytes.baseAddress, size: bytes.count)
      return WebPMuxCreate(&data, 1)
    }
    guard let mux = opened else { return nil }
    defer { WebPMuxDelete(mux) }
    var (canvasWidth, canvasHeight): (Int32, Int32) = (0, 0)
    guard WebPMuxGetCanvasSize(mux, &canvasWidth, &canvasHeight) == WEBP_MUX_OK else { return nil }
    (width, height) = (Int(canvasWidth), Int(canvasHeight))
    var parameters = WebPMuxAnimParams()
    if WebPMuxGetAnimationParams(mux, &parameters) == WEBP_MUX_OK { loops = Int(parameters.loop_count) }
    var canvas = [UInt32](repeating: 0, count: width * height)
    var info = WebPMuxFrameInfo()
    var number: UInt32 = 1
    while WebPMuxGetFrame(mux, number, &info) == WEBP_MUX_OK {
      defer { WebPDataClear(&info.bitstream) }
      var (w, h): (Int32, Int32) = (0, 0)
      guard let pixels = WebPDecodeRGBA(info.bitstream.bytes, info.bitstream.size, &w, &h) else { return nil }
      defer { WebPFree(pixels) }
      for y in 0..<Int(h) {
        for x in 0..<Int(w) {
          let c = pixels + 4 * (y * Int(w) + x)
          // Blending is between there and not there only.
          guard c[3] == 255 || info.blend_method == WEBP_MUX_NO_BLEND else { continue }
          canvas[(Int(info.y_offset) + y) * width + Int(info.x_offset) + x] =
            UInt32(c[3]) << 24 | UInt32(c[0]) << 16 | UInt32(c[1]) << 8 | UInt32(c[2])
        }
      }
      frames.append(Frame(pixels: canvas, duration: Double(info.duration) / 1000, stored: Int(w * h)))
      number += 1
    }
  }
}
