import LRCore
import LRMarkdown
import LRMath

/// Markdown with formulas between dollar signs and links to figures, as HTML.
struct RichMarkdown {
  /// What `[](#id)` becomes: the label of a figure, a listing, a table, a section.
  var labels: [String: String]

  /// - Parameter level: of the heading above.
  func html(_ text: ReportSource.Text, below level: Int) throws(ReportError) -> String {
    let (plain, formulas) = try extracted(text)
    var html: String
    do throws(MarkdownPage.Fault) {
      html = try MarkdownPage(plain, below: level).html
    } catch {
      throw failure(error, text)
    }
    html = try linked(html, text)
    return Self.filled(html, formulas)
  }

  /// Of one line: without the paragraph around it.
  func line(_ text: String, at place: ReportSource.Place) throws(ReportError) -> String {
    var html = try html(ReportSource.Text(text, place), below: 6)
    while html.last?.isNewline == true { html.removeLast() }
    guard html.hasPrefix("<p>"), html.hasSuffix("</p>") else { return html }
    let inner = html.dropFirst(3).dropLast(4)
    return inner.contains("<p>") ? html : String(inner)
  }

  private func failure(_ fault: MarkdownPage.Fault, _ text: ReportSource.Text) -> ReportError {
    switch fault {
    case .missingLibrary:
      return ReportError(
        text.place,
        Localized(
          "Markdown needs libcmark-gfm and libcmark-gfm-extensions, which aren't installed",
          zh: "Markdown 需要 libcmark-gfm 与 libcmark-gfm-extensions，但未安装"), isMissing: true)
    case .rawHTML(let line):
      return ReportError(
        place(of: line, in: text),
        Localized("raw HTML has no place in a text; write it in Markdown", zh: "文本中不能有 HTML，请用 Markdown 书写"))
    case .image(let line):
      return ReportError(
        place(of: line, in: text),
        Localized("images have no place in a text; figures are drawn by commands", zh: "文本中不能有图片；图由命令绘制"))
    }
  }

  private func place(of line: Int, in text: ReportSource.Text) -> ReportSource.Place {
    ReportSource.Place(text.place.file, text.place.line + line + (text.isBlock ? 1 : 0))
  }

  // MARK: links

  /// Gives links without words the label of what they lead to, and refuses those that lead nowhere.
  private func linked(_ html: String, _ text: ReportSource.Text) throws(ReportError) -> String {
    var rest = Substring(html)
    var made = ""
    while let found = rest.firstRange(of: "<a href=\"#") {
      made += rest[..<found.upperBound]
      rest = rest[found.upperBound...]
      guard let end = rest.firstRange(of: "\">") else { break }
      let id = String(rest[..<end.lowerBound])
      made += rest[..<end.upperBound]
      rest = rest[end.upperBound...]
      guard let label = labels[id] else {
        let near = nearest(to: id, among: labels.keys.sorted()).map {
          Localized("; did you mean #\($0)?", zh: "；是否想写 #\($0)？")
        }
        let before = text.text.firstRange(of: "(#\(id))").map { text.text[..<$0.lowerBound].count(where: \.isNewline) }
        throw ReportError(
          before.map { place(of: $0, in: text) } ?? text.place,
          Localized("nothing has the id '\(visible(id))'", zh: "没有 id 为“\(visible(id))”的内容") + (near ?? Localized("")))
      }
      if rest.hasPrefix("</a>") { made += escaped(label) }
    }
    return made + rest
  }

  // MARK: formulas

  /// Characters of a private area around a number: Markdown leaves them alone.
  private static func placeholder(_ index: Int) -> String { "\u{F8F0}\(index)\u{F8F1}" }

  /// The page with the formulas in their places.
  private static func filled(_ html: String, _ formulas: [String]) -> String {
    guard !formulas.isEmpty else { return html }
    let (open, close) = (Array("\u{F8F0}".utf8), Array("\u{F8F1}".utf8))
    let bytes = Array(html.utf8)
    var made: [UInt8] = []
    var index = 0
    while let start = LRCore.place(of: open, in: bytes, from: index) {
      made += bytes[index..<start]
      index = start + open.count
      guard let end = LRCore.place(of: close, in: bytes, from: index), end - index < 10,
        let number = Int(String(decoding: bytes[index..<end], as: UTF8.self)), formulas.indices.contains(number)
      else {
        made += open
        continue
      }
      made += Array(formulas[number].utf8)
      index = end + close.count
    }
    return String(decoding: made + bytes[index...], as: UTF8.self)
  }

  /// The text with its formulas taken out, and what they become.
  ///
  /// A `$` begins a formula if no blank follows it, and ends one if no blank stands before it and no digit after it, so
  /// that prices stay prices; `\$` is a dollar sign. Code is left alone.
  private func extracted(_ text: ReportSource.Text) throws(ReportError) -> (plain: String, formulas: [String]) {
    guard text.text.utf8.contains(UInt8(ascii: "$")) else { return (text.text, []) }
    let characters = Array(text.text)
    var plain = ""
    var formulas: [String] = []
    var line = 0
    var index = 0
    // Code that is only indented is known by the parser alone.
    var code: Set<Int> = []
    for block in MarkdownLibrary.shared?.blocks(of: Array(text.text.utf8)) ?? [] where block.kind == .code {
      code.formUnion(block.lines)
    }
    var fence: (Character, Int)?
    var startsLine = true
    while index < characters.count {
      if startsLine {
        startsLine = false
        if let (mark, length) = Self.fence(characters, index) {
          if let open = fence {
            if open.0 == mark, length >= open.1 { fence = nil }
          } else {
            fence = (mark, length)
          }
          let end = Self.end(ofLine: index, characters)
          plain += String(characters[index..<end])
          index = end
          continue
        }
      }
      let character = characters[index]
      if character.isNewline {
        line += 1
        startsLine = true
      }
      if fence != nil || character.isNewline || code.contains(line) {
        plain.append(character)
        index += 1
      } else if character == "\\", index + 1 < characters.count, !characters[index + 1].isNewline {
        if characters[index + 1] == "$" { plain.append("$") } else { plain += String(characters[index...index + 1]) }
        index += 2
      } else if character == "`" {
        let end = Self.end(ofCode: index, characters)
        line += characters[index..<end].count(where: \.isNewline)
        plain += String(characters[index..<end])
        index = end
      } else if character == "$", let (range, after, isDisplay) = Self.formula(characters, index) {
        let latex = String(characters[range])
        do throws(MathError) {
          formulas.append(try MathFormula(latex).markup(display: isDisplay))
        } catch {
          throw ReportError(
            place(of: line, in: text),
            Localized("$\(shortened(latex, to: 60))$: ") + Localized(error.english, zh: error.chinese))
        }
        plain += Self.placeholder(formulas.count - 1)
        line += characters[index..<after].count(where: \.isNewline)
        index = after
      } else {
        plain.append(character)
        index += 1
      }
    }
    return (plain, formulas)
  }

  private static func fence(_ characters: [Character], _ start: Int) -> (Character, Int)? {
    var index = start
    while index < characters.count, characters[index] == " ", index - start < 4 { index += 1 }
    guard index < characters.count, index - start < 4, characters[index] == "`" || characters[index] == "~" else {
      return nil
    }
    let mark = characters[index]
    var length = 0
    while index < characters.count, characters[index] == mark {
      index += 1
      length += 1
    }
    guard length >= 3 else { return nil }
    // A code span may begin a line with three backticks and end in it.
    if mark == "`", characters[index..<end(ofLine: index, characters)].contains("`") { return nil }
    return (mark, length)
  }

  private static func end(ofLine start: Int, _ characters: [Character]) -> Int {
    characters[start...].firstIndex(where: \.isNewline) ?? characters.count
  }

  /// Behind the code span that begins here; behind its backticks alone if none closes it.
  private static func end(ofCode start: Int, _ characters: [Character]) -> Int {
    var index = start
    while index < characters.count, characters[index] == "`" { index += 1 }
    let length = index - start
    let afterOpening = index
    while index < characters.count {
      guard characters[index] == "`" else {
        index += 1
        continue
      }
      let first = index
      while index < characters.count, characters[index] == "`" { index += 1 }
      if index - first == length { return index }
    }
    return afterOpening
  }

  private static func formula(
    _ characters: [Character], _ start: Int
  ) -> (range: Range<Int>, after: Int, isDisplay: Bool)? {
    let isDisplay = start + 1 < characters.count && characters[start + 1] == "$"
    let first = start + (isDisplay ? 2 : 1)
    guard first < characters.count, isDisplay || !characters[first].isWhitespace else { return nil }
    var index = first
    while index < characters.count {
      if characters[index] == "\\" {
        index += 2
        continue
      }
      // A paragraph ends a formula that nobody closed.
      if characters[index].isNewline, index + 1 < characters.count, characters[index + 1].isNewline { return nil }
      if characters[index] == "$" {
        if isDisplay {
          if index + 1 < characters.count, characters[index + 1] == "$" { return (first..<index, index + 2, true) }
        } else if !characters[index - 1].isWhitespace, index > first,
          index + 1 >= characters.count || !("0"..."9").contains(characters[index + 1])
        {
          return (first..<index, index + 1, false)
        }
      }
      index += 1
    }
    return nil
  }
}

/// A text for HTML, in an element or in an attribute with double quotes.
package func escaped(_ text: String) -> String {
  var made = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": made += "&amp;"
    case "<": made += "&lt;"
    case ">": made += "&gt;"
    case "\"": made += "&quot;"
    case "'": made += "&#39;"
    case _ where scalar.value < 0x20 && scalar != "\n" && scalar != "\t": break
    default: made.unicodeScalars.append(scalar)
    }
  }
  return made
}
