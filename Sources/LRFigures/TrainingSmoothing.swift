import LRCore

/// A centred moving average, which neither lags behind a fall nor spreads the end of a run that diverges.
///
/// At the start the window grows with the distance from the first value, so that it stays centred on the steepest part. It
/// ends with the last whole window: a line that went on to the last values would show their noise as a gain or a loss, and
/// one that held its mean would show a plateau that isn't there. Weights fall towards the edges of the window (tricube,
/// as in LOESS: Cleveland 1979).
struct CentredMean {
  /// Values on each side of the middle.
  let reach: Int

  /// Values in the whole window.
  var window: Int { 2 * reach + 1 }

  /// The mean at each value, NaN after the last whole window's middle; a value that is not finite is a gap and takes no part.
  ///
  /// - Parameter holdsEnd: whether the last whole window's mean stands at the values after its middle, where a line has to
  ///   come to its end: to the mark of a run that was stopped, to the rise of one that diverges.
  func callAsFunction(_ values: [Double], holdsEnd: Bool = false) -> [Double] {
    guard reach > 0, !values.isEmpty else { return values }
    let last = values.count - 1 - min(reach, (values.count - 1) / 2)
    return values.indices.map { index in
      guard values[index].isFinite else { return values[index] }
      return index <= last || holdsEnd ? mean(of: values, around: min(index, last)) : .nan
    }
  }

  private func mean(of values: [Double], around index: Int) -> Double {
    let reach = min(reach, index, values.count - 1 - index)
    let edge = Double(reach + 1)
    var (sum, total) = (0.0, 0.0)
    for other in (index - reach)...(index + reach) where values[other].isFinite {
      let part = abs(Double(other - index)) / edge
      let rest = 1 - part * part * part
      let weight = rest * rest * rest
      sum += weight
      total += weight * values[other]
    }
    return total / sum
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
