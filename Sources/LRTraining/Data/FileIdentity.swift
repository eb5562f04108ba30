#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a file is, whatever path leads to it.
package struct FileIdentity: Hashable, Sendable {
  private var device: UInt64
  private var number: UInt64

  /// nil where there is no file.
  package init?(_ path: String, in folder: String) {
    var information = stat()
    let place = path.hasPrefix("/") || folder.isEmpty ? path : folder + "/" + path
    guard stat(place, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
    (device, number) = (UInt64(information.st_dev), UInt64(information.st_ino))
  }

  /// Whether a path leads to a file, or to one that lies in a folder.
  ///
  /// - Parameter folder: where relative paths begin; empty for the working directory.
  package static func contains(_ path: String, at place: String, in folder: String) -> Bool {
    guard let file = FileIdentity(path, in: folder) else { return false }
    if file == FileIdentity(place, in: folder) { return true }
    let root = place.hasPrefix("/") || folder.isEmpty ? place : folder + "/" + place
    guard let stream = opendir(root) else { return false }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if file == FileIdentity(root + "/" + name, in: "") { return true }
    }
    return false
  }
}
