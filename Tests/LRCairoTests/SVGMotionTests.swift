import Foundation
import LRCairo
import LRScene
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Scenes that play, for all formats that do.
enum Playing {
  static let line = Path([Point(5, 5), Point(35, 5), Point(35, 15)])

  /// A red dot that goes along a traced line in two seconds, a swept and dashed line, a label at the end; a rest of one.
  static func scene(hold: Double = 1, background: Paint? = Sample.page, provenance: String? = nil) -> Scene {
    let red = Paint(Color(0xD00000))
    let ways = [Keyframe(0, Point(-30, -10)), Keyframe(1.5, Point(0, -10)), Keyframe(2, Point(0, 0))]
    let sweep = Motion.sweep([Keyframe(0, 5), Keyframe(2, 35)])
    var scene = Sample.scene(
      [
        Sample.rect(Sample.blue, Rect(x: 2, y: 24, width: 4, height: 4)),
        .group(
          Group(
            motion: .trace([Keyframe(0, 0), Keyframe(2, 1)]),
            [.path(line, fill: nil, stroke: Stroke(Sample.ink, width: 2))])),
        .group(
          Group(
            clip: Rect(x: 4, y: 15, width: 32, height: 10), motion: sweep,
            [.line(from: Point(5, 20), to: Point(35, 20), Stroke(Sample.blue, width: 2, dash: [4, 2]))])),
        .group(Group(motion: .appear(at: 1.5), [Sample.rect(red, Rect(x: 20, y: 25, width: 4, height: 4))])),
        .group(
          Group(motion: .travel(ways), [.path(Path(circle: Point(35, 15), radius: 3), fill: red, stroke: nil)])),
      ], background: background, provenance: provenance)
    scene.playback = Playback(duration: 2, hold: hold)
    return scene
  }
}

@Suite("SVG that plays")
struct SVGMotionTests {
  private let renderer: CairoRenderer

  init() throws { renderer = try CairoRenderer() }

  private func svg(_ scene: Scene) throws -> String { String(decoding: try renderer.svg(scene), as: UTF8.self) }

  /// The text without the five characters that names begin with.
  private func unprefixed(_ text: String) throws -> String {
    let prefix = try #require(text.firstMatch(of: /title id="(\w{5})_t"/)).output.1
    return text.replacing(prefix, with: "")
  }

  @Test("it is XML without script or anything from elsewhere")
  func valid() throws {
    let text = try svg(Playing.scene())
    #expect(XMLParser(data: Data(text.utf8)).parse())
    #expect(!text.contains("<script") && !text.contains("<animate") && !text.contains("@import"))
    #expect(!text.replacing("http://www.w3.org/2000/svg", with: "").contains("http"))
  }

  @Test("all that plays stands under the rule for readers without a wish for less motion")
  func reducedMotion() throws {
    let text = try svg(Playing.scene())
    let parts = text.split(separator: "@media (prefers-reduced-motion:no-preference){")
    #expect(parts.count == 2)
    #expect(!parts[0].contains("animation:") && parts[1].contains("animation:"))
    #expect(!parts[0].contains("stroke-dasharray:40"))
  }

  @Test("without its motions it draws what the finished scene draws")
  func finished() throws {
    var scene = Playing.scene()
    scene.playback = nil
    let plain = try svg(scene)
    #expect(plain == (try svg(scene.finished)))
    #expect(!plain.contains("@keyframes") && !plain.contains("animation"))
  }

  @Test("a trace counts its dashes by the length of the line, over the whole period")
  func trace() throws {
    let text = try unprefixed(try svg(Playing.scene()))
    #expect(text.contains("@keyframes _k0{0%{stroke-dashoffset:40}66.67%{stroke-dashoffset:0}}"))
    #expect(text.contains("._m0{stroke-dasharray:40;animation:_k0 3s linear infinite}"))
    #expect(
      text.contains(
        "<g class=\"_m0\"><path class=\"c\" stroke=\"#1f2328\" stroke-width=\"2\" pathLength=\"40\" d=\"M5 5h30v10\"/>")
    )
  }

  @Test("a traveller moves from its start to where it stands in the finished picture")
  func travel() throws {
    let text = try unprefixed(try svg(Playing.scene()))
    #expect(text.contains("{0%{translate:-30px -10px}50%{translate:0 -10px}66.67%{translate:0}}"))
  }

  @Test("a sweep's window and what is seen through it move against one another")
  func sweep() throws {
    let text = try unprefixed(try svg(Playing.scene()))
    #expect(text.contains("{0%{translate:-31px}66.67%{translate:-1px}66.68%{translate:0}}"))
    #expect(text.contains("{0%{translate:31px}66.67%{translate:1px}66.68%{translate:0}}"))
  }

  @Test("what appears is there at once")
  func appearance() throws {
    let text = try unprefixed(try svg(Playing.scene()))
    #expect(text.contains("{0%{opacity:0}50%{opacity:1}}"))
    #expect(text.contains("3s step-end infinite"))
  }

  @Test("a dashed line is traced by a mask and keeps its dashes")
  func dashedTrace() throws {
    let dashed = Node.path(Playing.line, fill: nil, stroke: Stroke(Sample.ink, dash: [3, 1]))
    var scene = Sample.scene([.group(Group(motion: .trace([Keyframe(0, 0), Keyframe(1, 1)]), [dashed]))])
    scene.playback = Playback(duration: 1, hold: 0)
    let text = try svg(scene)
    #expect(XMLParser(data: Data(text.utf8)).parse())
    #expect(text.contains("stroke-dasharray=\"3 1\""))
    #expect(text.contains("<mask") && text.contains(" stroke-dashoffset=\"0\""))
  }

  @Test("without its style sheet it is the finished picture: nothing but the sheet hides or moves anything")
  func withoutSheet() throws {
    let text = try svg(Playing.scene()).replacing(/<style>.*?<\/style>/, with: "")
    var finished = Playing.scene().finished
    finished.playback = nil
    let data = /\sd="([^"]*)"/
    let paths = text.matches(of: data).map { String($0.output.1) }
    #expect(Set(try svg(finished).matches(of: data).map { String($0.output.1) }).isSubset(of: Set(paths)))
    #expect(!text.contains("opacity") && !text.contains("translate") && !text.contains("dashoffset"))
  }

  @Test("equal motions share one rule")
  func shared() throws {
    var scene = Playing.scene()
    scene.nodes += scene.nodes
    let once = try svg(Playing.scene()).split(separator: "@keyframes").count
    #expect(try svg(scene).split(separator: "@keyframes").count == once)
  }

  @Test("the same scene gives the same bytes")
  func stable() throws {
    let first = try renderer.svg(Playing.scene())
    _ = try renderer.svg(Sample.chart)
    #expect(try renderer.svg(Playing.scene()) == first)
    #expect(try CairoRenderer().svg(Playing.scene()) == first)
  }
}
