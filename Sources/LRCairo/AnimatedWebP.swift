import CWebP
import LRScene

extension CairoRenderer {
  /// Sides of a WebP in pixels.
  static let largestWebPSide = 16_383
  /// More than screens show; browsers stretch frames of a hundredth of a second and less.
  public static let mostWebPFrames = 60.0

  /// A WebP file that plays for ever, or one picture if the scene doesn't play. Every pixel is as in the PNG.
  ///
  /// Each frame holds only what changed, without loss. Delays are whole milliseconds whose roundings don't add up.
  ///
  /// - Parameters:
  ///   - fps: frames a second, 60 at most.
  ///   - scale: pixels a point.
  ///   - appearance: `.auto` is light.
  ///   - progress: told after each frame how many of how many are done; returns whether to go on.
  /// - Throws: `CairoError` as for a PNG, if a side is over 16,383 pixels or the frames are over 36,000, and
  ///   `.cancelled` where `progress` said no.
  public func webp(
    _ scene: Scene, fps: Double = 20, scale: Double = 2, appearance: Appearance = .auto,
    progress: (_ done: Int, _ all: Int) -> Bool = { _, _ in true }
  ) throws(CairoError) -> [UInt8] {
    let scene = writable(scene)
    let frames = try AnimationFrames(
      scene, fps: fps, atMost: Self.mostWebPFrames, scale: scale, appearance: appearance, limit: Self.largestWebPSide,
      needsWhole: false, shaper: shaper)
    let writer = try WebPWriter(frames)
    try frames.forEach(progress: progress) { patch throws(CairoError) in try writer.write(&patch) }
    return try writer.finish(metadata: scene.provenance.map { Self.metadata(of: scene, $0) })
  }

  /// What the picture is, as the XMP that WebP keeps such things in.
  private static func metadata(of scene: Scene, _ provenance: String) -> [UInt8] {
    var xmp: [UInt8] = []
    xmp.append("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">")
    xmp.append("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">")
    xmp.append("<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">")
    for (name, text) in [("title", scene.title), ("description", scene.description)] where !text.isEmpty {
      xmp.append("<dc:\(name)><rdf:Alt><rdf:li xml:lang=\"x-default\">")
      xmp.appendEscaped(text)
      xmp.append("</rdf:li></rdf:Alt></dc:\(name)>")
    }
    xmp.append("<dc:source>")
    xmp.appendEscaped(provenance)
    xmp.append("</dc:source></rdf:Description></rdf:RDF></x:xmpmeta>")
    return xmp
  }
}

/// Writes a WebP through libwebp and libwebpmux.
///
/// Not through libwebp's own encoder of animations: that one searches for what changed, which is known here, and
/// compresses several rectangles for each frame to keep the smallest.
private struct WebPWriter {
  /// libwebp's effort, 0...9. For 60 frames of a filled contour map, 1600 x 1000 pixels, 1 takes 1.0 s and 298 KB, 3
  /// takes 1.4 s and 259 KB, 6 takes 1.5 s and 257 KB.
  private static let effort: Int32 = 3
  private static let operation = "write the WebP"

  /// Owns a `WebPMux`.
  private final class Mux {
    let pointer: OpaquePointer

    init() throws(CairoError) {
      guard let pointer = WebPMuxNew() else { throw WebPWriter.outOfMemory }
      self.pointer = pointer
    }

    deinit { WebPMuxDelete(pointer) }
  }

  private let mux: Mux
  private let isOpaque: Bool
  private let isStill: Bool
  private let config: WebPConfig

  init(_ frames: AnimationFrames) throws(CairoError) {
    var config = WebPConfig()
    guard WebPConfigInit(&config) != 0, WebPConfigLosslessPreset(&config, Self.effort) != 0 else {
      throw Self.refused("its settings are of another version")
    }
    self.config = config
    mux = try Mux()
    isOpaque = frames.isOpaque
    isStill = frames.times.count == 1
    guard !isStill else { return }
    try Self.check(WebPMuxSetCanvasSize(mux.pointer, Int32(frames.width), Int32(frames.height)))
    var parameters = WebPMuxAnimParams(bgcolor: 0, loop_count: 0)
    try Self.check(WebPMuxSetAnimationParams(mux.pointer, &parameters))
  }

  /// Makes the patch's pixels straight.
  func write(_ patch: inout FramePatch) throws(CairoError) {
    if !isOpaque {
      for index in patch.pixels.indices { patch.pixels[index] = straight(patch.pixels[index]) }
    }
    var output = WebPMemoryWriter()
    WebPMemoryWriterInit(&output)
    defer { WebPMemoryWriterClear(&output) }
    try encode(&patch, to: &output)
    var data = WebPData(bytes: output.mem, size: output.size)
    guard !isStill else { return try Self.check(WebPMuxSetImage(mux.pointer, &data, 1)) }
    var frame = WebPMuxFrameInfo()
    frame.bitstream = data
    frame.x_offset = Int32(patch.x)
    frame.y_offset = Int32(patch.y)
    // Both ends are rounded, not the time between, so that errors don't add up. 24 bits are all the room there is.
    frame.duration = Int32(
      Int(clamping: (patch.end * 1000).rounded() - (patch.start * 1000).rounded(), to: 0...16_777_215))
    frame.id = WEBP_CHUNK_ANMF
    frame.dispose_method = WEBP_MUX_DISPOSE_NONE
    frame.blend_method = isOpaque ? WEBP_MUX_BLEND : WEBP_MUX_NO_BLEND
    try Self.check(WebPMuxPushFrame(mux.pointer, &frame, 1))
  }

  private func encode(_ patch: inout FramePatch, to output: inout WebPMemoryWriter) throws(CairoError) {
    var picture = WebPPicture()
    guard WebPPictureInit(&picture) != 0 else { throw Self.refused("its pictures are of another version") }
    defer { WebPPictureFree(&picture) }
    picture.use_argb = 1
    picture.width = Int32(patch.width)
    picture.height = Int32(patch.height)
    picture.argb_stride = Int32(patch.width)
    picture.writer = WebPMemoryWrite
    let isWritten = withUnsafeMutablePointer(to: &output) { output in
      patch.pixels.withUnsafeMutableBufferPointer { pixels in
        picture.custom_ptr = UnsafeMutableRawPointer(output)
        picture.argb = pixels.baseAddress
        return withUnsafePointer(to: config) { WebPEncode($0, &picture) != 0 }
      }
    }
    guard isWritten else {
      switch picture.error_code {
      case VP8_ENC_ERROR_OUT_OF_MEMORY, VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY: throw Self.outOfMemory
      case let code: throw Self.refused("libwebp's error \(code.rawValue)")
      }
    }
  }

  func finish(metadata: [UInt8]?) throws(CairoError) -> [UInt8] {
    if let metadata {
      let status = metadata.withUnsafeBufferPointer { bytes in
        var data = WebPData(bytes: bytes.baseAddress, size: bytes.count)
        return WebPMuxSetChunk(mux.pointer, "XMP ", &data, 1)
      }
      try Self.check(status)
    }
    var data = WebPData()
    defer { WebPDataClear(&data) }
    try Self.check(WebPMuxAssemble(mux.pointer, &data))
    return [UInt8](UnsafeBufferPointer(start: data.bytes, count: data.size))
  }

  private static func check(_ status: WebPMuxError) throws(CairoError) {
    switch status {
    case WEBP_MUX_OK: return
    case WEBP_MUX_MEMORY_ERROR: throw outOfMemory
    default: throw refused("libwebpmux's error \(status.rawValue)")
    }
  }

  private static var outOfMemory: CairoError {
    CairoError(code: .memory, operation: operation, message: "out of memory")
  }

  private static func refused(_ message: String) -> CairoError {
    CairoError(code: .webp, operation: operation, message: message)
  }
}
