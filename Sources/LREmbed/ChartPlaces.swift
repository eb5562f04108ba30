import LRCore
import LRMarkdown

/// Where a text may ask for charts, and where it nearly does.
struct ChartPlaces {
  /// Of each line, whether a comment in it is a mark.
  private(set) var isMarkable: [Bool]
  /// Fenced blocks with the name lrplot.
  private(set) var fences: [MarkdownLibrary.Block] = []
  /// Lines of code, whose marks are examples.
  private(set) var code: Set<Int> = []
  /// Code with a name like lrplot: its first line, from 0, and the name.
  private(set) var lookalikes: [(line: Int, text: String)] = []

  init(html lines: [String]) { isMarkable = LiteralLines(html: lines).isLiteral.map { !$0 } }

  init(restructuredText lines: [String]) {
    isMarkable = LiteralLines(restructuredText: lines).isLiteral.map { !$0 }
    for (index, line) in lines.enumerated() {
      let words = line.lowercased().split(whereSeparator: \.isWhitespace)
      guard words.count >= 2, words[0] == "..", words[1].hasSuffix("::") else { continue }
      if words[1] == "lrplot::" || words.dropFirst(2).first == "lrplot" {
        lookalikes.append((index, words.dropFirst().joined(separator: " ")))
      }
    }
  }

  /// - Parameters:
  ///   - allowsComments: whether comments are marks outside HTML blocks, too, as in MDX.
  ///   - body: the bytes of the lines.
  init(
    markdown lines: [String], allowsComments: Bool, body: [UInt8], _ library: MarkdownLibrary
  ) {
    isMarkable = lines.map { _ in allowsComments }
    let head = LiteralLines(markdown: lines).isLiteral
    for block in library.blocks(of: body) {
      for line in block.lines where line < isMarkable.count { isMarkable[line] = block.kind == .html }
      guard block.kind == .code else { continue }
      code.formUnion(block.lines)
      guard !head[block.lines.lowerBound] else { continue }
      let info = String(block.info.prefix { !$0.isWhitespace })
      if info == "lrplot" {
        fences.append(block)
      } else if ["lrplot", "lrplots"].contains(info.lowercased().filter(\.isLetter)) {
        lookalikes.append((block.lines.lowerBound, info))
      }
    }
    for line in head.indices where head[line] { isMarkable[line] = false }
  }
}
