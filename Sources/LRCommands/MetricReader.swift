import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads a recorded metric: one value a line, or one column of a CSV with a header.
///
/// A blank line or cell, `nan` and `null` stand for a step without a value. `#` begins a comment line. Blank lines at
/// the end don't count. Without a name, the column is the first of `preferred` that the header has, else the only one
/// that doesn't count time.
struct MetricReader {
  static let preferred = [
    "val_loss", "valid_loss", "validation_loss", "eval_loss", "test_loss", "loss", "train_loss", "metric", "value",
  ]
  private static let clocks: Set<String> = ["step", "epoch", "iteration", "iter", "time", "global_step", ""]

  /// - Throws: `inputMissing` when the file can't be read, `badData` with file and line when it makes no sense.
  static func read(_ shown: String, column: String?, in terminal: Terminal) throws(Failure) -> [Double] {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = shown == "-" ? try terminal.read() : try contents(of: terminal.resolve(shown))
    } catch {
      throw Failure(.inputMissing, Localized("--metrics \(shown): ", zh: "--metrics \(shown)：") + error.words)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.badData, Localized("\(shown) is no UTF-8 text", zh: "\(shown) 不是 UTF-8 文本"))
    }
    return try MetricReader(file: shown == "-" ? "<stdin>" : shown, text: text).values(column)
  }

  private let file: String
  /// Without comments and blank lines at the end; numbers from 1.
  private var lines: [(number: Int, text: Substring)] = []

  init(file: String, text: String) {
    self.file = file
    let text = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = line.trimmed
      if !line.hasPrefix("#") { lines.append((index + 1, line)) }
    }
    while lines.last?.text.isEmpty == true { lines.removeLast() }
  }

  func values(_ column: String?) throws(Failure) -> [Double] {
    guard let start = lines.firstIndex(where: { !$0.text.isEmpty }) else { throw empty() }
    let first = lines[start]
    let separator: Character = first.text.contains("\t") ? "\t" : ","
    let header = try cells(first, separator)
    let isTable = header.count > 1 || value(header[0]) == nil
    if !isTable {
      if let column { throw fail(first.number, noHeader(column)) }
      var values: [Double] = []
      for line in lines { values.append(try number(line.text[...], line.number)) }
      return try checked(values)
    }
    if header.allSatisfy({ value($0) != nil }) {
      throw fail(
        first.number,
        column.map(noHeader)
          ?? Localized(
            "there are \(header.count) columns but no header that names them", zh: "有 \(header.count) 列，却没有列名"))
    }
    let index = try self.index(of: column, in: header, first.number)
    var values: [Double] = []
    for line in lines[(start + 1)...] {
      if line.text.isEmpty {
        values.append(.nan)
        continue
      }
      let cells = try cells(line, separator)
      guard cells.count == header.count else {
        throw fail(
          line.number,
          Localized(
            "the row has \(cells.count) cells, the header has \(header.count)",
            zh: "该行有 \(cells.count) 个单元格，而表头有 \(header.count) 个"))
      }
      values.append(try number(cells[index][...], line.number))
    }
    return try checked(values)
  }

  private func index(of column: String?, in header: [String], _ line: Int) throws(Failure) -> Int {
    let all = header.joined(separator: ", ")
    if let column {
      if let index = header.firstIndex(of: column) { return index }
      let near = nearest(to: column, among: header)
      throw fail(
        line,
        Localized(
          "no column is named '\(column)'; " + (near.map { "did you mean '\($0)'?" } ?? "there are \(all)"),
          zh: "没有名为“\(column)”的列；" + (near.map { "是否想写“\($0)”？" } ?? "现有 \(all)")))
    }
    let lower = header.map { $0.lowercased() }
    for name in Self.preferred {
      if let index = lower.firstIndex(of: name) { return index }
    }
    let candidates = lower.indices.filter { !Self.clocks.contains(lower[$0]) }
    guard candidates.count == 1 else {
      throw fail(line, Localized("say which column with --metric: \(all)", zh: "请用 --metric 指定一列：\(all)"))
    }
    return candidates[0]
  }

  private func number(_ text: Substring, _ line: Int) throws(Failure) -> Double {
    if let value = value(String(text)) { return value }
    throw fail(line, Localized("'\(text)' is no number", zh: "“\(text)”不是数"))
  }

  private func value(_ text: String) -> Double? {
    if text.isEmpty || ["null", "none", "na", "n/a"].contains(text.lowercased()) { return .nan }
    return Double(text)
  }

  private func checked(_ values: [Double]) throws(Failure) -> [Double] {
    if values.allSatisfy(\.isNaN) { throw empty() }
    return values
  }

  /// The cells of a row; quotes as RFC 4180 has them, without line breaks inside.
  private func cells(_ line: (number: Int, text: Substring), _ separator: Character) throws(Failure) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isQuoted = false
    var rest = line.text
    while let next = rest.popFirst() {
      if isQuoted {
        if next != "\"" {
          cell.append(next)
        } else if rest.first == "\"" {
          cell.append("\"")
          rest.removeFirst()
        } else {
          isQuoted = false
        }
      } else if next == "\"" && cell.allSatisfy(\.isWhitespace) {
        cell = ""
        isQuoted = true
      } else if next == separator {
        cells.append(String(cell[...].trimmed))
        cell = ""
      } else {
        cell.append(next)
      }
    }
    if isQuoted { throw fail(line.number, Localized("a quote is never closed", zh: "引号没有闭合")) }
    return cells + [String(cell[...].trimmed)]
  }

  private func noHeader(_ column: String) -> Localized {
    Localized(
      "--metric \(column) names a column, but the first line is no header", zh: "--metric \(column) 指定了列，但第一行不是表头")
  }

  private func empty() -> Failure {
    Failure(.badData, Localized("\(file) holds no values", zh: "\(file) 中没有任何数值"))
  }

  private func fail(_ line: Int, _ message: Localized) -> Failure {
    Failure(.badData, Localized("\(file):\(line): ", zh: "\(file):\(line)：") + message)
  }
}

extension Substring {
  /// Without white space at both ends.
  var trimmed: Substring {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

/// Everything in a file, or its first `limit` bytes.
func contents(of path: String, limit: Int = .max) throws(SystemError) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw SystemError.last }
  defer { _ = close(descriptor) }
  return try readAll(from: descriptor, limit: limit)
}
