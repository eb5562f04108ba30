import CCairo
import LRCairo
import LRScene
import Testing

struct TextTests {
  let renderer: CairoRenderer

  init() throws { renderer = try CairoRenderer() }

  @Test("Greek, superscripts and Chinese in one label all have glyphs where a Chinese font is installed")
  func mixed() throws {
    let extents = renderer.measurer.measure("η₀ 10⁻³ 学习率", Font(size: 12))
    #expect(extents.width > 60)
    try #require(!renderer.missingGlyphs.contains("学"), "needs a Chinese font")
    #expect(renderer.missingGlyphs.isEmpty)
  }

  @Test("a character that no font has is reported once, in order, and drawn as a mark")
  func missing() throws {
    let scene = Sample.scene([Sample.label("a\u{10FFFD}b\u{10FFFC}\u{10FFFD}")], width: 100, height: 80)
    _ = try renderer.png(scene)
    _ = try renderer.svg(scene)
    #expect(renderer.missingGlyphs == ["\u{10FFFC}", "\u{10FFFD}"])
    let marked = Sample.scene([Sample.label("a\u{FFFD}b\u{FFFD}\u{FFFD}")], width: 100, height: 80)
    #expect(try renderer.png(scene) == renderer.png(marked))
  }

  @Test("text is as wide in proportion at every size")
  func proportion() {
    let small = renderer.measurer.measure("Learning rate 学习率", Font(size: 7))
    let large = renderer.measurer.measure("Learning rate 学习率", Font(size: 70))
    #expect(abs(large.width - 10 * small.width) < 1e-9)
    #expect(abs(large.height - 10 * small.height) < 1e-9)
  }

  @Test("how a text was put together does not change its width")
  func joined() {
    let measure = renderer.measurer.measure
    let whole = measure("AVATAR To", Font(size: 20))
    let parts = measure(RichText([.init("AV"), .init("AT"), .init("AR To")]), Font(size: 20))
    #expect(whole == parts)
  }

  @Test("a superscript is smaller than plain text and does not raise the line")
  func superscripts() {
    let measure = renderer.measurer.measure
    let plain = measure("103", Font(size: 10))
    let raised = measure(RichText("10") + .superscript("3"), Font(size: 10))
    #expect(raised.width < plain.width && raised.ascent == plain.ascent)
    #expect(measure(RichText("η") + .subscript("min"), Font(size: 10)).descent > plain.descent)
  }

  @Test("bold is wider than regular, nothing is nothing")
  func weights() {
    let measure = renderer.measurer.measure
    let regular = measure("Learning rate", Font(size: 12))
    #expect(measure("Learning rate", Font(size: 12, weight: .bold)).width > regular.width)
    #expect(measure("", Font(size: 12)).width == 0)
    #expect(measure("x", Font(size: 0)).width == 0 && measure("x", Font(size: .nan)).width == 0)
  }

  @Test("anchors put the line's start, middle or end at the position")
  func anchors() throws {
    func inkColumns(_ anchor: Label.Anchor) throws -> (first: Int, last: Int) {
      let label = Label(
        "MMMM", font: Font(size: 10), paint: Paint(Color(0)), at: Point(50, 20), anchor: anchor)
      let png = try #require(
        DecodedPNG(try renderer.png(Sample.scene([.text(label)], width: 100), scale: 1)))
      let inked = (0..<100).filter { png.count(inColumn: $0, unlike: 0xFFFF_FFFF) > 0 }
      return (try #require(inked.first), try #require(inked.last))
    }
    let (start, middle, end) = (try inkColumns(.start), try inkColumns(.middle), try inkColumns(.end))
    #expect(start.first >= 50 && end.last < 50)
    #expect(abs((50 - middle.first) - (middle.last - 49)) <= 1)
  }

  @Test("a quarter turn anticlockwise makes a label read upwards")
  func rotation() throws {
    let scene = Sample.scene([Sample.label("Learning", rotation: -90)], width: 40, height: 80)
    let png = try #require(DecodedPNG(try renderer.png(scene, scale: 1)))
    // The label stands at x = 20: its letters are left of that, from y = 60 up.
    #expect((22..<40).allSatisfy { x in png.count(inColumn: x, unlike: 0xFFFF_FFFF) <= 60 })
    let inked = (0..<80).filter { y in (0..<40).contains { png[$0, y] != 0xFFFF_FFFF } }
    #expect((inked.first ?? 99) < 20 && (inked.last ?? 99) <= 60)
  }

  @Test("a halo clears the ground around letters")
  func halo() throws {
    let dark = Sample.rect(Paint(Color(0)), Rect(x: 0, y: 0, width: 100, height: 80))
    let white = Paint(Color(0xFFFFFF))
    let text = Label(
      "l", font: Font(size: 20), paint: Paint(Color(0)), at: Point(50, 60), halo: white, haloWidth: 4)
    let png = try #require(
      DecodedPNG(try renderer.png(Sample.scene([dark, .text(text)], width: 100, height: 80), scale: 2)))
    let row = (0..<200).map { png[$0, 108] }
    #expect(row.contains(0xFFFF_FFFF) && row[0] == 0xFF00_0000)
  }
}
