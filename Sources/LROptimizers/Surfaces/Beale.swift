import LRCore

/// A flat plain with sharp peaks at the corners.
///
///     f(x, y) = (1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2
///
/// - Source: Beale 1958.
enum Beale {
  static let entry = TestSurface.entry(
    "beale", summary: Localized("a flat plain with sharp peaks at the corners", zh: "平原四角陡峭"),
    formula: "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
    window: (-4.5...4.5, -4.5...4.5), minima: [(3, 0.5)], start: (-3, -3.5),
    source: "Beale 1958")
}
