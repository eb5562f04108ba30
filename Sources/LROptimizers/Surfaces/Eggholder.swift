import LRCore

/// Deep folds; the lowest point lies on the edge.
///
///     f(x, y) = -(y + 47)*sin(sqrt(abs(x/2 + y + 47))) - x*sin(sqrt(abs(x - (y + 47))))
///
/// - Source: Whitley et al. 1996.
enum Eggholder {
  static let entry = TestSurface.entry(
    "eggholder", summary: Localized("deep folds; the lowest point lies on the edge", zh: "层层深褶；最低点在边界上"),
    formula: "-(y + 47)*sin(sqrt(abs(x/2 + y + 47))) - x*sin(sqrt(abs(x - (y + 47))))",
    window: (-512...512, -512...512), minima: [(512, 404.2318051137578)], start: (200, -150),
    note: Localized(
      "The minimum lies on the boundary x = 512: df/dx isn't 0 there.", zh: "最小点在边界 x = 512 上：该处 df/dx 不为 0。"),
    source: "Whitley et al. 1996")
}
