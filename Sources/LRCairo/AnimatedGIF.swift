import CGIF
import LRScene

extension CairoRenderer {
  /// Sides of a GIF in pixels.
  static let largestGIFSide = 65_535
  /// Browsers show frames that are to stand for less than two hundredths of a second for ten.
  public static let mostGIFFrames = 50.0

  /// A GIF file that plays for ever, or one picture if the scene doesn't play.
  ///
  /// It has one palette for all frames, of which each holds only what changed. Delays are whole hundredths of a second
  /// whose roundings don't add up. Over a transparent background pixels are either there or not.
  ///
  /// - Parameters:
  ///   - fps: frames a second, 50 at most, which is what browsers can show.
  ///   - scale: pixels a point.
  ///   - appearance: `.auto` is light.
  ///   - progress: told after each frame how many of how many are done; returns whether to go on.
  /// - Throws: `CairoError` as for a PNG, if a side is over 65,535 pixels or the frames are over 36,000, and
  ///   `.cancelled` where `progress` said no.
  public func gif(
    _ scene: Scene, fps: Double = 20, scale: Double = 2, appearance: Appearance = .auto,
    progress: (_ done: Int, _ all: Int) -> Bool = { _, _ in true }
  ) throws(CairoError) -> [UInt8] {
    let scene = writable(scene)
    let frames = try AnimationFrames(
      scene, fps: fps, atMost: Self.mostGIFFrames, scale: scale, appearance: appearance, limit: Self.largestGIFSide,
      needsWhole: true, shaper: shaper)
    var census = ColorCensus()
    try frames.forEachSample { surface throws(CairoError) in census.add(try surface.straightPixels()) }
    var writer = try GIFWriter(frames, ColorPalette(of: census), comment: scene.provenance)
    try frames.forEach(progress: progress) { patch throws(CairoError) in try writer.write(patch) }
    return try writer.finish()
  }
}

extension ImageSurface {
  fileprivate func straightPixels() throws(CairoError) -> [UInt32] {
    let stride = stride / 4
    return try withPixels { data throws(CairoError) in
      let pixels = UnsafeRawPointer(data).assumingMemoryBound(to: UInt32.self)
      return [UInt32](unsafeUninitializedCapacity: width * height) { buffer, count in
        for y in 0..<height {
          for x in 0..<width {
            let pixel = pixels[y * stride + x]
            buffer[count] = hasAlpha ? straight(pixel) : pixel | 0xFF00_0000
            count += 1
          }
        }
      }
    }
  }
}

/// Writes a GIF through giflib. Owns its `GifFileType`.
private struct GIFWriter: ~Copyable {
  /// What giflib's callback appends to.
  private final class Output {
    var bytes: [UInt8] = []
  }

  private static let operation = "write the GIF"

  private let output = Output()
  private var file: UnsafeMutablePointer<GifFileType>?
  private var palette: ColorPalette
  private let isOpaque: Bool
  /// The place for what didn't change, or isn't there.
  private let blank: UInt8
  private var line: [UInt8] = []

  init(_ frames: AnimationFrames, _ palette: ColorPalette, comment: String?) throws(CairoError) {
    self.palette = palette
    isOpaque = frames.isOpaque
    blank = UInt8(palette.colors.count)
    var code: Int32 = 0
    file = EGifOpen(
      Unmanaged.passUnretained(output).toOpaque(),
      { file, data, count in
        guard let closure = file?.pointee.UserData, let data else { return 0 }
        let output = Unmanaged<Output>.fromOpaque(closure).takeUnretainedValue()
        output.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
        return count
      }, &code)
    guard let file else { throw Self.error(code) }
    EGifSetGifVersion(file, true)
    var size: Int32 = 2
    while size < palette.colors.count + 1 { size *= 2 }
    let colors = (0..<Int(size)).map { place in
      let color = place < palette.colors.count ? palette.colors[place] : 0
      return GifColorType(Red: UInt8(color >> 16 & 255), Green: UInt8(color >> 8 & 255), Blue: UInt8(color & 255))
    }
    guard let map = GifMakeMapObject(size, colors) else { throw Self.error(E_GIF_ERR_NOT_ENOUGH_MEM) }
    defer { GifFreeMapObject(map) }
    try check(EGifPutScreenDesc(file, Int32(frames.width), Int32(frames.height), 8, 0, map))
    if frames.times.count > 1 {
      // Netscape's extension: 0 repetitions stand for endless ones.
      try check(EGifPutExtensionLeader(file, APPLICATION_EXT_FUNC_CODE))
      try check(EGifPutExtensionBlock(file, 11, Array("NETSCAPE2.0".utf8)))
      try check(EGifPutExtensionBlock(file, 3, [1, 0, 0]))
      try check(EGifPutExtensionTrailer(file))
    }
    if let comment, !comment.isEmpty { try check(EGifPutComment(file, comment)) }
  }

  deinit {
    if let file { EGifCloseFile(file, nil) }
  }

  mutating func write(_ patch: borrowing FramePatch) throws(CairoError) {
    guard let file else { return }
    var control = GraphicsControlBlock()
    control.DisposalMode = isOpaque ? DISPOSE_DO_NOT : DISPOSE_BACKGROUND
    // Both ends are rounded, not the time between, so that errors don't add up.
    control.DelayTime = Int32(
      Int(clamping: (patch.end * 100).rounded() - (patch.start * 100).rounded(), to: 0...65_535))
    control.TransparentColor = Int32(blank)
    var extensionBlock = [UInt8](repeating: 0, count: 4)
    let count = EGifGCBToExtension(&control, &extensionBlock)
    try check(EGifPutExtension(file, GRAPHICS_EXT_FUNC_CODE, Int32(count), extensionBlock))
    try check(
      EGifPutImageDesc(
        file, Int32(patch.x), Int32(patch.y), Int32(patch.width), Int32(patch.height), false, nil))
    if line.count < patch.width { line = [UInt8](repeating: 0, count: patch.width) }
    for y in 0..<patch.height {
      var last: UInt32 = 0
      var place = blank
      for x in 0..<patch.width {
        let pixel = patch.pixels[y * patch.width + x]
        if pixel != last {
          place = pixel >> 24 < 128 ? blank : palette.place(of: isOpaque ? pixel : straight(pixel))
          last = pixel
        }
        line[x] = place
      }
      try check(EGifPutLine(file, &line, Int32(patch.width)))
    }
  }

  mutating func finish() throws(CairoError) -> [UInt8] {
    guard let file else { return [] }
    self.file = nil
    var code: Int32 = 0
    guard EGifCloseFile(file, &code) == GIF_OK else { throw Self.error(code) }
    return output.bytes
  }

  private func check(_ status: Int32) throws(CairoError) {
    if status != GIF_OK { throw Self.error(file?.pointee.Error ?? 0) }
  }

  private static func error(_ code: Int32) -> CairoError {
    let isMemory = code == E_GIF_ERR_NOT_ENOUGH_MEM
    return CairoError(
      code: isMemory ? .memory : .gif, operation: operation,
      message: GifErrorString(code).map { String(cString: $0) } ?? "giflib's error \(code)")
  }
}
