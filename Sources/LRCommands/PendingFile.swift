import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that is written beside its place and appears there whole, or not at all.
///
/// Whoever makes one ends it with `publish` or `discard`. Killed without warning, the process leaves the old file as it
/// was, and a `.name.pid-number.tmp` beside it.
struct PendingFile {
  /// Where the file will stand; no symbolic link.
  let place: String
  private let temporary: String
  private let descriptor: Int32
  private let unfinished: UnfinishedFiles

  /// Opens an empty temporary file beside `place`, with the permissions of the file that it will replace.
  init(replacing place: String, unfinished: UnfinishedFiles) throws(SystemError) {
    self.place = place
    self.unfinished = unfinished
    let (folder, name) = splitPath(place)
    var path = ""
    var descriptor: Int32 = -1
    repeat {
      // 255 bytes are the most that a name may have; 40 of them are for what is added here.
      let stem = String(decoding: name.utf8.prefix(215), as: UTF8.self).filter { $0 != "\u{FFFD}" }
      path = folder + ".\(stem).\(getpid())-\(UInt32.random(in: 0...UInt32.max)).tmp"
      unfinished.add(path)
      descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor < 0 {
        let error = SystemError.last
        unfinished.end(path) {}
        if error.code != EEXIST && error.code != EINTR { throw error }
      }
    } while descriptor < 0
    self.temporary = path
    self.descriptor = descriptor

    var old = stat()
    if stat(place, &old) == 0 {
      // The owner first: changing it may clear permissions. A user who may not give files away keeps his own.
      if old.st_uid != geteuid() || old.st_gid != getegid() { _ = fchown(descriptor, old.st_uid, old.st_gid) }
      _ = fchmod(descriptor, old.st_mode & 0o777)
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    try writeAll(bytes, to: descriptor)
  }

  /// Ends the writing: some file systems say only now that there was no room.
  func close() throws(SystemError) {
    #if canImport(Glibc)
      let failed = Glibc.close(descriptor) != 0
    #else
      let failed = Darwin.close(descriptor) != 0
    #endif
    if failed && errno != EINTR { throw SystemError.last }
  }

  /// Puts the closed file in its place.
  func publish() throws(SystemError) {
    let error = unfinished.end(temporary) { rename(temporary, place) == 0 ? nil : SystemError.last }
    if let error {
      unlink(temporary)
      throw error
    }
  }

  /// Removes the closed file; its place stays as it was.
  func discard() {
    unfinished.end(temporary) { _ = unlink(temporary) }
  }
}

/// The folder with its last slash (empty for the current one), and the name in it.
func splitPath(_ path: String) -> (folder: String, name: String) {
  guard let slash = path.lastIndex(of: "/") else { return ("", path) }
  return (String(path[...slash]), String(path[path.index(after: slash)...]))
}
