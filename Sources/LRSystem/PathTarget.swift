#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a path leads to.
package enum PathTarget {
  case nothing
  case folder
  case regularFile
  /// A device, a FIFO or a socket: written directly, for it can't be replaced.
  case special

  /// Follows symbolic links at the end of a path.
  ///
  /// - Returns: the path without them, and what is there.
  package static func following(_ path: FilePath) throws(SystemError) -> (path: FilePath, target: PathTarget) {
    var path = path
    var information = stat()
    for _ in 0..<40 {
      if path.withCString({ lstat($0, &information) }) != 0 {
        let error = SystemError.last
        guard error.code == ENOENT else { throw error }
        return (path, .nothing)
      }
      switch information.st_mode & S_IFMT {
      case S_IFLNK: path = target(ofLink: path) ?? path
      case S_IFDIR: return (path, .folder)
      case S_IFREG: return (path, .regularFile)
      default: return (path, .special)
      }
    }
    throw SystemError(ELOOP)
  }

  private static func target(ofLink path: FilePath) -> FilePath? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.assumingMemoryBound(to: CChar.self).baseAddress.map { start in
        path.withCString { readlink($0, start, bytes.count) }
      } ?? -1
    }
    guard count > 0 else { return nil }
    let target = FilePath(bytes: buffer[..<count])
    return target.isAbsolute ? target : path.folder + target.bytes
  }
}
