import LRCore

/// A curved valley, easy to enter and hard to follow.
///
///     f(x, y) = (1 - x)^2 + 100*(y - x^2)^2
///
/// - Source: Rosenbrock 1960.
enum Rosenbrock {
  static let entry = TestSurface.entry(
    "rosenbrock", aliases: ["banana"],
    summary: Localized("a curved valley, easy to enter and hard to follow", zh: "弯曲的窄谷：进入容易，沿谷前行难"),
    formula: "(1 - x)^2 + 100*(y - x^2)^2",
    window: (-2...2, -1...3), minima: [(1, 1)], start: (-1.5, 2),
    source: "Rosenbrock 1960")
}
