import LRCore
import Testing

@Suite("formulas over grids")
struct FormulaGridTests {
  @Test(
    "a row at once gives bit for bit what one by one gives",
    arguments: [
      "x^2 + 25*y^2", "20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)", "7", "x", "y", "-y", "x/y - y/x",
      "sin(x*y) if x < y else exp(-x)*sqrt(abs(y))", "x // 2 + y % 3 + min(x, y)*max(x, 1) - round(y)", "log(x) + x**y",
      "tanh(x) + sinh(y/9) - cosh(x/9)*atan(y) + floor(x) - ceil(y) + sign(x - y) + log2(y) + log10(x) + tan(x)",
      "not x > y or x == y and x != 2", "sqrt(x) + sqrt(-y)",
    ])
  func same(text: String) throws {
    let formula = try Formula(text, variables: ["x", "y"])
    // More than one block of columns.
    let x = (0..<600).map { Double($0) / 37 - 8 } + [0, -0.0, .infinity, .nan, 1e300, .leastNonzeroMagnitude]
    let y: [Double] = [-3, -0.5, 0, 0.25, 2, 1e308, -.infinity]
    let values = formula.values(x: x, y: y)
    #expect(values.count == x.count * y.count)
    for (row, y) in y.enumerated() {
      for (column, x) in x.enumerated() {
        let (here, there) = (values[row * 606 + column], formula.value(x, y))
        #expect(here.bitPattern == there.bitPattern || (here.isNaN && there.isNaN), "\(text) at \(x), \(y)")
      }
    }
    #expect(formula.values(x: [], y: y).isEmpty && formula.values(x: x, y: []).isEmpty)
  }
}
