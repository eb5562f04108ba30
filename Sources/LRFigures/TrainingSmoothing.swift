import LRCore

/// A centred moving average, which neither lags behind a fall nor spreads the end of a run that diverges.
///
/// At the start the window grows with the distance from the first value, so that it stays centred on the steepest part;
/// at the end, where no values follow, it reaches back instead, and a straight line is fitted. Weights fall towards the
/// edges of the window (tricube, as in LOESS: Cleveland 1979).
struct CentredMean {
  /// Values on each side of the middle.
  let reach: Int

  /// Values in the whole window.
  var window: Int { 2 * reach + 1 }

  /// The mean at each value; a value that is not finite is a gap and takes no part.
  func callAsFunction(_ values: [Double]) -> [Double] {
    guard reach > 0 else { return values }
    return values.indices.map { index in values[index].isFinite ? mean(of: values, at: index) : values[index] }
  }

  private func mean(of values: [Double], at index: Int) -> Double {
    let after = min(reach, index, values.count - 1 - index)
    // As many values as the window has in the middle, if there are so many.
    let before = min(index, 2 * min(reach, index) - after)
    let edge = Double(max(before, after) + 1)
    var (sum, first, second, total, moment) = (0.0, 0.0, 0.0, 0.0, 0.0)
    var (low, high) = (Double.infinity, -Double.infinity)
    for other in (index - before)...(index + after) where values[other].isFinite {
      let distance = Double(other - index)
      let part = abs(distance) / edge
      let rest = 1 - part * part * part
      let weight = rest * rest * rest
      sum += weight
      first += weight * distance
      second += weight * distance * distance
      total += weight * values[other]
      moment += weight * distance * values[other]
      low = min(low, values[other])
      high = max(high, values[other])
    }
    let determinant = sum * second - first * first
    let isCentred = abs(first) <= 1e-9 * sum
    guard !isCentred, determinant > 1e-9 * sum * second else { return total / sum }
    return max(low, min(high, (second * total - first * moment) / determinant))
  }
}

/// How the losses of single batches are smoothed.
public enum TrainingSmoothing: Sendable, Hashable {
  /// By a window of some 6 % of the longest run.
  case automatic
  /// By a window of so many steps.
  case window(Int)
  case off

  func mean(steps: Int) -> CentredMean {
    switch self {
    case .automatic: CentredMean(reach: min(500, max(steps < 8 ? 0 : steps < 40 ? 2 : 4, (3 * steps + 50) / 100)))
    case .window(let window): CentredMean(reach: max(0, min(window, 100_001) / 2))
    case .off: CentredMean(reach: 0)
    }
  }
}
