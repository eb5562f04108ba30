import LRCore

/// A loss over one coordinate, as a surface that doesn't depend on y: `curve:f=x^2`.
public struct Curve: Surface, Hashable {
  public let formula: Formula
  private let slope: Formula
  private let curvature: Formula

  /// - Parameter formula: in the variable x.
  public init(_ formula: Formula) {
    precondition(formula.variables == ["x"], "a curve's formula has the variable x")
    self.formula = formula
    slope = formula.derivative("x")
    curvature = slope.derivative("x")
  }

  public func value(_ x: Double, _ y: Double) -> Double { formula.value(x) }
  public func gradient(_ x: Double, _ y: Double) -> (x: Double, y: Double) { (slope.value(x), 0) }
  public func hessian(_ x: Double, _ y: Double) -> (xx: Double, xy: Double, yy: Double) {
    (curvature.value(x), 0, 0)
  }
}

extension Curve {
  static let entry = CatalogueEntry<TestSurface>(
    "curve", summary: Localized("any formula in x alone, a loss over one weight", zh: "只含 x 的任意公式：单个权重的损失"),
    formula: "f(x) = ...",
    parameters: [
      Parameter("f", .formula(variables: ["x"]), .required, Localized("the formula", zh: "公式")),
      Parameter(
        "size", .number(.positive), .number(3),
        Localized("half the width of the window around 0", zh: "以 0 为中心的窗口半宽")),
      Parameter("from", .number(.any), .none, Localized("left end of the window", zh: "窗口左端")),
      Parameter("to", .number(.any), .none, Localized("right end of the window", zh: "窗口右端")),
      Parameter("start", .number(.any), .none, Localized("where descents start", zh: "下降起点")),
    ],
    source: "lrplot",
    note: Localized(
      "Descents start near the left end of the window unless start= or --start says otherwise. The derivative comes from the formula, exactly.",
      zh: "默认从窗口左端附近出发，可用 start= 或 --start 指定。导数由公式精确求得。"),
    examples: ["curve:f=x^2", "curve:f=x^4-2*x^2+0.3*x,size=2"]
  ) { (arguments: inout Arguments) throws(SpecError) -> TestSurface in
    guard let given = try arguments.formula("f") else { preconditionFailure("f is required") }
    let formula = try Formula(given.text, variables: ["x"], offset: given.offset, source: arguments.source)
    let size = try arguments.number("size")
    let from = try arguments.optionalNumber("from") ?? -size
    let to = try arguments.optionalNumber("to") ?? size
    guard from < to else {
      throw arguments.error(
        Localized(
          "the window goes from the smaller number to the larger, not from \(shortest(from)) to \(shortest(to))",
          zh: "窗口应从小到大，而不是从 \(shortest(from)) 到 \(shortest(to))"), at: arguments.has("to") ? "to" : "from")
    }
    let start = try arguments.optionalNumber("start") ?? from + (to - from) / 20
    return TestSurface(curve: Curve(formula), window: from...to, start: start)
  }
}
