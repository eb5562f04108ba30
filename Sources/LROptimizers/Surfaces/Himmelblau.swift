import LRCore

/// Four minima of the same depth.
///
///     f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2
///
/// - Source: Himmelblau 1972.
enum Himmelblau {
  static let entry = TestSurface.entry(
    "himmelblau", summary: Localized("four minima of the same depth", zh: "四个等深的极小"),
    formula: "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    window: (-5...5, -5...5),
    minima: [
      (3, 2), (-2.805118086952745, 3.131312518250573), (-3.779310253377747, -3.2831859912861696),
      (3.5844283403304917, -1.8481265269644034),
    ], start: (-0.5, -4),
    source: "Himmelblau 1972")
}
