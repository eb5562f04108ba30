import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that is written beside its place and appears there whole, or not at all.
///
/// Whoever makes one ends it with `publish` or `discard`. Killed without warning, the process leaves the old file as it
/// was, and a `LeftoverFiles` name beside it, which a later run sweeps away.
package struct PendingFile {
  /// Where the file will stand; no symbolic link.
  package let place: FilePath
  private let temporary: FilePath
  private let descriptor: Int32
  private let unfinished: UnfinishedFiles

  /// Opens an empty temporary file beside `place`, with the permissions of the file that it will replace.
  package init(replacing place: FilePath, unfinished: UnfinishedFiles) throws(SystemError) {
    self.place = place
    self.unfinished = unfinished
    var path = place
    var descriptor: Int32 = -1
    repeat {
      path = place.folder + LeftoverFiles.name(for: place.name, of: getpid())
      unfinished.add(path)
      descriptor = path.withCString { open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
      if descriptor < 0 {
        let error = SystemError.last
        unfinished.end(path) {}
        if error.code != EEXIST && error.code != EINTR { throw error }
      }
    } while descriptor < 0
    self.temporary = path
    self.descriptor = descriptor

    var old = stat()
    if place.withCString({ stat($0, &old) }) == 0 {
      // The owner first: changing it may clear permissions. A user who may not give files away keeps his own.
      if old.st_uid != geteuid() || old.st_gid != getegid() { _ = fchown(descriptor, old.st_uid, old.st_gid) }
      _ = fchmod(descriptor, old.st_mode & 0o777)
    }
  }

  package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    try writeAll(bytes, to: descriptor)
  }

  /// Ends the writing: some file systems say only now that there was no room.
  package func close() throws(SystemError) {
    #if canImport(Glibc)
      let failed = Glibc.close(descriptor) != 0
    #else
      let failed = Darwin.close(descriptor) != 0
    #endif
    if failed && errno != EINTR { throw SystemError.last }
  }

  /// Puts the closed file in its place.
  package func publish() throws(SystemError) {
    let error = unfinished.end(temporary) {
      temporary.withCString { from in place.withCString { rename(from, $0) } } == 0 ? nil : SystemError.last
    }
    if let error {
      _ = temporary.withCString { unlink($0) }
      throw error
    }
  }

  /// Removes the closed file; its place stays as it was.
  package func discard() {
    unfinished.end(temporary) { _ = temporary.withCString { unlink($0) } }
  }
}
