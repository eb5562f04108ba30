import LRCairo
import LRCore
import LRReports
import LRSystem

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Figures of reports that were drawn before, by the hash of everything that they depend on.
///
/// A file a figure, written whole or not at all, so that two processes may share the folder; one that isn't whole
/// counts as missing. What can't be written is drawn again next time.
struct FigureCache: Sendable {
  private let folder: String
  /// Bytes that all files may have together.
  static let limit = 256 << 20
  private static let ending = ".figure"

  /// In `$XDG_CACHE_HOME/lrplot`, else `~/.cache/lrplot`; nil where the environment names neither.
  init?(_ terminal: Terminal) {
    if let cache = terminal.variable("XDG_CACHE_HOME"), cache.hasPrefix("/") {
      folder = cache + "/lrplot"
    } else if let home = terminal.variable("HOME"), home.hasPrefix("/") {
      folder = home + "/.cache/lrplot"
    } else {
      return nil
    }
  }

  private func path(_ key: String) -> String { folder + "/" + key + Self.ending }

  func figure(_ key: String) -> DrawnFigure? {
    let descriptor = open(path(key), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { _ = close(descriptor) }
    var bytes: [UInt8] = []
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
      Int(information.st_size) <= Self.limit
    else { return nil }
    bytes.reserveCapacity(Int(information.st_size))
    while true {
      guard let piece = try? readSome(from: descriptor) else { return nil }
      if piece.isEmpty { break }
      bytes += piece
    }
    guard let figure = DrawnFigure(cached: bytes) else { return nil }
    // What is used stays longest.
    _ = futimens(descriptor, nil)
    return figure
  }

  func keep(_ figure: DrawnFigure, as key: String) {
    let cache = folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? ""
    _ = mkdir(cache, 0o777)
    _ = mkdir(folder, 0o700)
    do throws(SystemError) {
      let file = try PendingFile(replacing: FilePath(path(key)), unfinished: UnfinishedFiles())
      do throws(SystemError) {
        var failure: SystemError?
        figure.cached.withUnsafeBytes { bytes in
          do throws(SystemError) { try file.write(bytes) } catch { failure = error }
        }
        try file.close()
        if let failure { throw failure }
      } catch {
        return file.discard()
      }
      try file.publish()
    } catch {}
  }

  /// Removes what was not used for longest until all fit.
  func trim() {
    var files: [(path: String, size: Int, time: Int)] = []
    for name in Folder.names(folder) {
      var information = stat()
      guard name.hasSuffix(Self.ending), stat(folder + "/" + name, &information) == 0 else { continue }
      #if canImport(Glibc)
        let time = information.st_mtim.tv_sec
      #else
        let time = information.st_mtimespec.tv_sec
      #endif
      files.append((folder + "/" + name, Int(information.st_size), time))
    }
    var total = files.reduce(0) { $0 + $1.size }
    for file in files.sorted(by: { $0.time < $1.time }) where total > Self.limit {
      if unlink(file.path) == 0 { total -= file.size }
    }
  }
}

extension DrawnFigure {
  private static let head = "lrplot figure 1 "

  /// As a file of the cache: a line with the hash of the rest, then the fields with their lengths.
  fileprivate var cached: [UInt8] {
    var body: [UInt8] = []
    func add(_ bytes: [UInt8]) {
      body += Array("\(bytes.count)\n".utf8)
      body += bytes
    }
    let rules = self.rules.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "\n")
    let lines = DataTable(columns: shown.lines, rows: [shown.quantities, quantities.map { $0 ?? "" }]).csv
    for text in [svg, rules, "\(width) \(height) \(every) \(rows)", shown.csv, lines, digest, name, description] {
      add(Array(text.utf8))
    }
    add(csv)
    add(file)
    add(png)
    return Array((Self.head + Checksum.sha256(body) + "\n").utf8) + body
  }

  fileprivate init?(cached bytes: [UInt8]) {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let body = Array(bytes[(end + 1)...])
    guard String(decoding: bytes[..<end], as: UTF8.self) == Self.head + Checksum.sha256(body) else { return nil }
    var fields: [[UInt8]] = []
    var rest = body[...]
    while let line = rest.firstIndex(of: UInt8(ascii: "\n")) {
      guard let count = Int(String(decoding: rest[..<line], as: UTF8.self)), count >= 0,
        rest.endIndex - line - 1 >= count
      else { return nil }
      fields.append(Array(rest[(line + 1)..<(line + 1 + count)]))
      rest = rest[(line + 1 + count)...]
    }
    guard fields.count == 11 else { return nil }
    func text(_ index: Int) -> String { String(decoding: fields[index], as: UTF8.self) }
    self.init()
    svg = text(0)
    for line in text(1).split(separator: "\n") {
      guard let blank = line.firstIndex(of: " ") else { continue }
      rules[String(line[..<blank])] = String(line[line.index(after: blank)...])
    }
    let numbers = text(2).split(separator: " ").compactMap { Double($0) }
    guard numbers.count == 4 else { return nil }
    (width, height) = (numbers[0], numbers[1])
    (every, rows) = (Int(clamping: numbers[2]), Int(clamping: numbers[3]))
    shown = DataTable(csv: fields[3])
    let lines = DataTable(csv: fields[4])
    func cells(_ cells: [String]) -> [String] { cells == [""] ? [] : cells }
    shown.lines = cells(lines.columns)
    shown.quantities = lines.rows.count > 0 ? cells(lines.rows[0]) : []
    quantities = (lines.rows.count > 1 ? lines.rows[1] : []).map { $0.isEmpty ? nil : $0 }
    digest = text(5)
    name = text(6)
    description = text(7)
    csv = fields[8]
    file = fields[9]
    png = fields[10]
  }
}
