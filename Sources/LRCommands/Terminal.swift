import LRCore
import LRReports
import LRSystem

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a command can reach of the world around it, so that tests can put their own in its place.
public struct Terminal {
  /// Writes all of the bytes to standard output.
  public var write: (UnsafeRawBufferPointer) throws(SystemError) -> Void
  /// Writes a text to standard error; nobody can be told when that fails.
  public var writeError: (String) -> Void
  /// The next bytes of standard input, none at its end.
  public var read: () throws(SystemError) -> [UInt8]
  public var outputIsTerminal: Bool
  public var errorIsTerminal: Bool
  /// Columns of the terminal.
  public var width: Int
  public var variable: (String) -> String?
  /// The folder that relative paths start from; empty for that of the process.
  public var directory: String
  /// Files that an interruption removes.
  public var unfinished = UnfinishedFiles()
  /// Takes figures in place of files, where a command is run for its figure.
  var collector: FigureCollector?
  /// What fills in the templates of reports; nil in a program that has nothing to do so.
  package var templates: TemplateEngine?
  /// What shows pages to browsers; nil in the same.
  package var server: PageServer?
  /// What runs are held against before they are evaluated.
  var memory = Memory()

  public init(
    write: @escaping (UnsafeRawBufferPointer) throws(SystemError) -> Void,
    writeError: @escaping (String) -> Void,
    read: @escaping () throws(SystemError) -> [UInt8],
    outputIsTerminal: Bool = false, errorIsTerminal: Bool = false, width: Int = 80,
    variable: @escaping (String) -> String? = { _ in nil },
    directory: String = ""
  ) {
    self.write = write
    self.writeError = writeError
    self.read = read
    self.outputIsTerminal = outputIsTerminal
    self.errorIsTerminal = errorIsTerminal
    self.width = width
    self.variable = variable
    self.directory = directory
  }

  /// The terminal of this process.
  public static var ofProcess: Terminal {
    let isTerminal = isatty(STDOUT_FILENO) == 1
    return Terminal(
      write: { bytes throws(SystemError) in try writeAll(bytes, to: STDOUT_FILENO) },
      writeError: { text in
        var text = text
        text.withUTF8 { bytes in
          do throws(SystemError) {
            try writeAll(UnsafeRawBufferPointer(bytes), to: STDERR_FILENO)
          } catch {}
        }
      },
      read: { () throws(SystemError) in try readSome(from: STDIN_FILENO) },
      outputIsTerminal: isTerminal,
      errorIsTerminal: isatty(STDERR_FILENO) == 1,
      width: columns(ofTerminal: isTerminal),
      variable: { name in getenv(name).map { String(cString: $0) } })
  }

  /// A path as the system calls need it.
  func resolve(_ path: String) -> String {
    path.hasPrefix("/") || directory.isEmpty ? path : directory + "/" + path
  }

  /// Whether text may hold colours: only on a terminal, and not against `NO_COLOR` or a dumb terminal.
  var hasColor: Bool {
    outputIsTerminal && (variable("NO_COLOR") ?? "").isEmpty && variable("TERM") != "dumb"
  }

  /// Whether the locale shows more than ASCII.
  var isUnicode: Bool {
    for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
      guard let value = variable(name), !value.isEmpty else { continue }
      let lower = value.lowercased()
      return lower.hasSuffix("utf-8") || lower.hasSuffix("utf8") || lower.contains("utf-8@")
    }
    return false
  }

  private static func columns(ofTerminal isTerminal: Bool) -> Int {
    if let text = getenv("COLUMNS"), let columns = Int(String(cString: text)), columns > 0 { return max(columns, 40) }
    var size = winsize()
    guard isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return max(Int(size.ws_col), 40)
  }
}

extension Failure {
  /// Standard output could not take what was written; a closed pipe ends quietly.
  init(standardOutput error: SystemError) {
    if error.code == EPIPE {
      self.init(.brokenPipe, error.words)
    } else {
      self.init(
        .cannotWrite,
        Localized("standard output can't be written: ", zh: "无法写入标准输出：") + error.words)
    }
  }
}
