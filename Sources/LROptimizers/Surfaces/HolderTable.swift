import LRCore

/// Four lowest points in the corners.
///
///     f(x, y) = -abs(sin(x)*cos(y)*exp(abs(1 - sqrt(x^2 + y^2)/pi)))
///
/// - Source: Mishra 2006.
enum HolderTable {
  static let entry = TestSurface.entry(
    "holder-table", aliases: ["holder_table"], summary: Localized("four lowest points in the corners", zh: "四角各有一个最低点"),
    formula: "-abs(sin(x)*cos(y)*exp(abs(1 - sqrt(x^2 + y^2)/pi)))",
    window: (-10...10, -10...10),
    minima: [
      (8.055023475736563, 9.664590019241272), (8.055023475736563, -9.664590019241272),
      (-8.055023475736563, 9.664590019241272), (-8.055023475736563, -9.664590019241272),
    ], start: (2, -1),
    source: "Mishra 2006")
}
