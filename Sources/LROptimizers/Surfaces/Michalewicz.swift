import LRCore

/// Steep ravines in a plain.
///
///     f(x, y) = -sin(x)*sin(x^2/pi)^20 - sin(y)*sin(2*y^2/pi)^20
///
/// - Source: Michalewicz 1992.
enum Michalewicz {
  static let entry = TestSurface.entry(
    "michalewicz", summary: Localized("steep ravines in a plain", zh: "平原上的陡沟"),
    formula: "-sin(x)*sin(x^2/pi)^20 - sin(y)*sin(2*y^2/pi)^20",
    window: (0...3.141592653589793, 0...3.141592653589793), minima: [(2.2029055201726093, 1.5707963267948966)],
    start: (1.7, 2.2),
    source: "Michalewicz 1992")
}
