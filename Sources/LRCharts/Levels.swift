import LRCore
import LRScene

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The values at which a surface is cut: evenly spaced, or by growing steps above the lowest value.
public struct Levels: Sendable, Hashable {
  /// Ascending, no two alike.
  public var values: [Double]
  public var isLogarithmic: Bool
  /// What logarithmic levels are counted from; otherwise 0.
  public var base: Double
  /// What stands beside a level: of a logarithmic one, its height above `base`.
  public var labels: [RichText]

  public init(_ values: [Double], isLogarithmic: Bool, base: Double = 0) {
    self.values = values
    self.isLogarithmic = isLogarithmic
    self.base = base
    labels = values.map { quantityLabel($0 - base) }
  }

  /// About `count` levels for a grid; see `init(for:base:count:)` for several.
  public init(for grid: ScalarGrid, base: Double? = nil, count: Int = 14) {
    self.init(for: [grid], base: base, count: count)
  }

  /// About `count` levels that several grids share.
  ///
  /// Logarithmic where half of the values lie in the lowest fifth of the range: then even levels would leave all that is
  /// interesting in one band. Logarithmic levels are 1, 2, 5, 10, ... (or 1, 3, 10, ..., or decades) above the base, even
  /// ones are multiples of 1, 2 or 5 times a power of ten, which leave out the far ends of values that run away both
  /// ways, as at a pole. A constant has no levels, nor have grids without values.
  ///
  /// - Parameter base: the lowest value known, from which logarithmic levels count; the grids' own if nil or if that is
  ///   lower.
  public init(for grids: [ScalarGrid], base: Double? = nil, count: Int = 14) {
    let ranges = grids.compactMap(\.range)
    guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max(), high > low else {
      self.init([], isLogarithmic: false)
      return
    }
    // Only rounding takes a value below the known lowest one, or the lowest one away from 0.
    let known = base.flatMap { $0.isFinite && $0 <= low ? $0 : nil } ?? low
    let floor = abs(known) <= (high - known) * 1e-12 ? 0 : known
    let sample = Self.sample(grids, above: floor)
    let top = high - floor
    if top.isFinite, top > 1e-290, !sample.isEmpty, sample[sample.count / 2] < top / 5 {
      let bottom = max(sample[Int(clamping: 0.004 * Double(sample.count))], top * 1e-9)
      let steps = Self.logarithmicSteps(from: bottom, to: top, atMost: max(2, count))
      if steps.count > 1, floor + steps[0].value < floor + steps[1].value {
        self.init(steps.map { floor + $0.value }, isLogarithmic: true, base: floor)
        labels = steps.map(\.label)
        return
      }
    }
    self.init(even: Self.trimmed(low...high, sample, floor), count: max(2, count))
  }

  /// The range without its outermost fortieths, where these run away at both ends. A single deep hole is kept: it is what
  /// one looks for.
  private static func trimmed(
    _ range: ClosedRange<Double>, _ sample: [Double], _ floor: Double
  ) -> ClosedRange<Double> {
    guard !sample.isEmpty else { return range }
    let middle = (sample[sample.count / 2] + floor) / 4
    let low = sample[sample.count / 40] + floor
    let high = sample[sample.count - 1 - sample.count / 40] + floor
    let runsUp = range.upperBound / 4 - middle > 4 * (high / 4 - middle)
    let runsDown = middle - range.lowerBound / 4 > 4 * (middle - low / 4)
    guard high > low, runsUp, runsDown else { return range }
    return max(low, range.lowerBound)...min(high, range.upperBound)
  }

  /// Multiples of a round step.
  private init(even range: ClosedRange<Double>, count: Int) {
    let (low, high) = (range.lowerBound, range.upperBound)
    let span = high - low
    var values: [Double] = []
    if span.isFinite, span > 1e-290 {
      // Some more than asked for rather than half as many.
      values = linearTicks(in: range, atMost: count + 2, style: .plain).ticks.map(\.value).filter { range.contains($0) }
    }
    if values.count < 2 || values[0] == values[1] {
      // So narrow or so wide that round numbers don't tell apart: even parts.
      values = (1..<count).map { part in
        let share = Double(part) / Double(count)
        return low * (1 - share) + high * share
      }
    }
    self.init(Self.distinct(values), isLogarithmic: false)
  }

  private static func distinct(_ values: [Double]) -> [Double] {
    values.enumerated().filter { $0.offset == 0 || $0.element > values[$0.offset - 1] }.map(\.element)
  }

  /// Some values of each grid as heights above `floor`, ascending: enough to see how all are spread.
  private static func sample(_ grids: [ScalarGrid], above floor: Double) -> [Double] {
    var sample: [Double] = []
    for grid in grids {
      // An odd stride meets all columns.
      let stride = max(1, grid.values.count / 4096) | 1
      for index in Swift.stride(from: 0, to: grid.values.count, by: stride) {
        let height = grid.values[index] - floor
        if height.isFinite { sample.append(max(0, height)) }
      }
    }
    return sample.sorted()
  }

  /// As many of 1, 2, 5, 10 ... as there is room for, else of 1, 3, 10, ..., else decades, else some of them.
  private static func logarithmicSteps(
    from bottom: Double, to top: Double, atMost count: Int
  ) -> [(value: Double, label: RichText)] {
    let first = decimalExponent(bottom)
    let last = Int(clamping: log10(top).rounded(.up), to: -400...400)
    for mantissas in [[1, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]] {
      let steps = (first...last).flatMap { exponent in
        mantissas.map { (value: decimal(Double($0), exponent), label: label($0, exponent)) }
      }.filter { $0.value >= bottom * 0.999 && $0.value < top }
      if steps.count <= count + 1 { return steps }
      if mantissas.count == 1 {
        let every = (steps.count + count - 1) / count
        return steps.enumerated().filter { $0.offset % every == 0 }.map(\.element)
      }
    }
    return []
  }

  /// Plain from 0.01 to 9000, then a power of ten.
  private static func label(_ mantissa: Int, _ exponent: Int) -> RichText {
    guard (-2...3).contains(exponent) else { return powerLabel(mantissa, exponent) }
    return RichText(fixed(Double(mantissa), exponent, max(0, -exponent)))
  }
}

extension Levels {
  /// Whether a logarithmic level is a power of ten above the base, by its label: `0.1`, `1`, `10⁴`.
  func isDecade(_ index: Int) -> Bool {
    guard let text = labels[index].runs.first?.text else { return false }
    return text.allSatisfy { "01.".contains($0) }
  }
}
