import CCairo
import LRScene

/// What changes from one frame to the next: the smallest rectangle that holds it.
struct FramePatch {
  var x: Int
  var y: Int
  var width: Int
  var height: Int
  /// Row by row as Cairo has them, 0xAARRGGBB, premultiplied. In an opaque picture, 0 where nothing changed.
  var pixels: [UInt32]
  /// When it is shown and when the next one is, in seconds from the start.
  var start: Double
  var end: Double
}

/// Draws a scene that plays, frame by frame; no more than three pictures are in memory at any time.
///
/// What stands below the first node that moves is drawn once. Frames that look alike become one that stands longer.
struct AnimationFrames {
  let width: Int
  let height: Int
  let isOpaque: Bool
  /// Whether every patch of a transparent picture is all of it, for formats that can't take a pixel away.
  private let needsWhole: Bool
  /// When frames are drawn, the finished picture last, and when that one ends.
  let times: [Double]
  let end: Double
  private let scene: Scene
  private let scale: Double
  private let isDark: Bool
  private let shaper: TextShaper
  /// Nodes before this one never change.
  private let firstMoving: Int

  /// Frames at most: half an hour at twenty a second.
  static let mostFrames = 36_000.0
  /// Pixels that colours are chosen by, as far as eight pictures don't have more.
  private static let sampledPixels = 12_000_000

  /// - Parameters:
  ///   - fps: frames a second while something moves; rounded so that they fill the time evenly.
  ///   - most: frames a second that the format may have.
  ///   - limit: of a side in pixels.
  init(
    _ scene: Scene, fps: Double, atMost most: Double, scale: Double, appearance: Appearance, limit: Int,
    needsWhole: Bool,
    shaper: TextShaper
  ) throws(CairoError) {
    let operation = "draw the frames"
    (width, height) = try CairoRenderer.pixels(scene.size, scale: scale, operation)
    guard width <= limit, height <= limit else {
      throw CairoError(
        code: .size, operation: operation,
        message: "\(width) x \(height) pixels are too many; a side may have \(limit) in this format")
    }
    guard fps.isFinite, fps > 0 else {
      throw CairoError(
        code: .frames, operation: operation, message: "the frames a second must be above 0, not \(fps)")
    }
    if let playback = scene.playback {
      let count = max(1, (playback.duration * min(fps, most)).rounded())
      guard count <= Self.mostFrames else {
        throw CairoError(
          code: .frames, operation: operation,
          message:
            "\(min(fps, most)) frames a second for \(playback.duration) seconds are too many; \(Int(clamping: Self.mostFrames, to: 1...100_000)) in "
            + "all may be drawn")
      }
      let interval = playback.duration / count
      times = (0...Int(clamping: count, to: 1...100_000)).map { Double($0) * interval }
      end = playback.duration + max(playback.hold, interval)
    } else {
      times = [0]
      end = 1
    }
    self.scene = scene
    self.scale = scale
    self.shaper = shaper
    self.needsWhole = needsWhole
    isDark = appearance == .dark
    isOpaque = (scene.background?.color(dark: isDark).alpha ?? 0) >= 1
    firstMoving =
      scene.playback == nil ? scene.nodes.count : scene.nodes.firstIndex { $0.moves } ?? scene.nodes.count
  }

  /// Some of the pictures, the first and the finished one among them, for whoever has to choose colours: what moves
  /// shows shades on its way that neither of the two has.
  ///
  /// - Parameter body: sees one after another; the surface is drawn on again afterwards.
  func forEachSample(_ body: (ImageSurface) throws(CairoError) -> Void) throws(CairoError) {
    let ground = try self.ground()
    let surface = try ImageSurface(width: width, height: height, hasAlpha: !isOpaque)
    let last = times.count - 1
    let most = min(last, max(8, Self.sampledPixels / (width * height)) - 1)
    for sample in 0...most {
      try draw(at: times[most == 0 ? last : last * sample / most], over: ground, on: surface)
      try body(surface)
    }
  }

  /// Draws all frames in order and hands over what changes.
  ///
  /// - Parameters:
  ///   - progress: told after each frame how many of how many are done; returns whether to go on.
  ///   - write: called in order; the first patch is the whole picture.
  /// - Throws: `CairoError`, `.cancelled` where `progress` said no.
  func forEach(
    progress: (Int, Int) -> Bool, _ write: (inout FramePatch) throws(CairoError) -> Void
  ) throws(CairoError) {
    let ground = try self.ground()
    var shown = try ImageSurface(width: width, height: height, hasAlpha: !isOpaque)
    var next = try ImageSurface(width: width, height: height, hasAlpha: !isOpaque)
    var pending: FramePatch?
    for (index, time) in times.enumerated() {
      try draw(at: time, over: ground, on: next)
      if let patch = try self.patch(from: pending == nil ? nil : shown, to: next, at: time) {
        if var last = pending {
          last.end = time
          try write(&last)
        }
        pending = patch
        swap(&shown, &next)
      }
      guard progress(index + 1, times.count) else {
        throw CairoError(code: .cancelled, operation: "draw the frames", message: "it was cancelled")
      }
    }
    if var last = pending {
      last.end = end
      try write(&last)
    }
  }

  /// What never changes, below all that does.
  private func ground() throws(CairoError) -> ImageSurface {
    let surface = try ImageSurface(width: width, height: height, hasAlpha: !isOpaque)
    var still = scene
    still.nodes = Array(scene.nodes[..<firstMoving])
    try paint(still.finished, on: surface)
    return surface
  }

  private func draw(at time: Double, over ground: ImageSurface, on surface: ImageSurface) throws(CairoError) {
    let bytes = ground.stride * height
    try ground.withPixels { source throws(CairoError) in
      try surface.withPixels { target throws(CairoError) in
        UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: bytes)
      }
    }
    surface.markChanged()
    guard firstMoving < scene.nodes.count else { return }
    var moving = scene
    moving.background = nil
    moving.nodes = Array(scene.nodes[firstMoving...])
    try paint(moving.still(at: time), on: surface)
  }

  private func paint(_ still: Scene, on surface: ImageSurface) throws(CairoError) {
    let context = try Context(surface.pointer)
    try LRCairo.draw(
      still, on: CairoCanvas(context, scale: scale, isDark: isDark, text: .outlines), shaper: shaper)
    try context.checkStatus("draw the frames")
  }

  /// nil where nothing changed; everything where nothing was before.
  private func patch(
    from old: ImageSurface?, to new: ImageSurface, at time: Double
  ) throws(CairoError) -> FramePatch? {
    let (stride, opaque) = (new.stride / 4, isOpaque ? 0xFF00_0000 : 0 as UInt32)
    return try new.withPixels { data throws(CairoError) in
      let fresh = UnsafeRawPointer(data).assumingMemoryBound(to: UInt32.self)
      var whole: FramePatch {
        var pixels = [UInt32](repeating: 0, count: width * height)
        for y in 0..<height {
          for x in 0..<width { pixels[y * width + x] = fresh[y * stride + x] | opaque }
        }
        return FramePatch(x: 0, y: 0, width: width, height: height, pixels: pixels, start: time, end: time)
      }
      guard let old else { return whole }
      return try old.withPixels { data throws(CairoError) in
        let past = UnsafeRawPointer(data).assumingMemoryBound(to: UInt32.self)
        guard let area = Self.changed(past, fresh, width: width, height: height, stride: stride) else { return nil }
        if needsWhole, !isOpaque { return whole }
        let (x0, y0) = (area.x.lowerBound, area.y.lowerBound)
        let pixels = [UInt32](unsafeUninitializedCapacity: area.x.count * area.y.count) { buffer, count in
          for y in area.y {
            for x in area.x {
              let pixel = fresh[y * stride + x]
              buffer[count] = isOpaque && pixel == past[y * stride + x] ? 0 : pixel | opaque
              count += 1
            }
          }
        }
        return FramePatch(
          x: x0, y: y0, width: area.x.count, height: area.y.count, pixels: pixels, start: time, end: time)
      }
    }
  }

  /// The columns and rows between which two pictures differ. The first pixel is at even places, as WebP wants it.
  private static func changed(
    _ old: UnsafePointer<UInt32>, _ new: UnsafePointer<UInt32>, width: Int, height: Int, stride: Int
  ) -> (x: Range<Int>, y: Range<Int>)? {
    var (left, right, top, bottom) = (width, 0, height, 0)
    for y in 0..<height {
      let (a, b) = (old + y * stride, new + y * stride)
      var first = 0
      while first < width, a[first] == b[first] { first += 1 }
      guard first < width else { continue }
      var last = width - 1
      while a[last] == b[last] { last -= 1 }
      left = min(left, first)
      right = max(right, last + 1)
      top = min(top, y)
      bottom = y + 1
    }
    return bottom > 0 ? ((left & ~1)..<right, (top & ~1)..<bottom) : nil
  }
}
