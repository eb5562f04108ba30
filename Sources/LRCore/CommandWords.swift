/// Command lines inside of texts: Markdown, report files.
public enum CommandWords {
  /// Why a line can't be taken apart.
  public struct Fault: Error, Sendable {
    public var message: Localized
  }

  /// The words of a line, as a shell without variables takes them apart.
  public static func split(_ line: String) throws(Fault) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in line {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if let open = quote {
        if character == open {
          quote = nil
        } else if open == "\"", character == "\\" {
          isEscaped = true
        } else {
          word = (word ?? "") + String(character)
        }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character == "\\" {
        isEscaped = true
      } else if character.isWhitespace {
        if let done = word { words.append(done) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    guard quote == nil, !isEscaped else {
      throw Fault(message: Localized("a quotation mark is never closed", zh: "引号没有闭合"))
    }
    if let word { words.append(word) }
    return words
  }
}

/// A word as a shell needs it, in one line: with what can't be seen as `$'...'` has it.
public func shellQuoted(_ word: String) -> String {
  guard visible(word) == word else {
    var quoted = ""
    for character in word.unicodeScalars {
      if character == "'" || character == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(character)
    }
    return "$'" + visible(quoted) + "'"
  }
  let isPlain = word.unicodeScalars.allSatisfy { scalar in
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", "/", ":", "=", ",", "+", "@", "%": true
    default: false
    }
  }
  if isPlain && !word.isEmpty { return word }
  return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
