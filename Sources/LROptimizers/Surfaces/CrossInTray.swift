import LRCore

/// A cross of ridges with four lowest points.
///
///     f(x, y) = -0.0001*(abs(sin(x)*sin(y)*exp(abs(100 - sqrt(x^2 + y^2)/pi))) + 1)^0.1
///
/// - Source: Mishra 2006.
enum CrossInTray {
  static let entry = TestSurface.entry(
    "cross-in-tray", aliases: ["cross_in_tray"],
    summary: Localized("a cross of ridges with four lowest points", zh: "十字形山脊与四个最低点"),
    formula: "-0.0001*(abs(sin(x)*sin(y)*exp(abs(100 - sqrt(x^2 + y^2)/pi))) + 1)^0.1",
    window: (-10...10, -10...10),
    minima: [
      (1.3494066171539107, 1.3494066171539107), (1.3494066171539107, -1.3494066171539107),
      (-1.3494066171539107, 1.3494066171539107), (-1.3494066171539107, -1.3494066171539107),
    ], start: (-6, 3),
    source: "Mishra 2006")
}
