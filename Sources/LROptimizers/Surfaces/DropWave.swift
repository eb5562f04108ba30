import LRCore

/// Rings around the lowest point.
///
///     f(x, y) = -(1 + cos(12*sqrt(x^2 + y^2)))/(0.5*(x^2 + y^2) + 2)
///
/// - Source: Molga & Smutnicki 2005.
enum DropWave {
  static let entry = TestSurface.entry(
    "drop-wave", aliases: ["drop_wave"], summary: Localized("rings around the lowest point", zh: "围绕最低点的环"),
    formula: "-(1 + cos(12*sqrt(x^2 + y^2)))/(0.5*(x^2 + y^2) + 2)",
    window: (-5.12...5.12, -5.12...5.12), minima: [(0, 0)], start: (-2.2, 1.6),
    note: Localized("Not differentiable at the origin.", zh: "原点处不可微。"),
    source: "Molga & Smutnicki 2005")
}
