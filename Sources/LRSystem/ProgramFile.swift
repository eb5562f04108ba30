#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The file of the running program.
package enum ProgramFile {
  /// Its path, with links followed; nil where the system doesn't say.
  package static let path: String? = {
    #if canImport(Glibc)
      var buffer = [CChar](repeating: 0, count: 4096)
      let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
      guard length > 0 else { return nil }
      return String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    #else
      var size = UInt32(4096)
      var buffer = [CChar](repeating: 0, count: 4096)
      guard _NSGetExecutablePath(&buffer, &size) == 0, let real = realpath(buffer, nil) else { return nil }
      defer { free(real) }
      return String(cString: real)
    #endif
  }()

  /// Another one for every build that was put in its place.
  package static let identity: String = path.map { FileMark.text(of: $0) } ?? ""
}

/// What the system says of a file without reading it: another text, and it was written.
package enum FileMark {
  package static func text(of path: String) -> String {
    var information = stat()
    guard stat(path, &information) == 0 else { return "" }
    #if canImport(Glibc)
      let time = information.st_mtim
    #else
      let time = information.st_mtimespec
    #endif
    return "\(information.st_ino) \(information.st_size) \(time.tv_sec).\(time.tv_nsec)"
  }
}
