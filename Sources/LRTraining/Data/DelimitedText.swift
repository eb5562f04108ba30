import LRCore

/// The cells of a CSV file: separated by commas, semicolons or tabs, whichever its first row has; in quotation marks where
/// they hold a separator or a line break (RFC 4180).
struct DelimitedText {
  /// Of one cell.
  struct Cell {
    var range: Range<Int>
    /// Whether it stands in quotation marks, and has doubled ones inside.
    var isQuoted: Bool
  }

  private let bytes: [UInt8]
  private let name: String
  private let separator: UInt8
  private var position: Int
  /// Rows that were read, blank ones counted.
  private(set) var number = 0

  /// The most cells in a row.
  static let mostColumns = 10_000

  init(_ file: DataFile) throws(DataSetError) {
    bytes = file.bytes
    name = file.name
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    if let nul = bytes.firstIndex(of: 0) {
      throw .data(
        "\(name): not a text file (byte \(nul) is 0)", zh: "\(name)：不是文本文件（第 \(nul) 字节为 0）")
    }
    separator = Self.separator(bytes[position...])
  }

  private static func separator(_ bytes: ArraySlice<UInt8>) -> UInt8 {
    var isQuoted = false
    var found: Set<UInt8> = []
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        if found.isEmpty { continue }
        break
      }
      found.insert(byte)
    }
    return ["\t", ";"].map { (mark: Unicode.Scalar) in UInt8(ascii: mark) }.first(where: found.contains)
      ?? UInt8(ascii: ",")
  }

  /// The next row that isn't blank; nil at the end.
  mutating func next() throws(DataSetError) -> [Cell]? {
    while position < bytes.count {
      number += 1
      let row = try row()
      if row.count == 1, !row[0].isQuoted, row[0].range.isEmpty { continue }
      return row
    }
    return nil
  }

  private mutating func row() throws(DataSetError) -> [Cell] {
    var cells: [Cell] = []
    while true {
      cells.append(try cell())
      guard position < bytes.count, bytes[position] == separator else { break }
      position += 1
      if cells.count >= Self.mostColumns { throw tooWide() }
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: "\r") { position += 1 }
    if position < bytes.count, bytes[position] == UInt8(ascii: "\n") { position += 1 }
    return cells
  }

  /// Counts the columns to the end of the line, for the message.
  private func tooWide() -> DataSetError {
    let line = bytes[position...].prefix { $0 != UInt8(ascii: "\n") }
    let count = Self.mostColumns + 1 + line.count { $0 == separator }
    return .data(
      "\(name), row \(number): \(count) columns; at most \(Self.mostColumns)",
      zh: "\(name)，第 \(number) 行：有 \(count) 列；最多 \(Self.mostColumns) 列")
  }

  private mutating func cell() throws(DataSetError) -> Cell {
    skipBlanks()
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
      let start = position
      while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
      var end = position
      while end > start, isBlank(bytes[end - 1]) { end -= 1 }
      return Cell(range: start..<end, isQuoted: false)
    }
    position += 1
    let start = position
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: "\"") else {
        position += 1
        continue
      }
      if position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\"") {
        position += 2
        continue
      }
      let cell = Cell(range: start..<position, isQuoted: true)
      position += 1
      skipBlanks()
      guard position == bytes.count || isEnd(bytes[position]) else {
        throw .data(
          "\(name), row \(number): expected a separator after the closing quotation mark",
          zh: "\(name)，第 \(number) 行：右引号之后应为分隔符")
      }
      return cell
    }
    throw .data("\(name), row \(number): a quotation mark is never closed", zh: "\(name)，第 \(number) 行：引号没有闭合")
  }

  private mutating func skipBlanks() {
    while position < bytes.count, isBlank(bytes[position]) { position += 1 }
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (byte == UInt8(ascii: "\t") && separator != byte)
  }

  private func isEnd(_ byte: UInt8) -> Bool {
    byte == separator || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  /// What a cell says; bytes that are no UTF-8 as `\xff`.
  func text(_ cell: Cell) -> String {
    var content = Array(bytes[cell.range])
    if cell.isQuoted {
      var plain: [UInt8] = []
      var skips = false
      for byte in content {
        skips = byte == UInt8(ascii: "\"") && !skips
        if !skips { plain.append(byte) }
      }
      content = plain
    }
    return String(validating: content, as: UTF8.self) ?? visible(bytes: content)
  }

  /// The number that a cell spells in decimal digits, correctly rounded; nil if it spells none.
  func number(_ cell: Cell) -> Double? {
    simpleNumber(cell.range) ?? decimalNumber(text(cell))
  }

  /// Up to 15 digits with at most one point among them: their whole number and the power of ten are exact, so the quotient is
  /// correctly rounded.
  private func simpleNumber(_ range: Range<Int>) -> Double? {
    var rest = bytes[range]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest = rest.dropFirst() }
    guard (1...16).contains(rest.count) else { return nil }
    var (digits, places, mantissa) = (0, -1, 0)
    for byte in rest {
      if byte == UInt8(ascii: "."), places < 0 {
        places = 0
        continue
      }
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      mantissa = mantissa * 10 + Int(byte - UInt8(ascii: "0"))
      digits += 1
      if places >= 0 { places += 1 }
    }
    guard (1...15).contains(digits) else { return nil }
    let size = places > 0 ? Double(mantissa) / Self.powers[places] : Double(mantissa)
    return isNegative ? -size : size
  }

  private static let powers: [Double] = (0...15).map { (0..<$0).reduce(1.0) { power, _ in power * 10 } }
}
