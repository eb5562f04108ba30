import Testing

@testable import LRMath

@Suite struct CommandTests {
  /// A command as it can be written.
  static func example(_ name: String, _ command: MathCommand) -> String {
    switch command {
    case .accent, .font, .text: "\\\(name){x}"
    case .sized: "\\\(name)("
    case .structure(let structure): structure.example
    case .letter, .upright, .mark, .symbol, .function, .space: "a \\\(name) b"
    }
  }

  @Test func everyCommandParses() throws {
    #expect(MathCommand.all.count > 300)
    for (name, command) in MathCommand.all {
      let formula = try MathFormula(Self.example(name, command))
      MarkupCheck.check(formula.markup(display: true), of: formula.latex)
      #expect(!formula.plainText.isEmpty || command == .space(.negative), "\(name)")
      // As an argument and with scripts.
      if case .structure = command { continue }
      let scripted = try MathFormula("\\frac{\(formula.latex)}{x^{\(formula.latex)}_{\(formula.latex)}}")
      MarkupCheck.check(scripted.markup(display: false), of: scripted.latex)
    }
  }

  @Test func namesStandInOneTableOnly() {
    var names: [String] = []
    let tables =
      [MathSymbols.letters, MathSymbols.upright, MathSymbols.marks] + MathRole.allCases.map(MathSymbols.operators)
    for table in tables + [MathSymbols.functions, MathSymbols.limitFunctions] { names += table.keys }
    names += MathSymbols.spaces.keys
    names += MathSymbols.fonts.keys
    names += MathSymbols.texts.keys
    names += MathAccent.allCases.map(\.rawValue)
    names += MathStructure.allCases.map(\.rawValue)
    names += MathSymbols.sizes.keys.flatMap { [$0, $0 + "l", $0 + "m", $0 + "r"] }
    #expect(names.count == MathCommand.all.count)
    #expect(Set(names).count == names.count)
  }

  @Test func everyDelimiterFits() throws {
    let commands = MathSymbols.delimiters.map { "\\" + $0 }
    for delimiter in commands + MathSymbols.delimiterCharacters.keys.map({ String($0) }) {
      let latex = "\\left\(delimiter) a \\middle\(delimiter) b \\right\(delimiter) \\Bigm\(delimiter)"
      MarkupCheck.check(try MathFormula(latex).markup(display: true), of: latex)
    }
  }

  @Test(arguments: MathEnvironment.allCases) func everyEnvironmentParses(_ environment: MathEnvironment) throws {
    let columns = environment == .array ? "{lcr}" : ""
    let name = environment.rawValue
    let formula = try MathFormula(#"\begin{\#(name)}\#(columns) a & -b & c & d \\ & \\ e \\ \end{\#(name)}"#)
    MarkupCheck.check(formula.markup(display: true), of: formula.latex)
    #expect(formula.plainText.contains("e"))
  }

  @Test func charactersAreTheirCommands() throws {
    for (latex, character) in [(#"\le"#, "≤"), (#"\cdot"#, "·"), (#"\infty"#, "∞"), (#"\to"#, "→"), ("-", "−")] {
      let plain = try MathFormula("a\(character)b").plainText
      #expect(try MathFormula("a\(latex) b").plainText == plain)
    }
  }

  @Test(arguments: [
    (MathFont.calligraphic, "LA", "ℒ𝒜"), (.blackboard, "RE1", "ℝ𝔼𝟙"), (.fraktur, "gC", "𝔤ℭ"),
    (.bold, "aZ9Ωθ∂粗", "𝐚𝐙𝟗𝛀𝛉𝛛粗"),
    (.italic, "hAz", "ℎ𝐴𝑧"), (.boldItalic, "xηϵ∇", "𝒙𝜼𝝐𝜵"), (.monospace, "lr_0", "𝚕𝚛_𝟶"), (.sansSerif, "aB", "𝖺𝖡"),
    (.upright, "aη", "aη"),
  ])
  func alphabets(_ font: MathFont, _ plain: String, _ letters: String) {
    #expect(font.letters(of: plain) == letters)
  }
}
