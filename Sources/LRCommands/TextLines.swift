import LRCore
import LRSystem

/// The lines of a text that comes in pieces and may never end, one at a time; numbers from 1.
///
/// A line ends with a line feed, a carriage return, or both.
struct TextLines {
  /// Why there is no next line.
  enum Problem: Error {
    case system(SystemError)
    /// A line of more bytes than `longest`.
    case long(Int)
    /// A line with a NUL in it, so that the file is none of text.
    case binary(Int)
    /// A line that is no UTF-8.
    case noText(Int)
  }

  /// Bytes of a line; nobody's log has longer ones, and a device may never end its first.
  static let longest = 1 << 20

  private let more: () throws(SystemError) -> [UInt8]
  private var piece: [UInt8] = []
  private var place = 0
  private var number = 0
  private var endedInReturn = false

  /// - Parameter more: gives the next bytes, none at the end.
  init(_ more: @escaping () throws(SystemError) -> [UInt8]) {
    self.more = more
  }

  /// The next line without its end; nil after the last.
  mutating func next() throws(Problem) -> (number: Int, text: String)? {
    var line: [UInt8] = []
    while true {
      if place == piece.count {
        do throws(SystemError) { piece = try more() } catch { throw .system(error) }
        place = 0
        if piece.isEmpty { return line.isEmpty ? nil : try told(line) }
      }
      if endedInReturn {
        endedInReturn = false
        if piece[place] == UInt8(ascii: "\n") {
          place += 1
          continue
        }
      }
      let end = piece[place...].firstIndex { $0 <= 13 && ($0 == 10 || $0 == 13 || $0 == 0) }
      line += piece[place..<(end ?? piece.count)]
      guard line.count <= Self.longest else { throw .long(number + 1) }
      guard let end else {
        place = piece.count
        continue
      }
      guard piece[end] != 0 else { throw .binary(number + 1) }
      endedInReturn = piece[end] == UInt8(ascii: "\r")
      place = end + 1
      return try told(line)
    }
  }

  private mutating func told(_ line: [UInt8]) throws(Problem) -> (number: Int, text: String) {
    number += 1
    guard let text = String(validating: line, as: UTF8.self) else { throw .noText(number) }
    return (number, number == 1 && text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text)
  }
}
