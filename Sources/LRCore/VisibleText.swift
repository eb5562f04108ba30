/// A text as people may be shown it: what a terminal would obey, or a reader couldn't see, is written as a shell's `$'...'`
/// has it (`\n`, `\x1b`, `\u202e`), so that it can be read and typed.
///
/// - Parameter keepsLines: whether line feeds stay, in a text of several lines.
public func visible(_ text: String, keepsLines: Bool = false) -> String {
  guard text.unicodeScalars.contains(where: { $0.isHidden && !(keepsLines && $0 == "\n") }) else { return text }
  var shown = ""
  for scalar in text.unicodeScalars {
    if scalar.isHidden && !(keepsLines && scalar == "\n") {
      shown += scalar.escaped
    } else {
      shown.unicodeScalars.append(scalar)
    }
  }
  return shown
}

/// Bytes that should be a text, as people may be shown them: what is no UTF-8 as `\xff`.
public func visible(bytes: some Sequence<UInt8>) -> String {
  var shown = ""
  var rest = Array(bytes)[...]
  while let first = rest.first {
    // The longest character has four bytes.
    let length = (1...4).first { rest.count >= $0 && String(validating: rest.prefix($0), as: UTF8.self) != nil }
    if let length, let text = String(validating: rest.prefix(length), as: UTF8.self) {
      shown += visible(text)
      rest = rest.dropFirst(length)
    } else {
      shown += Unicode.Scalar(first).escapedByte
      rest = rest.dropFirst()
    }
  }
  return shown
}

/// A text of at most `limit` Unicode scalars: the longest words lose their middle, then the whole does, since the
/// beginning tells what is wrong and the end what would be right.
public func shortened(_ text: String, to limit: Int) -> String {
  guard text.unicodeScalars.count > limit else { return text }
  let longest = max(16, min(60, limit / 4))
  let words = text.split(separator: " ", omittingEmptySubsequences: false)
  let short = words.map { word in
    word.unicodeScalars.count > longest ? withoutMiddle(word.unicodeScalars, longest) : String(word)
  }.joined(separator: " ")
  return short.unicodeScalars.count > limit ? withoutMiddle(short[...].unicodeScalars, limit) : short
}

private func withoutMiddle(_ text: Substring.UnicodeScalarView, _ limit: Int) -> String {
  let end = (limit - 1) / 3
  return String(Substring(text.prefix(limit - 1 - end))) + "…" + String(Substring(text.suffix(end)))
}

extension Unicode.Scalar {
  /// Whether a terminal obeys it or a reader can't see it: controls (C0, DEL, C1), separators of lines and paragraphs,
  /// marks of direction, invisible operators and tags, and what is no character at all.
  public var isHidden: Bool {
    switch value {
    case 0x20...0x7E: false
    case 0...0x9F, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: isNoncharacter
    }
  }

  /// Whether Unicode will never give it a meaning, so that programs refuse a text with it.
  public var isNoncharacter: Bool { (0xFDD0...0xFDEF).contains(value) || value & 0xFFFE == 0xFFFE }

  fileprivate var escaped: String {
    switch self {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: value <= 0x7F ? escapedByte : value <= 0xFFFF ? "\\u" + digits(4) : "\\U" + digits(8)
    }
  }

  fileprivate var escapedByte: String { "\\x" + digits(2) }

  private func digits(_ count: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
