import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A search for the rate with which an optimizer does best in a given number of steps.
///
/// Every optimizer gets the same descents at the same rates: `budget` of them, evenly spaced in their logarithms and
/// rounded to two significant digits (21 from 1e-5 to 10: a factor of two each).
///
/// Lowest score wins. The score is the final loss, taken as the mean over the last tenth of the steps: a path that
/// jumps about, for its rate is too large or its gradient noisy, may end low by luck, but not for a tenth of the way.
/// A descent that becomes infinite has no score. Scores that are the same but for rounding (1e-14 of their size) are
/// equal: then the lower mean loss of all steps wins, for it arrived sooner, and then the smaller rate.
public struct Tuning: Sendable, Hashable {
  /// Descents of each optimizer.
  public let budget: Int
  /// The ends of the grid.
  public let range: ClosedRange<Double>

  public static let standardRange = 1e-5...10.0

  /// - Precondition: at least 2 descents, of positive rates.
  public init(budget: Int = 21, range: ClosedRange<Double> = standardRange) {
    precondition(budget >= 2 && range.lowerBound > 0, "a grid has two rates or more, all positive")
    self.budget = budget
    self.range = range
  }

  /// The rates that are tried, ascending.
  public var rates: [Double] {
    let low = log10(range.lowerBound)
    let high = log10(range.upperBound)
    let step = (high - low) / Double(budget - 1)
    return (0..<budget).map { index in
      let exponent = low + step * Double(index)
      // Two digits tell neighbours apart unless they stand close.
      return index == 0
        ? range.lowerBound
        : index == budget - 1 ? range.upperBound : rounded(pow(10, exponent), digits: step > 0.05 ? 2 : 4)
    }
  }

  private func rounded(_ value: Double, digits: Int) -> Double {
    let shift = digits - 1 - Int(clamping: max(-400, min(400, log10(value))).rounded(.down))
    // By whole powers, so that the result is the number as one would write it.
    let power = pow(10, Double(abs(shift)))
    return shift >= 0 ? (value * power).rounded() / power : (value / power).rounded() * power
  }

  /// What the search found.
  public struct Finding: Sendable, Hashable {
    /// nil where every rate became infinite.
    public var rate: Double?
    /// Whether a rate beyond the grid might be better.
    public var isAtEdge: Bool
    /// Whether the rate makes no difference, since the schedule sets all rates itself.
    public var isIdle: Bool
  }

  /// Tries every rate of the grid.
  ///
  /// - Parameter descent: the descent with this rate.
  public func search(_ descent: (_ rate: Double) throws(SpecError) -> Descent) throws(SpecError) -> Finding {
    var best: (score: Score, rate: Double)?
    var scores: [Score] = []
    let rates = rates
    for rate in rates {
      guard let score = Score(try descent(rate)) else { continue }
      scores.append(score)
      if best.map({ score.beats($0.score) }) ?? true { best = (score, rate) }
    }
    let isIdle = scores.count == rates.count && Set(scores).count == 1
    return Finding(
      rate: best?.rate, isAtEdge: !isIdle && (best?.rate == rates.first || best?.rate == rates.last), isIdle: isIdle)
  }
}

/// How well a descent did.
private struct Score: Hashable {
  var result: Double
  var mean: Double

  /// nil for a descent that becomes infinite.
  init?(_ descent: Descent) {
    let judged = max(1, descent.steps / 10)
    let firstJudged = descent.steps + 1 - judged
    var (count, sum, last) = (0, 0.0, 0.0)
    let fate = descent.follow { _, _, loss, _ in
      if count >= firstJudged { last += loss / Double(judged) }
      // The mean as it grows: a sum of large losses might overflow.
      count += 1
      sum += (loss - sum) / Double(count)
    }
    switch fate {
    case .arrived where last.isFinite: (result, mean) = (last, sum)
    case .stopped(let ending) where ending.lastStep >= 0:
      // A schedule that ends before the run does ends it at every rate.
      var shorter = descent
      shorter.steps = ending.lastStep + 1
      guard let score = Score(shorter) else { return nil }
      self = score
    default: return nil
    }
  }

  func beats(_ other: Score) -> Bool {
    let tolerance = 1e-14 * max(abs(result), abs(other.result))
    if abs(result - other.result) > tolerance { return result < other.result }
    return mean < other.mean
  }
}
