import LRCore

/// A round bowl.
///
///     f(x, y) = x^2 + y^2
///
/// - Source: De Jong 1975, function 1.
enum Sphere {
  static let entry = TestSurface.entry(
    "sphere", summary: Localized("a round bowl", zh: "圆形碗"),
    formula: "x^2 + y^2",
    window: (-5.12...5.12, -5.12...5.12), minima: [(0, 0)], start: (-4, 3),
    source: "De Jong 1975, function 1")
}
