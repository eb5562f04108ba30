import LRCore

/// A saddle: down along y, up along x.
///
///     f(x, y) = x^2 - y^2
///
/// - Source: the simplest indefinite quadratic form.
enum HyperbolicSaddle {
  static let entry = TestSurface.entry(
    "hyperbolic-saddle", aliases: ["hyperbolic_saddle", "saddle"],
    summary: Localized("a saddle: down along y, up along x", zh: "鞍面：沿 y 下降，沿 x 上升"),
    formula: "x^2 - y^2",
    window: (-2...2, -2...2), minima: [], start: (1.5, 0.001),
    note: Localized("Unbounded below.", zh: "无下界。"),
    source: "the simplest indefinite quadratic form")
}
