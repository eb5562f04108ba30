extension Int {
  /// The whole part of a number, the nearest `Int` where it lies outside of them; 0 for NaN.
  ///
  /// `Int(_:)` stops the process there, and a number that a user wrote may be any.
  public init(clamping value: Double) {
    guard let exact = Int(exactly: value.rounded(.towardZero)) else {
      self = value.isNaN ? 0 : value < 0 ? .min : .max
      return
    }
    self = exact
  }
}
