import LRCairo
import LRScene
import Testing

struct ErrorTests {
  let renderer: CairoRenderer

  init() throws { renderer = try CairoRenderer() }

  private func code(_ draw: () throws(CairoError) -> [UInt8]) -> CairoError.Code? {
    do {
      _ = try draw()
      return nil
    } catch { return error.code }
  }

  @Test("sides that are no positive number are refused by every format", arguments: [0, -1, .nan, .infinity])
  func sizes(side: Double) {
    for scene in [Sample.scene([], width: side), Sample.scene([], height: side)] {
      #expect(code { () throws(CairoError) in try renderer.png(scene) } == .size)
      #expect(code { () throws(CairoError) in try renderer.svg(scene) } == .size)
      #expect(code { () throws(CairoError) in try renderer.pdf(scene) } == .size)
    }
  }

  @Test("pictures too large for a format are refused before memory is taken")
  func tooLarge() {
    let wide = Sample.scene([], width: 20_000)
    #expect(code { () throws(CairoError) in try renderer.png(wide) } == .size)
    #expect(code { () throws(CairoError) in try renderer.pdf(wide) } == .size)
    let square = Sample.scene([], width: 15_000, height: 15_000)
    #expect(code { () throws(CairoError) in try renderer.png(square) } == .size)
  }

  @Test(
    "a title with what is no character makes a file of every format", arguments: ["a\u{FFFF}b", "\u{1FFFE}", "a\0b"])
  func noncharacters(title: String) throws {
    var scene = Sample.scene([])
    scene.title = title
    scene.description = title
    #expect(try renderer.pdf(scene).count > 100)
    #expect(try renderer.png(scene).count > 50)
    #expect(!(try renderer.svg(scene).contains(0)))
  }

  @Test("a scale that is no positive number is refused", arguments: [0, -2, .nan, .infinity])
  func scales(scale: Double) {
    let scene = Sample.scene([])
    #expect(code { () throws(CairoError) in try renderer.png(scene, scale: scale) } == .scale)
  }

  @Test("a coordinate that is not finite is an error, not a wrong picture")
  func coordinates() {
    let nodes: [Node] = [
      .line(from: Point(0, 0), to: Point(.nan, 1), Stroke(Sample.blue)),
      .line(from: Point(0, 0), to: Point(1, .infinity), Stroke(Sample.blue)),
      .line(from: Point(0, 0), to: Point(1, 1), Stroke(Sample.blue, width: .nan)),
      Sample.label("x", size: .nan), Sample.label("x", size: -1), Sample.label("x", rotation: .infinity),
      .group(Group(offset: Point(.nan, 0), [])),
    ]
    for node in nodes {
      let scene = Sample.scene([node])
      #expect(code { () throws(CairoError) in try renderer.png(scene) } == .coordinate)
      #expect(code { () throws(CairoError) in try renderer.svg(scene) } == .coordinate)
      #expect(code { () throws(CairoError) in try renderer.pdf(scene) } == .coordinate)
    }
  }

  @Test("far away points are drawn as far away, not wrapped around")
  func farAway() throws {
    let line = Node.line(from: Point(20, 15), to: Point(20, 1e30), Stroke(Sample.blue, width: 2))
    let png = try #require(DecodedPNG(try renderer.png(Sample.scene([line]))))
    #expect(png[40, 50] == 0xFF00_72B2 && png[40, 10] == 0xFFFF_FFFF)
  }

  @Test("an error says what was tried and what was wrong")
  func message() {
    do {
      _ = try renderer.png(Sample.scene([], width: 20_000))
      Issue.record("nothing was thrown")
    } catch {
      #expect(error.description.hasPrefix("can't draw the PNG: 40000 x 60 pixels are too many"))
    }
  }

  @Test("the versions of all three libraries are named")
  func versions() {
    let versions = CairoRenderer.rendererVersions
    #expect(versions.contains("cairo 1.") && versions.contains("pango 1.") && versions.contains("libpng 1."))
  }
}
