extension Unicode.Scalar {
  /// Whether it is one of the 66 code points that Unicode keeps free for programs' own use (U+FFFE, U+FFFF, U+FDD0 and
  /// so on; section 23.7). XML forbids two of them, Cairo refuses all, no font has any.
  var isNoncharacter: Bool { (0xFDD0...0xFDEF).contains(value) || value & 0xFFFE == 0xFFFE }
}

extension String {
  /// Without noncharacters, which are added to `dropped`.
  func writable(dropped: inout Set<Unicode.Scalar>) -> String {
    guard unicodeScalars.contains(where: \.isNoncharacter) else { return self }
    dropped.formUnion(unicodeScalars.filter(\.isNoncharacter))
    return String(UnicodeScalarView(unicodeScalars.filter { !$0.isNoncharacter }))
  }

  /// For a place that holds one text and no markup: control characters but tabs and line ends are left out too.
  var withoutControls: String {
    func isControl(_ scalar: Unicode.Scalar) -> Bool {
      (scalar.value < 0x20 && scalar != "\n" && scalar != "\t") || (0x7F...0x9F).contains(scalar.value)
    }
    guard unicodeScalars.contains(where: isControl) else { return self }
    return String(UnicodeScalarView(unicodeScalars.filter { !isControl($0) }))
  }
}
