import LRCore

/// A wavy plane with one valley.
///
///     f(x, y) = sin(x + y) + (x - y)^2 - 1.5*x + 2.5*y + 1
///
/// - Source: McCormick 1976.
enum McCormick {
  static let entry = TestSurface.entry(
    "mccormick", summary: Localized("a wavy plane with one valley", zh: "起伏的平面上一条谷"),
    formula: "sin(x + y) + (x - y)^2 - 1.5*x + 2.5*y + 1",
    window: (-1.5...4, -3...4), minima: [(-0.5471975511965976, -1.5471975511965976)], start: (3.2, -1),
    source: "McCormick 1976")
}
