#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Arithmetic as Python has it where C's differs, for rules that are written in Python.
///
/// Where Python raises an error or leaves the real numbers, C's result isn't finite: a rule computes on, and whoever
/// finds such a value asks here for the reason.
enum Python {
  static let domainError = "math domain error"
  static let divisionByZero = "float division by zero"
  /// Of whole numbers, by `/`.
  static let integerDivision = "division by zero"
  /// By `//`, of whole numbers and of others.
  static let integerFloorDivision = "integer division or modulo by zero"
  static let floorDivisionByZero = "float floor division by zero"
  static let overflow = "Numerical result out of range"
  static let zeroToNegativePower = "0.0 cannot be raised to a negative power"

  /// `a // b`: rounded down, from an exact remainder (`12 // 2.4` is 5, though `floor(12 / 2.4)` need not be).
  static func floorDivision(_ a: Double, _ b: Double) -> Double {
    // The rounded quotient has the right floor, unless that rounding could have carried it over a whole number.
    let ratio = a / b
    let rounded = ratio.rounded(.down)
    let error = abs(ratio) * 0x1p-52
    if ratio - rounded > error, rounded + 1 - ratio > error { return rounded }
    var remainder = fmod(a, b)
    var quotient = (a - remainder) / b
    if remainder != 0, (b < 0) != (remainder < 0) {
      remainder += b
      quotient -= 1
    }
    let floor = quotient.rounded(.down)
    return quotient - floor > 0.5 ? floor + 1 : floor
  }

  /// `a % b`: of the sign of `b`.
  static func modulo(_ a: Double, _ b: Double) -> Double {
    let remainder = fmod(a, b)
    return remainder != 0 && (b < 0) != (remainder < 0) ? remainder + b : remainder
  }

  /// Why `base ** exponent` is no real number, or nil if it is one.
  static func powerFault(_ base: Double, _ exponent: Double) -> String? {
    let power = pow(base, exponent)
    if power.isFinite { return nil }
    if base == 0 { return zeroToNegativePower }
    return power.isNaN ? "the power of a negative number is complex" : overflow
  }
}

extension Schedule {
  /// The first of the steps 0...`steps` that has no finite rate.
  func firstFault(through steps: Int) -> Int? {
    guard isReplayed else { return (0...max(0, steps)).first { !rate(at: $0).isFinite } }
    return rates(count: max(0, steps) + 1).firstIndex { !$0.isFinite }
  }
}
