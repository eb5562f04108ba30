import LRCore

/// Waves over a bowl.
///
///     f(x, y) = sin(3*pi*x)^2 + (x - 1)^2*(1 + sin(3*pi*y)^2) + (y - 1)^2*(1 + sin(2*pi*y)^2)
///
/// - Source: Levy & Montalvo 1985; Surjanovic & Bingham.
enum Levy13 {
  static let entry = TestSurface.entry(
    "levy13", aliases: ["levy"], summary: Localized("waves over a bowl", zh: "碗上的波纹"),
    formula: "sin(3*pi*x)^2 + (x - 1)^2*(1 + sin(3*pi*y)^2) + (y - 1)^2*(1 + sin(2*pi*y)^2)",
    window: (-10...10, -10...10), minima: [(1, 1)], start: (-6, 5),
    source: "Levy & Montalvo 1985; Surjanovic & Bingham")
}
