import LRCore

/// Values from 3 to a million.
///
///     f(x, y) = (1 + (x + y + 1)^2*(19 - 14*x + 3*x^2 - 14*y + 6*x*y + 3*y^2))*(30 + (2*x - 3*y)^2*(18 - 32*x + 12*x^2 + 48*y - 36*x*y + 27*y^2))
///
/// - Source: Goldstein & Price 1971.
enum GoldsteinPrice {
  static let entry = TestSurface.entry(
    "goldstein-price", aliases: ["goldstein_price"], summary: Localized("values from 3 to a million", zh: "取值从 3 到一百万"),
    formula:
      "(1 + (x + y + 1)^2*(19 - 14*x + 3*x^2 - 14*y + 6*x*y + 3*y^2))*(30 + (2*x - 3*y)^2*(18 - 32*x + 12*x^2 + 48*y - 36*x*y + 27*y^2))",
    window: (-2...2, -2...2), minima: [(0, -1)], start: (-1.7, 1.2),
    source: "Goldstein & Price 1971")
}
