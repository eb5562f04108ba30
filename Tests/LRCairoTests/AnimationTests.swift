import LRCairo
import LRScene
import Testing

/// The formats that play, beside SVG.
enum Format: CaseIterable {
  case gif, webP

  func file(
    _ scene: Scene, fps: Double = 10, scale: Double = 2, _ appearance: Appearance = .auto,
    progress: (Int, Int) -> Bool = { _, _ in true }
  ) throws -> [UInt8] {
    let renderer = try CairoRenderer()
    switch self {
    case .gif: return try renderer.gif(scene, fps: fps, scale: scale, appearance: appearance, progress: progress)
    case .webP: return try renderer.webp(scene, fps: fps, scale: scale, appearance: appearance, progress: progress)
    }
  }

  func decoded(_ file: [UInt8]) throws -> DecodedAnimation {
    try #require(self == .gif ? DecodedAnimation(gif: file) : DecodedAnimation(webP: file))
  }
}

@Suite("GIF and WebP that play")
struct AnimationTests {
  /// How far apart two pictures are in the worst channel of the worst pixel.
  private func difference(_ a: [UInt32], _ b: [UInt32]) -> Int {
    var worst = 0
    for (one, other) in zip(a, b) where one != other {
      for shift: UInt32 in [0, 8, 16, 24] {
        worst = max(worst, abs(Int(one >> shift & 255) - Int(other >> shift & 255)))
      }
    }
    return worst
  }

  private func png(_ scene: Scene, _ appearance: Appearance = .auto) throws -> DecodedPNG {
    try #require(DecodedPNG(try CairoRenderer().png(scene, scale: 2, appearance: appearance)))
  }

  @Test(
    "two seconds at ten frames and a rest of one are 21 frames, three seconds, for ever", arguments: Format.allCases)
  func length(_ format: Format) throws {
    let play = try format.decoded(try format.file(Playing.scene()))
    #expect(play.width == 80 && play.height == 60)
    #expect(play.frames.count == 21)
    #expect(abs(play.duration - 3) < 1e-9)
    #expect(play.frames.last?.duration == 1)
    #expect(play.loops == 0)
  }

  @Test("every frame is the still of its time, in the light and in the dark", arguments: Format.allCases)
  func frames(_ format: Format) throws {
    for appearance in [Appearance.light, .dark] {
      let scene = Playing.scene()
      let play = try format.decoded(try format.file(scene, fps: 10, scale: 2, appearance))
      for (index, frame) in play.frames.enumerated() {
        let still = try png(scene.still(at: Double(index) / 10), appearance)
        // PNGs may move the shades along edges a little to fit a palette, GIFs as well.
        #expect(difference(frame.pixels, still.pixels) <= (format == .gif ? 24 : 10), "frame \(index)")
      }
    }
  }

  @Test("plain colours are exact in the GIF too")
  func plainColors() throws {
    let last = try #require(try Format.gif.decoded(try Format.gif.file(Playing.scene())).frames.last)
    #expect(last.pixels[2 * 80 + 2] == 0xFFFF_FFFF)
    #expect(last.pixels[52 * 80 + 8] == 0xFF00_72B2)
    #expect(last.pixels[54 * 80 + 44] == 0xFFD0_0000)
  }

  @Test("frames hold only what changed", arguments: Format.allCases)
  func patches(_ format: Format) throws {
    let play = try format.decoded(try format.file(Playing.scene()))
    #expect(play.frames[0].stored == 80 * 60)
    #expect(play.frames.dropFirst().allSatisfy { $0.stored < 80 * 60 * 7 / 10 })
  }

  @Test("frames that look alike are one that stands longer", arguments: Format.allCases)
  func standing(_ format: Format) throws {
    var scene = Sample.scene([
      .group(Group(motion: .appear(at: 0.75), [Sample.rect(Sample.blue)]))
    ])
    scene.playback = Playback(duration: 1, hold: 0.5)
    let play = try format.decoded(try format.file(scene, fps: 20))
    #expect(play.frames.map(\.duration) == [0.75, 0.75])
  }

  @Test("roundings of delays don't add up", arguments: [7.0, 12, 24, 30, 48])
  func rounding(fps: Double) throws {
    for format in Format.allCases {
      let play = try format.decoded(try format.file(Playing.scene(), fps: fps, scale: 1))
      #expect(abs(play.duration - 3) < 0.0051)
      #expect(play.frames.allSatisfy { $0.duration >= 0.02 })
    }
  }

  @Test("a GIF has no frame that browsers would slow down")
  func fastest() throws {
    let play = try Format.gif.decoded(try Format.gif.file(Playing.scene(), fps: 1000, scale: 1))
    #expect(play.frames.count > 50 && play.frames.allSatisfy { $0.duration >= 0.02 })
  }

  @Test("what leaves a transparent picture is gone", arguments: Format.allCases)
  func transparency(_ format: Format) throws {
    let play = try format.decoded(try format.file(Playing.scene(background: nil)))
    // Where the traveller was at first, beside the line.
    let place = 16 * 80 + 10
    #expect(play.frames.count == 21)
    #expect(play.frames[0].pixels[place - 4 * 80] >> 24 == 255)
    #expect(play.frames.last?.pixels[place - 2 * 80 - 4].leadingZeroBitCount ?? 0 >= 8)
    #expect(play.frames.last?.pixels[2 * 80 + 2] == 0)
  }

  @Test("a scene that doesn't play is one picture", arguments: Format.allCases)
  func still(_ format: Format) throws {
    let play = try format.decoded(try format.file(Sample.chart))
    #expect(play.frames.count == 1 && play.width == 1600 && play.loops == nil)
    #expect(difference(play.frames[0].pixels, try png(Sample.chart).pixels) <= (format == .gif ? 24 : 10))
  }

  @Test("the same scene gives the same bytes", arguments: Format.allCases)
  func stable(_ format: Format) throws {
    #expect(try format.file(Playing.scene()) == format.file(Playing.scene()))
  }

  @Test("progress counts every frame, and its no ends the work", arguments: Format.allCases)
  func progress(_ format: Format) throws {
    var told: [Int] = []
    _ = try format.file(Playing.scene()) { done, all in
      told.append(done)
      return all == 21
    }
    #expect(told == Array(1...21))
    #expect {
      _ = try format.file(Playing.scene()) { done, _ in done < 5 }
    } throws: { error in
      (error as? CairoError)?.code == .cancelled
    }
  }

  @Test("frames that can't be drawn are refused", arguments: Format.allCases)
  func refusals(_ format: Format) throws {
    for fps in [0, -1, Double.nan, .infinity] {
      #expect {
        _ = try format.file(Playing.scene(), fps: fps)
      } throws: { error in
        (error as? CairoError)?.code == .frames
      }
    }
    var long = Playing.scene()
    long.playback = Playback(duration: 1e6, hold: 0)
    #expect {
      _ = try format.file(long)
    } throws: { error in
      (error as? CairoError)?.code == .frames
    }
  }

  @Test("the command that made it is in the file on demand", arguments: Format.allCases)
  func provenance(_ format: Format) throws {
    let command = Array("lrplot & so on".utf8)
    let plain = try format.file(Playing.scene())
    let marked = try format.file(Playing.scene(provenance: "lrplot & so on"))
    let shown = format == .gif ? command : Array("lrplot &amp; so on".utf8)
    #expect(!plain.contains(shown) && marked.contains(shown))
    #expect(try format.decoded(marked).frames.count == 21)
  }

  @Test("many shades share a palette that is near to all of them")
  func gradient() throws {
    var pixels: [UInt8] = []
    for y in 0..<64 { for x in 0..<64 { pixels += [UInt8(4 * x), UInt8(4 * y), UInt8(255 - 2 * x - 2 * y), 255] } }
    let raster = Raster(width: 64, height: 64, pixels: pixels, smooth: false)
    let scene = Sample.scene([.image(raster, in: Rect(x: 0, y: 0, width: 64, height: 64))], width: 64, height: 64)
    let file = try Format.gif.file(scene, scale: 1)
    let frame = try #require(try Format.gif.decoded(file).frames.first)
    #expect(Set(frame.pixels).count <= 255 && Set(frame.pixels).count > 200)
    for (place, pixel) in frame.pixels.enumerated() {
      for (channel, shift) in [UInt32(16), 8, 0].enumerated() {
        let shown = Int(pixel >> shift & 255)
        let wanted = Int(pixels[4 * place + channel])
        #expect(abs(shown - wanted) < 28)
      }
    }
  }
}
