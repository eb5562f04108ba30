/// The alphabets of mathematics, which Unicode has as letters of their own.
enum MathFont: Sendable, Hashable, CaseIterable {
  case italic, upright, bold, boldItalic, calligraphic, blackboard, fraktur, sansSerif, monospace

  /// A text in this alphabet; characters it doesn't have stay.
  func letters(of text: String) -> String {
    guard self != .upright else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(letter(scalar)) }
    return String(result)
  }

  /// Whether MathML would show a single letter slanted.
  static func isSlanted(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, scalars.count == 1 else { return false }
    return MathFont.italic.letter(first) != first
  }

  private func letter(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if let exception = exceptions[scalar] { return exception }
    let value = scalar.value
    let code: UInt32? =
      switch value {
      case 0x41...0x5A: starts.capitals.map { $0 + value - 0x41 }
      case 0x61...0x7A: starts.capitals.map { $0 + 26 + value - 0x61 }
      case 0x30...0x39: starts.digits.map { $0 + value - 0x30 }
      case 0x391...0x3A1, 0x3A3...0x3A9: starts.greek.map { $0 + value - 0x391 }
      case 0x3B1...0x3C9: starts.greek.map { $0 + 26 + value - 0x3B1 }
      default: Self.greekSymbols[scalar].flatMap { place in starts.greek.map { $0 + place } }
      }
    return code.flatMap { Unicode.Scalar($0) } ?? scalar
  }

  /// Where the letters of an alphabet begin.
  private var starts: (capitals: UInt32?, greek: UInt32?, digits: UInt32?) {
    switch self {
    case .italic: (0x1D434, 0x1D6E2, nil)
    case .upright: (nil, nil, nil)
    case .bold: (0x1D400, 0x1D6A8, 0x1D7CE)
    case .boldItalic: (0x1D468, 0x1D71C, 0x1D7CE)
    case .calligraphic: (0x1D49C, nil, nil)
    case .blackboard: (0x1D538, nil, 0x1D7D8)
    case .fraktur: (0x1D504, nil, nil)
    case .sansSerif: (0x1D5A0, nil, 0x1D7E2)
    case .monospace: (0x1D670, nil, 0x1D7F6)
    }
  }

  /// Signs that follow the Greek letters of an alphabet.
  private static let greekSymbols: [Unicode.Scalar: UInt32] = [
    "∇": 25, "∂": 51, "ϵ": 52, "ϑ": 53, "ϰ": 54, "ϕ": 55, "ϱ": 56, "ϖ": 57,
  ]

  /// Letters that Unicode had before it had the alphabets.
  private var exceptions: [Unicode.Scalar: Unicode.Scalar] {
    switch self {
    case .italic: Self.italicExceptions
    case .calligraphic: Self.calligraphicExceptions
    case .blackboard: Self.blackboardExceptions
    case .fraktur: Self.frakturExceptions
    case .upright, .bold, .boldItalic, .sansSerif, .monospace: [:]
    }
  }

  private static let italicExceptions: [Unicode.Scalar: Unicode.Scalar] = ["h": "ℎ"]
  private static let calligraphicExceptions: [Unicode.Scalar: Unicode.Scalar] = [
    "B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ", "e": "ℯ", "g": "ℊ", "o": "ℴ",
  ]
  private static let blackboardExceptions: [Unicode.Scalar: Unicode.Scalar] = [
    "C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ",
  ]
  private static let frakturExceptions: [Unicode.Scalar: Unicode.Scalar] = [
    "C": "ℭ", "H": "ℌ", "I": "ℑ", "R": "ℜ", "Z": "ℨ",
  ]
}
