import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The points of a series that a plot of a given width can show.
///
/// In each of `columns` equal columns the first, the smallest, the largest and the last value are kept, in order (the
/// "M4" rule: the picture is the same as with all points). A series with at most four values a column is kept whole.
/// Gaps (values that are not finite) split it into runs.
///
/// - Source: Jugel, Jerzak, Hackenbroich, Markl: M4, VLDB 2014.
public struct DecimatedSeries {
  /// Runs of (x, y) without gaps.
  public var runs: [[(x: Double, y: Double)]] = []
  /// Whether every value was kept.
  public var isComplete: Bool

  /// - Parameters:
  ///   - columns: as many as the plot can show.
  ///   - scale: the axis whose domain the columns divide; on a logarithmic one they hold ever more values.
  public init(_ series: Series, columns: Int, on scale: AxisScale) {
    let count = series.y.count
    isComplete = count <= 4 * max(1, columns)
    guard count > 0 else { return }
    if isComplete {
      var run: [(x: Double, y: Double)] = []
      run.reserveCapacity(count)
      for index in 0..<count {
        let value = series.y[index]
        if value.isFinite {
          run.append((series.position(index), value))
        } else if !run.isEmpty {
          runs.append(run)
          run = []
        }
      }
      if !run.isEmpty { runs.append(run) }
      return
    }
    var run: [(x: Double, y: Double)] = []
    series.y.withUnsafeBufferPointer { values in
      var start = 0
      for column in 0..<columns {
        let end =
          column == columns - 1 ? count : series.firstIndex(at: scale.value(at: Double(column + 1) / Double(columns)))
        guard end > start else { continue }
        var low = -1
        var high = -1
        var first = -1
        var last = -1
        for index in start..<end where values[index].isFinite {
          if first < 0 {
            first = index
            low = index
            high = index
          }
          last = index
          if values[index] < values[low] { low = index }
          if values[index] > values[high] { high = index }
        }
        if first < 0 {
          if !run.isEmpty { runs.append(run) }
          run = []
        } else {
          var previous = -1
          for index in [first, min(low, high), max(low, high), last] where index != previous {
            run.append((series.position(index), values[index]))
            previous = index
          }
        }
        start = end
      }
    }
    if !run.isEmpty { runs.append(run) }
  }
}

extension Series {
  /// The first index whose position is at or beyond this one.
  fileprivate func firstIndex(at target: Double) -> Int {
    switch x {
    case .even(let start, let stride):
      return max(0, min(y.count, Int(clamping: ((target - start) / stride).rounded(.up))))
    case .values(let values):
      var low = 0
      var high = values.count
      while low < high {
        let middle = (low + high) / 2
        if values[middle] < target { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }
}

extension AxisScale {
  /// The value that stands at a part of the axis, leaving a band for 0 aside.
  fileprivate func value(at part: Double) -> Double {
    switch kind {
    case .linear: domain.value(at: part)
    case .logarithmic:
      exp(log(domain.lowerBound) + (log(domain.upperBound) - log(domain.lowerBound)) * part)
    }
  }
}
