import LRCore

/// A number with at most so many significant digits: `0.0316`, `-0.09`, `1e-05`; zeros at the end are left out.
func digits(_ value: Double, _ count: Int) -> String {
  guard value != 0, value.isFinite, count < 16 else { return shortest(value) }
  var exponent = 0
  var rest = abs(value)
  while rest >= 10 {
    rest /= 10
    exponent += 1
  }
  while rest < 1 {
    rest *= 10
    exponent -= 1
  }
  var scale = 1.0
  for _ in 1..<max(2, count) { scale *= 10 }
  // Read back from its decimals, so that 0.3 doesn't become 0.30000000000000004.
  let units = Int(clamping: (rest * scale).rounded())
  return shortest(Double("\(value < 0 ? "-" : "")\(units)e\(exponent - max(2, count) + 1)") ?? value)
}
