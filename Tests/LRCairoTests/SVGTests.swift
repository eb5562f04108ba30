import LRCairo
import LRScene
import Testing

struct SVGTests {
  let renderer: CairoRenderer

  init() throws { renderer = try CairoRenderer() }

  private func svg(_ scene: Scene, _ appearance: Appearance = .auto) throws -> String {
    String(decoding: try renderer.svg(scene, appearance: appearance), as: UTF8.self)
  }

  /// What stands in the first group of `pattern`, at every match.
  private func all(_ pattern: Regex<(Substring, Substring)>, in text: String) -> [String] {
    text.matches(of: pattern).map { String($0.output.1) }
  }

  @Test("title, description, language and role are there for a screen reader")
  func accessibility() throws {
    let text = try svg(Sample.scene([]))
    #expect(text.contains("role=\"img\"") && text.contains(" lang=\"en\" xml:lang=\"en\""))
    let names = try #require(text.firstMatch(of: /aria-labelledby="(\S+) (\S+)"/))
    #expect(text.contains("<title id=\"\(names.output.1)\">A &lt;title&gt; &amp; more</title>"))
    #expect(text.contains("<desc id=\"\(names.output.2)\">What it shows.</desc>"))
  }

  @Test("only auto follows the page's colour scheme")
  func colorScheme() throws {
    let scene = Sample.scene([Sample.rect(Sample.blue)])
    let auto = try svg(scene)
    #expect(auto.contains("@media (prefers-color-scheme:dark)"))
    #expect(auto.contains("#0072b2") && auto.contains("#56b4e9"))
    let light = try svg(scene, .light)
    #expect(!light.contains("@media") && light.contains("#0072b2") && !light.contains("#56b4e9"))
    let dark = try svg(scene, .dark)
    #expect(!dark.contains("@media") && !dark.contains("#0072b2") && dark.contains("#56b4e9"))
  }

  @Test("a colour that is the same on both pages is said once")
  func sameColor() throws {
    let text = try svg(Sample.scene([Sample.rect(Paint(Color(0x123456, alpha: 0.25)))], background: nil))
    #expect(text.contains("<path fill=\"#123456\" fill-opacity=\".25\" d=") && !text.contains("<style"))
  }

  /// The text without its style sheet and classes, and without the prefix of its names.
  private func unstyled(_ text: String) throws -> String {
    let prefix = try #require(text.firstMatch(of: /title id="(\w{5})_t"/)).output.1
    return text.replacing(/<style>.*?<\/style>/, with: "").replacing(/\sclass="[^"]*"/, with: "")
      .replacing(prefix, with: "")
  }

  @Test("without its style sheet and its classes a picture is the one for light pages, letter by letter")
  func withoutSheet() throws {
    let raised = Sample.label(RichText("10") + .superscript("−3"), halo: Sample.page, rotation: -90)
    let faint = Paint(light: Color(0x0072B2, alpha: 0.25), dark: Color(0x56B4E9, alpha: 0.4))
    var scene = Sample.chart
    scene.nodes += [raised, Sample.rect(faint), Sample.rect(Paint(Color(0)))]
    for text in [TextStyle.outlines, .selectable] {
      let auto = String(decoding: try renderer.svg(scene, text: text), as: UTF8.self)
      let light = String(decoding: try renderer.svg(scene, appearance: .light, text: text), as: UTF8.self)
      #expect(auto.contains("<style>") && !light.contains("<style>") && !light.contains("class="))
      #expect(try unstyled(auto) == unstyled(light))
    }
  }

  @Test("a policy against inline styles finds no style attribute, and no colour is a page's own")
  func policy() throws {
    var playing = Playing.scene()
    let dashed = Node.path(Playing.line, fill: nil, stroke: Stroke(Sample.ink, dash: [3, 1]))
    playing.nodes.append(.group(Group(motion: .trace([Keyframe(0, 0), Keyframe(1, 1)]), [dashed])))
    for scene in [Sample.chart, playing] {
      let text = try svg(scene)
      #expect(!text.contains(" style=") && !text.contains("currentColor"))
    }
  }

  @Test("what a page sets for its pictures is not inherited")
  func inheritance() throws {
    let text = try svg(Sample.scene([Sample.rect(Sample.blue)]))
    let body = try #require(text.firstMatch(of: /<g( fill="none" stroke="none"[^>]*)>/)).output.1
    for property in ["stroke-width", "stroke-linecap", "stroke-linejoin"] { #expect(body.contains(" \(property)=")) }
  }

  @Test("elements that look alike and follow one another say once how they look")
  func sharedLook() throws {
    let dots = (1...3).map { Sample.rect(Sample.blue, Rect(x: Double($0), y: 0, width: 1, height: 1)) }
    let text = try svg(Sample.scene(dots + [Sample.rect(Sample.ink)], background: nil), .light)
    #expect(
      text.contains(
        "<g fill=\"#0072b2\"><path d=\"M1 0h1v1h-1z\"/><path d=\"M2 0h1v1h-1z\"/><path d=\"M3 0h1v1h-1z\"/></g>"
          + "<path fill=\"#1f2328\""))
  }

  @Test("ids occur once, begin with the picture's prefix, and every reference has its target")
  func ids() throws {
    let text = try svg(Sample.chart)
    let ids = all(/\sid="([^"]*)"/, in: text)
    #expect(Set(ids).count == ids.count && ids.count > 20)
    let prefix = String(try #require(ids.first).prefix(5))
    #expect(ids.allSatisfy { $0.hasPrefix(prefix) })
    #expect(ids.contains("\(prefix)-series-1"))
    let references = all(/(?:href="|url\()#([a-z0-9_A-Z]+)[")]/, in: text)
    #expect(references.count > 20 && Set(references).isSubset(of: Set(ids)))
    let classes = Set(all(/class="([^"]*)"/, in: text))
    #expect(classes.allSatisfy { $0.hasPrefix(prefix) && text.contains(".\($0){") })
  }

  @Test("another picture has another prefix")
  func prefixes() throws {
    let first = try svg(Sample.scene([]))
    let second = try svg(Sample.scene([Sample.rect(Sample.blue)]))
    let pattern = /title id="(\w{5})_t"/
    #expect(all(pattern, in: first) != all(pattern, in: second))
  }

  @Test("coordinates have two decimals at most and no needless character")
  func numbers() throws {
    let path = Path([Point(0.333333, 10), Point(1.333333, 10.5), Point(1.333333, 20.123456), Point(0.25, 20.123456)])
    let text = try svg(Sample.scene([.path(path, fill: nil, stroke: Stroke(Sample.blue))], background: nil))
    #expect(text.contains(" d=\"M.33 10l1 .5v9.62h-1.08\""))
  }

  @Test("points on a straight way are left out, turning points stay")
  func straight() throws {
    let there = Path([Point(0, 0), Point(1, 1), Point(2, 2), Point(5, 5), Point(4, 4), Point(4, 9)])
    let text = try svg(Sample.scene([.path(there, fill: nil, stroke: Stroke(Sample.blue))], background: nil))
    #expect(text.contains(" d=\"M0 0l5 5-1-1v5\""))
  }

  @Test("a line without length stays a dot, a lone point stays nothing")
  func dots() throws {
    var path = Path([Point(3, 4), Point(3, 4)])
    path.move(to: Point(8, 8))
    let text = try svg(Sample.scene([.path(path, fill: nil, stroke: Stroke(Sample.blue, cap: .round))]))
    #expect(text.contains(" d=\"M3 4h0M8 8\""))
  }

  @Test("rounding does not add up along a path")
  func rounding() throws {
    let path = Path((0...300).map { Point(Double($0) / 3, Double($0 % 2)) })
    let text = try svg(Sample.scene([.path(path, fill: nil, stroke: Stroke(Sample.blue))], background: nil))
    let data = try #require(all(/\sd="M0 0l([^"]*)"/, in: text).first)
    let numbers = data.matches(of: /-?\d*\.?\d+/).compactMap { Double($0.output) }
    let end = stride(from: 0, to: numbers.count, by: 2).reduce(0.0) { $0 + numbers[$1] }
    #expect(numbers.count == 600 && abs(end - 100) < 0.001)
  }

  @Test("lines of one style that follow one another are one element")
  func joinedLines() throws {
    let lines = (1...5).map { Node.line(from: Point(0, Double($0)), to: Point(40, Double($0)), Stroke(Sample.blue)) }
    let text = try svg(Sample.scene(lines, background: nil))
    #expect(text.contains(" d=\"M0 1h40M0 2h40M0 3h40M0 4h40M0 5h40\""))
  }

  @Test("letters are shapes: no font is named, no text element is written")
  func outlines() throws {
    let text = try svg(Sample.chart)
    #expect(!text.contains("<text") && !text.contains("font"))
    #expect(text.contains("<title>exponential</title>"))
  }

  @Test("a rate chart takes less than 20 KB")
  func size() throws {
    #expect(try renderer.svg(Sample.chart).count < 20_000)
  }

  @Test("characters that XML can't hold are dropped, others escaped")
  func escaping() throws {
    var scene = Sample.scene([], provenance: "a\u{1}\u{8}b <\"&\"> ]]>")
    scene.title = "x\u{0}y\u{FFFF}z"
    let text = try svg(scene)
    #expect(text.contains("<metadata>ab &lt;&quot;&amp;&quot;&gt; ]]&gt;</metadata>"))
    #expect(text.contains(">xyz</title>"))
  }

  @Test("noncharacters are left out of every format and named")
  func noncharacters() throws {
    let reserved = try [0xFDD0, 0x1FFFE].map { try #require(Unicode.Scalar($0 as UInt32)) }
    var scene = Sample.scene(
      [Sample.label("a\(reserved[0])b")], width: 100, height: 80, provenance: "c\(reserved[1])d\u{1B}e")
    scene.title = "x\u{FFFF}y\u{1}z"
    scene.description = "u\u{FFFE}v"
    for text in [TextStyle.outlines, .selectable] {
      let written = String(decoding: try renderer.svg(scene, text: text), as: UTF8.self)
      #expect(written.contains(">xyz</title>") && written.contains(">uv</desc>") && written.contains("<metadata>cde<"))
      #expect(text == .outlines || written.contains(">ab</text>"))
    }
    let pdf = String(decoding: try renderer.pdf(scene), as: UTF8.self)
    #expect(pdf.contains("(xyz)") && pdf.contains("(uv)") && pdf.contains("(cde)"))
    let png = String(decoding: try renderer.png(scene), as: UTF8.self)
    #expect(png.contains("xyz") && png.contains("uv") && png.contains("cde"))
    #expect(renderer.droppedCharacters == [reserved[0], "\u{FFFE}", "\u{FFFF}", reserved[1]])
    #expect(renderer.missingGlyphs.isEmpty)
    #expect(try CairoRenderer().droppedCharacters.isEmpty)
  }

  @Test("an image is a PNG in the file")
  func images() throws {
    let raster = Raster(width: 1, height: 1, pixels: [1, 2, 3, 255], smooth: false)
    let text = try svg(Sample.scene([.image(raster, in: Rect(x: 1, y: 2, width: 3, height: 4))]))
    #expect(text.contains("<image x=\"1\" y=\"2\" width=\"3\" height=\"4\" preserveAspectRatio=\"none\""))
    #expect(text.contains("href=\"data:image/png;base64,iVBORw0KGgo"))
  }
}
