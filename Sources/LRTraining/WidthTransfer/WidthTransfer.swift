import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The final losses of one run over rates and widths, in the standard parametrization and under muP.
public struct WidthTransfer: Sendable {
  /// How a network's initial weights and rates follow its width.
  public enum Parametrization: String, Sendable, Hashable, CaseIterable {
    case standard, mup
  }

  /// As given; the first is the base, where both parametrizations are one.
  public var widths: [Int]
  /// The losses over the rates, a run for each width.
  public var standard: RateSweep
  public var mup: RateSweep

  /// - Parameters:
  ///   - standard: a run for each width, over the same rates as `mup`.
  public init(widths: [Int], standard: RateSweep, mup: RateSweep) {
    self.widths = widths
    self.standard = standard
    self.mup = mup
  }

  public func sweep(_ parametrization: Parametrization) -> RateSweep {
    parametrization == .standard ? standard : mup
  }

  /// The place of the width that is farthest from the base.
  public var farthest: Int {
    func distance(_ width: Int) -> Double { abs(log2(Double(width) / Double(widths.first ?? 1))) }
    return widths.indices.max { distance(widths[$0]) < distance(widths[$1]) } ?? 0
  }

  /// The places in the grid of the best rates of the base and of the width farthest from it; nil where one of them has
  /// none.
  private func ends(_ parametrization: Parametrization) -> (base: Int, farthest: Int)? {
    let runs = sweep(parametrization).runs
    guard let base = runs.first?.best, let last = runs[farthest].best else { return nil }
    return (base, last)
  }

  /// By how many rates of the grid the best one of the width farthest from the base is above that of the base: no
  /// movement is known more finely. nil where one of them has none.
  public func gridSteps(_ parametrization: Parametrization) -> Int? {
    ends(parametrization).map { $0.farthest - $0.base }
  }

  /// The same as log2 of the ratio of the two rates.
  public func octaves(_ parametrization: Parametrization) -> Double? {
    let rates = sweep(parametrization).rates
    return ends(parametrization).map { log2(rates[$0.farthest] / rates[$0.base]) }
  }

  /// The ratio of neighbours in the grid, where all have the same to 1 %.
  public var gridFactor: Double? {
    let rates = standard.rates
    let ratios = zip(rates, rates.dropFirst()).map { $1 / $0 }
    guard let low = ratios.min(), let high = ratios.max(), low > 0, high.isFinite, high / low < 1.01 else { return nil }
    return exp2(ratios.reduce(0) { $0 + log2($1) } / Double(ratios.count))
  }

  /// Rates around one: 2^-4 to 2^8 times it. Short runs, as these are, are best at rates above the usual ones.
  public static func rates(around rate: Double) -> [Double] { (-4...8).map { rate * exp2(Double($0)) } }
}

extension ModelRecipe {
  /// The model with all hidden layers of one width.
  ///
  /// - Returns: nil where there is no hidden layer.
  public func ofWidth(_ width: Int, base: Int, _ parametrization: WidthTransfer.Parametrization) -> ModelRecipe? {
    guard let hidden, !hidden.isEmpty else { return nil }
    var recipe = withHidden(hidden.map { _ in width })
    recipe.baseWidth = parametrization == .mup ? base : nil
    return recipe
  }
}
