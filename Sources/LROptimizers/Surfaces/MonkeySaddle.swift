import LRCore

/// A saddle with three ways down.
///
///     f(x, y) = x^3 - 3*x*y^2
///
/// - Source: Hilbert & Cohn-Vossen 1932.
enum MonkeySaddle {
  static let entry = TestSurface.entry(
    "monkey-saddle", aliases: ["monkey_saddle"], summary: Localized("a saddle with three ways down", zh: "三条下坡路的鞍面"),
    formula: "x^3 - 3*x*y^2",
    window: (-2...2, -2...2), minima: [], start: (1.2, 0.02),
    note: Localized("Unbounded below.", zh: "无下界。"),
    source: "Hilbert & Cohn-Vossen 1932")
}
