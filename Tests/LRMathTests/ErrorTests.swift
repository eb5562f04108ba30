import Testing

@testable import LRMath

struct ErrorCase: Sendable, CustomTestStringConvertible {
  var latex: String
  var mistake: MathMistake
  var offset: Int

  init(_ latex: String, _ mistake: MathMistake, at offset: Int) {
    self.latex = latex
    self.mistake = mistake
    self.offset = offset
  }

  var testDescription: String { latex }
}

@Suite struct ErrorTests {
  @Test(arguments: [
    ErrorCase(#"x + \apha"#, .unknownCommand(#"\apha"#, nearest: #"\alpha"#), at: 4),
    ErrorCase(#"\fracc12"#, .unknownCommand(#"\fracc"#, nearest: #"\frac"#), at: 0),
    ErrorCase(#"学\softmax"#, .unknownCommand(#"\softmax"#, nearest: nil), at: 1),
    ErrorCase(#"\begin{case}"#, .unknownEnvironment("case", nearest: "cases"), at: 0),
    ErrorCase(#"\begin{tabularx}"#, .unknownEnvironment("tabularx", nearest: nil), at: 0),
    ErrorCase(#"1+\frac{1}"#, .missingArgument(of: #"\frac"#, example: #"\frac{1}{2}"#), at: 2),
    ErrorCase(#"{\sqrt}"#, .missingArgument(of: #"\sqrt"#, example: #"\sqrt{x}"#), at: 1),
    ErrorCase(#"\hat"#, .missingArgument(of: #"\hat"#, example: #"\hat{x}"#), at: 0),
    ErrorCase(#"\mathbf^2"#, .missingArgument(of: #"\mathbf"#, example: #"\mathbf{x}"#), at: 0),
    ErrorCase(#"\text x"#, .missingArgument(of: #"\text"#, example: #"\text{warm-up}"#), at: 0),
    ErrorCase(#"\operatorname{}"#, .missingArgument(of: #"\operatorname"#, example: #"\operatorname{clip}"#), at: 0),
    ErrorCase(#"\begin x"#, .missingArgument(of: #"\begin"#, example: #"\begin{cases}"#), at: 0),
    ErrorCase(
      #"\begin{array} x"#, .missingArgument(of: #"\begin{array}"#, example: #"\begin{array}{ll}"#), at: 0),
    ErrorCase("x^", .missingScript("^"), at: 1),
    ErrorCase("{x_}", .missingScript("_"), at: 2),
    ErrorCase("a{b", .unclosedBrace, at: 1),
    ErrorCase(#"\text{b"#, .unclosedBrace, at: 5),
    ErrorCase("ab}", .strayBrace, at: 2),
    ErrorCase("x^a^b", .doubleSuperscript, at: 3),
    ErrorCase("x^2'", .doubleSuperscript, at: 3),
    ErrorCase("x_a_b", .doubleSubscript, at: 3),
    ErrorCase(#"\left x"#, .missingDelimiter(of: #"\left"#), at: 0),
    ErrorCase(#"\left( x \right"#, .missingDelimiter(of: #"\right"#), at: 9),
    ErrorCase(#"\big\alpha"#, .missingDelimiter(of: #"\big"#), at: 0),
    ErrorCase(#"a\left( x"#, .leftWithoutRight, at: 1),
    ErrorCase(#"x \right)"#, .rightWithoutLeft, at: 2),
    ErrorCase(#"x \middle|"#, .middleWithoutLeft, at: 2),
    ErrorCase(#"x\limits_a"#, .limitsWithoutOperator(#"\limits"#), at: 1),
    ErrorCase(#"\nolimits"#, .limitsWithoutOperator(#"\nolimits"#), at: 0),
    ErrorCase(#"x\begin{cases} a"#, .unclosedEnvironment("cases"), at: 1),
    ErrorCase(#"x\end{cases}"#, .endWithoutBegin, at: 1),
    ErrorCase(#"\begin{cases}a\end{matrix}"#, .wrongEnd("matrix", expected: "cases"), at: 14),
    ErrorCase("a & b", .columnOutsideTable, at: 2),
    ErrorCase(#"{a \\ b}"#, .lineOutsideTable, at: 3),
    ErrorCase(#"\begin{array}{lx}"#, .columnAlignment("x"), at: 15),
    ErrorCase(#"\sqrt[3"#, .unclosedBracket(of: #"\sqrt"#, example: #"\sqrt[3]{x}"#), at: 5),
    ErrorCase(#"\begin{cases}a\\[2"#, .unclosedBracket(of: #"\\"#, example: #"\\[4pt]"#), at: 16),
    ErrorCase("$x$", .dollar, at: 0),
    ErrorCase(#"\text{a $x}"#, .unclosedDollar, at: 8),
    ErrorCase("50%", .specialCharacter("%"), at: 2),
    ErrorCase(#"\text{a_b}"#, .specialCharacter("_"), at: 7),
    ErrorCase(#"\text{a \alpha}"#, .commandInText(#"\alpha"#), at: 8),
    ErrorCase(#"\operatorname{a+b}"#, .notInName("+"), at: 15),
    ErrorCase(#"\operatorname{\pi}"#, .notInName(#"\pi"#), at: 14),
    ErrorCase(#"x\"#, .loneBackslash, at: 1),
    ErrorCase("a\u{0}", .unprintable(0), at: 1),
    ErrorCase("a\u{202E}b", .unprintable(0x202E), at: 1),
    ErrorCase(String(repeating: "{", count: 60), .tooDeep(50), at: 50),
  ])
  func mistakes(_ example: ErrorCase) throws {
    #expect(throws: MathError(example.mistake, at: example.offset)) { try MathFormula(example.latex) }
  }

  @Test func words() throws {
    let error = try #require(throws: MathError.self) { try MathFormula(#"\alhpa"#) }
    #expect(error.english == #"There is no command \alhpa here; did you mean \alpha?"#)
    #expect(error.chinese == #"没有命令 \alhpa；是否应为 \alpha？"#)
    let control = try #require(throws: MathError.self) { try MathFormula("\u{7}") }
    #expect(control.english == "The character U+0007 can't be shown; remove it.")
  }

  @Test func longNamesAreCut() throws {
    let error = try #require(throws: MathError.self) { try MathFormula(#"\"# + String(repeating: "a", count: 100_000)) }
    #expect(error.english.count < 200)
    #expect(error.chinese.count < 200)
  }

  @Test func nearestNames() {
    #expect(NearestName.nearest(to: "cosh", among: ["cos", "cosh"]) == "cosh")
    #expect(NearestName.nearest(to: "form", among: ["from", "norm"]) == "from")
    #expect(NearestName.nearest(to: "xyzzy", among: ["alpha"]) == nil)
    #expect(NearestName.distance(Array("abc".unicodeScalars), Array("".unicodeScalars)) == 3)
  }
}
