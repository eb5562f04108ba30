import LRCore

/// A bowl full of local minima on a grid.
///
///     f(x, y) = 20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)
///
/// - Source: Rastrigin 1974.
enum Rastrigin {
  static let entry = TestSurface.entry(
    "rastrigin", summary: Localized("a bowl full of local minima on a grid", zh: "布满格点状局部极小的碗"),
    formula: "20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)",
    window: (-5.12...5.12, -5.12...5.12), minima: [(0, 0)], start: (-3.6, 2.7),
    source: "Rastrigin 1974")
}
