import LRCore
import LRSystem

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a run hears of a metric.
struct RecordedMetric {
  /// NaN where a step has none.
  var values: [Double] = []
  /// Whether the file has more than the run needs.
  var goesOn = false
}

/// Reads a recorded metric: one value a line, or one column of a CSV with a header.
///
/// A blank line or cell, `nan` and `null` stand for a step without a value. `#` begins a comment line. Blank lines at
/// the end don't count. Numbers are decimal, and finite unless `inf` says otherwise. Without a name, the column is the first of `preferred` that the header has, else the only one
/// that doesn't count time.
struct MetricReader {
  static let preferred = [
    "val_loss", "valid_loss", "validation_loss", "eval_loss", "test_loss", "loss", "train_loss", "metric", "value",
  ]
  private static let clocks: Set<String> = ["step", "epoch", "iteration", "iter", "time", "global_step", ""]

  /// - Parameter limit: so many values at most are read, however long the file goes on.
  /// - Throws: `inputMissing` when the file can't be read, `badData` with file and line when it makes no sense.
  static func read(
    _ shown: String, column: String?, atMost limit: Int, in terminal: Terminal
  ) throws(Failure) -> RecordedMetric {
    if shown == "-" {
      var reader = MetricReader(file: "<stdin>", shown: shown, lines: TextLines(terminal.read))
      return try reader.values(column, atMost: limit)
    }
    let path = terminal.resolve(shown)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(shown, SystemError.last) }
    defer { _ = close(descriptor) }
    let lines = TextLines { () throws(SystemError) in try readSome(from: descriptor) }
    var reader = MetricReader(file: shown, shown: shown, lines: lines)
    return try reader.values(column, atMost: limit)
  }

  private let file: String
  private let shown: String
  private var lines: TextLines
  private var comments = 0
  private static let mostComments = 1_000_000

  /// - Parameters:
  ///   - file: what errors call it.
  ///   - shown: the value of the option.
  init(file: String, shown: String, lines: TextLines) {
    self.file = file
    self.shown = shown
    self.lines = lines
  }

  /// The values, at most `limit`; of the lines behind them one is read, to know whether there are more.
  mutating func values(_ column: String?, atMost limit: Int) throws(Failure) -> RecordedMetric {
    var (first, blanks) = (try line(), 0)
    while let line = first, line.text.isEmpty {
      guard blanks < limit else { throw empty() }
      (first, blanks) = (try self.line(), blanks + 1)
    }
    guard let first else { throw empty() }
    let separator: Character = first.text.contains("\t") ? "\t" : ","
    let header = try cells(first, separator)
    var metric = RecordedMetric()
    if header.count == 1, value(header[0]) != nil {
      if let column { throw fail(first.number, noHeader(column)) }
      metric.values = [Double](repeating: .nan, count: min(blanks, limit))
      try append(to: &metric, from: first, limit, in: nil)
      return try checked(metric)
    }
    if header.allSatisfy({ value($0) != nil }) {
      throw fail(
        first.number,
        column.map(noHeader)
          ?? Localized(
            "there are \(header.count) columns but no header that names them", zh: "有 \(header.count) 列，却没有列名"))
    }
    // What a program would read as a number names no column.
    for name in header where value(name) == nil && Double(name) != nil { _ = try number(name, first.number) }
    if header.count == 1, column != header[0], !header[0].contains(";"), let mark = header[0].first,
      mark.isNumber || "+-.".contains(mark)
    {
      _ = try number(header[0], first.number)
    }
    var seen: Set<String> = []
    if let twice = header.first(where: { !$0.isEmpty && !seen.insert($0).inserted }) {
      throw fail(
        first.number, Localized("two columns are named '\(twice)': names must differ", zh: "有两列都名为“\(twice)”：列名不能重复"))
    }
    let index = try self.index(of: column, in: header, first.number)
    let table = Table(separator: separator, width: header.count, column: index)
    try append(to: &metric, from: try line(), limit, in: table)
    return try checked(metric)
  }

  private typealias Line = (number: Int, text: String)

  /// Where in a row the value stands.
  private struct Table {
    var separator: Character
    var width: Int
    var column: Int
  }

  private func value(of line: Line, in table: Table?) throws(Failure) -> Double {
    guard let table else { return try number(line.text, line.number) }
    let cells = try cells(line, table.separator)
    guard cells.count == table.width else {
      throw fail(
        line.number,
        Localized(
          "the row has \(cells.count) cells, the header has \(table.width)",
          zh: "该行有 \(cells.count) 个单元格，而表头有 \(table.width) 个"))
    }
    return try number(cells[table.column], line.number)
  }

  /// The values of a line and all that follow it. Blank ones count where another follows.
  private mutating func append(
    to metric: inout RecordedMetric, from first: Line?, _ limit: Int, in table: Table?
  ) throws(Failure) {
    var (next, blanks) = (first, 0)
    while let line = next {
      // Even blank lines may never end.
      guard metric.values.count + blanks < limit else {
        metric.values += [Double](repeating: .nan, count: max(0, limit - metric.values.count))
        metric.goesOn = !line.text.isEmpty
        return
      }
      if line.text.isEmpty {
        blanks += 1
      } else {
        if blanks > 0 { metric.values += [Double](repeating: .nan, count: blanks) }
        blanks = 0
        metric.values.append(try value(of: line, in: table))
      }
      next = try self.line()
    }
  }

  /// The next line that is no comment, without white space at its ends.
  private mutating func line() throws(Failure) -> Line? {
    while let line = try anyLine() {
      let text = line.text[...].trimmed
      if !text.hasPrefix("#") { return (line.number, String(text)) }
      comments += 1
      guard comments <= Self.mostComments else {
        throw fail(
          line.number, Localized("there are more than \(Self.mostComments) comments", zh: "注释超过 \(Self.mostComments) 行")
        )
      }
    }
    return nil
  }

  private mutating func anyLine() throws(Failure) -> Line? {
    do throws(TextLines.Problem) {
      return try lines.next()
    } catch {
      switch error {
      case .system(let error): throw Self.unreadable(shown, error)
      case .long(let number):
        throw fail(
          number, Localized("the line is longer than \(TextLines.longest) bytes", zh: "该行超过 \(TextLines.longest) 字节"))
      case .binary(let number):
        throw fail(number, Localized("the line holds a NUL: this is no text", zh: "该行含有 NUL，不是文本"))
      case .noText(let number): throw fail(number, Localized("the line is no UTF-8 text", zh: "该行不是 UTF-8 文本"))
      }
    }
  }

  private static func unreadable(_ shown: String, _ error: SystemError) -> Failure {
    Failure(.inputMissing, Localized("--metrics \(shown): ", zh: "--metrics \(shown)：") + error.words)
  }

  private func index(of column: String?, in header: [String], _ line: Int) throws(Failure) -> Int {
    let all = header.joined(separator: ", ")
    if let column {
      if let index = header.firstIndex(of: column) { return index }
      if header.count == 1, header[0].contains(";") { throw fail(line, Self.semicolons) }
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

  private func number(_ text: String, _ line: Int) throws(Failure) -> Double {
    if let value = value(text) { return value }
    if text.contains(";") { throw fail(line, Self.semicolons) }
    if Double(text)?.isInfinite == true {
      throw fail(line, Localized("\(text) is too large: numbers are finite", zh: "\(text) 太大：数必须有限"))
    }
    throw fail(line, Localized("'\(text)' is no number", zh: "“\(text)”不是数"))
  }

  private static var semicolons: Localized {
    Localized(
      "';' stands between the columns: they are separated by commas or tabs", zh: "各列以“;”分隔：应以逗号或制表符分隔")
  }

  private func value(_ text: String) -> Double? {
    if let number = decimalNumber(text) { return number }
    var word = text.lowercased()
    if word.first == "-" || word.first == "+" { word.removeFirst() }
    if ["inf", "infinity"].contains(word) { return text.first == "-" ? -.infinity : .infinity }
    if word == "nan" { return .nan }
    if text.isEmpty || ["null", "none", "na", "n/a"].contains(text.lowercased()) { return .nan }
    return nil
  }

  private func checked(_ metric: RecordedMetric) throws(Failure) -> RecordedMetric {
    if metric.values.allSatisfy(\.isNaN) { throw empty() }
    return metric
  }

  /// The cells of a row; quotes as RFC 4180 has them, without line breaks inside.
  private func cells(_ line: Line, _ separator: Character) throws(Failure) -> [String] {
    guard line.text.contains("\"") else {
      return line.text.split(separator: separator, omittingEmptySubsequences: false).map { String($0.trimmed) }
    }
    var cells: [String] = []
    var cell = ""
    var isQuoted = false
    var rest = line.text[...]
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

/// The bytes of a file, of those that stand in for standard input with `-`; at most `limit`.
func contents(of shown: String, limit: Int, in terminal: Terminal) throws(SystemError) -> [UInt8] {
  if shown == "-" { return try gathered(limit, terminal.read) }
  let descriptor = open(terminal.resolve(shown), O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw SystemError.last }
  defer { _ = close(descriptor) }
  return try gathered(limit) { () throws(SystemError) in try readSome(from: descriptor) }
}

/// The bytes of a regular file; of a FIFO, which would be waited for, or a device, an error.
func regularContents(of shown: String, limit: Int, in terminal: Terminal) throws(SystemError) -> [UInt8] {
  guard try sizeOfRegularFile(shown, in: terminal) != nil else { throw SystemError(ENXIO) }
  return try contents(of: shown, limit: limit, in: terminal)
}

/// The size of a regular file, in bytes; nil of a device, a FIFO or a socket.
func sizeOfRegularFile(_ shown: String, in terminal: Terminal) throws(SystemError) -> Int? {
  var information = stat()
  guard stat(terminal.resolve(shown), &information) == 0 else { throw SystemError.last }
  switch information.st_mode & S_IFMT {
  case S_IFREG: return Int(information.st_size)
  case S_IFDIR: throw SystemError(EISDIR)
  default: return nil
  }
}

private func gathered(_ limit: Int, _ more: () throws(SystemError) -> [UInt8]) throws(SystemError) -> [UInt8] {
  var bytes: [UInt8] = []
  while bytes.count < limit {
    let piece = try more()
    if piece.isEmpty { break }
    bytes += piece.prefix(limit - bytes.count)
  }
  return bytes
}
