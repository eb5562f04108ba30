import LRCore

/// A long flat bowl along the diagonal.
///
///     f(x, y) = 0.26*(x^2 + y^2) - 0.48*x*y
///
/// - Source: Jamil & Yang 2013, no. 71.
enum Matyas {
  static let entry = TestSurface.entry(
    "matyas", summary: Localized("a long flat bowl along the diagonal", zh: "沿对角线的平缓长碗"),
    formula: "0.26*(x^2 + y^2) - 0.48*x*y",
    window: (-10...10, -10...10), minima: [(0, 0)], start: (-8, 3),
    source: "Jamil & Yang 2013, no. 71")
}
