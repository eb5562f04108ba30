/// A finite number in decimal digits, `d.ddd... x 10^exponent`: those of the shortest text that reads back to it.
///
/// Rounding works on the digits, so that it can neither overflow nor underflow: 5e-324 and 1.7976931348623157e+308 are
/// written as exactly as 0.1.
public struct DecimalDigits: Sendable, Hashable {
  public var isNegative: Bool
  /// From the first one that isn't 0, without zeros at the end; none for 0.
  public private(set) var digits: [UInt8] = []
  /// The power of ten that the first digit counts.
  public private(set) var exponent = 0

  /// - Returns: nil for NaN and the infinities.
  public init?(_ value: Double) {
    guard value.isFinite else { return nil }
    isNegative = value < 0
    guard value != 0 else { return }
    let parts = value.magnitude.description.split(separator: "e")
    exponent = -1 + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    var isWhole = true
    for character in parts[0].utf8 {
      guard character != UInt8(ascii: ".") else {
        isWhole = false
        continue
      }
      let digit = character - UInt8(ascii: "0")
      if digit == 0, digits.isEmpty {
        // 0.001: each zero behind the point moves the first digit down.
        if !isWhole { exponent -= 1 }
        continue
      }
      digits.append(digit)
      if isWhole { exponent += 1 }
    }
    dropZeros()
  }

  /// The same with at most `count` digits, halves rounded away from 0; `count` is 1 or more.
  public func rounded(to count: Int) -> DecimalDigits {
    guard digits.count > count else { return self }
    var result = self
    result.digits = Array(digits.prefix(count))
    if digits[count] >= 5 {
      var place = count - 1
      while place >= 0, result.digits[place] == 9 {
        result.digits[place] = 0
        place -= 1
      }
      if place >= 0 {
        result.digits[place] += 1
      } else {
        result.digits = [1]
        result.exponent += 1
      }
    }
    result.dropZeros()
    return result
  }

  /// All digits as one whole number: 316 of 0.0316.
  public var units: Int { digits.reduce(0) { $0 * 10 + Int($1) } }

  private mutating func dropZeros() {
    while digits.last == 0 { digits.removeLast() }
  }
}
