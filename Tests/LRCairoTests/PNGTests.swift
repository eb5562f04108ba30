import LRCairo
import LRScene
import Testing

struct PNGTests {
  let renderer: CairoRenderer

  init() throws { renderer = try CairoRenderer() }

  private func decoded(
    _ scene: Scene, scale: Double = 2, appearance: Appearance = .auto
  ) throws -> DecodedPNG {
    try #require(DecodedPNG(try renderer.png(scene, scale: scale, appearance: appearance)))
  }

  @Test("a filled rectangle has its colour inside and the background's outside")
  func filledRect() throws {
    let png = try decoded(Sample.scene([Sample.rect(Sample.blue)]))
    #expect(png.width == 80 && png.height == 60)
    #expect(png[40, 30] == 0xFF00_72B2)
    #expect(png[19, 30] == 0xFFFF_FFFF && png[20, 30] == 0xFF00_72B2)
    #expect(png[59, 30] == 0xFF00_72B2 && png[60, 30] == 0xFFFF_FFFF)
  }

  @Test("dark takes the dark colours, light and auto the light ones")
  func appearances() throws {
    let scene = Sample.scene([Sample.rect(Sample.blue)])
    let dark = try decoded(scene, appearance: .dark)
    #expect(dark[40, 30] == 0xFF56_B4E9 && dark[0, 0] == 0xFF0D_1117)
    #expect(try renderer.png(scene, appearance: .light) == renderer.png(scene, appearance: .auto))
  }

  @Test("two colours take one bit a pixel")
  func oneBit() throws {
    let png = try decoded(Sample.scene([Sample.rect(Sample.blue)]))
    #expect(png.colorType == 3 && png.bitDepth == 1)
    #expect(png.chunk("PLTE")?.count == 6)
    #expect(png.chunk("tRNS") == nil)
  }

  @Test("3 colours take two bits, 10 take four, 40 take eight", arguments: [(3, 2), (10, 4), (40, 8)])
  func bitDepths(colors: Int, bits: Int) throws {
    let nodes = (0..<colors - 1).map { index in
      Sample.rect(
        Paint(Color(UInt32(index) * 0x06_0301)), Rect(x: Double(index), y: 0, width: 1, height: 30))
    }
    let png = try decoded(Sample.scene(nodes))
    #expect(png.colorType == 3 && png.bitDepth == bits)
    for index in 0..<colors - 1 { #expect(png[2 * index + 1, 7] == 0xFF00_0000 | UInt32(index) * 0x06_0301) }
  }

  @Test("without a background the picture is transparent")
  func transparent() throws {
    let half = Paint(Color(0x0072B2, alpha: 0.5))
    let png = try decoded(Sample.scene([Sample.rect(half)], background: nil))
    #expect(png.chunk("tRNS")?.count == 2)
    #expect(png[0, 0] == 0)
    #expect(png.pixel(40, 30, is: 0x8000_3959))
  }

  @Test("the resolution is 72 dots an inch times the scale")
  func resolution() throws {
    let png = try decoded(Sample.scene([]), scale: 3)
    // 216 / 0.0254 = 8503.9 pixels a metre.
    #expect(png.chunk("pHYs") == [0, 0, 0x21, 0x38, 0, 0, 0x21, 0x38, 1])
    #expect(png.chunk("tIME") == nil)
  }

  @Test("the command is in the file only when it was asked for, and may be Chinese")
  func provenance() throws {
    let without = try decoded(Sample.scene([]))
    #expect(without.chunk("tEXt") == nil && without.chunk("iTXt") == nil)
    let with = try decoded(Sample.scene([], provenance: "lrplot compare --title 学习率"))
    #expect(with.chunk("tEXt").map { String(decoding: $0, as: UTF8.self) } == "Title\0A <title> & more")
    let command = try #require(with.chunk("iTXt"))
    #expect(String(decoding: command, as: UTF8.self).hasSuffix("lrplot compare --title 学习率"))
  }

  @Test("more shades than a palette holds are merged unseen, with the main colours exact")
  func shades() throws {
    let png = try decoded(Sample.chart)
    #expect(png.colorType == 3 && png.bitDepth == 8)
    #expect(png[0, 0] == 0xFFFF_FFFF)
  }

  /// Fifteen rings of bands with thin lines between, under three paths with pale outlines.
  private func contourMap() -> Scene {
    var nodes: [Node] = []
    for band in 0..<15 {
      let color = Color(red: 0.6 + 0.025 * Double(band), green: 0.45 + 0.035 * Double(band), blue: 0.62)
      let circle = Path(circle: Point(200, 150), radius: 240 - 15 * Double(band))
      nodes.append(.path(circle, fill: Paint(color), stroke: Stroke(Sample.ink.opacity(0.18), width: 0.6)))
    }
    for (index, hue) in [0x0072B2, 0xD55E00, 0x008F68].enumerated() {
      let points = (0...60).map { step in
        let t = Double(step) / 60
        return Point(20 + 350 * t, 150 + 110 * (1 - t) * (index == 0 ? 1 : index == 1 ? -0.6 : 0.2 - t))
      }
      nodes.append(.path(Path(points), fill: nil, stroke: Stroke(Sample.page.opacity(0.75), width: 3.6)))
      nodes.append(.path(Path(points), fill: nil, stroke: Stroke(Paint(Color(UInt32(hue))), width: 1.8)))
    }
    return Sample.scene(nodes, width: 400, height: 300)
  }

  @Test("paths over a contour map still fit a palette, and its bands stay exact")
  func contours() throws {
    let file = try renderer.png(contourMap(), scale: 4)
    let png = try #require(DecodedPNG(file))
    #expect(png.colorType == 3 && png.bitDepth == 8)
    #expect(file.count < 150_000)
    // The middle of the highest band but one.
    let (red, green) = (0.6 + 0.025 * 13, 0.45 + 0.035 * 13)
    let raw =
      try 0xFF00_0000 | #require(UInt32(exactly: (red * 255).rounded())) << 16
      | #require(UInt32(exactly: (green * 255).rounded())) << 8 | 158
    #expect(png.pixel(800 + 4 * 38, 600 + 20, is: raw, within: 1))
  }

  @Test("a smooth shading keeps its colours: merged, it would show steps")
  func shading() throws {
    let nodes = (0..<600).map { index in
      let part = Double(index) / 600
      let color = Color(red: part, green: 0.5 * part, blue: 1 - part)
      return Sample.rect(Paint(color), Rect(x: Double(index), y: 0, width: 1, height: 40))
    }
    let png = try decoded(Sample.scene(nodes, width: 600, height: 40), scale: 1)
    #expect(png.colorType == 2)
  }

  @Test("a picture with an image keeps every colour")
  func images() throws {
    var pixels: [UInt8] = []
    for index in 0..<1024 { pixels += [UInt8(index % 256), UInt8(index / 4), 7, 255] }
    let raster = Raster(width: 32, height: 32, pixels: pixels, smooth: false)
    let scene = Sample.scene([.image(raster, in: Rect(x: 0, y: 0, width: 32, height: 32))], width: 32, height: 32)
    let png = try decoded(scene, scale: 1)
    #expect(png.colorType == 2)
    #expect(png[0, 0] == 0xFF00_0007 && png[31, 31] == 0xFFFF_FF07 && png[5, 3] == 0xFF65_1907)
  }

  @Test("a line of one point is one point wide")
  func lineWidth() throws {
    let line = Node.line(from: Point(0, 15), to: Point(40, 15), Stroke(Sample.blue, width: 1))
    let png = try decoded(Sample.scene([line]))
    #expect(png.count(inColumn: 20, unlike: 0xFFFF_FFFF) == 2)
    #expect(png[20, 29] == 0xFF00_72B2 && png[20, 30] == 0xFF00_72B2)
  }

  @Test("a group's clip, move and opacity reach its nodes")
  func groups() throws {
    let group = Group(
      clip: Rect(x: 0, y: 0, width: 5, height: 30), opacity: 0.5, offset: Point(10, 0),
      [Sample.rect(Paint(Color(0x000000)), Rect(x: 0, y: 0, width: 20, height: 30))])
    let png = try decoded(Sample.scene([.group(group)]))
    #expect(png.pixel(25, 30, is: 0xFF80_8080, within: 2))
    #expect(png[18, 30] == 0xFFFF_FFFF && png[31, 30] == 0xFFFF_FFFF)
  }

  @Test("even-odd leaves a hole where two squares overlap, non-zero does not", arguments: [true, false])
  func fillRules(evenOdd: Bool) throws {
    var path = Path(Rect(x: 5, y: 5, width: 20, height: 20))
    path.elements += Path(Rect(x: 10, y: 10, width: 10, height: 10)).elements
    let png = try decoded(Sample.scene([.path(path, fill: Sample.blue, stroke: nil, evenOdd: evenOdd)]))
    #expect(png[30, 30] == (evenOdd ? 0xFFFF_FFFF : 0xFF00_72B2))
  }
}
