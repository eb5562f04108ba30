import LRCore

/// A plain of small dips around one deep hole.
///
///     f(x, y) = -20*exp(-0.2*sqrt(0.5*(x^2 + y^2))) - exp(0.5*(cos(2*pi*x) + cos(2*pi*y))) + e + 20
///
/// - Source: Ackley 1987.
enum Ackley {
  static let entry = TestSurface.entry(
    "ackley", summary: Localized("a plain of small dips around one deep hole", zh: "小坑遍布的平原中有一个深洞"),
    formula: "-20*exp(-0.2*sqrt(0.5*(x^2 + y^2))) - exp(0.5*(cos(2*pi*x) + cos(2*pi*y))) + e + 20",
    window: (-5...5, -5...5), minima: [(0, 0)], start: (-3.3, 2.4),
    note: Localized("Not differentiable at the origin.", zh: "原点处不可微。"),
    source: "Ackley 1987")
}
