import LRCore

/// Text in columns, aligned by what a terminal shows: East Asian characters are two columns wide.
struct TextTable {
  var rows: [[String]]
  /// Columns of blanks before the first cell.
  var indent = 2
  /// Columns of blanks between two cells.
  var gap = 2
  /// No column but the last is wider; wider cells go on in the next line.
  var widest = 28
  /// Whether lines may be longer than the width where a word, such as a number, is, instead of cutting it: in a file or
  /// a pipe, which have no edge.
  var keepsWords = false

  /// The lines, each at most `width` columns where words allow it; the last column wraps under itself.
  func lines(width: Int) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    guard count > 0 else { return [] }
    let needed = (0..<count).map { column in rows.map { $0.count > column ? $0[column].columns : 0 }.max() ?? 0 }
    let words = (0..<count).map { column in rows.map { $0.count > column ? longestWord(of: $0[column]) : 0 }.max() ?? 0
    }
    let narrowest = min(20, max(needed[count - 1], 1))
    var widths = needed
    var before = 0
    // As wide as the last column leaves them, words whole where that is possible.
    search: for least in keepsWords ? [words] : [words, words.map { _ in 0 }] {
      for limit in stride(from: widest, through: 8, by: -1) {
        widths = zip(needed, least).map { max(min(limit, $0), $1) }
        before = indent + widths.dropLast().reduce(0) { $0 + $1 + ($1 > 0 ? gap : 0) }
        if before + narrowest <= width { break search }
      }
    }
    let last = max(narrowest, width - before, keepsWords ? words[count - 1] : 0)
    var lines: [String] = []
    for row in rows {
      let cells = (0..<count).map { column in
        let text = column < row.count ? row[column] : ""
        return wrapped(text, width: column == count - 1 ? last : widths[column])
      }
      for line in 0..<(cells.map(\.count).max() ?? 0) {
        var text = String(repeating: " ", count: indent)
        for (column, cell) in cells.enumerated() where widths[column] > 0 || column == count - 1 {
          let part = line < cell.count ? cell[line] : ""
          text += part
          if column < count - 1 {
            text += String(repeating: " ", count: max(0, widths[column] - part.columns) + gap)
          }
        }
        while text.last == " " { text.removeLast() }
        lines.append(text)
      }
    }
    return lines
  }
}

extension String {
  /// Columns that a terminal gives this text.
  var columns: Int { reduce(0) { $0 + $1.columns } }
}

/// The columns of the longest part of a text that a line can't be broken in.
private func longestWord(of text: String) -> Int { breakable(visible(text)).map(\.columns).max() ?? 0 }

/// A text in lines of at most `width` columns: broken at blanks and between East Asian characters; a longer word stands
/// on a line of its own, cut where the line is full unless words are kept. A line feed of the text's own is made visible: it
/// would look like the end of one of these lines.
func wrapped(_ text: String, width: Int, keepsWords: Bool = false) -> [String] {
  var lines: [String] = []
  var line = ""
  var used = 0
  for word in breakable(visible(text)) {
    let isBlank = word == " "
    let columns = word.columns
    if used + columns > width, used > 0, !isBlank || used >= width {
      lines.append(line)
      line = ""
      used = 0
    }
    if isBlank && line.isEmpty && !lines.isEmpty { continue }
    for character in word {
      if !keepsWords, used + character.columns > width, used > 0 {
        lines.append(line)
        line = ""
        used = 0
      }
      line.append(character)
      used += character.columns
    }
  }
  lines.append(line)
  return lines.map { line in
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}

/// Words, blanks, and single East Asian characters with the punctuation that may not begin a line.
private func breakable(_ text: String) -> [String] {
  var parts: [String] = []
  var word = ""
  for character in text {
    if character == " " || character.columns == 2 {
      if "，。；：、？！）”…".contains(character), !word.isEmpty || !(parts.last ?? " ").hasSuffix(" ") {
        if word.isEmpty, let last = parts.popLast() { word = last }
        parts.append(word + String(character))
        word = ""
        continue
      }
      if !word.isEmpty { parts.append(word) }
      word = ""
      parts.append(String(character))
    } else {
      word.append(character)
    }
  }
  return word.isEmpty ? parts : parts + [word]
}
