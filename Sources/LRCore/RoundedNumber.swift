/// A number with at most so many significant digits: `0.0316`, `-0.09`, `1e-05`; zeros at the end are left out.
public func digits(_ value: Double, _ count: Int) -> String {
  guard value != 0, count < 16, let decimal = DecimalDigits(value)?.rounded(to: max(2, count)) else {
    return shortest(value)
  }
  let units = decimal.units
  let exponent = decimal.exponent - decimal.digits.count + 1
  // Read back from its decimals, so that 0.3 doesn't become 0.30000000000000004.
  if let rounded = Double("\(value < 0 ? "-" : "")\(units)e\(exponent)"), rounded.isFinite { return shortest(rounded) }
  // Rounded up beyond the largest number there is: 1.8e+308.
  let text = decimal.digits.map { String($0) }
  let rest = text.dropFirst().joined()
  return (value < 0 ? "-" : "") + text[0] + (rest.isEmpty ? "" : "." + rest) + "e+\(decimal.exponent)"
}
