/// A character or command of a formula.
struct MathToken: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case character(Character)
    /// By its name, without the backslash.
    case command(String)
    /// Any number of spaces.
    case space
    case end
  }

  var kind: Kind
  var offset: Int
}

/// Splits a formula into tokens.
enum MathScanner {
  static func tokens(of source: String) throws(MathError) -> [MathToken] {
    let characters = Array(source)
    var tokens: [MathToken] = []
    var place = 0
    while place < characters.count {
      let offset = place
      let character = characters[place]
      place += 1
      if character.isWhitespace {
        while place < characters.count, characters[place].isWhitespace { place += 1 }
        tokens.append(MathToken(kind: .space, offset: offset))
      } else if character == "\\" {
        guard place < characters.count else { throw MathError(.loneBackslash, at: offset) }
        let start = place
        while place < characters.count, isCommandLetter(characters[place]) { place += 1 }
        if place == start {
          try check(characters[place], at: place)
          place += 1
        }
        let name = String(characters[start..<place])
        tokens.append(MathToken(kind: .command(name.allSatisfy(\.isWhitespace) ? " " : name), offset: offset))
      } else {
        try check(character, at: offset)
        tokens.append(MathToken(kind: .character(character), offset: offset))
      }
    }
    tokens.append(MathToken(kind: .end, offset: characters.count))
    return tokens
  }

  private static func isCommandLetter(_ character: Character) -> Bool { character.isASCII && character.isLetter }

  /// Characters that HTML forbids, and those that change the direction of the text after them.
  private static func check(_ character: Character, at offset: Int) throws(MathError) {
    if character.isASCII, !character.isWhitespace, let value = character.asciiValue, value > 0x20, value < 0x7F {
      return
    }
    for scalar in character.unicodeScalars {
      let value = scalar.value
      let isForbidden =
        switch scalar.properties.generalCategory {
        case .control: !scalar.properties.isWhitespace
        case .surrogate, .lineSeparator, .paragraphSeparator: true
        default:
          (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value) || value & 0xFFFE == 0xFFFE
            || (0xFDD0...0xFDEF).contains(value)
        }
      if isForbidden { throw MathError(.unprintable(value), at: offset) }
    }
  }
}
