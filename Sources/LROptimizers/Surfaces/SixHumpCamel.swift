import LRCore

/// Six minima, two of them lowest.
///
///     f(x, y) = (4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (-4 + 4*y^2)*y^2
///
/// - Source: Dixon & Szego 1978.
enum SixHumpCamel {
  static let entry = TestSurface.entry(
    "six-hump-camel", aliases: ["six_hump_camel"],
    summary: Localized("six minima, two of them lowest", zh: "六个极小，其中两个最低"),
    formula: "(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (-4 + 4*y^2)*y^2",
    window: (-3...3, -2...2),
    minima: [(0.08984201310031806, -0.7126564030207396), (-0.08984201310031806, 0.7126564030207396)],
    start: (-2.2, 1.4),
    source: "Dixon & Szego 1978")
}
