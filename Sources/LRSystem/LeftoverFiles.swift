#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Temporary files, `.NAME.lrplot-PID-NUMBER.tmp`, and the removal of those whose process was killed.
package enum LeftoverFiles {
  /// A file that was touched later may still be wanted by a process that can't be seen from here: on another machine that
  /// shares the folder, or in another container.
  package static let age = 3600

  private static let mark = Array(".lrplot-".utf8)
  private static let suffix = Array(".tmp".utf8)

  /// A name for what will be called `name`, which no two calls give.
  package static func name(for name: [UInt8], of process: pid_t) -> [UInt8] {
    let number = String(UInt32.random(in: 0...UInt32.max), radix: 16)
    // 255 bytes are the most that a name may have; 40 of them are for what is added here. No character is cut in two.
    var stem = name.prefix(215)
    if stem.count < name.count { while let last = stem.last, last & 0xC0 == 0x80 { stem.removeLast() } }
    if stem.count < name.count, let last = stem.last, last >= 0xC0 { stem.removeLast() }
    return [UInt8(ascii: ".")] + stem + mark + Array("\(process)-\(number)".utf8) + suffix
  }

  /// The process that a temporary file's name tells; nil for every other name.
  package static func process(ofName name: [UInt8]) -> pid_t? {
    guard name.first == UInt8(ascii: "."), name.count > mark.count + suffix.count,
      name.suffix(suffix.count) == suffix[...]
    else { return nil }
    let words = name.dropLast(suffix.count)
    guard let start = words.indices.last(where: { words[$0...].starts(with: mark) }), start > 1 else { return nil }
    let parts = words[(start + mark.count)...].split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 2, let digits = String(validating: parts[0], as: UTF8.self),
      let number = String(validating: parts[1], as: UTF8.self), (1...8).contains(number.utf8.count),
      number.allSatisfy({ $0.isASCII && $0.isHexDigit && !$0.isUppercase }), digits.first?.isNumber == true
    else { return nil }
    return pid_t(digits).flatMap { $0 > 1 ? $0 : nil }
  }

  /// Removes temporary files of this user that nobody has touched for an hour and whose process is gone.
  ///
  /// Links and what else is no plain file stay, as does every name that `name(for:of:)` doesn't give. What can't be
  /// looked at or removed stays as well: nobody asked for this.
  package static func sweep(_ folder: FilePath) {
    let place = folder.bytes.isEmpty ? FilePath(".") : folder
    guard let stream = place.withCString({ opendir($0) }) else { return }
    defer { closedir(stream) }
    let descriptor = dirfd(stream)
    let now = time(nil)
    while let entry = readdir(stream) {
      let path = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        FilePath(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
      }
      guard let process = process(ofName: path.bytes), kill(process, 0) != 0, errno == ESRCH else { continue }
      var information = stat()
      guard path.withCString({ fstatat(descriptor, $0, &information, AT_SYMLINK_NOFOLLOW) }) == 0,
        information.st_mode & S_IFMT == S_IFREG, information.st_uid == geteuid(), information.st_nlink == 1,
        now - information.lastChange > age
      else { continue }
      _ = path.withCString { unlinkat(descriptor, $0, 0) }
    }
  }
}

extension stat {
  /// When its content was changed last, in seconds since 1970.
  fileprivate var lastChange: Int {
    #if canImport(Glibc)
      st_mtim.tv_sec
    #else
      st_mtimespec.tv_sec
    #endif
  }
}
