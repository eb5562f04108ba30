import LRScene

extension TextMeasurer {
  func width(_ text: String, _ font: Font) -> Double { measure(RichText(text), font).width }

  /// The text, or its beginning and end around "…" where it is wider than `width`.
  func fitted(_ text: String, _ font: Font, width limit: Double) -> String {
    guard width(text, font) > limit else { return text }
    let characters = Array(text)
    var low = 0
    var high = characters.count
    // The most characters kept that still fit; two thirds of them from the front.
    while low < high {
      let kept = (low + high + 1) / 2
      if width(shortened(characters, keeping: kept), font) <= limit { low = kept } else { high = kept - 1 }
    }
    return shortened(characters, keeping: low)
  }

  private func shortened(_ characters: [Character], keeping kept: Int) -> String {
    guard kept < characters.count else { return String(characters) }
    let front = (kept * 2 + 2) / 3
    return String(characters.prefix(front)) + "…" + String(characters.suffix(kept - front))
  }

  /// Lines no wider than `width`, broken at spaces or between East Asian characters, at most `limit` of them.
  func wrapped(_ text: String, _ font: Font, width limit: Double, lines: Int) -> [String] {
    var result: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var line = ""
      for piece in breakable(String(paragraph)) {
        let candidate = line + piece
        if !line.isEmpty, width(candidate.trimmed, font) > limit {
          result.append(line.trimmed)
          line = piece
        } else {
          line = candidate
        }
      }
      result.append(line.trimmed)
    }
    if result.count > lines {
      // What is cut is cut at its end, after a whole word: a gap in the middle would make one sentence of two.
      result = Array(result.prefix(lines))
      result[lines - 1] = ended(result[lines - 1], font, width: limit)
    }
    return result.map { fitted($0, font, width: limit) }
  }

  /// The first whole words of a line, and "…" for all that follows it.
  private func ended(_ line: String, _ font: Font, width limit: Double) -> String {
    var pieces = breakable(line)
    func candidate() -> String {
      var text = pieces.joined().trimmed
      while let last = text.last, ".,;:·，。；：、".contains(last) { text = String(text.dropLast()).trimmed }
      return text + (text.last.map { "\u{2E80}"..."\u{FFFF}" ~= $0 } ?? false ? "…" : " …")
    }
    while pieces.count > 1, width(candidate(), font) > limit { pieces.removeLast() }
    return candidate()
  }

  private func breakable(_ text: String) -> [String] {
    var pieces: [String] = []
    var current = ""
    for character in text {
      let wide = character.unicodeScalars.first.map { $0.value >= 0x2E80 } ?? false
      // A line doesn't begin with closing punctuation.
      let closing = "，。、；：）」』》！？".contains(character)
      if wide, !closing, !current.isEmpty {
        pieces.append(current)
        current = ""
      }
      current.append(character)
      if character == " " {
        pieces.append(current)
        current = ""
      }
    }
    if !current.isEmpty { pieces.append(current) }
    return pieces
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = Substring(self)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
