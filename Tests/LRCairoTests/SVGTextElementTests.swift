import Foundation
import LRCairo
import LRScene
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A `<text>` of an SVG as a reader sees it.
private struct ReadText {
  struct Part: Equatable {
    var text: String
    var size: Double
    var italic: Bool
    /// Below the line's baseline.
    var y: Double
  }

  var parts: [Part] = []
  var weight: String
  var attributes: [String: String]

  var plain: String { parts.map(\.text).joined() }
}

/// Reads the texts, with what they inherit.
private final class TextReader: NSObject, XMLParserDelegate {
  private(set) var texts: [ReadText] = []
  private var inherited: [[String: String]] = [[:]]
  private var isInside = false
  private var y = 0.0

  init(_ bytes: [UInt8]) throws {
    super.init()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = self
    if !parser.parse() { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    let all = (inherited.last ?? [:]).merging(attributes) { $1 }
    inherited.append(all)
    if name == "text" {
      texts.append(ReadText(weight: all["font-weight"] ?? "", attributes: all))
      (isInside, y) = (true, 0)
    } else if name == "tspan" {
      y += attributes["dy"].flatMap(Double.init) ?? 0
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    guard isInside, let all = inherited.last else { return }
    let part = ReadText.Part(
      text: string, size: all["font-size"].flatMap(Double.init) ?? 0, italic: all["font-style"] == "italic", y: y)
    let last = texts.count - 1
    if let before = texts[last].parts.last, before.y == part.y, before.size == part.size, before.italic == part.italic {
      texts[last].parts[texts[last].parts.count - 1].text += string
    } else {
      texts[last].parts.append(part)
    }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    inherited.removeLast()
    if name == "text" { isInside = false }
  }
}

@Suite("SVG whose letters are text")
struct SVGTextElementTests {
  private let renderer: CairoRenderer

  init() throws { renderer = try CairoRenderer() }

  private func texts(_ nodes: [Node]) throws -> [ReadText] {
    try TextReader(renderer.svg(Sample.scene(nodes, width: 400, height: 300), text: .selectable)).texts
  }

  private static let labels: [Label] = {
    let formula = RichText([
      .init("f(x) = x"), .init("2", .superscript), .init(" + "), .init("η", italic: true), .init("min", .subscript),
      .init("  → 10"), .init("−3", .superscript), .init(" 学习率"),
    ])
    let weights: [Font.Weight] = [.regular, .medium, .semibold, .bold]
    return weights.enumerated().map { index, weight in
      Label(
        formula, font: Font(size: 9 + 2.5 * Double(index), weight: weight), paint: Sample.ink,
        at: Point(200, 40 + 60 * Double(index)), anchor: [.start, .middle, .end, .start][index])
    } + [
      Label("a < b & \"c\"", font: Font(size: 12, italic: true, family: .mono), paint: Sample.ink, at: Point(9, 9)),
      Label("  → 0.01", font: Font(size: 12), paint: Sample.blue, at: Point(9, 90), rotation: -90, halo: Sample.page),
    ]
  }()

  @Test("a text is as wide, set by Pango from what stands in the file, as the layout took it to be")
  func widths() throws {
    let read = try texts(Self.labels.map(Node.text))
    #expect(read.count == Self.labels.count)
    let weights: [String: Font.Weight] = ["400": .regular, "500": .medium, "600": .semibold, "700": .bold]
    for (label, text) in zip(Self.labels, read) {
      #expect(text.plain == label.text.plain)
      let weight = try #require(weights[text.weight])
      let family: Font.Family = text.attributes["font-family"]?.contains("monospace") == true ? .mono : .sans
      let width = text.parts.reduce(0.0) { sum, part in
        let font = Font(size: part.size, weight: weight, italic: part.italic, family: family)
        return sum + renderer.measurer.measure(RichText(part.text), font).width
      }
      let measured = renderer.measurer.measure(label.text, label.font).width
      #expect(abs(width - measured) < 0.01 && measured > 20, "\(text.plain): \(width), not \(measured)")
      let said = try #require(text.attributes["textLength"].flatMap(Double.init))
      #expect(abs(said - measured) <= 0.005 + 1e-9)
    }
  }

  @Test("a text stands at its anchor, turned around it; raised and lowered parts come back to the baseline")
  func places() throws {
    let read = try texts(Self.labels.map(Node.text))
    #expect(
      read.map { $0.attributes["text-anchor"] ?? "start" } == ["start", "middle", "end", "start", "start", "start"])
    #expect(read[1].attributes["x"] == "200" && read[1].attributes["y"] == "100")
    #expect(read[5].attributes["transform"] == "rotate(-90 9 90)" && read[0].attributes["transform"] == nil)
    let parts = read[0].parts
    #expect(parts.map(\.text) == ["f(x) = x", "2", " + ", "η", "min", "  → 10", "−3", " 学习率"])
    #expect(parts.map(\.italic) == [false, false, false, true, false, false, false, false])
    for (part, y) in zip(parts, [0, -3.24, 0, 0, 1.44, 0, -3.24, 0]) {
      #expect(abs(part.y - y) < 0.011)
      #expect(part.size == (y == 0 ? 9 : 6.3))
    }
  }

  @Test("a halo is the outline of the same text, not a second one")
  func halo() throws {
    let read = try texts([Sample.label("ends here", halo: Sample.page)])
    #expect(read.map(\.plain) == ["ends here"])
    #expect(read[0].attributes["paint-order"] == "stroke" && read[0].attributes["stroke-width"] == "3")
    #expect(read[0].attributes["stroke"] == "#fff" && read[0].attributes["fill"] == "#1f2328")
  }

  @Test("blanks that XML would join are kept, control characters are blanks as in the outlines")
  func blanks() throws {
    let words: [RichText] = ["a b", "  a", "a  b", "a\u{1B}[2J\u{0}b"]
    let read = try texts(words.map { Sample.label($0) })
    #expect(read.map(\.plain) == ["a b", "  a", "a  b", "a [2J b"])
    #expect(read.map { $0.attributes["xml:space"] } == [nil, "preserve", "preserve", nil])
  }

  @Test("no outline, no reference to one, and every font has others to fall back to")
  func noOutlines() throws {
    let text = String(decoding: try renderer.svg(Sample.chart, text: .selectable), as: UTF8.self)
    #expect(!text.contains("<use") && text.contains(">Learning rate: step, exponential and cosine</text>"))
    let families = try #require(text.firstMatch(of: /font-family="([^"]*)"/)).output.1
    #expect(
      families.hasPrefix("Inter,") && families.contains("'Noto Sans CJK SC'") && families.hasSuffix("sans-serif,math"))
    #expect(text.utf8.count < 12_000)
  }

  @Test("what no font here has is there for readers whose fonts have it")
  func missing() throws {
    let read = try texts([Sample.label("a\u{10FFFD}b")])
    #expect(read.map(\.plain) == ["a\u{10FFFD}b"] && renderer.missingGlyphs == ["\u{10FFFD}"])
  }

  @Test("labels of one look share a group")
  func shared() throws {
    let text = String(decoding: try renderer.svg(Sample.chart, text: .selectable), as: UTF8.self)
    let ticks = try #require(text.firstMatch(of: /<g [^>]*text-anchor="middle">(.*?)<\/g>/)).output.1
    #expect(ticks.ranges(of: "<text").count == 11 && !ticks.contains("fill="))
  }
}
