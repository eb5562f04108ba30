/// Lines that show text as it is, in which a request for a chart is an example.
struct LiteralLines {
  /// Of each line, whether it is one.
  private(set) var isLiteral: [Bool]

  /// In reStructuredText: blocks of code after `::` or a directive that shows text, to the end of their indentation.
  init(restructuredText lines: [String]) {
    isLiteral = lines.map { _ in false }
    var index = 0
    while index < lines.count {
      guard Self.beginsLiteral(lines[index]) else {
        index += 1
        continue
      }
      let indent = Self.indent(of: lines[index])
      index += 1
      while index < lines.count, lines[index].allSatisfy(\.isWhitespace) || Self.indent(of: lines[index]) > indent {
        isLiteral[index] = true
        index += 1
      }
    }
  }

  /// In HTML: what stands in elements that hold no elements.
  init(html lines: [String]) {
    isLiteral = lines.map { _ in false }
    var open: String?
    for (index, line) in lines.enumerated() {
      let line = line.lowercased()
      isLiteral[index] = open != nil
      if let name = open {
        if line.contains("</\(name)") { open = nil }
      } else {
        open = ["script", "style", "textarea"].first { name in
          line.contains("<\(name)") && !line.contains("</\(name)")
        }
      }
    }
  }

  /// In Markdown: what is said about the page before it begins, between two lines `---`.
  init(markdown lines: [String]) {
    isLiteral = lines.map { _ in false }
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(where: { $0 == "---" || $0 == "..." }) else {
      return
    }
    for index in 0...end { isLiteral[index] = true }
  }

  private static func indent(of line: String) -> Int { line.prefix { $0 == " " || $0 == "\t" }.count }

  private static func beginsLiteral(_ line: String) -> Bool {
    let text = line.drop { $0.isWhitespace }
    guard text.hasPrefix(".. ") else { return line.hasSuffix("::") }
    let directive = text.dropFirst(3).drop { $0.isWhitespace }
    return ["code-block::", "code::", "sourcecode::", "parsed-literal::", "highlight::", "raw::", "prompt::"].contains {
      directive.hasPrefix($0)
    }
  }
}
