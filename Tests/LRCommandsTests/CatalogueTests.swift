import LRCore
import LRSchedules
import Testing

@testable import LRCommands

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct EntryJSON: Decodable {
  struct Parameter: Decodable {
    var name: String
    var type: String
    var unit: String?
    var meaning: String
  }
  var name: String
  var aliases: [String]
  var summary: String
  var formula: String
  var source: String
  var parameters: [Parameter]
}

private struct ExplainJSON: Decodable {
  struct Phase: Decodable {
    var name: String
    var given: [String: String]
  }
  var spec: String
  var phases: [Phase]
  var rates: [Double]?
}

private func isChinese(_ text: String) -> Bool {
  text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
}

@Suite("list and explain")
struct CatalogueTests {
  @Test("list names every schedule and the kinds with their counts")
  func list() {
    let result = Sandbox().run("list")
    #expect(result.code == 0)
    #expect(result.lines[0].contains("schedules  \(Schedules.catalogue.entries.count)  "))
    for entry in Schedules.catalogue.entries {
      #expect(result.lines.contains { $0.hasPrefix("    \(entry.name)") }, "\(entry.name) is missing")
    }
  }

  @Test("list keeps to the terminal's width", arguments: [60, 80, 200])
  func listWidth(_ width: Int) {
    let sandbox = Sandbox()
    sandbox.width = width
    for language in ["en", "zh"] {
      let result = sandbox.run("list", "schedules", "--lang", language)
      #expect(result.lines.allSatisfy { $0.columns <= width })
      #expect(isChinese(result.output) == (language == "zh"))
    }
  }

  @Test("list --json gives every entry with its parameters")
  func listJSON() throws {
    let result = Sandbox().run("list", "--json")
    let kinds = try JSONDecoder().decode([String: [EntryJSON]].self, from: Data(result.output.utf8))
    let entries = try #require(kinds["schedules"])
    #expect(entries.map(\.name) == Schedules.catalogue.entries.map(\.name))
    for (listed, entry) in zip(entries, Schedules.catalogue.entries) {
      #expect(listed.parameters.map(\.name) == entry.parameters.map(\.name))
      #expect(listed.summary == entry.summary.english)
      #expect(listed.formula == entry.formula)
      #expect(listed.source == entry.source)
    }
    #expect(entries.first { $0.name == "step" }?.parameters.first { $0.name == "size" }?.unit == "step")
  }

  @Test("list --markdown is one table with a row for each entry")
  func markdown() {
    let result = Sandbox().run("list", "schedules", "--markdown")
    let table = result.lines.prefix { $0.hasPrefix("|") }
    #expect(table.count == Schedules.catalogue.entries.count + 2)
    #expect(result.lines[0] == "| name | what it does | parameters |")
    #expect(result.lines[1] == "|---|---|---|")
    #expect(table.allSatisfy { $0.hasSuffix("|") })
    #expect(result.output.contains("`gamma` = 0.1"))
  }

  @Test("what all of lrplot's own schedules take is said once, below the table")
  func sharedParameters() {
    let result = Sandbox().run("list", "schedules", "--markdown")
    let rows = result.lines.filter { $0.hasPrefix("| `") && !$0.contains(".") }
    #expect(rows.allSatisfy { !$0.contains("`label`") })
    #expect(result.lines.last?.hasPrefix("lrplot's own also take: `") == true)
    #expect(result.lines.last?.contains("`label` (") == true)
  }

  @Test("a kind may be named in the singular")
  func singular() {
    #expect(Sandbox().run("list", "schedule").output == Sandbox().run("list", "schedules").output)
  }

  @Test("explain tells formula, parameters, source and examples, within the width")
  func explain() throws {
    let result = Sandbox().run("explain", "cosine")
    let entry = try #require(Schedules.catalogue["cosine"])
    #expect(result.code == 0)
    for text in [entry.summary.english, entry.formula, entry.source, "lrplot compare cosine"] {
      #expect(result.output.contains(text), "\(text)")
    }
    for parameter in entry.parameters { #expect(result.output.contains("\n  \(parameter.name) ")) }
    #expect(result.lines.allSatisfy { $0.columns <= 80 })
  }

  @Test("every schedule can be explained in both languages, by each of its names")
  func explainAll() {
    let sandbox = Sandbox()
    for name in Schedules.catalogue.names {
      #expect(sandbox.run("explain", name).code == 0, "\(name)")
      let chinese = sandbox.run("explain", name, "--lang", "zh")
      #expect(chinese.code == 0 && isChinese(chinese.output), "\(name)")
    }
  }

  @Test("explain of a spec shows the values given and draws that spec")
  func given() throws {
    let result = Sandbox().run("explain", "step:size=10,gamma=0.5")
    #expect(result.output.contains("given"))
    let row = try #require(result.lines.first { $0.hasPrefix("  gamma ") })
    #expect(row.split(separator: " ")[1] == "0.5")
    #expect(result.output.contains("step:size=10,gamma=0.5 over 100 steps"))
  }

  @Test("a schedule that listens is explained without metrics, and drawn with them")
  func listening() {
    let sandbox = Sandbox()
    let silent = sandbox.run("explain", "plateau:factor=0.5")
    #expect(silent.code == 0)
    #expect(silent.output.contains("  lrplot compare plateau --metrics FILE\n"))
    #expect(!silent.output.contains("over 100 steps"))
    sandbox.write(String(repeating: "1\n", count: 100), to: "m.txt")
    let drawn = sandbox.run("explain", "plateau:factor=0.5", "--metrics", "m.txt")
    #expect(drawn.output.contains("plateau:factor=0.5 over 100 steps"))
    #expect(sandbox.run("explain", "plateau:factor=7").code == 64)
  }

  @Test("explain --json of a chain holds each phase and the rates")
  func explainJSON() throws {
    let result = Sandbox().run("explain", "warmup:steps=5+cosine", "--json", "--steps", "10")
    let json = try JSONDecoder().decode(ExplainJSON.self, from: Data(result.output.utf8))
    #expect(json.spec == "warmup:steps=5+cosine")
    #expect(json.phases.map(\.name) == ["warmup", "cosine"])
    #expect(json.phases[0].given == ["steps": "5"])
    #expect(json.rates?.count == 11)
  }

  @Test("the picture is ASCII unless the locale is UTF-8, and coloured only on a terminal without NO_COLOR")
  func picture() {
    let sandbox = Sandbox()
    #expect(sandbox.run("explain", "cosine").output.allSatisfy { $0.isASCII })
    sandbox.variables = ["LANG": "C.UTF-8"]
    let plain = sandbox.run("explain", "cosine").output
    #expect(plain.contains("⠉") && !plain.contains("\u{1B}"))
    sandbox.isTerminal = true
    #expect(sandbox.run("explain", "cosine").output.contains("\u{1B}[36m"))
    sandbox.variables["NO_COLOR"] = "1"
    #expect(!sandbox.run("explain", "cosine").output.contains("\u{1B}"))
    sandbox.variables = ["LC_ALL": "C", "LANG": "C.UTF-8"]
    #expect(sandbox.run("explain", "cosine").output.contains("*"))
  }
}

@Suite("Text in columns")
struct TextTableTests {
  @Test("columns stand below each other, Chinese counted two wide")
  func alignment() {
    let lines = TextTable(rows: [["学习率", "a"], ["rate", "b"]]).lines(width: 80)
    #expect(lines == ["  学习率  a", "  rate    b"])
  }

  @Test("the last column wraps under itself")
  func wrapping() {
    let lines = TextTable(rows: [["a", "one two three four five six"]]).lines(width: 25)
    #expect(lines == ["  a  one two three four", "     five six"])
  }

  @Test("Chinese breaks between characters, but not before a full stop")
  func chinese() {
    #expect(wrapped("学习率。", width: 6) == ["学习", "率。"])
    #expect(wrapped("学习率调度", width: 6) == ["学习率", "调度"])
  }

  @Test("a word longer than the line is cut")
  func longWord() {
    #expect(wrapped("abcdefgh", width: 3) == ["abc", "def", "gh"])
  }
}

@Suite("The curve in a terminal")
struct TerminalChartTests {
  private func lines(_ values: [Double], unicode: Bool = false) -> [String] {
    TerminalChart(values: values, width: 10, height: 4, isUnicode: unicode, hasColor: false).lines(xLabel: "step")
  }

  @Test("a rising line goes from the bottom left to the top right")
  func rising() {
    #expect(
      lines((0...9).map { Double($0) }) == [
        "    9 |        **", "      |     ***", "  4.5 |  ***", "    0 |**", "      +----------", "       0  step  9",
      ])
  }

  @Test("a single high value among thousands is still drawn")
  func spike() {
    var values = [Double](repeating: 0.1, count: 10_000)
    values[5_003] = 1
    let lines = lines(values)
    #expect(lines[0].contains("*"))
    #expect(lines[1].contains("*"), "the spike reaches down to the line")
  }

  @Test("a stair is joined by its riser")
  func stair() {
    let lines = lines([Double](repeating: 1, count: 5) + [Double](repeating: 0, count: 5))
    #expect(lines[0].contains("*****") && lines[3].contains("*****"))
    #expect(lines[1].contains("*") && lines[2].contains("*"))
  }

  @Test("a flat zero, a single value and negative values have a picture")
  func edges() {
    #expect(lines([0, 0, 0])[3].contains("***"))
    #expect(lines([0.5]).count == 6)
    #expect(lines([-1, 1])[3].contains("-1"))
  }
}
