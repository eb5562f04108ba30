/// A path as the system has it: bytes, which need not be a text.
///
/// A `String` would repair what is no UTF-8 and name another file.
package struct FilePath: Hashable, Sendable {
  /// Without the NUL at the end.
  package private(set) var bytes: [UInt8]

  package init(_ text: String) {
    bytes = Array(text.utf8)
  }

  package init(bytes: some Sequence<UInt8>) {
    self.bytes = Array(bytes)
  }

  /// What a C function wrote, up to its NUL.
  package init(cString: UnsafePointer<CChar>) {
    var bytes: [UInt8] = []
    var next = cString
    while next.pointee != 0 {
      bytes.append(UInt8(bitPattern: next.pointee))
      next += 1
    }
    self.bytes = bytes
  }

  /// Calls a function of C with the path.
  package func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    let characters = bytes.map { CChar(bitPattern: $0) } + [0]
    return characters.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { preconditionFailure("an array of one element has an address") }
      return body(start)
    }
  }

  package var isAbsolute: Bool { bytes.first == Self.slash }
  package var endsInSlash: Bool { bytes.last == Self.slash }

  /// The folder with its last slash; empty for the current one.
  package var folder: FilePath {
    FilePath(bytes: bytes[..<(bytes.lastIndex(of: Self.slash).map { $0 + 1 } ?? 0)])
  }

  /// What follows the last slash.
  package var name: [UInt8] {
    Array(bytes[(bytes.lastIndex(of: Self.slash).map { $0 + 1 } ?? 0)...])
  }

  /// Folder and name of a path that is a text.
  package static func parts(of text: String) -> (folder: String, name: String) {
    let path = FilePath(text)
    return (String(decoding: path.folder.bytes, as: UTF8.self), String(decoding: path.name, as: UTF8.self))
  }

  /// Every folder on the way, the whole path if it ends in a slash.
  package var folders: [FilePath] {
    bytes.indices.filter { $0 > 0 && bytes[$0] == Self.slash }.map { FilePath(bytes: bytes[..<$0]) }
  }

  package static func + (folder: FilePath, rest: some Sequence<UInt8>) -> FilePath {
    FilePath(bytes: folder.bytes + rest)
  }

  private static let slash = UInt8(ascii: "/")
}
