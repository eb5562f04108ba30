import LRCore

/// A tilted bowl.
///
///     f(x, y) = (x + 2*y - 7)^2 + (2*x + y - 5)^2
///
/// - Source: Jamil & Yang 2013, no. 17.
enum Booth {
  static let entry = TestSurface.entry(
    "booth", summary: Localized("a tilted bowl", zh: "倾斜的碗"),
    formula: "(x + 2*y - 7)^2 + (2*x + y - 5)^2",
    window: (-10...10, -10...10), minima: [(1, 3)], start: (-8, -6),
    source: "Jamil & Yang 2013, no. 17")
}
