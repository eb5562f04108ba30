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

  /// log2 of the best rate of the width farthest from the base over that of the base; nil where one of them has none.
  public func octaves(_ parametrization: Parametrization) -> Double? {
    let sweep = sweep(parametrization)
    guard let first = sweep.runs.first?.best, let last = sweep.runs[farthest].best else { return nil }
    return log2(sweep.rates[last] / sweep.rates[first])
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
