import LRCore
import LRSystem

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What stands at a path where output shall go.
enum OutputPlace: Hashable {
  /// A regular file, or nothing yet; the path has no symbolic links at its end.
  case file(FilePath)
  case folder
  /// A device, a FIFO or a socket: written directly, for it can't be replaced.
  case special(FilePath)
  case standardOutput

  /// Looks at the path, following symbolic links; makes missing folders below `out/`.
  ///
  /// - Parameter makesFolders: whether missing folders are made elsewhere, too.
  /// - Throws: `Failure` with `cannotWrite` when nothing can be written there.
  init(_ shown: String, in terminal: Terminal, makesFolders: Bool = false) throws(Failure) {
    if ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].contains(shown) {
      self = .standardOutput
      return
    }
    let path: FilePath
    let target: PathTarget
    do throws(SystemError) {
      (path, target) = try PathTarget.following(FilePath(terminal.resolve(shown)))
    } catch {
      throw Self.refused(shown, error)
    }
    switch target {
    case .nothing where path.endsInSlash:
      guard Self.isBelowOut(shown) else { throw Self.missingFolder(shown, String(shown.dropLast())) }
      try Self.makeFolders(path, shown: shown)
      self = .folder
    case .nothing:
      self = .file(try Self.inExistingFolder(path, shown: shown, makes: makesFolders))
    case .regularFile:
      guard path.withCString({ access($0, W_OK) }) == 0 else { throw Self.refused(shown, SystemError.last) }
      self = .file(try Self.inExistingFolder(path, shown: shown, makes: makesFolders))
    case .folder: self = .folder
    case .special: self = .special(path)
    }
  }

  /// Of a file, the folder that it stands in.
  var folder: FilePath? {
    guard case .file(let path) = self else { return nil }
    return path.folder
  }

  static func refused(_ shown: String, _ error: SystemError) -> Failure {
    Failure(.cannotWrite, Localized("\(shown) can't be written: ", zh: "无法写入 \(shown)：") + error.words)
  }

  private static func missingFolder(_ shown: String, _ folder: String) -> Failure {
    let command = "mkdir -p " + shellQuoted(folder)
    return Failure(
      .cannotWrite,
      Localized(
        "\(shown) can't be written: there is no folder \(folder); make it with `\(command)`",
        zh: "无法写入 \(shown)：文件夹 \(folder) 不存在；请先执行 `\(command)`"))
  }

  /// The path with its folder spelled in one way, so that two names of one file are seen to be the same.
  private static func inExistingFolder(_ path: FilePath, shown: String, makes: Bool) throws(Failure) -> FilePath {
    let folder = path.folder
    let spelled = folder.bytes.isEmpty ? FilePath(".") : folder
    if let real = realPath(spelled) { return real + (real.endsInSlash ? [] : [UInt8(ascii: "/")]) + path.name }
    let error = SystemError.last
    guard error.code == ENOENT else { throw refused(shown, error) }
    guard makes || isBelowOut(shown) else {
      let shownFolder = FilePath.parts(of: shown).folder
      throw missingFolder(shown, shownFolder.isEmpty ? visible(bytes: spelled.bytes) : String(shownFolder.dropLast()))
    }
    try makeFolders(folder, shown: shown)
    guard let real = realPath(spelled) else { throw refused(shown, SystemError.last) }
    return real + [UInt8(ascii: "/")] + path.name
  }

  /// Whether the path, as given, lies in `out/` of the current folder, which lrplot makes when it is missing.
  private static func isBelowOut(_ shown: String) -> Bool {
    let parts = shown.split(separator: "/").filter { $0 != "." }
    return !shown.hasPrefix("/") && parts.first == "out" && parts.count > 1 - (shown.hasSuffix("/") ? 1 : 0)
      && !parts.contains("..")
  }

  private static func makeFolders(_ path: FilePath, shown: String) throws(Failure) {
    for folder in path.folders where folder.withCString({ mkdir($0, 0o777) }) != 0 && errno != EEXIST {
      throw refused(shown, SystemError.last)
    }
  }

  private static func realPath(_ path: FilePath) -> FilePath? {
    guard let pointer = path.withCString({ realpath($0, nil) }) else { return nil }
    defer { free(pointer) }
    return FilePath(cString: pointer)
  }
}

/// A path for output as the user wrote it, if a line can hold it.
///
/// Files that were written are named one a line, so a name with a line break in it would name others.
func refusePath(_ path: String, as option: String) throws(Failure) {
  guard !path.isEmpty else { throw Failure(usage: "\(option) needs a path, it is empty", zh: "\(option) 的路径为空") }
  guard !path.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
    throw Failure(
      usage: "\(option) takes no path with control characters in it: '\(path)'", zh: "\(option) 的路径不能含控制字符：“\(path)”")
  }
}
