import LRCore

/// Three minima of the same depth.
///
///     f(x, y) = (y - 5.1/(4*pi^2)*x^2 + 5/pi*x - 6)^2 + 10*(1 - 1/(8*pi))*cos(x) + 10
///
/// - Source: Branin 1972.
enum Branin {
  static let entry = TestSurface.entry(
    "branin", summary: Localized("three minima of the same depth", zh: "三个等深的极小"),
    formula: "(y - 5.1/(4*pi^2)*x^2 + 5/pi*x - 6)^2 + 10*(1 - 1/(8*pi))*cos(x) + 10",
    window: (-5...10, 0...15),
    minima: [(-3.141592653589793, 12.275), (3.141592653589793, 2.275), (9.42477796076938, 2.4750000000000005)],
    start: (-2, 3),
    source: "Branin 1972")
}
