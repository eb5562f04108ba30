import LRCore

/// The lowest valley is far from the second lowest.
///
///     f(x, y) = 418.9829*2 - x*sin(sqrt(abs(x))) - y*sin(sqrt(abs(y)))
///
/// - Source: Schwefel 1981.
enum Schwefel {
  static let entry = TestSurface.entry(
    "schwefel", summary: Localized("the lowest valley is far from the second lowest", zh: "最低谷离次低谷很远"),
    formula: "418.9829*2 - x*sin(sqrt(abs(x))) - y*sin(sqrt(abs(y)))",
    window: (-500...500, -500...500), minima: [(420.968746359982, 420.968746359982)], start: (-150, 300),
    note: Localized(
      "With the usual constant 418.9829 the least value is 2.5e-5, not 0.", zh: "按常用常数 418.9829，最小值为 2.5e-5 而非 0。"),
    source: "Schwefel 1981")
}
