import LRCore

/// A bowl 25 times as steep along y as along x.
///
///     f(x, y) = x^2 + 25*y^2
///
/// - Source: Polyak 1964: the case that momentum was made for.
enum IllConditionedQuadratic {
  static let entry = TestSurface.entry(
    "quadratic-ill", aliases: ["quadratic_ill", "quadratic", "ravine"],
    summary: Localized("a bowl 25 times as steep along y as along x", zh: "沿 y 方向比 x 方向陡 25 倍的碗"),
    formula: "x^2 + 25*y^2",
    window: (-5...5, -5...5), minima: [(0, 0)], start: (-4, 1),
    source: "Polyak 1964: the case that momentum was made for")
}
