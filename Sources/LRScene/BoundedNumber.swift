extension Int {
  /// The whole part of a number, or the bound that it lies beyond; for NaN, the number of `bounds` nearest to 0.
  ///
  /// `Int(_:)` stops the process for what doesn't fit, and a drawing may come to any number.
  public init(clamping value: Double, to bounds: ClosedRange<Int>) {
    let whole = value.isNaN ? 0 : value.rounded(.towardZero)
    self = Swift.max(bounds.lowerBound, Swift.min(bounds.upperBound, Int(exactly: whole) ?? (whole < 0 ? .min : .max)))
  }
}
