import LRCore
import Testing

@Suite("formulas")
struct FormulaTests {
  private func value(_ text: String, t: Double = 3, x: Double = 2) throws -> Double {
    try Formula(text, variables: ["t", "x"]).value(t, x)
  }

  @Test(
    "values are those of Python",
    arguments: [
      ("1 + 2 * 3", 7.0), ("(1 + 2) * 3", 9), ("2 - 3 - 4", -5), ("8 / 4 / 2", 1), ("2 ^ 3 ^ 2", 512),
      ("2 ** 3", 8), ("-2 ^ 2", -4), ("-2 ** 2", -4), ("2 ^ -1", 0.5), ("(-2) ^ 2", 4), ("2 ^ -2 ^ 2", 0.0625),
      ("7 // 2", 3), ("-7 // 2", -4), ("7 // -2", -4), ("-7 % 3", 2), ("7 % -3", -2), ("7.5 % 2", 1.5),
      ("1 // 0.1", 9), ("0.3 // 0.1", 2), ("-(3)", -3), ("- - 3", 3), ("+3", 3), ("2 * -3", -6), ("--t", 3),
      ("1 < 2", 1), ("2 <= 1", 0), ("2 > 1", 1), ("2 >= 3", 0), ("2 == 2", 1), ("2 != 2", 0),
      ("0 < t < 5", 1), ("0 < t < 3", 0), ("5 > t > 2 > 1", 1), ("1 if t < 5 else 2", 1), ("1 if t > 5 else 2", 2),
      ("1 if 0 else 2 if 0 else 3", 3), ("0 or 5", 5), ("4 or 5", 4), ("4 and 5", 5), ("0 and 5", 0), ("not 3", 0),
      ("not t < 2", 1), ("1 or 0 and 0", 1), ("not 0 and 7", 7), ("1 + (2 if t else 3)", 3),
      ("pi", 3.141592653589793), ("e", 2.718281828459045), ("1e3", 1000), ("1.5e-3", 0.0015), (".5", 0.5), ("2.", 2),
      ("min(3, 1, 2)", 1), ("max(1, 3, 2)", 3), ("abs(-3)", 3), ("pow(2, 10)", 1024), ("sqrt(9)", 3), ("log(e)", 1),
      ("log(8, 2)", 3), ("log10(1000)", 3), ("log2(8)", 3), ("floor(-1.5)", -2), ("ceil(-1.5)", -1), ("round(2.5)", 2),
      ("round(3.5)", 4), ("sign(-4)", -1), ("sign(0)", 0), ("exp(0)", 1), ("cos(0)", 1), ("sin(pi / 2)", 1),
      ("tan(0)", 0),
      ("tanh(0)", 0), ("sinh(0)", 0), ("cosh(0)", 1), ("atan(1) * 4", 3.141592653589793), ("t ^ 2 + x", 11),
      ("0.95 ** t", 0.857375), ("t if x else 1", 3),
    ])
  func values(text: String, expected: Double) throws {
    let value = try value(text)
    #expect(abs(value - expected) <= 4e-16 * max(1, abs(expected)), "\(text) = \(value)")
  }

  @Test("an undefined value is NaN or infinite, never a crash")
  func undefined() throws {
    #expect(try value("1 / 0") == .infinity)
    #expect(try value("0 / 0").isNaN)
    #expect(try value("sqrt(-1)").isNaN)
    #expect(try value("1 % 0").isNaN)
    #expect(try value("1 / (t - 3) if t != 3 else 7") == 7)
  }

  @Test("a variable hides a constant of the same name")
  func hiding() throws {
    #expect(try Formula("e + 1", variables: ["e"]).value(10) == 11)
  }

  @Test("the same formula is equal and keeps its text")
  func equality() throws {
    let a = try Formula("x^2", variables: ["x"])
    #expect(a == (try Formula("x^2", variables: ["x"])))
    #expect(a != (try Formula("x^3", variables: ["x"])))
    #expect(a.text == "x^2")
    #expect(try Formula("0/0", variables: []) == Formula("0/0", variables: []))
  }

  @Test("a fixed variable no longer counts")
  func fixing() throws {
    let formula = try Formula("t * T + T^2", variables: ["t", "T"]).fixing("T", at: 3)
    #expect(formula.usedVariables == ["t"])
    #expect(formula.value(2, 100) == 15)
    #expect(formula.fixing("t", at: 1).usedVariables == [])
    #expect(formula.fixing("nothing", at: 1) == formula)
  }

  @Test(
    "faults are named and underlined, counted in the whole source",
    arguments: [
      ("", "ends too early", ""), ("1 +", "ends too early", ""), ("(1 + 2", "'(' is never closed", "("),
      ("1 + 2)", "unexpected ')'", ")"), ("1 2", "an operator is missing", "2"), ("2t", "is an operator missing", "t"),
      ("2(t)", "an operator is missing", "("), ("tt + 1", "did you mean 't'?", "tt"),
      ("sni(t)", "did you mean 'sin'?", "sni"),
      ("sin t", "write sin(...)", "sin"), ("sin()", "takes 1 argument, not 0", "sin()"),
      ("sin(1, 2)", "takes 1 argument, not 2", "sin(1, 2)"), ("min(1)", "takes 2+ arguments, not 1", "min(1)"),
      ("log(1, 2, 3)", "takes 1-2 arguments, not 3", "log(1, 2, 3)"), ("t = 3", "did you mean '=='?", "="),
      ("t & x", "did you mean 'and'?", "&"), ("t × x", "did you mean '*'?", "×"), ("t # x", "unexpected '#'", "#"),
      ("1 if t", "'else' was expected", ""), ("if t", "unexpected 'if'", "if"), ("* 3", "unexpected '*'", "*"),
      ("1.2.3", "not a number", "1.2.3"), ("1e999", "too large", "1e999"), ("1,2", "unexpected ','", ","),
      ("t ! x", "did you mean 'not'?", "!"), ("（t）", "did you mean '('?", "（"),
    ])
  func faults(text: String, message: String, underlined: String) {
    let source = "formula:rate=\"" + text + "\",min=0"
    let error = fault { () throws(SpecError) in
      _ = try Formula(text, variables: ["t", "x"], offset: 14, source: source)
    }
    #expect(error?.message.english.contains(message) == true, "\(error?.message.english ?? "no error")")
    #expect(error?.underlined == underlined)
    #expect(error?.isWellFormed == true)
  }

  @Test(
    "deep nesting is refused before any stack ends",
    arguments: ["(", "-", "sin(", "not ", "1 if 1 else ", "2^", "-(", "1 + (", "1 < 2 * -("])
  func depth(open: String) {
    let text = String(repeating: open, count: 10_000 / open.count)
    let error = fault { () throws(SpecError) in _ = try Formula(text, variables: []) }
    #expect(error?.message.english.contains("200 deep") == true, "\(error?.message.english ?? "no error")")
  }

  @Test("a sum of thousands of terms is no nesting")
  func longSums() throws {
    let text = Array(repeating: "x*x", count: 2000).joined(separator: "+")
    let formula = try Formula(text, variables: ["x"])
    #expect(formula.value(2) == 8000)
    #expect(abs(formula.derivative("x").value(2) - 8000) < 1e-9)
  }

  @Test("a formula of more than 10,000 characters is refused")
  func length() {
    let error = fault { () throws(SpecError) in
      _ = try Formula(String(repeating: "1", count: 10_001), variables: [])
    }
    #expect(error?.message.english.contains("at most 10000 characters") == true)
  }
}
