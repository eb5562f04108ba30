import LRCore

/// Three minima in a row.
///
///     f(x, y) = 2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2
///
/// - Source: Branin 1972; Jamil & Yang 2013, no. 39.
enum ThreeHumpCamel {
  static let entry = TestSurface.entry(
    "three-hump-camel", aliases: ["three_hump_camel"], summary: Localized("three minima in a row", zh: "一排三个极小"),
    formula: "2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2",
    window: (-5...5, -5...5), minima: [(0, 0)], start: (-3.6, 3.4),
    source: "Branin 1972; Jamil & Yang 2013, no. 39")
}
