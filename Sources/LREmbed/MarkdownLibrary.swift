import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// cmark-gfm, GitHub's parser of Markdown, loaded when the first Markdown file is read: who draws pays nothing for it.
///
/// It says where code and HTML stand, so that what only shows a request is not taken for one.
final class MarkdownLibrary: Sendable {
  enum Kind: Sendable, Hashable {
    case code, html
  }

  /// A block of code or HTML; lines count from 0.
  struct Block: Sendable, Hashable {
    var kind: Kind
    var lines: ClosedRange<Int>
    /// What stands after the fence; empty without one.
    var info: String
    /// The code itself.
    var text: String
  }

  private typealias Node = OpaquePointer
  private typealias Pointer = @convention(c) (Node?) -> Node?
  private typealias Text = @convention(c) (Node?) -> UnsafePointer<CChar>?
  private typealias Number = @convention(c) (Node?) -> Int32

  private let parse: @convention(c) (UnsafePointer<CChar>?, Int, Int32) -> Node?
  private let free: @convention(c) (Node?) -> Void
  private let firstChild: Pointer
  private let next: Pointer
  private let type: Text
  private let info: Text
  private let literal: Text
  private let startLine: Number
  private let endLine: Number

  private static let names = [
    "libcmark-gfm.so", "libcmark-gfm.so.0.29.0.gfm.13", "libcmark-gfm.so.0.29.0.gfm.6", "libcmark-gfm.dylib",
    "/opt/homebrew/opt/cmark-gfm/lib/libcmark-gfm.dylib", "/usr/local/opt/cmark-gfm/lib/libcmark-gfm.dylib",
  ]

  private init?() {
    guard let handle = Self.names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first,
      let parse = dlsym(handle, "cmark_parse_document"), let free = dlsym(handle, "cmark_node_free"),
      let firstChild = dlsym(handle, "cmark_node_first_child"), let next = dlsym(handle, "cmark_node_next"),
      let type = dlsym(handle, "cmark_node_get_type_string"), let info = dlsym(handle, "cmark_node_get_fence_info"),
      let literal = dlsym(handle, "cmark_node_get_literal"),
      let startLine = dlsym(handle, "cmark_node_get_start_line"),
      let endLine = dlsym(handle, "cmark_node_get_end_line")
    else { return nil }
    self.parse = unsafeBitCast(parse, to: (@convention(c) (UnsafePointer<CChar>?, Int, Int32) -> Node?).self)
    self.free = unsafeBitCast(free, to: (@convention(c) (Node?) -> Void).self)
    self.firstChild = unsafeBitCast(firstChild, to: Pointer.self)
    self.next = unsafeBitCast(next, to: Pointer.self)
    self.type = unsafeBitCast(type, to: Text.self)
    self.info = unsafeBitCast(info, to: Text.self)
    self.literal = unsafeBitCast(literal, to: Text.self)
    self.startLine = unsafeBitCast(startLine, to: Number.self)
    self.endLine = unsafeBitCast(endLine, to: Number.self)
  }

  /// nil where the library isn't installed.
  static let shared = MarkdownLibrary()

  /// The blocks of code and HTML of a document, in their order.
  ///
  /// - Parameter bytes: UTF-8, without a byte order mark.
  func blocks(of bytes: [UInt8]) -> [Block] {
    let root = bytes.withUnsafeBytes { buffer in
      parse(buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, 0)
    }
    guard let root else { return [] }
    defer { free(root) }
    var found: [Block] = []
    var waiting: [Node] = [root]
    while let node = waiting.popLast() {
      switch type(node).map({ String(cString: $0) }) {
      case "code_block": found.append(block(.code, node))
      case "html_block": found.append(block(.html, node))
      case "paragraph", "heading": break
      default:
        var children: [Node] = []
        var child = firstChild(node)
        while let one = child {
          children.append(one)
          child = next(one)
        }
        waiting += children.reversed()
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
