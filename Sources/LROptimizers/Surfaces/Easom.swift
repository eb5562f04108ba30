import LRCore

/// One narrow hole in an endless plain.
///
///     f(x, y) = -cos(x)*cos(y)*exp(-((x - pi)^2 + (y - pi)^2))
///
/// - Source: Easom 1990.
enum Easom {
  static let entry = TestSurface.entry(
    "easom", summary: Localized("one narrow hole in an endless plain", zh: "无边平原上一个窄洞"),
    formula: "-cos(x)*cos(y)*exp(-((x - pi)^2 + (y - pi)^2))",
    window: (-10...10, -10...10), minima: [(3.141592653589793, 3.141592653589793)], start: (1.6, 1.9),
    note: Localized("Far from the hole the gradient is 0 to the last digit.", zh: "远离洞口处梯度在双精度下为 0。"),
    source: "Easom 1990")
}
