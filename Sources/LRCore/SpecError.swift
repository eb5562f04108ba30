/// What is wrong in a spec, in the user's words: the message, the whole text, and the characters to underline.
public struct SpecError: Error, Sendable, Hashable {
  /// What was wrong and what would be right.
  public let message: Localized
  /// The spec as it was typed.
  public let source: String
  /// Offsets in characters (not bytes) into `source`; may be empty, which points between two characters.
  public let range: Range<Int>

  public init(_ message: Localized, in source: String, at range: Range<Int>) {
    self.message = message
    self.source = source
    self.range = range
  }

  /// The spec with a caret line under the fault, two lines without a final newline.
  ///
  /// A spec wider than `width` columns is cut to a window around the fault. East Asian characters count two columns.
  public func excerpt(width: Int = 76) -> String {
    let cells = source.map { $0.isNewline || $0 == "\t" ? " " : $0.cell }
    var columns = [0]
    for cell in cells { columns.append(columns[columns.count - 1] + cell.reduce(0) { $0 + $1.columns }) }
    let all = columns[cells.count]
    let lower = min(max(range.lowerBound, 0), cells.count)
    let upper = min(max(range.upperBound, lower), cells.count)
    let first = max(0, min(columns[lower] - width / 3, all - width))
    let start = columns.firstIndex { $0 >= first } ?? 0
    let end = max(lower, columns.lastIndex { $0 <= columns[start] + width } ?? cells.count)
    let head = start > 0 ? "…" : ""
    let tail = end < cells.count ? "…" : ""
    let before = columns[lower] - columns[start] + head.count
    let under = columns[min(upper, end)] - columns[lower]
    return head + cells[start..<end].joined() + tail + "\n"
      + String(repeating: " ", count: before) + String(repeating: "^", count: max(1, under))
  }
}

extension Character {
  /// What of it can be shown in one place: marks that are piled up without end are left out.
  fileprivate var cell: String { visible(String(String.UnicodeScalarView(unicodeScalars.prefix(4)))) }
}

extension Character {
  /// Columns that a terminal gives this character: 2 for East Asian wide ones, 0 for combining marks, else 1.
  public var columns: Int {
    guard let scalar = unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: return 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}

/// Values that can't be used: an unreadable metrics file, a schedule that is not finite.
public struct DataError: Error, Sendable, Hashable {
  public let message: Localized

  public init(_ message: Localized) {
    self.message = message
  }
}
