import LRCore

/// A ridge so sharp that it has no gradient.
///
///     f(x, y) = 100*sqrt(abs(y - 0.01*x^2)) + 0.01*abs(x + 10)
///
/// - Source: Bukin 1997.
enum Bukin6 {
  static let entry = TestSurface.entry(
    "bukin6", aliases: ["bukin"], summary: Localized("a ridge so sharp that it has no gradient", zh: "锋利到没有梯度的山脊"),
    formula: "100*sqrt(abs(y - 0.01*x^2)) + 0.01*abs(x + 10)",
    window: (-15 ... -5, -3...3), minima: [(-10, 1)], start: (-13, 2.4),
    note: Localized("Not differentiable along y = 0.01 x^2, where the minimum lies.", zh: "沿 y = 0.01 x^2（最小点所在）不可微。"),
    source: "Bukin 1997")
}
