import LRCore
import LRSystem

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What makes the bytes of one output.
typealias Producer = (inout ByteWriter) throws(Failure) -> Void

/// Writes several outputs so that all of them appear, or none.
///
/// Files are written beside their places first; when all of them are whole, devices get theirs, then the files are
/// renamed into place, and standard output comes last: what went there can't be taken back, and a reader that stops
/// early (`| head`) shall not cost the files.
struct Outputs {
  private var jobs: [(shown: String, place: OutputPlace, produce: Producer)] = []

  mutating func add(_ target: OutputTarget, _ produce: @escaping Producer) {
    add(target.shown, target.place, produce)
  }

  /// - Parameter shown: the path as the user knows it.
  mutating func add(_ shown: String, _ place: OutputPlace, _ produce: @escaping Producer) {
    jobs.append((shown, place, produce))
  }

  /// Writes everything and names the files on standard output, one a line; on standard error when standard output
  /// carries data, unless `quiet`.
  ///
  /// - Parameter carriesData: whether it does so for another output of the command.
  func write(in terminal: Terminal, quiet: Bool, carriesData: Bool = false) throws(Failure) {
    var pending: [(file: PendingFile, shown: String)] = []
    for folder in Set(jobs.compactMap(\.place.folder)) { LeftoverFiles.sweep(folder) }
    do throws(Failure) {
      for job in jobs {
        guard case .file(let place) = job.place else { continue }
        pending.append((try make(place, job.shown, job.produce, terminal), job.shown))
      }
      for job in jobs {
        guard case .special(let path) = job.place else { continue }
        try writeDirectly(path, job.shown, job.produce)
      }
    } catch {
      for one in pending { one.file.discard() }
      throw error
    }
    for (position, one) in pending.enumerated() {
      do throws(SystemError) {
        try one.file.publish()
      } catch {
        for later in pending[(position + 1)...] { later.file.discard() }
        throw OutputPlace.refused(one.shown, error)
      }
    }
    let names = jobs.filter { $0.place != .standardOutput }.map(\.shown)
    if carriesData {
      if !quiet { terminal.tell(names.map { visible($0) + "\n" }.joined()) }
      return
    }
    guard let stream = jobs.first(where: { $0.place == .standardOutput }) else {
      do throws(Failure) {
        return try terminal.print(names: names)
      } catch {
        throw error.after(writing: names)
      }
    }
    if !quiet { terminal.tell(names.map { visible($0) + "\n" }.joined()) }
    var writer = ByteWriter { bytes throws(Failure) in
      do throws(SystemError) { try terminal.write(bytes) } catch { throw Failure(standardOutput: error) }
    }
    do throws(Failure) {
      try stream.produce(&writer)
      try writer.finish()
    } catch {
      throw error.after(writing: names)
    }
  }

  private func make(
    _ place: FilePath, _ shown: String, _ produce: Producer, _ terminal: Terminal
  ) throws(Failure) -> PendingFile {
    let file: PendingFile
    do throws(SystemError) {
      file = try PendingFile(replacing: place, unfinished: terminal.unfinished)
    } catch {
      throw OutputPlace.refused(shown, error)
    }
    var failure: Failure?
    do throws(Failure) {
      var writer = ByteWriter { bytes throws(Failure) in
        do throws(SystemError) { try file.write(bytes) } catch { throw OutputPlace.refused(shown, error) }
      }
      try produce(&writer)
      try writer.finish()
    } catch {
      failure = error
    }
    do throws(SystemError) {
      try file.close()
    } catch {
      failure = failure ?? OutputPlace.refused(shown, error)
    }
    if let failure {
      file.discard()
      throw failure
    }
    return file
  }

  /// Devices and FIFOs can't be replaced by a rename.
  private func writeDirectly(_ path: FilePath, _ shown: String, _ produce: Producer) throws(Failure) {
    let descriptor = path.withCString { open($0, O_WRONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw OutputPlace.refused(shown, SystemError.last) }
    defer { _ = close(descriptor) }
    var writer = ByteWriter { bytes throws(Failure) in
      do throws(SystemError) {
        try writeAll(bytes, to: descriptor)
      } catch {
        throw OutputPlace.refused(shown, error)
      }
    }
    try produce(&writer)
    try writer.finish()
  }
}

extension Failure {
  /// The same of standard output, saying that the files are there nevertheless.
  fileprivate func after(writing names: [String]) -> Failure {
    guard outcome == .cannotWrite, !names.isEmpty else { return self }
    let told = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", ..." : "")
    return Failure(
      .cannotWrite, message,
      context: context + [
        names.count == 1
          ? Localized("  the file is written: \(told)", zh: "  文件已写好：\(told)")
          : Localized("  the files are written: \(told)", zh: "  文件已写好：\(told)")
      ])
  }
}
