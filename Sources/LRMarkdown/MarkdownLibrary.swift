#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// cmark-gfm, GitHub's parser of Markdown, loaded when the first Markdown text is read: who draws pays nothing for it.
package final class MarkdownLibrary: Sendable {
  typealias Node = OpaquePointer
  typealias Pointer = @convention(c) (Node?) -> Node?
  typealias Text = @convention(c) (Node?) -> UnsafePointer<CChar>?
  typealias Number = @convention(c) (Node?) -> Int32

  let parse: @convention(c) (UnsafePointer<CChar>?, Int, Int32) -> Node?
  let free: @convention(c) (Node?) -> Void
  let firstChild: Pointer
  let next: Pointer
  let type: Text
  let info: Text
  let literal: Text
  let startLine: Number
  let endLine: Number
  let html: Rendering?

  /// What it takes to write HTML, with the tables of the library beside it.
  struct Rendering: Sendable {
    let newParser: @convention(c) (Int32) -> OpaquePointer?
    let feed: @convention(c) (OpaquePointer?, UnsafePointer<CChar>?, Int) -> Void
    let finish: @convention(c) (OpaquePointer?) -> Node?
    let freeParser: @convention(c) (OpaquePointer?) -> Void
    let findExtension: @convention(c) (UnsafePointer<CChar>?) -> OpaquePointer?
    let attach: @convention(c) (OpaquePointer?, OpaquePointer?) -> Int32
    let extensions: @convention(c) (OpaquePointer?) -> OpaquePointer?
    let render: @convention(c) (Node?, Int32, OpaquePointer?) -> UnsafeMutablePointer<CChar>?
    let headingLevel: Number
    let setHeadingLevel: @convention(c) (Node?, Int32) -> Int32
  }

  private static let folders = ["", "/opt/homebrew/opt/cmark-gfm/lib/", "/usr/local/opt/cmark-gfm/lib/"]

  /// A library under the names that systems give it.
  private static func open(_ stem: String) -> UnsafeMutableRawPointer? {
    let names = ["\(stem).so", "\(stem).so.0.29.0.gfm.13", "\(stem).so.0.29.0.gfm.6", "\(stem).dylib"]
    for folder in folders {
      for name in names {
        if let handle = dlopen(folder + name, RTLD_NOW | RTLD_LOCAL) { return handle }
      }
    }
    return nil
  }

  private init?() {
    guard let handle = Self.open("libcmark-gfm"),
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
    html = Self.rendering(handle)
  }

  private static func rendering(_ handle: UnsafeMutableRawPointer) -> Rendering? {
    guard let more = open("libcmark-gfm-extensions"),
      let register = dlsym(more, "cmark_gfm_core_extensions_ensure_registered"),
      let newParser = dlsym(handle, "cmark_parser_new"), let feed = dlsym(handle, "cmark_parser_feed"),
      let finish = dlsym(handle, "cmark_parser_finish"), let freeParser = dlsym(handle, "cmark_parser_free"),
      let find = dlsym(handle, "cmark_find_syntax_extension"),
      let attach = dlsym(handle, "cmark_parser_attach_syntax_extension"),
      let extensions = dlsym(handle, "cmark_parser_get_syntax_extensions"),
      let render = dlsym(handle, "cmark_render_html"),
      let headingLevel = dlsym(handle, "cmark_node_get_heading_level"),
      let setHeadingLevel = dlsym(handle, "cmark_node_set_heading_level")
    else { return nil }
    unsafeBitCast(register, to: (@convention(c) () -> Void).self)()
    return Rendering(
      newParser: unsafeBitCast(newParser, to: (@convention(c) (Int32) -> OpaquePointer?).self),
      feed: unsafeBitCast(feed, to: (@convention(c) (OpaquePointer?, UnsafePointer<CChar>?, Int) -> Void).self),
      finish: unsafeBitCast(finish, to: (@convention(c) (OpaquePointer?) -> Node?).self),
      freeParser: unsafeBitCast(freeParser, to: (@convention(c) (OpaquePointer?) -> Void).self),
      findExtension: unsafeBitCast(find, to: (@convention(c) (UnsafePointer<CChar>?) -> OpaquePointer?).self),
      attach: unsafeBitCast(attach, to: (@convention(c) (OpaquePointer?, OpaquePointer?) -> Int32).self),
      extensions: unsafeBitCast(extensions, to: (@convention(c) (OpaquePointer?) -> OpaquePointer?).self),
      render: unsafeBitCast(
        render, to: (@convention(c) (Node?, Int32, OpaquePointer?) -> UnsafeMutablePointer<CChar>?).self),
      headingLevel: unsafeBitCast(headingLevel, to: Number.self),
      setHeadingLevel: unsafeBitCast(setHeadingLevel, to: (@convention(c) (Node?, Int32) -> Int32).self))
  }

  /// nil where the library isn't installed.
  package static let shared = MarkdownLibrary()

  /// The children of a node, in their order.
  func children(of node: Node) -> [Node] {
    var children: [Node] = []
    var child = firstChild(node)
    while let one = child {
      children.append(one)
      child = next(one)
    }
    return children
  }

  func typeName(_ node: Node) -> String { type(node).map { String(cString: $0) } ?? "" }
}
