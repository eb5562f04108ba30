import LRCore
import Testing

@testable import LRCommands

@Suite("Help")
struct HelpTests {
  @Test(
    "lrplot alone, --help, -h and help print the same page and succeed", arguments: [[], ["--help"], ["-h"], ["help"]])
  func welcome(_ arguments: [String]) {
    let result = Sandbox().run(arguments)
    #expect(result.code == 0)
    #expect(result.output == welcomePage.english)
    #expect(result.errors.isEmpty)
  }

  @Test("the page fits a terminal of 24 lines and 80 columns in both languages", arguments: Language.allCases)
  func fits(_ language: Language) {
    let result = Sandbox().run("--help", "--lang", language.rawValue)
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 24)
    #expect(lines.allSatisfy { String($0).columns <= 80 })
    #expect(lines.count > 10)
  }

  @Test("the page names every command")
  func commands() {
    for command in Lrplot.configuration.subcommands {
      let name = command.configuration.commandName ?? "?"
      #expect(welcomePage.english.contains("\n  \(name) "))
      #expect(welcomePage.chinese.contains("\n  \(name) "))
    }
  }

  @Test("the help of a command says what each option does")
  func commandHelp() {
    let result = Sandbox().run("compare", "--help")
    #expect(result.code == 0)
    for option in [
      "--steps-per-epoch", "--metrics", "--output", "--y-range", "--provenance", "--lang", "--facet", "--text",
    ] {
      #expect(result.output.contains(option))
    }
    #expect(result.lines.allSatisfy { $0.columns <= 80 })
    #expect(Sandbox().run("help", "compare").output == result.output)
  }

  @Test(
    "the help of every command is told in Chinese, within 80 columns",
    arguments: ["compare", "diff", "trajectory", "train", "find-lr", "landscape", "list", "explain"])
  func chineseHelp(_ command: String) {
    let page = Sandbox().run(command, "--help", "--lang", "zh")
    #expect(page.code == 0)
    #expect(page.lines.allSatisfy { $0.columns <= 80 })
    let options = page.lines.filter { $0.hasPrefix("  -") }
    #expect(options.count > 3)
    for line in page.lines where line.hasPrefix("  -") || line.hasSuffix("：") || line.contains("用法") {
      #expect(line.unicodeScalars.contains { (0x3000...0x9FFF).contains($0.value) || $0.value == 0xFF1A }, "\(line)")
    }
    let english = Sandbox().run(command, "--help")
    #expect(english.output.allSatisfy { $0.isASCII })
    #expect(english.lines.allSatisfy { $0.count <= 80 })
    #expect(english.lines.filter { $0.hasPrefix("  -") }.count == options.count)
  }

  @Test("--version prints name and version")
  func versionLine() {
    let result = Sandbox().run("--version")
    #expect(result.code == 0)
    #expect(result.output == "lrplot 0.1.0\n")
  }

  @Test("completion scripts are made for three shells", arguments: ["bash", "zsh", "fish"])
  func completion(_ shell: String) {
    let result = Sandbox().run("--generate-completion-script", shell)
    #expect(result.code == 0)
    #expect(result.output.contains("lrplot"))
    #expect(result.output.count > 500)
  }

  @Test("a spec is completed by names, and after a plus by the next phase's")
  func specCompletion() {
    #expect(completions(of: "").contains("cosine"))
    #expect(completions(of: "warmup:steps=5+").contains("warmup:steps=5+cosine"))
    #expect(completions(of: "step:ga").isEmpty)
  }
}
