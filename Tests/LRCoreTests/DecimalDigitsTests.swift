import LRCore
import Testing

@Suite("Decimal digits")
struct DecimalDigitsTests {
  @Test(
    "a number's digits and the power of ten of the first",
    arguments: [(Double, Int, Int)]([
      (0.1, 1, -1), (1, 1, 0), (100, 1, 2), (123_456, 123_456, 5), (0.00316, 316, -3), (1e-5, 1, -5), (1e21, 1, 21),
      (.leastNonzeroMagnitude, 5, -324), (.greatestFiniteMagnitude, 17_976_931_348_623_157, 308), (-2.5, 25, 0),
    ]))
  func digits(value: Double, units: Int, exponent: Int) throws {
    let decimal = try #require(DecimalDigits(value))
    #expect(decimal.units == units && decimal.exponent == exponent && decimal.isNegative == (value < 0))
  }

  @Test("0 has no digits, and what is not finite is none")
  func none() {
    #expect(DecimalDigits(0)?.digits == [])
    #expect(DecimalDigits(.nan) == nil && DecimalDigits(.infinity) == nil)
  }

  @Test(
    "rounding carries, and drops zeros",
    arguments: [(Double, Int, Int, Int)]([
      (0.999, 2, 1, 0), (1.2345, 3, 123, 0), (1.235, 3, 124, 0), (9.5, 1, 1, 1), (.greatestFiniteMagnitude, 2, 18, 308),
      (0.1004, 3, 1, -1),
    ]))
  func rounding(value: Double, count: Int, units: Int, exponent: Int) throws {
    let decimal = try #require(DecimalDigits(value)).rounded(to: count)
    #expect(decimal.units == units && decimal.exponent == exponent)
  }

  @Test("a place in an interval that no Double is as wide as")
  func interval() {
    let all = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    #expect(all.part(of: 0) == 0.5 && all.part(of: all.upperBound) == 1 && all.part(of: all.lowerBound) == 0)
    #expect(all.value(at: 0.5) == 0 && all.value(at: 1) == all.upperBound)
    #expect(all.width(comparedWith: all) == 1)
    let least = Double.leastNonzeroMagnitude
    #expect((0...(2 * least)).part(of: least) == 0.5)
  }
}
