import LRMath
import Testing

/// Whether markup is well formed, allowed and complete.
enum MarkupCheck {
  private static let counts = [
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3,
    "semantics": 2, "msqrt": 1,
  ]

  static func check(_ markup: String, of latex: String, _ location: SourceLocation = #_sourceLocation) {
    let problem = problem(in: markup)
    #expect(problem == nil, "\(latex)", sourceLocation: location)
  }

  private static func problem(in markup: String) -> String? {
    var open: [(name: String, children: Int)] = [("", 0)]
    for piece in markup.utf8.split(separator: UInt8(ascii: "<")) {
      let tag = piece.prefix { $0 != UInt8(ascii: ">") }
      let isEnd = tag.first == UInt8(ascii: "/")
      let isEmpty = tag.last == UInt8(ascii: "/")
      let words = String(tag)?.split(separator: " ") ?? []
      let name = String((words.first ?? "").drop { $0 == "/" }.prefix { $0 != "/" })
      if isEnd {
        guard let last = open.popLast(), last.name == name, !open.isEmpty else { return "</\(name)>" }
        if let count = counts[name], count != last.children { return "\(name) of \(last.children)" }
      } else {
        open[open.count - 1].children += 1
        if !isEmpty { open.append((name, 0)) }
      }
      if words.contains(where: { $0.hasPrefix("style=") }) { return "style" }
    }
    return open.count == 1 && open.first?.children == 1 ? nil : "open elements"
  }
}

/// Random numbers that are the same every time.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite struct HostileTests {
  @Test(arguments: [
    "{", "}", "^", "_", "x^", "x_{", #"\frac"#, #"\frac{"#, #"\sqrt"#, #"\sqrt["#, #"\hat"#, #"\left("#, #"\right)"#,
    #"\left(\middle|"#, #"\begin{cases}"#, #"\end{cases}"#, #"\text{"#, #"\text{$"#, #"\textbf{\text{"#, #"\mathbf"#,
    #"\displaystyle"#, #"\underbrace{x}_"#, #"\begin{array}{"#, #"\operatorname{"#, "$", "&", #"\\"#, "\\", #"\mod"#,
    #"\overset"#, "x^{'", #"\begin{aligned}a&\sqrt[\left["#,
  ])
  func endlessNesting(_ piece: String) {
    let count = piece.utf8.count == 1 ? 100_000 : 10_000
    #expect(throws: MathError.self) { try MathFormula(String(repeating: piece, count: count)) }
  }

  @Test(arguments: [
    "x", "12", "x_1^2+", "'", " ", #"\,"#, #"\alpha "#, #"\frac12\!"#, #"\cos "#, "-", "{x}", #"\hat x"#, #"\sum_i^n "#,
    #"\text{a}"#, #"\left(x\right)"#, "学", "a\u{301}", "=", "|", #"\left(a\middle|b\right)"#, #"\log\,"#,
  ])
  func lengthIsNoProblem(_ piece: String) throws {
    let formula = try MathFormula(String(repeating: piece, count: 20_000))
    let markup = formula.markup(display: true)
    #expect(markup.utf8.count < 20_000 * 280)
    #expect(formula.plainText.utf8.count < 20_000 * 20)
  }

  @Test func longTable() throws {
    let formula = try MathFormula(
      #"\begin{aligned}"# + String(repeating: #"a&=b\\[1pt]"#, count: 10_000) + #"\end{aligned}"#)
    #expect(formula.markup(display: true).utf8.count > 500_000)
    #expect(formula.plainText.hasSuffix("; a = b"))
  }

  @Test func deepestFormula() throws {
    let formula = try MathFormula(
      String(repeating: #"\sqrt{x^2+\hat"#, count: 24) + "{x}" + String(repeating: "}", count: 24))
    MarkupCheck.check(formula.markup(display: true), of: formula.latex)
    #expect(!formula.plainText.isEmpty)
  }

  @Test func randomBytes() {
    var generator = SeededGenerator(state: 1)
    for _ in 0..<3_000 {
      let length = Int.random(in: 0..<60, using: &generator)
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      check(String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test func randomCommands() {
    let pieces = [
      "{", "}", "^", "_", "'", "&", #"\\"#, #"\frac"#, #"\sqrt"#, "[", "]", #"\left("#, #"\right."#, #"\middle|"#, "x",
      "1",
      ".", "+", "-", " ", #"\cos"#, #"\sum"#, #"\limits"#, #"\hat"#, #"\text{a $"#, "$", #"\mathbf"#, #"\!"#, #"\quad"#,
      #"\begin{cases}"#, #"\end{cases}"#, #"\displaystyle"#, #"\underbrace"#, #"\overset"#, #"\big|"#, "<", "é",
      "\u{302}",
    ]
    var generator = SeededGenerator(state: 2)
    var parsed = 0
    for _ in 0..<10_000 {
      let length = Int.random(in: 1..<9, using: &generator)
      let latex = (0..<length).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }.joined()
      if check(latex) { parsed += 1 }
    }
    #expect(parsed > 500)
  }

  /// Whether a formula is one; its markup must be right then, and its error within it otherwise.
  @discardableResult
  private func check(_ latex: String) -> Bool {
    do {
      let formula = try MathFormula(latex)
      MarkupCheck.check(formula.markup(display: true), of: latex)
      _ = formula.plainText
      return true
    } catch {
      #expect((0...latex.count).contains(error.offset))
      #expect(!error.english.isEmpty && !error.chinese.isEmpty)
      return false
    }
  }

  @Test func escaping() throws {
    let formula = try MathFormula(#"\text{</mtext><script>"x"</script>} < \&"#)
    let markup = formula.markup(display: true)
    #expect(markup.range(of: "<script") == nil)
    MarkupCheck.check(markup, of: formula.latex)
  }
}
