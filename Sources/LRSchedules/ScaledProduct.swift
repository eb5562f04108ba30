/// A product whose factors may be of any size, as long as the result is a number.
///
/// Significands and exponents are kept apart, so that nothing on the way overflows or is lost to underflow: 1e-200 times
/// 1e-200 over 1e-200 over 1e-200 is 1. The result is rounded once a factor and is 0 or infinite where it itself is.
struct ScaledProduct: Sendable, Hashable {
  private var significand: Double
  private var exponent: Int

  init(_ value: Double) {
    significand = value
    exponent = 0
    normalize()
  }

  var value: Double {
    guard significand.isFinite, significand != 0 else { return significand }
    return Double(sign: significand.sign, exponent: min(max(exponent, -5000), 5000), significand: significand.magnitude)
  }

  mutating func multiply(by factor: Double) {
    let other = ScaledProduct(factor)
    significand *= other.significand
    exponent += other.exponent
    normalize()
  }

  mutating func divide(by divisor: Double) {
    let other = ScaledProduct(divisor)
    significand /= other.significand
    exponent -= other.exponent
    normalize()
  }

  private mutating func normalize() {
    guard significand.isFinite, significand != 0 else {
      exponent = 0
      return
    }
    exponent += significand.exponent
    significand = Double(sign: significand.sign, exponent: 0, significand: significand.significand)
  }
}

extension Double {
  /// Whether products of a few such numbers are as exact as any: neither near the largest nor near the smallest normal
  /// number.
  var isOfOrdinarySize: Bool { magnitude < 1e150 && (magnitude > 1e-150 || self == 0) }
}
