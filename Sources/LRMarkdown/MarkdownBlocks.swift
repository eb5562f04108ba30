extension MarkdownLibrary {
  package enum Kind: Sendable, Hashable {
    case code, html
  }

  /// A block of code or HTML; lines count from 0.
  package struct Block: Sendable, Hashable {
    package var kind: Kind
    package var lines: ClosedRange<Int>
    /// What stands after the fence; empty without one.
    package var info: String
    /// The code itself.
    package var text: String
  }

  /// The blocks of code and HTML of a document, in their order: so what only shows a request is not taken for one.
  ///
  /// - Parameter bytes: UTF-8, without a byte order mark.
  package func blocks(of bytes: [UInt8]) -> [Block] {
    let root = bytes.withUnsafeBytes { buffer in
      parse(buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, 0)
    }
    guard let root else { return [] }
    defer { free(root) }
    var found: [Block] = []
    var waiting: [Node] = [root]
    while let node = waiting.popLast() {
      switch typeName(node) {
      case "code_block": found.append(block(.code, node))
      case "html_block": found.append(block(.html, node))
      case "paragraph", "heading": break
      default: waiting += children(of: node).reversed()
      }
    }
    return found
  }

  private func block(_ kind: Kind, _ node: Node) -> Block {
    let start = Int(startLine(node)) - 1
    let end = max(start, Int(endLine(node)) - 1)
    let info = kind == .code ? self.info(node).map { String(cString: $0) } ?? "" : ""
    return Block(
      kind: kind, lines: start...end, info: info, text: literal(node).map { String(cString: $0) } ?? "")
  }
}
