import Testing

@testable import LRCommands

@Suite("Figures in space and figures that play")
struct PlayTests {
  private let small = ["rosenbrock", "sgd:lr=1e-3", "adam", "--steps", "40", "--size", "320x200", "--scale", "0.5"]

  private func run(_ words: String...) -> (result: Sandbox.Result, sandbox: Sandbox) {
    let sandbox = Sandbox()
    return (sandbox.run(["trajectory"] + small + words), sandbox)
  }

  private func text(_ sandbox: Sandbox, _ file: String) -> String {
    String(decoding: sandbox.bytes(file) ?? [], as: UTF8.self)
  }

  /// Frames by their control blocks; the figure's colours hold none of these four bytes in a row.
  private func frames(ofGIF bytes: [UInt8]) -> Int {
    zip(bytes.indices, bytes.indices.dropFirst(2)).count {
      bytes[$0] == 0x21 && bytes[$0 + 1] == 0xF9 && bytes[$1] == 4
    }
  }

  @Test("a GIF and a WebP have the frames that were asked for")
  func frames() throws {
    let (result, sandbox) = run("-o", "a.gif", "-o", "a.webp", "--seconds", "2", "--fps", "5")
    #expect(result.code == 0, "\(result.errors)")
    let gif = try #require(sandbox.bytes("a.gif"))
    #expect(gif.prefix(6).elementsEqual("GIF89a".utf8))
    // Frames that look like the one before are one with it.
    #expect((8...11).contains(frames(ofGIF: gif)))
    let (_, more) = run("-o", "a.gif", "--seconds", "4", "--fps", "10")
    #expect((30...41).contains(frames(ofGIF: try #require(more.bytes("a.gif")))))
    let webp = try #require(sandbox.bytes("a.webp"))
    #expect(webp.prefix(4).elementsEqual("RIFF".utf8) && webp[8..<12].elementsEqual("WEBP".utf8))
    let patches = webp.indices.dropLast(4).count { webp[$0..<($0 + 4)].elementsEqual("ANMF".utf8) }
    #expect((8...11).contains(patches))
  }

  @Test("an SVG plays with --animate alone, and not for readers who prefer reduced motion")
  func svg() {
    let (_, still) = run("-o", "a.svg", "-o", "a.gif")
    #expect(!text(still, "a.svg").contains("@keyframes"))
    let (_, moving) = run("-o", "a.svg", "--animate", "--seconds", "3")
    #expect(text(moving, "a.svg").contains("@keyframes"))
    #expect(text(moving, "a.svg").contains("@media (prefers-reduced-motion:no-preference)"))
    #expect(text(moving, "a.svg").contains("animation:"))
    // Steps in 3 seconds and 2 of rest.
    #expect(text(moving, "a.svg").contains(" 5s "))
  }

  @Test("--animate without -o plays in the SVG of the default files")
  func defaults() {
    let (result, sandbox) = run("--animate")
    #expect(result.code == 0 && result.lines.count == 2)
    #expect(text(sandbox, "out/trajectory-rosenbrock-sgd-adam.svg").contains("@keyframes"))
  }

  @Test("3d is seen from where it is said; an angle alone asks for it")
  func view() {
    let (_, front) = run("-o", "a.svg", "--view", "3d", "--azimuth", "-60")
    let (_, back) = run("-o", "a.svg", "--azimuth", "120")
    let (_, implied) = run("-o", "a.svg", "--azimuth", "-60")
    let (_, map) = run("-o", "a.svg")
    #expect(text(front, "a.svg") != text(back, "a.svg"))
    #expect(text(front, "a.svg") == text(implied, "a.svg"))
    #expect(text(map, "a.svg") != text(implied, "a.svg"))
    let (_, high) = run("-o", "a.svg", "--azimuth", "-60", "--elevation", "80")
    #expect(text(front, "a.svg") != text(high, "a.svg"))
  }

  @Test(
    "reliefs, labels, facets and motions go together",
    arguments: [
      ["--view", "3d", "--facet", "-o", "a.gif", "--fps", "2"], ["--labels", "-o", "a.svg"],
      ["--labels", "--contours", "lines", "--facet", "-o", "a.svg", "--animate"],
      ["--view", "3d", "--equal", "--rates", "-o", "a.svg", "--animate", "--lang", "zh", "--theme", "dark"],
      ["--elevation", "-90", "-o", "a.pdf"], ["--elevation", "90", "--azimuth", "1e9", "-o", "a.png"],
      ["--view", "map", "-o", "a.webp", "--fps", "60", "--seconds", "0.1", "--transparent"],
    ])
  func together(_ words: [String]) {
    let result = Sandbox().run(["trajectory"] + small + words)
    #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
  }

  @Test(
    "what can't be shown or played is refused before anything is drawn",
    arguments: [
      (["--azimuth", "north"], "--azimuth is a finite number"),
      (["--azimuth", "inf"], "--azimuth is a finite number"),
      (["--elevation", "91"], "--elevation must be"),
      (["--view", "4d"], "--view is one of map, 3d"),
      (["--view", "map", "--elevation", "30"], "--elevation is about --view 3d"),
      (["--view", "3d", "--labels"], "--labels is about a map"),
      (["--azimuth", "3", "--contours", "lines"], "--contours is about a map"),
      (["--animate", "-o", "a.png"], "--animate needs an output that can play"),
      (["--animate", "-o", "a.pdf", "-o", "a.csv"], "--animate needs an output that can play"),
      (["--seconds", "3"], "--seconds is about a figure that plays"),
      (["--animate", "--seconds", "0"], "--seconds must be"),
      (["--animate", "--seconds", "601"], "--seconds must be"),
      (["--animate", "--fps", "30"], "--fps is about GIF and WebP"),
      (["-o", "a.gif", "--fps", "60"], "more than a GIF can show: at most 50"),
      (["-o", "a.webp", "--fps", "61"], "--fps must be"),
      (["-o", "a.webp", "--size", "10000x200", "--scale", "2"], "a side of a WebP has at most 16383"),
      (["-o", "a.gif", "--size", "5000x5000", "--scale", "2"], "a frame 40 million"),
    ])
  func refused(_ words: [String], _ message: String) {
    let sandbox = Sandbox()
    let result = sandbox.run(["trajectory", "sphere", "sgd"] + words)
    #expect(result.code == 64)
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(sandbox.bytes("a.gif") == nil && sandbox.bytes("a.png") == nil)
    #expect(Sandbox().run(["trajectory", "sphere", "sgd"] + words + ["--lang", "zh"]).code == 64)
  }

  @Test(
    "a curve has no contours and no other side",
    arguments: [
      ["--view", "3d"], ["--azimuth", "3"], ["--labels"], ["--contours", "lines"], ["--grid", "50"], ["--equal"],
    ])
  func curve(_ words: [String]) {
    let result = Sandbox().run(["trajectory", "curve:f=x^2", "sgd"] + words)
    #expect(result.code == 64)
    #expect(result.errors.contains("is about a surface: a curve: is a loss of x alone"), "\(result.errors)")
  }

  @Test("schedules don't play: compare and diff refuse GIF and WebP", arguments: ["gif", "webp"])
  func schedules(_ format: String) {
    for words in [["compare", "step"], ["diff", "step", "cosine"]] {
      let result = Sandbox().run(words + ["-o", "a.\(format)"])
      #expect(result.code == 64)
      #expect(result.errors.contains("is for figures that play"), "\(result.errors)")
    }
    #expect(Sandbox().run("compare", "step", "--animate").code == 64)
  }
}
