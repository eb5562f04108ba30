import LRCore

/// The final validation loss of runs over a grid of learning rates.
public struct RateSweep: Sendable {
  public struct Run: Sendable {
    public var name: String
    public var spec: String
    /// Final validation losses [rate][seed]; nil of a run that diverged.
    public var losses: [[Double?]]
    /// Validation losses before the first update, by seed.
    public var start: [Double]

    public init(name: String, spec: String, losses: [[Double?]], start: [Double]) {
      self.name = name
      self.spec = spec
      self.losses = losses
      self.start = start
    }

    /// L0: the loss before the first update, the mean over seeds.
    public var startLoss: Double { start.reduce(0, +) / Double(max(1, start.count)) }

    /// L of each rate: the mean over seeds, where a diverged run counts as its loss at the start.
    public var means: [Double] {
      losses.map { seeds in
        zip(seeds, start).reduce(0) { $0 + ($1.0 ?? $1.1) } / Double(max(1, seeds.count))
      }
    }

    /// The mean, the lowest and the highest of the seeds that did not diverge; nil where all did.
    public func spread(at rate: Int) -> (mean: Double, low: Double, high: Double)? {
      let good = losses[rate].compactMap { $0 }
      guard let low = good.min(), let high = good.max() else { return nil }
      return (good.reduce(0, +) / Double(good.count), low, high)
    }

    /// Seeds that diverged.
    public func failures(at rate: Int) -> Int { losses[rate].count { $0 == nil } }

    /// The rate of the lowest mean, by its place in the grid; nil where nothing is better than the start.
    public var best: Int? {
      let means = means
      guard let best = means.indices.min(by: { means[$0] < means[$1] }), means[best] < startLoss else { return nil }
      return best
    }

    /// How much the choice of the rate matters: the mean over the grid of min(L, L0) - L*, L* the lowest mean.
    ///
    /// It depends on the grid.
    ///
    /// - Source: Wortsman et al. 2023, section 2.2.
    public var sensitivity: Double {
      let means = means
      let lowest = min(means.min() ?? startLoss, startLoss)
      return means.reduce(0) { $0 + (min($1, startLoss) - lowest) } / Double(max(1, means.count))
    }
  }

  /// Rising, positive.
  public var rates: [Double]
  public var runs: [Run]

  public init(rates: [Double], runs: [Run]) {
    self.rates = rates
    self.runs = runs
  }
}

/// A grid of numbers: `log:1e-4..10:11`, `lin:0.1..1:10`, or `0.01,0.1,1`.
public enum NumberAxis {
  /// The numbers, rising; nil of a text that is no grid of positive numbers, two or more.
  public static func values(_ text: String) -> [Double]? {
    for (prefix, isLogarithmic) in [("log:", true), ("lin:", false)] where text.hasPrefix(prefix) {
      let parts = text.dropFirst(prefix.count).split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, let count = Int(parts[1]), (2...1000).contains(count) else { return nil }
      let ends = parts[0].split(separator: ".", omittingEmptySubsequences: false)
      guard let range = Self.range(String(parts[0])), ends.count > 2 else { return nil }
      return Self.values(from: range.0, to: range.1, count: count, isLogarithmic: isLogarithmic)
    }
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { decimalNumber(String($0)) }
    let values = numbers.compactMap { $0 }
    guard values.count == numbers.count, values.count > 1, values.allSatisfy({ $0 > 0 }) else { return nil }
    return zip(values, values.dropFirst()).allSatisfy({ $0 < $1 }) ? values : nil
  }

  /// `count` numbers, two or more, evenly spaced from one to the other, or their logarithms.
  public static func values(from low: Double, to high: Double, count: Int, isLogarithmic: Bool) -> [Double] {
    (0..<count).map { index in
      if index == 0 { return low }
      if index == count - 1 { return high }
      let part = Double(index) / Double(count - 1)
      return rounded(isLogarithmic ? low * Double.power(high / low, part) : low + (high - low) * part)
    }
  }

  /// Without the noise of the last digits: 0.1 and not 0.09999999999999999.
  private static func rounded(_ value: Double) -> Double {
    guard let decimal = DecimalDigits(value)?.rounded(to: 14) else { return value }
    return Double("\(decimal.units)e\(decimal.exponent - decimal.digits.count + 1)") ?? value
  }

  private static func range(_ text: String) -> (Double, Double)? {
    guard let dots = text.range(of: "..") else { return nil }
    guard let low = decimalNumber(String(text[..<dots.lowerBound])),
      let high = decimalNumber(String(text[dots.upperBound...])), low > 0, low < high
    else { return nil }
    return (low, high)
  }
}

extension String {
  /// Where a short text stands first.
  fileprivate func range(of part: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
      start = index(after: start)
    }
    return nil
  }
}
