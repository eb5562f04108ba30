import LRCore
import Testing

@Suite("derivatives of formulas")
struct FormulaDerivativeTests {
  private static let smooth = [
    "x^2 + 25*y^2", "(1 - x)^2 + 100*(y - x^2)^2", "sin(x)*cos(y) + tan(x/3)", "exp(-x^2 - y^2)", "x^y", "2^x * y^3",
    "log(1 + x^2) / log(2 + y, 3)", "sqrt(x^2 + y^2)", "tanh(x*y) + sinh(x/2) - cosh(y/3)", "atan(y / x)",
    "log2(x) + log10(y)", "(x^2 + y - 11)^2 + (x + y^2 - 7)^2", "x / (1 + y^2)", "x % (y + 3)", "-x^3 - -y",
    "min(x^2, y + 5) + max(x, 3*y)", "abs(x - 5*y)", "x*y if x < y else x^2", "floor(x) * y + x // 0.3",
    "(x + y) ** 0.5 * pow(x, 3)", "20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)", "(x and y) + (0 or x)",
  ]

  private func difference(_ f: Formula, _ name: String, _ x: Double, _ y: Double) -> Double {
    let h = 1e-5
    return name == "x"
      ? (f.value(x + h, y) - f.value(x - h, y)) / (2 * h) : (f.value(x, y + h) - f.value(x, y - h)) / (2 * h)
  }

  @Test("first derivatives agree with central differences", arguments: smooth)
  func first(text: String) throws {
    let formula = try Formula(text, variables: ["x", "y"])
    for name in ["x", "y"] {
      let derivative = formula.derivative(name)
      for (x, y) in [(0.7, 1.3), (1.9, 0.4), (2.35, 2.81)] {
        let exact = derivative.value(x, y)
        let near = difference(formula, name, x, y)
        #expect(abs(exact - near) <= 1e-6 * max(1, abs(near)), "d/d\(name) \(text) = \(derivative.text)")
      }
    }
  }

  @Test("second derivatives agree with central differences of the first", arguments: smooth)
  func second(text: String) throws {
    let formula = try Formula(text, variables: ["x", "y"])
    for outer in ["x", "y"] {
      let slope = formula.derivative(outer)
      for inner in ["x", "y"] {
        let exact = slope.derivative(inner).value(1.37, 0.83)
        let near = difference(slope, inner, 1.37, 0.83)
        #expect(abs(exact - near) <= 2e-6 * max(1, abs(near)), "d2/d\(outer)d\(inner) \(text)")
      }
    }
  }

  @Test("the text of a derivative is the same formula again", arguments: smooth)
  func text(text: String) throws {
    let derivative = try Formula(text, variables: ["x", "y"]).derivative("x")
    let again = try Formula(derivative.text, variables: ["x", "y"])
    for (x, y) in [(0.7, 1.3), (1.9, 0.4)] {
      let (a, b) = (derivative.value(x, y), again.value(x, y))
      #expect(abs(a - b) <= 1e-12 * max(1, abs(a)), "\(derivative.text)")
    }
  }

  @Test(
    "derivatives are simplified",
    arguments: [
      ("3", "0"), ("x", "1"), ("y", "0"), ("5*x", "5"), ("x^2", "2 * x"), ("x + y", "1"), ("-x", "-1"),
      ("exp(x)", "exp(x)"),
      ("sin(x)", "cos(x)"), ("log(x)", "1 / x"), ("floor(x)", "0"), ("round(x) + sign(x)", "0"), ("x*y", "y"),
      ("x < y", "0"),
      ("x // 2", "0"), ("x^3", "3 * x^2"),
    ])
  func simplified(text: String, expected: String) throws {
    #expect(try Formula(text, variables: ["x", "y"]).derivative("x").text == expected)
  }

  @Test("branches are differentiated where they hold, also beside a kink")
  func branches() throws {
    let relu = try Formula("max(0, x)", variables: ["x"]).derivative("x")
    #expect(relu.value(-1) == 0 && relu.value(1) == 1)
    let size = try Formula("abs(x)", variables: ["x"]).derivative("x")
    #expect(size.value(-2) == -1 && size.value(2) == 1 && size.value(0) == 0)
    let piece = try Formula("x^2 if x < 1 else 3*x", variables: ["x"]).derivative("x")
    #expect(piece.value(0.5) == 1 && piece.value(1) == 3)
  }

  @Test("a power of a negative base has its derivative where the exponent is constant")
  func negativeBase() throws {
    let formula = try Formula("x^3 + x^4", variables: ["x"]).derivative("x")
    #expect(formula.value(-2) == 12 - 32)
  }

  @Test("derivatives of derivatives stay small")
  func growth() throws {
    var formula = try Formula("exp(sin(x)*cos(x))", variables: ["x"])
    for _ in 0..<6 { formula = formula.derivative("x") }
    #expect(formula.value(0.3).isFinite)
    #expect(formula.text.count <= Formula.maximumLength)
  }
}
