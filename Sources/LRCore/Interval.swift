/// Places in an interval, also in one whose width no `Double` can hold.
extension ClosedRange<Double> {
  /// Where a value lies: 0 at the lower end, 1 at the upper one, beyond that outside; NaN for an interval of no width.
  public func part(of value: Double) -> Double {
    let width = upperBound - lowerBound
    guard width.isFinite else {
      return (value / 4 - lowerBound / 4) / (upperBound / 4 - lowerBound / 4)
    }
    return (value - lowerBound) / width
  }

  /// The value at a part of the way from the lower end to the upper one, which is met exactly.
  public func value(at part: Double) -> Double {
    if part >= 1 { return upperBound }
    let width = upperBound - lowerBound
    return width.isFinite ? lowerBound + width * part : lowerBound * (1 - part) + upperBound * part
  }

  /// How many times as wide as another interval it is.
  public func width(comparedWith other: ClosedRange<Double>) -> Double {
    let (width, otherWidth) = (upperBound - lowerBound, other.upperBound - other.lowerBound)
    guard width.isFinite, otherWidth.isFinite else {
      return (upperBound / 4 - lowerBound / 4) / (other.upperBound / 4 - other.lowerBound / 4)
    }
    return width / otherWidth
  }
}
