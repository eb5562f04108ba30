import LRCommands
import LRCore
import LRMustache
import LRReports
import LRSystem

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder of its own in which command lines are run in process; removed with the value that owns it.
final class Sandbox {
  let folder: String
  var variables: [String: String] = [:]
  var isTerminal = false
  var width = 80
  var input: [UInt8] = []
  /// Bytes of standard output after which its reader goes away.
  var outputLimit = Int.max

  init() {
    var template = Array("/tmp/lrplot-tests-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let made else { preconditionFailure("no temporary folder can be made") }
    folder = made
  }

  deinit { Self.remove(folder) }

  struct Result {
    var code: Int32
    var output: String
    var errors: String
    /// The first line of standard error.
    var error: String { errors.split(separator: "\n").first.map(String.init) ?? "" }
    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// Runs `lrplot` with these words.
  func run(_ arguments: String...) -> Result { run(arguments) }

  func run(_ arguments: [String]) -> Result {
    var output: [UInt8] = []
    var errors = ""
    let (limit, variables) = (outputLimit, variables)
    var input = input
    var terminal = Terminal(
      write: { bytes throws(SystemError) in
        guard output.count + bytes.count <= limit else { throw SystemError(EPIPE) }
        output += bytes
      },
      writeError: { errors += $0 },
      read: { () throws(SystemError) in
        defer { input = [] }
        return input
      },
      outputIsTerminal: isTerminal, width: width, variable: { variables[$0] }, directory: folder)
    terminal.templates = .mustache
    // Without a server the process would go on as another program.
    terminal.server = PageServer { _, _, _ throws(ReportError) in throw ReportError(Localized("no server in a sandbox"))
    }
    let code = LRCommands.run(arguments: arguments, in: terminal)
    return Result(code: code, output: String(decoding: output, as: UTF8.self), errors: errors)
  }

  // MARK: files, by paths in the folder

  func path(_ name: String) -> String { folder + "/" + name }

  func write(_ text: String, to name: String) {
    guard let file = fopen(path(name), "w") else { return }
    fputs(text, file)
    fclose(file)
  }

  func write(_ bytes: [UInt8], to name: String) {
    guard let file = fopen(path(name), "w") else { return }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  func makeFolder(_ name: String) { mkdir(path(name), 0o755) }

  func bytes(_ name: String) -> [UInt8]? {
    guard let file = fopen(path(name), "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = fgetc(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
    return bytes
  }

  func text(_ name: String) -> String? {
    bytes(name).map { String(decoding: $0, as: UTF8.self) }
  }

  func mode(_ name: String) -> mode_t? {
    var information = stat()
    return stat(path(name), &information) == 0 ? information.st_mode & 0o777 : nil
  }

  func isLink(_ name: String) -> Bool {
    var information = stat()
    return lstat(path(name), &information) == 0 && information.st_mode & S_IFMT == S_IFLNK
  }

  /// Everything in a folder, hidden files too.
  func names(in name: String = ".") -> [String] { Self.names(path(name)).sorted() }

  private static func names(_ folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  private static func remove(_ path: String) {
    var information = stat()
    if lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFDIR {
      for name in names(path) { remove(path + "/" + name) }
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}
