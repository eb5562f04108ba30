import LRCore
import Testing

@testable import LRCommands

@Suite("hostile texts")
struct HostileTextTests {
  private static let escape = "\u{1B}[2J\u{202E}\u{9B}\u{7F}\r\u{2028}x"
  private static let endless = String(repeating: "y", count: 100_000)

  private func isHarmless(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.isHidden }
  }

  @Test(
    "no message holds what a terminal obeys, and none is long",
    arguments: [
      escape, endless, String(repeating: escape, count: 500), "a" + String(repeating: "\u{301}", count: 50_000),
    ])
  func messages(text: String) {
    let sandbox = Sandbox()
    sandbox.write("step,\(text),\(text)b\n1,2,3\n", to: "columns.csv")
    sandbox.write("1\n\(text)\n", to: "cells.csv")
    sandbox.write("{\"lr_scheduler_type\": \"\(text)\"}", to: "type.json")
    sandbox.write("{\"\(text)\": 1, \"\(text)\": 2}", to: "key.json")
    let commands = [
      [text], ["compare", text], ["compare", "cosine:\(text)=1"], ["compare", "cosine:min=\(text)"],
      ["compare", "step:label=\"\(text)"], ["compare", "step", "--steps", text], ["compare", "step", "--lr", text],
      ["compare", "step", "--theme", text], ["compare", "step", "--lang", text], ["compare", "step", "--size", text],
      ["compare", "step", "--x-range", text], ["compare", "step", "--format", text],
      ["compare", "step", "--metric", text],
      ["compare", "step", "--from", text], ["compare", "step", "-o", text], ["compare", "step", "-o", "none/" + text],
      ["compare", "step", "--\(text)"], ["compare", "step", "--quiet=\(text)"], ["compare", "step", "-\(text)"],
      ["compare", "plateau", "--metrics", text], ["compare", "plateau", "--metrics", "columns.csv"],
      ["compare", "plateau", "--metrics", "columns.csv", "--metric", text + "z"],
      ["compare", "plateau", "--metrics", "cells.csv"],
      ["compare", "--from", "type.json"], ["compare", "--from", "key.json"], ["explain", text],
      ["explain", "surface", text],
      ["list", text], ["list", "--framework", text], ["trajectory", text, "sgd"], ["trajectory", "rosenbrock", text],
      ["trajectory", "rosenbrock", "sgd", "--start", text], ["code", "step", "--for", text],
      ["code", text, "--for", "torch"],
      ["diff", text, "step"], ["diff", "step", "exp", "--tolerance", text],
    ]
    for command in commands {
      let result = sandbox.run(command)
      let told = command.map { $0.prefix(30) }
      #expect(result.code >= 64, "\(told)")
      #expect(isHarmless(result.errors), "\(told): \(result.errors)")
      #expect(result.errors.unicodeScalars.count < 500, "\(told): \(result.errors)")
      #expect(result.errors.split(separator: "\n").count { $0.hasPrefix("error:") } == 1, "\(told): \(result.errors)")
      #expect(result.output == "", "\(told)")
    }
  }

  @Test("pages, reports and notes show a label as it may be shown")
  func pages() {
    let sandbox = Sandbox()
    sandbox.isTerminal = true
    let spec = "step:label=\"\(Self.escape)\""
    for command in [
      ["explain", spec], ["diff", spec, "exp"],
      ["diff", "torch.OneCycleLR:max_lr=0.1,total_steps=5,label=\"\(Self.escape)\"", "exp"],
    ] {
      let result = sandbox.run(command)
      #expect(result.code <= 1)
      #expect(result.output.contains("x1b[2J"))
      #expect(isHarmless(result.output), "\(result.output)")
    }
    sandbox.isTerminal = false
    let note = sandbox.run(
      "compare", "torch.OneCycleLR:max_lr=0.1,total_steps=5,label=\"\(Self.escape)\"", "exp", "--format", "csv", "-o",
      "-")
    #expect(note.errors.contains("x1b[2J") && isHarmless(note.errors))
  }

  @Test("a line feed in a label begins no line of a text or a title")
  func lineFeeds() {
    let sandbox = Sandbox()
    let spec = "step:label=\"a\nfake line\""
    for command in [
      ["explain", spec], ["diff", spec, "exp"], ["diff", "exp", spec, "-o", "d.svg"], ["code", spec, "--for", "torch"],
      ["compare", spec, "exp", "-o", "f.svg", "--text", "text"], ["compare", spec, "exp", "-o", "f.json"],
      ["explain", "adam:lr=0.1@" + spec],
      ["compare", "torch.OneCycleLR:max_lr=0.1,total_steps=5,label=\"a\nfake line\"", "exp", "-o", "f.csv"],
    ] {
      let result = sandbox.run(command)
      #expect(result.code <= 1, "\(command) \(result.errors)")
      let lines = (result.output + result.errors).split(separator: "\n")
      #expect(!lines.contains { $0.hasPrefix("fake") }, "\(result.output)")
    }
    #expect(sandbox.text("f.svg")?.contains("Learning rate: a fake line, exp") == true)
    // Data stays as it is.
    #expect(sandbox.text("f.json")?.contains("a\\nfake line") == true)
  }

  @Test("data holds a label as it is, quoted where its format asks for it")
  func data() {
    let sandbox = Sandbox()
    let table = sandbox.run("compare", "step:label=\"a\rb\"", "exp", "--steps", "1", "--format", "csv", "-o", "-")
    #expect(table.output.hasPrefix("step,\"a\rb\",exp\n"))
    let json = sandbox.run("compare", "step:label=\"\(Self.escape)\"", "--steps", "1", "--format", "json", "-o", "-")
    #expect(json.output.contains("\"\\u001b[2J\\u202e\\u009b\\u007f\\r\\u2028x\""))
  }

  @Test("a program that is written holds no line of the user's")
  func code() {
    let sandbox = Sandbox()
    let result = sandbox.run("code", "step:label=\"a\nimport os\u{1B}\"", "--for", "torch")
    #expect(result.code == 0)
    #expect(!result.output.contains("\nimport os"))
    #expect(isHarmless(result.output))
  }

  @Test("names are told to scripts as they are, and to people as they may be shown")
  func names() {
    let sandbox = Sandbox()
    let name = "a\u{202E}b.csv"
    #expect(sandbox.run("compare", "step", "-o", name).output == name + "\n")
    sandbox.isTerminal = true
    #expect(sandbox.run("compare", "step", "-o", name).output == "a\\u202eb.csv\n")
    for name in ["a\nb.csv", "a\u{1B}[2J.csv", "\u{7F}.csv"] {
      let result = sandbox.run("compare", "step", "-o", name)
      #expect(result.code == 64 && result.error.contains("control characters"))
    }
    #expect(sandbox.names() == ["a\u{202E}b.csv"])
  }

  @Test("more words than a command takes are refused at once")
  func manyWords() {
    let result = Sandbox().run(["compare"] + [String](repeating: "cosine", count: 100_000))
    #expect(result.code == 64 && result.error.contains("100001 words are too many"))
  }
}
