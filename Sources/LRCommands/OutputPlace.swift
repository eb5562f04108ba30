import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What stands at a path where output shall go.
enum OutputPlace: Hashable {
  /// A regular file, or nothing yet; the path has no symbolic links at its end.
  case file(String)
  case folder
  /// A device, a FIFO or a socket: written directly, for it can't be replaced.
  case special(String)
  case standardOutput

  /// Looks at the path, following symbolic links; makes missing folders below `out/`.
  ///
  /// - Throws: `Failure` with `cannotWrite` when nothing can be written there.
  init(_ shown: String, in terminal: Terminal) throws(Failure) {
    if ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].contains(shown) {
      self = .standardOutput
      return
    }
    var path = terminal.resolve(shown)
    var information = stat()
    for _ in 0..<40 {
      if lstat(path, &information) != 0 {
        let error = SystemError.last
        guard error.code == ENOENT else { throw Self.refused(shown, error) }
        if path.hasSuffix("/") {
          guard Self.isBelowOut(shown) else { throw Self.missingFolder(shown, String(shown.dropLast())) }
          try Self.makeFolders(path, shown: shown)
          self = .folder
          return
        }
        self = .file(try Self.inExistingFolder(path, shown: shown))
        return
      }
      switch information.st_mode & S_IFMT {
      case S_IFLNK:
        path = Self.target(ofLink: path) ?? path
        continue
      case S_IFDIR:
        self = .folder
        return
      case S_IFREG:
        guard access(path, W_OK) == 0 else { throw Self.refused(shown, SystemError.last) }
        self = .file(try Self.inExistingFolder(path, shown: shown))
        return
      default:
        self = .special(path)
        return
      }
    }
    throw Self.refused(shown, SystemError(ELOOP))
  }

  static func refused(_ shown: String, _ error: SystemError) -> Failure {
    Failure(.cannotWrite, Localized("\(shown) can't be written: ", zh: "无法写入 \(shown)：") + error.words)
  }

  private static func missingFolder(_ shown: String, _ folder: String) -> Failure {
    Failure(
      .cannotWrite,
      Localized(
        "\(shown) can't be written: there is no folder \(folder); make it with `mkdir -p \(folder)`",
        zh: "无法写入 \(shown)：文件夹 \(folder) 不存在；请先执行 `mkdir -p \(folder)`"))
  }

  /// The path with its folder spelled in one way, so that two names of one file are seen to be the same.
  private static func inExistingFolder(_ path: String, shown: String) throws(Failure) -> String {
    let (folder, name) = splitPath(path)
    let spelled = folder.isEmpty ? "." : folder
    if let real = realPath(spelled) { return real == "/" ? "/" + name : real + "/" + name }
    let error = SystemError.last
    guard error.code == ENOENT else { throw refused(shown, error) }
    guard isBelowOut(shown) else {
      let shownFolder = splitPath(shown).folder
      throw missingFolder(shown, String(shownFolder.isEmpty ? spelled : String(shownFolder.dropLast())))
    }
    try makeFolders(folder, shown: shown)
    guard let real = realPath(spelled) else { throw refused(shown, SystemError.last) }
    return real + "/" + name
  }

  /// Whether the path, as given, lies in `out/` of the current folder, which lrplot makes when it is missing.
  private static func isBelowOut(_ shown: String) -> Bool {
    let parts = shown.split(separator: "/").filter { $0 != "." }
    return !shown.hasPrefix("/") && parts.first == "out" && parts.count > 1 - (shown.hasSuffix("/") ? 1 : 0)
      && !parts.contains("..")
  }

  private static func makeFolders(_ folder: String, shown: String) throws(Failure) {
    var end = folder.startIndex
    while let slash = folder[end...].firstIndex(of: "/") {
      end = folder.index(after: slash)
      let part = String(folder[..<slash])
      if !part.isEmpty && mkdir(part, 0o777) != 0 && errno != EEXIST { throw refused(shown, SystemError.last) }
    }
  }

  private static func target(ofLink path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.assumingMemoryBound(to: CChar.self).baseAddress.map { readlink(path, $0, bytes.count) } ?? -1
    }
    guard count > 0 else { return nil }
    let target = String(decoding: buffer[..<count], as: UTF8.self)
    return target.hasPrefix("/") ? target : splitPath(path).folder + target
  }

  private static func realPath(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }
}
