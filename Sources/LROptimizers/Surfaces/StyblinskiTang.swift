import LRCore

/// Four valleys of different depth.
///
///     f(x, y) = 0.5*(x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y)
///
/// - Source: Styblinski & Tang 1990.
enum StyblinskiTang {
  static let entry = TestSurface.entry(
    "styblinski-tang", aliases: ["styblinski_tang"],
    summary: Localized("four valleys of different depth", zh: "四个深浅不一的谷"),
    formula: "0.5*(x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y)",
    window: (-5...5, -5...5), minima: [(-2.9035340277711774, -2.9035340277711774)], start: (-0.4, 4.5),
    source: "Styblinski & Tang 1990")
}
