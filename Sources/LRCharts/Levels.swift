import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The values at which a surface is cut: evenly spaced, or by constant factors above the lowest value.
public struct Levels: Sendable, Hashable {
  /// Ascending.
  public var values: [Double]
  public var isLogarithmic: Bool

  public init(_ values: [Double], isLogarithmic: Bool) {
    self.values = values
    self.isLogarithmic = isLogarithmic
  }

  /// About `count` levels for a grid.
  ///
  /// Logarithmic where half of the grid lies in the lowest fifth of the range: then even levels would leave
  /// all that is interesting in one band.
  ///
  /// - Parameter base: the lowest value known, from which logarithmic levels count; the grid's own if nil.
  public init(for grid: ScalarGrid, base: Double? = nil, count: Int = 14) {
    guard let range = grid.range, range.upperBound > range.lowerBound else {
      self.init(grid.range.map { [$0.lowerBound] } ?? [], isLogarithmic: false)
      return
    }
    let floor = min(base ?? range.lowerBound, range.lowerBound)
    // A sample is enough to see how the values are spread.
    let stride = max(1, grid.values.count / 4096)
    let sample = Swift.stride(from: 0, to: grid.values.count, by: stride).map { grid.values[$0] - floor }
      .filter(\.isFinite).sorted()
    let top = range.upperBound - floor
    func quantile(_ part: Double) -> Double { sample[min(sample.count - 1, Int(part * Double(sample.count)))] }
    if quantile(0.5) < top / 5 {
      let low = log10(max(quantile(0.004), top * 1e-9))
      let high = log10(top)
      let step = (high - low) / Double(count)
      self.init((0..<count).map { floor + pow(10, low + step * Double($0)) }, isLogarithmic: true)
    } else {
      let ticks = linearTicks(in: range, atMost: count, style: .plain).ticks.map(\.value)
      self.init(ticks.filter { range.contains($0) }, isLogarithmic: false)
    }
  }
}
