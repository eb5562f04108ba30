import LRCore
import LRFigures
import LROptimizers
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
  var framework: String?
  var version: String?
  var nearest: String?
  var difference: String?
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
    for (line, kind) in zip(result.lines, CatalogueKind.all) {
      #expect(line.split(separator: " ").prefix(2).map(String.init) == [kind.name, String(kind.entries.count)])
    }
    let words = Set(result.output.split(whereSeparator: \.isWhitespace).map(String.init))
    for entry in Schedules.catalogue.entries { #expect(words.contains(entry.name), "\(entry.name) is missing") }
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
    let names = CatalogueKind.all.map(\.name)
    #expect(names == ["schedules", "optimizers", "surfaces", "data", "models", "figures", "reports", "themes"])
    let kinds = try JSONDecoder().decode([String: [EntryJSON]].self, from: Data(result.output.utf8))
    for kind in CatalogueKind.all { #expect(kinds[kind.name]?.map(\.name) == kind.entries.map(\.name)) }
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

  @Test("list --markdown of lrplot's own is one table with a row for each entry")
  func markdown() {
    let own = Schedules.catalogue.entries.filter { !$0.name.contains(".") }
    let result = Sandbox().run("list", "schedules", "--framework", "lrplot", "--markdown")
    let table = result.lines.prefix { $0.hasPrefix("|") }
    #expect(table.count == own.count + 2)
    #expect(result.lines[0] == "| name | what it does | parameters |")
    #expect(result.lines[1] == "|---|---|---|")
    #expect(table.allSatisfy { $0.hasSuffix("|") })
    #expect(result.output.contains("`gamma` = 0.1"))
    #expect(!result.output.contains("##"))
  }

  @Test("list --markdown of all has a table below a heading for each framework, with what differs")
  func allMarkdown() {
    let result = Sandbox().run("list", "schedules", "--markdown")
    let groups = CatalogueKind.all[0].groups
    #expect(result.lines.filter { $0.hasPrefix("## ") } == groups.map { "## " + $0.title.english })
    let rows = result.lines.filter { $0.hasPrefix("| `") }
    #expect(rows.count == Schedules.catalogue.entries.count)
    for entry in Schedules.catalogue.entries {
      guard let origin = entry.origin, !origin.difference.english.contains("|") else { continue }
      #expect(rows.contains { $0.hasPrefix("| `\(entry.name)` ") && $0.contains(origin.difference.english) })
    }
  }

  @Test("what all of lrplot's own schedules take is said once, below the table")
  func sharedParameters() {
    let result = Sandbox().run("list", "schedules", "--framework", "lrplot", "--markdown")
    #expect(result.lines.filter { $0.hasPrefix("| `") }.allSatisfy { !$0.contains("`label`") })
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

  @Test("a schedule that listens is drawn on a made-up metric until one is given")
  func listening() {
    let sandbox = Sandbox()
    let silent = sandbox.run("explain", "plateau:factor=0.5")
    #expect(silent.code == 0)
    #expect(silent.output.contains("  lrplot compare plateau --metrics FILE\n"))
    #expect(silent.output.contains("This one is made up: it falls until step 40"))
    let json = sandbox.run("explain", "plateau", "--json")
    #expect(json.output.contains("\"drawn\": null"), "made-up rates are for the eye only")
    sandbox.write(String(repeating: "1\n", count: 100), to: "m.txt")
    let drawn = sandbox.run("explain", "plateau:factor=0.5", "--metrics", "m.txt")
    #expect(drawn.output.contains("plateau:factor=0.5 over 100 steps"))
    #expect(!drawn.output.contains("made up"))
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

@Suite("explain of optimizers and surfaces")
struct ExplainedKindTests {
  @Test("every optimizer can be explained in both languages, by each of its names")
  func optimizers() {
    let sandbox = Sandbox()
    for name in Optimizers.catalogue.names {
      let page = sandbox.run("explain", "optimizer", name)
      #expect(page.code == 0 && page.output.contains("lrplot trajectory rosenbrock "), "\(name)")
      // A spec alone on its line can't be broken.
      let breakable = page.lines.filter { $0.contains(" \\") || $0.split(separator: " ").count > 2 }
      #expect(breakable.allSatisfy { $0.columns <= 80 }, "\(name)")
      guard !name.contains(".") else { continue }
      let chinese = sandbox.run("explain", "optimizer", name, "--lang", "zh")
      #expect(chinese.code == 0 && isChinese(chinese.output), "\(name)")
    }
  }

  @Test("every surface can be explained, with its window, its start and its minimum")
  func surfaces() throws {
    let sandbox = Sandbox()
    for name in Surfaces.catalogue.names {
      #expect(sandbox.run("explain", "surface", name).code == 0, "\(name)")
      #expect(isChinese(sandbox.run("explain", "surface", name, "--lang", "zh").output), "\(name)")
    }
    let page = sandbox.run("explain", "rosenbrock").output
    #expect(page.contains("minimum  0 at (1, 1)"))
    #expect(page.contains("start    (-1.5, 2)"))
  }

  @Test("explain of an optimizer has the defaults of every framework that has the rule")
  func frameworks() {
    let page = Sandbox().run("explain", "adam").output
    #expect(page.contains("\n  torch.Adam: lr=0.001, betas=[0.9,0.999], eps=1e-08"))
    #expect(!page.contains("torch.Adam: lr=0.001, betas=[0.9,0.999], eps=1e-08, clip"))
    #expect(page.contains("Its loss on quadratic-ill over 100 steps, rate "))
  }

  @Test("a name of two kinds is told as both; a kind or arguments pick one")
  func ambiguous() {
    let sandbox = Sandbox()
    let both = sandbox.run("explain", "formula").output
    #expect(both.contains("As a schedule:") && both.contains("As a surface:"))
    for words in [["surface", "formula"], ["surfaces", "formula"], ["formula:f=x^2+y^2"]] {
      let page = sandbox.run(["explain"] + words).output
      #expect(page.contains("lrplot trajectory ") && !page.contains("lrplot compare "), "\(words)")
    }
    #expect(sandbox.run("explain", "formula:rate=0.1").output.contains("lrplot compare "))
  }

  @Test("a run is explained with its schedule")
  func run() {
    let page = Sandbox().run("explain", "adam:lr=0.05@cosine").output
    #expect(page.contains("rate 0.05"))
    #expect(page.contains("  lrplot trajectory rosenbrock adam:lr=0.05@cosine\n"))
  }
}

@Suite("list of figures and themes")
struct FigureListTests {
  @Test("every figure has a command that the command line understands", arguments: FigureEntry.all.map(\.command))
  func commands(_ command: String) {
    let words = command.split(separator: " ").map(String.init)
    #expect(words.first == "lrplot" && Lrplot.configuration.subcommands.contains { $0._commandName == words[1] })
    // The size is read when the rest has been understood, before anything is computed.
    let result = Sandbox().run(Array(words.dropFirst()) + ["--size", "1x1"])
    #expect(result.code == 64 && result.error.contains("--size is at least"), "\(result.errors)")
  }

  @Test("list figures and list themes say what each is, with its command, in both languages", arguments: ["en", "zh"])
  func text(_ language: String) {
    let figures = Sandbox().run("list", "figures", "--lang", language)
    #expect(figures.code == 0)
    for entry in FigureEntry.all {
      #expect(figures.lines.contains("  " + entry.name) && figures.lines.contains("      " + entry.command))
    }
    #expect(isChinese(figures.output) == (language == "zh"))
    let themes = Sandbox().run("list", "theme", "--lang", language)
    for theme in LookOptions.Theme.allCases {
      #expect(themes.lines.contains("  " + theme.rawValue))
      #expect(themes.output.contains("--theme \(theme.rawValue)"))
    }
    #expect(!themes.output.contains("lrplot explain"))
  }

  @Test("as JSON and as Markdown the commands are there too")
  func forms() throws {
    let table = Sandbox().run("list", "figures", "--markdown")
    #expect(table.lines.count == FigureEntry.all.count + 2 && table.output.contains("`lrplot find-lr --check`"))
    let json = Sandbox().run("list", "figures", "--json")
    #expect(json.output.contains("\"lrplot find-lr --check\""))
  }
}

@Suite("list and explain of frameworks")
struct FrameworkListTests {
  private func entry(_ name: String, _ origin: Origin?) -> ListedEntry {
    ListedEntry(
      CatalogueEntry<Int>(
        name, summary: Localized("does things", zh: "做事"), formula: "", parameters: [], source: "", origin: origin
      ) { (_: inout Arguments) throws(SpecError) -> Int in 0 })
  }

  private var kinds: [CatalogueKind] {
    let step = Origin("torch", version: "2.13.0", nearest: "step", difference: Localized("late", zh: "较晚"))
    let own = ["constant", "step"].map { entry($0, nil) }
    let torch = (1...12).map { entry("torch.Schedule\($0)LR", step) }
    let texts = ["000", "001"].map {
      entry("tutorial.t\($0)", Origin("tutorial", version: $0, difference: Localized("own", zh: "自成一体")))
    }
    let title = Localized("Schedules", zh: "调度")
    return [CatalogueKind(name: "schedules", title: title, summary: title, entries: own + torch + texts)]
  }

  private func listing(_ word: String? = nil, framework: String? = nil, width: Int = 80) throws -> String {
    let choice = try CatalogueChoice(word, framework: framework, among: kinds)
    return CatalogueListing(choice: choice, language: .english, width: width).text
  }

  @Test("the overview gives frameworks with version and count, and their names in columns read downwards")
  func overview() throws {
    let lines = try listing().split(separator: "\n").map(String.init)
    #expect(lines.contains("  torch 2.13.0 (12)"))
    #expect(lines.contains("  tutorial 000, 001 (2)"))
    let columns = lines.filter { $0.contains("torch.Schedule") }
    #expect(columns.count == 4)
    #expect(columns[0].split(separator: " ") == ["torch.Schedule1LR", "torch.Schedule5LR", "torch.Schedule9LR"])
    #expect(columns.allSatisfy { $0.columns <= 80 })
    #expect(!lines.contains { $0.contains("torch.Schedule1LR") && $0.contains("does things") })
    #expect(try listing(width: 40).split(separator: "\n").filter { $0.contains("torch.Schedule") }.count == 12)
  }

  @Test("a kind lists a line for every entry, a framework also what sets each apart")
  func choice() throws {
    let all = try listing("schedules")
    #expect(all.contains("    torch.Schedule1LR   does things\n") && !all.contains("late"))
    let ways: [(String?, String?)] = [
      ("torch", nil), ("TORCH", nil), ("schedules", "torch"), (nil, "torch"), ("torch", "torch"),
    ]
    for words in ways {
      let torch = try listing(words.0, framework: words.1)
      #expect(torch.contains("Schedules (12)") && !torch.contains("tutorial") && !torch.contains("constant"))
      #expect(torch.contains("unlike `step`: late"))
    }
    #expect(try listing("lrplot").contains("Schedules (2)"))
  }

  @Test("an unknown kind or framework is an error that names the nearest")
  func unknown() {
    func message(_ word: String?, _ framework: String? = nil) -> String {
      do throws(Failure) {
        _ = try CatalogueChoice(word, framework: framework, among: kinds)
        return ""
      } catch {
        return error.message.english
      }
    }
    #expect(message("pytorch") == "'pytorch' is no kind; did you mean 'torch'?")
    #expect(message("keras") == "'keras' is no kind; there are schedules, and of frameworks lrplot, torch, tutorial")
    #expect(message(nil, "troch") == "--framework 'troch' is unknown; did you mean 'torch'?")
    #expect(message("torch", "tutorial") == "'torch' and --framework tutorial name two frameworks")
  }

  static let foreign = Schedules.catalogue.entries.filter { $0.origin != nil }.map(\.name)

  @Test("each framework's entry says version and difference, and has a picture", arguments: foreign)
  func explained(_ name: String) throws {
    let origin = try #require(Schedules.catalogue[name]?.origin)
    let sandbox = Sandbox()
    sandbox.width = 2000
    let result = sandbox.run("explain", name)
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.output.contains("  \(origin.framework) \(origin.version): "))
    #expect(result.output.contains(origin.difference.english))
    if let nearest = origin.nearest {
      #expect(Schedules.catalogue[nearest]?.origin == nil && Schedules.catalogue[nearest] != nil)
      #expect(result.output.contains("differs from lrplot's own `\(nearest)`: "))
    }
    #expect(result.output.contains(" over 100 steps"))
  }

  @Test("list --json says whose an entry is, and what it differs in")
  func json() throws {
    let result = Sandbox().run("list", "--json")
    let names = CatalogueKind.all.map(\.name)
    #expect(names == ["schedules", "optimizers", "surfaces", "data", "models", "figures", "reports", "themes"])
    let kinds = try JSONDecoder().decode([String: [EntryJSON]].self, from: Data(result.output.utf8))
    for (listed, entry) in zip(kinds["schedules"] ?? [], Schedules.catalogue.entries) {
      #expect(listed.framework == entry.origin?.framework && listed.version == entry.origin?.version)
      #expect(listed.nearest == entry.origin?.nearest && listed.difference == entry.origin?.difference.english)
    }
  }

  @Test(
    "a framework's schedule that stops with an error is noted by compare, unless --quiet",
    .enabled(if: Schedules.catalogue["torch.OneCycleLR"] != nil))
  func ending() {
    let words = ["compare", "torch.OneCycleLR:max_lr=0.1,total_steps=60", "--format", "csv", "-o", "-"]
    let result = Sandbox().run(words)
    #expect(result.code == 0)
    #expect(
      result.errors.hasPrefix("note: torch.OneCycleLR:max_lr=0.1,total_steps=60 stops with an error after step 60: "))
    #expect(result.errors.split(separator: "\n").count == 1)
    #expect(Sandbox().run(words + ["--lang", "zh"]).errors.contains("在第 60 步之后报错停止"))
    #expect(Sandbox().run(words + ["-q"]).errors.isEmpty)
  }

  @Test("the picture of a schedule that stops goes as far as it does")
  func stoppedPicture() {
    let lines = TerminalChart(
      values: [1, 1, 1, 1, 1, .nan, .nan, .nan, .nan, .nan], width: 10, height: 4, isUnicode: false, hasColor: false
    ).lines(xLabel: "step")
    #expect(lines[0].hasSuffix("|*****"))
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
    #expect(wrapped("abcdefgh ij", width: 3, keepsWords: true) == ["abcdefgh", "ij"])
  }

  @Test("numbers are cut only where the lines of a terminal have no room for them")
  func numbers() {
    let row = ["first difference", "41268", "0.07486985811890455", "0.07486985811891204", "7.49401e-15", "1.001e-11%"]
    #expect(
      TextTable(rows: [row]).lines(width: 90) == [
        "  first           41268  0.07486985811890455  0.07486985811891204  7.49401e-15  1.001e-11%",
        "  difference",
      ])
    let narrow = TextTable(rows: [row], keepsWords: true).lines(width: 40)
    #expect(narrow.count == 2 && row.dropFirst().allSatisfy(narrow[0].contains))
    #expect(TextTable(rows: [row]).lines(width: 60).count > 2)
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
