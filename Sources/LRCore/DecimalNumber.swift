/// The finite number that a text spells in decimal digits; nil if it spells none.
///
/// Of what Swift reads besides, hexadecimal numbers are none here (`0x10` is sixteen to some and a typing error to most),
/// nor are `inf`, `nan`, and what is too large to be finite.
public func decimalNumber(_ text: some StringProtocol) -> Double? {
  guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || "+-.eE".utf8.contains($0) }),
    let number = Double(text), number.isFinite
  else { return nil }
  return number
}
