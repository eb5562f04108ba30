import LRCore
import LRScene
import Testing

@testable import LRCommands

@Suite("Looks")
struct LookTests {
  /// Each option and the format in which it shows.
  static let options: [([String], String)] = [
    (["--size", "640x400"], "svg"), (["--scale", "1"], "png"), (["--theme", "dark"], "svg"),
    (["--theme", "light"], "svg"), (["--lang", "zh"], "svg"), (["--title", "Another"], "svg"),
    (["--title", ""], "svg"), (["--subtitle", "below"], "svg"), (["--caption", "under"], "svg"), (["--log-x"], "svg"),
    (["--log-y"], "svg"), (["--x-range", "10,50"], "svg"), (["--y-range", "0.01,0.05"], "svg"),
    (["--legend", "box"], "svg"), (["--legend", "none"], "svg"), (["--no-annotations"], "svg"), (["--facet"], "svg"),
    (["--transparent"], "png"), (["--text", "text"], "svg"), (["--provenance"], "svg"), (["--provenance"], "png"),
    (["--provenance"], "pdf"),
    (["--steps", "50"], "svg"), (["--lr", "0.2"], "svg"), (["--epochs", "10", "--steps-per-epoch", "10"], "svg"),
  ]

  @Test("every option changes the picture", arguments: options)
  func changes(_ option: [String], _ format: String) {
    let sandbox = Sandbox()
    let words = ["compare", "step", "warmup:steps=5+cosine"]
    #expect(sandbox.run(words + ["-o", "plain.\(format)"]).code == 0)
    let result = sandbox.run(words + option + ["-o", "other.\(format)"])
    #expect(result.code == 0, "\(result.errors)")
    let plain = sandbox.bytes("plain.\(format)")
    #expect(plain != nil && plain != sandbox.bytes("other.\(format)"))
  }

  @Test("PNG has the size in points times the scale")
  func pixels() throws {
    let sandbox = Sandbox()
    #expect(sandbox.run("compare", "cosine", "--size", "300x200", "--scale", "3", "-o", "a.png").code == 0)
    let header = try #require(sandbox.bytes("a.png")).dropFirst(16).prefix(8)
    let numbers = header.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    #expect(numbers == 900 << 32 | 600)
  }

  @Test("--provenance keeps the command as a shell would need it")
  func provenance() {
    let sandbox = Sandbox()
    let words = ["compare", "cosine", "--title", "it's 5 > 3", "--provenance", "-o", "a.png"]
    #expect(sandbox.run(words).code == 0)
    let text = String(decoding: sandbox.bytes("a.png") ?? [], as: UTF8.self)
    #expect(text.contains("lrplot 0.1.0: lrplot compare cosine --title 'it'\\''s 5 > 3' --provenance -o a.png"))
  }

  @Test("words are quoted for a shell only when they must be")
  func quoting() {
    #expect(shellQuoted("warmup:steps=5%+cosine") == "warmup:steps=5%+cosine")
    #expect(shellQuoted("") == "''")
    #expect(shellQuoted("a b") == "'a b'")
    #expect(shellQuoted("a\nb'\\") == "$'a\\nb\\'\\\\'")
    #expect(shellQuoted("$(x)") == "'$(x)'")
    #expect(shellQuoted("step:milestones=[1,2]") == "'step:milestones=[1,2]'")
  }

  @Test("a character that no font has is named with its code point")
  func missingGlyph() {
    let sandbox = Sandbox()
    let words = ["compare", "cosine", "--title", "\u{10FFFD}", "-o", "a.svg"]
    let result = sandbox.run(words)
    #expect(result.code == 0)
    #expect(result.errors.contains("U+10FFFD"))
    #expect(sandbox.run(words + ["-q"]).errors.isEmpty)
  }

  @Test("--text text makes every command's letters text, in what plays too, and leaves other formats alone")
  func text() {
    let commands = [
      ["compare", "step", "warmup:steps=5+cosine", "--log-y"],
      ["compare", "step", "cosine", "--facet", "--lang", "zh"],
      ["diff", "step", "cosine"], ["trajectory", "rosenbrock", "sgd:lr=1e-3", "adam", "--labels"],
      ["trajectory", "rosenbrock", "sgd:lr=1e-3", "adam", "--view", "3d"],
      ["trajectory", "rastrigin", "sgd", "adam", "--animate"], ["trajectory", "curve:f=x^2", "sgd:lr=0.9"],
    ]
    for words in commands {
      let sandbox = Sandbox()
      let outputs = ["-o", "a.svg", "-o", "a.json", "-o", "a.pdf"]
      let result = sandbox.run(words + outputs + ["--text", "text"])
      #expect(result.code < 2, "\(result.errors)")
      let svg = String(decoding: sandbox.bytes("a.svg") ?? [], as: UTF8.self)
      #expect(svg.contains("</text>") && svg.contains("textLength=") && !svg.contains("scale("), "\(words)")
      let (json, pdf) = (sandbox.bytes("a.json"), sandbox.bytes("a.pdf"))
      #expect(sandbox.run(words + outputs + ["--text", "outlines"]).code < 2)
      #expect(sandbox.bytes("a.json") == json && sandbox.bytes("a.pdf") == pdf)
      #expect(!String(decoding: sandbox.bytes("a.svg") ?? [], as: UTF8.self).contains("<text"))
    }
  }

  @Test("--text that would change nothing is refused before anything is written")
  func uselessText() {
    let sandbox = Sandbox()
    for (format, form, isRefused) in [
      ("png", "text", true), ("csv", "text", true), ("pdf", "outlines", true), ("png", "outlines", true),
      ("pdf", "text", false), ("svg", "outlines", false),
    ] {
      let result = sandbox.run("compare", "cosine", "--text", form, "-o", "a.\(format)")
      #expect(result.code == (isRefused ? 64 : 0), "\(form) \(format)")
      #expect(!isRefused || result.errors.contains("--text \(form) is about an SVG"))
      #expect((sandbox.bytes("a.\(format)") == nil) == isRefused)
    }
    #expect(sandbox.run("compare", "cosine", "--text", "txt").errors.contains("did you mean 'text'?"))
    #expect(sandbox.run("diff", "step", "cosine", "--text", "text").code == 64)
  }

  @Test("a rate chart of three lines is an SVG of at most 20 KB, one of eight of at most 30 KB")
  func sizes() {
    let three = ["step", "exp", "cosine"]
    let eight = three + ["linear", "polynomial", "wsd", "inverse-sqrt", "tanh"]
    for (specs, limit) in [(three, 20_000), (eight, 30_000)] {
      for options in [[], ["--log-y"], ["--lang", "zh"], ["--text", "text"], ["--theme", "dark"]] {
        let sandbox = Sandbox()
        #expect(sandbox.run(["compare"] + specs + options + ["-o", "a.svg"]).code == 0)
        let size = sandbox.bytes("a.svg")?.count ?? .max
        #expect(size <= limit, "\(specs.count) lines \(options): \(size)")
      }
    }
  }

  @Test("a noncharacter is left out and named, once", arguments: ["svg", "pdf", "png"])
  func noncharacter(_ format: String) {
    let sandbox = Sandbox()
    let words = ["compare", "cosine", "--title", "a\u{FFFF}b", "--provenance", "-o", "a.\(format)"]
    let result = sandbox.run(words)
    #expect(result.code == 0)
    #expect(result.errors.ranges(of: "U+FFFF").count == 1, "\(result.errors)")
    let text = String(decoding: sandbox.bytes("a.\(format)") ?? [], as: UTF8.self)
    #expect(text.contains("ab") && !text.contains("\u{FFFF}"))
    #expect(sandbox.run(words + ["-q"]).errors.isEmpty)
  }
}
