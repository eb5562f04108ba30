/// The shortest text that reads back to the same value: `0.1`, `1e-05`, `30`; empty for NaN, `inf` and `-inf` as such.
public func shortest(_ value: Double) -> String {
  if value.isNaN { return "" }
  let text = value.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
