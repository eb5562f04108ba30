import LRCore
import LRScene

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Which height a value has in a relief: evenly, or as the logarithm of how far it lies above the lowest.
///
/// A logarithm has no bottom, and a valley's floor would fall into a hole between two nodes of the mesh. So below
/// `softness` the logarithmic scale becomes even: `h = log(1 + (v - floor) / softness)`, which reaches 0 at the floor.
public struct HeightScale: Sendable, Hashable {
  /// The value at the box's floor, and the one at its top.
  public let domain: ClosedRange<Double>
  /// How far above the floor the scale turns logarithmic; nil on an even scale.
  public let softness: Double?

  public init(_ domain: ClosedRange<Double>, softness: Double? = nil) {
    self.domain = AxisScale(.linear, covering: domain).domain
    self.softness = softness.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
  }

  /// Even, or logarithmic where the levels are.
  ///
  /// - Parameter base: the lowest value known, such as that of the minimum; the grid's own if nil.
  public init(for grid: ScalarGrid, levels: Levels, base: Double? = nil) {
    guard let range = grid.range else {
      self.init(0...1)
      return
    }
    let floor = min(base ?? range.lowerBound, range.lowerBound)
    guard levels.isLogarithmic, range.upperBound > floor else {
      self.init(range)
      return
    }
    // A tenth of the plane lies in the even part: what is narrower than that no mesh can show.
    let stride = max(1, grid.values.count / 4096)
    let sample = Swift.stride(from: 0, to: grid.values.count, by: stride).map { grid.values[$0] - floor }
      .filter(\.isFinite).sorted()
    let quantile = sample.isEmpty ? 0 : sample[sample.count / 10]
    self.init(floor...range.upperBound, softness: max(quantile, (range.upperBound - floor) * 1e-6))
  }

  /// 0 at the floor and below, 1 at the top, more above it; NaN for what is no number.
  public func unit(_ value: Double) -> Double {
    guard value.isFinite else { return .nan }
    guard let softness else {
      return max(0, domain.part(of: value))
    }
    let top = log1p((domain.upperBound - domain.lowerBound) / softness)
    return log1p(max(0, value - domain.lowerBound) / softness) / top
  }

  /// Labelled heights, as a value and its place; logarithmic ones say how far they lie above the floor.
  func ticks(atMost count: Int) -> (ticks: [(unit: Double, label: RichText)], exponent: Int) {
    let floor = softness == nil ? 0 : domain.lowerBound
    let set: TickSet
    if let softness {
      set = AxisScale(.logarithmic, covering: softness...(domain.upperBound - floor)).ticks(atMost: count)
    } else {
      set = AxisScale(.linear, covering: domain).ticks(atMost: count)
    }
    let labelled = set.ticks.compactMap { tick in tick.label.map { (unit: unit(floor + tick.value), label: $0) } }
    return (softness == nil ? labelled : [(0, RichText("0"))] + labelled, set.exponent)
  }
}
