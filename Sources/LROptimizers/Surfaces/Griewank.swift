import LRCore

/// Shallow regular ripples over a wide bowl.
///
///     f(x, y) = (x^2 + y^2)/4000 - cos(x)*cos(y/sqrt(2)) + 1
///
/// - Source: Griewank 1981.
enum Griewank {
  static let entry = TestSurface.entry(
    "griewank", summary: Localized("shallow regular ripples over a wide bowl", zh: "宽碗上规则的浅波"),
    formula: "(x^2 + y^2)/4000 - cos(x)*cos(y/sqrt(2)) + 1",
    window: (-10...10, -10...10), minima: [(0, 0)], start: (-7, 6),
    source: "Griewank 1981")
}
