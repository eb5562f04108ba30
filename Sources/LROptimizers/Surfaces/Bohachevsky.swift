import LRCore

/// A wide bowl with fine waves.
///
///     f(x, y) = x^2 + 2*y^2 - 0.3*cos(3*pi*x) - 0.4*cos(4*pi*y) + 0.7
///
/// - Source: Bohachevsky et al. 1986.
enum Bohachevsky {
  static let entry = TestSurface.entry(
    "bohachevsky1", aliases: ["bohachevsky"], summary: Localized("a wide bowl with fine waves", zh: "带细波的宽碗"),
    formula: "x^2 + 2*y^2 - 0.3*cos(3*pi*x) - 0.4*cos(4*pi*y) + 0.7",
    window: (-100...100, -100...100), minima: [(0, 0)], start: (-70, 60),
    source: "Bohachevsky et al. 1986")
}
