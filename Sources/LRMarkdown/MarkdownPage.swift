#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A Markdown text as HTML that is safe in any page: no raw HTML, no scripts in links.
package struct MarkdownPage: Sendable, Hashable {
  /// Why a text can't be written.
  package enum Fault: Error, Sendable, Hashable {
    case missingLibrary
    /// Lines count from 0, in the text.
    case rawHTML(line: Int)
    case image(line: Int)
  }

  package var html: String

  /// - Parameters:
  ///   - text: CommonMark with GitHub's tables, strikethrough and bare links.
  ///   - level: of the heading above it; headings in the text stand below that.
  package init(_ text: String, below level: Int) throws(Fault) {
    guard let library = MarkdownLibrary.shared, let tools = library.html, let parser = tools.newParser(0) else {
      throw .missingLibrary
    }
    defer { tools.freeParser(parser) }
    for name in ["table", "strikethrough", "autolink"] {
      if let found = name.withCString({ tools.findExtension($0) }) { _ = tools.attach(parser, found) }
    }
    let bytes = Array(text.utf8)
    bytes.withUnsafeBytes { tools.feed(parser, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count) }
    guard let root = tools.finish(parser) else { throw .missingLibrary }
    defer { library.free(root) }
    try Self.check(root, library, tools, level)
    guard let rendered = tools.render(root, 0, tools.extensions(parser)) else { throw .missingLibrary }
    defer { Self.release(rendered) }
    html = Self.modern(String(cString: rendered))
  }

  /// Refuses what would be lost, and moves headings below the one above the text.
  private static func check(
    _ root: OpaquePointer, _ library: MarkdownLibrary, _ tools: MarkdownLibrary.Rendering, _ level: Int
  ) throws(Fault) {
    var waiting = [(node: root, line: 0)]
    while let (node, line) = waiting.popLast() {
      let own = Int(library.startLine(node))
      let here = own > 0 ? own - 1 : line
      switch library.typeName(node) {
      case "html_block", "html_inline": throw .rawHTML(line: here)
      case "image": throw .image(line: here)
      case "heading": _ = tools.setHeadingLevel(node, min(6, tools.headingLevel(node) + Int32(level)))
      default: break
      }
      waiting += library.children(of: node).reversed().map { ($0, here) }
    }
  }

  /// `align` was taken out of HTML; classes say it, for `style` is not allowed.
  private static func modern(_ html: String) -> String {
    var html = html
    for side in ["left", "center", "right"] {
      for cell in ["td", "th"] {
        html = replacing("<\(cell) align=\"\(side)\">", in: html, by: "<\(cell) class=\"\(side)\">")
      }
    }
    return html
  }

  private static func release(_ text: UnsafeMutablePointer<CChar>) {
    #if canImport(Glibc)
      Glibc.free(text)
    #else
      Darwin.free(text)
    #endif
  }
}

/// A text with every occurrence of another replaced.
private func replacing(_ part: String, in text: String, by other: String) -> String {
  var rest = Substring(text)
  var made = ""
  while let found = rest.firstRange(of: part) {
    made += rest[..<found.lowerBound]
    made += other
    rest = rest[found.upperBound...]
  }
  return made + rest
}

/// A text in one line of which Markdown, with formulas between dollar signs, makes nothing but the text; code between
/// backticks stays code.
package func markdownEscaped(_ text: String) -> String {
  var made = ""
  var isCode = false
  let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
  // Code is what stands between two single backticks; any other backtick is only a character.
  let pairs = !line.contains("``") && line.count { $0 == "`" } % 2 == 0
  for character in line {
    if character == "`" {
      if pairs { isCode.toggle() } else { made.append("\\") }
    }
    if !isCode, "\\*_[]<>#|&$~".contains(character) { made.append("\\") }
    made.append(character)
  }
  return made
}
