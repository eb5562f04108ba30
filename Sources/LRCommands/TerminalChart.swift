import LRCore

/// A curve drawn with characters: dots of Braille, eight a character, or stars where only ASCII is shown.
struct TerminalChart {
  /// The values in each column of dots, from left to right; nil where there is none.
  private let columns: [Span?]
  /// The number of the last value, which the axis ends with.
  private let last: Int
  /// Characters, without labels.
  private let width: Int
  private let height: Int
  private let isUnicode: Bool
  private let hasColor: Bool

  /// The values of one column.
  struct Span {
    var low: Double
    var high: Double
    /// Where the next column goes on.
    var last: Double
  }

  /// - Parameter values: NaN where there is none.
  init(values: [Double], width: Int = 60, height: Int = 10, isUnicode: Bool, hasColor: Bool) {
    let across = Self.columns(width: width, isUnicode: isUnicode)
    let columns = (0..<across).map { column -> Span? in
      let first = min(values.count - 1, column * values.count / across)
      let next = max(first + 1, (column + 1) * values.count / across)
      let span = values[first..<min(next, values.count)].filter(\.isFinite)
      guard let low = span.min(), let high = span.max(), let last = span.last else { return nil }
      return Span(low: low, high: high, last: last)
    }
    self.init(
      columns: columns, last: values.count - 1, width: width, height: height, isUnicode: isUnicode, hasColor: hasColor)
  }

  /// - Parameter columns: `columns(width:isUnicode:)` of them.
  init(columns: [Span?], last: Int, width: Int, height: Int = 10, isUnicode: Bool, hasColor: Bool) {
    self.columns = columns
    self.last = last
    self.width = width
    self.height = height
    self.isUnicode = isUnicode
    self.hasColor = hasColor
  }

  /// How many columns of dots so many characters have.
  static func columns(width: Int, isUnicode: Bool) -> Int { width * (isUnicode ? 2 : 1) }

  /// What a terminal takes for "from here in cyan" and "no more".
  static let colored = "\u{1B}[36m"
  static let plain = "\u{1B}[0m"

  private var dotsAcross: Int { isUnicode ? 2 : 1 }
  private var dotsDown: Int { isUnicode ? 4 : 1 }

  /// The chart with labels of y at the left and of the first and last step below.
  ///
  /// The axis begins at 0 unless values lie below it; every column spans all values of its steps, and reaches to its
  /// neighbour, so that neither a spike nor a stair is lost.
  func lines(xLabel: String) -> [String] {
    let known = columns.compactMap(\.self)
    let low = min(0, known.map(\.low).min() ?? 0)
    var high = known.map(\.high).max() ?? 1
    if high <= low { high = low + max(1, abs(low)) }
    let rows = raster(low, high)
    let labels = [0: high, height / 2: low / 2 + high / 2, height - 1: low].mapValues { digits($0, 3) }
    let margin = labels.values.map(\.columns).max() ?? 0
    let (axis, corner, floor) = isUnicode ? ("│", "└", "─") : ("|", "+", "-")
    var lines: [String] = []
    for (row, var text) in rows.enumerated() {
      while text.last == " " { text.removeLast() }
      let label = labels[row] ?? ""
      let body = hasColor ? Self.colored + text + Self.plain : text
      lines.append("  " + String(repeating: " ", count: margin - label.columns) + label + " " + axis + body)
    }
    let blank = String(repeating: " ", count: margin + 3)
    lines.append(blank + corner + String(repeating: floor, count: width))
    let last = String(last)
    let middle = max(1, width - 1 - last.count - xLabel.columns)
    lines.append(
      blank + " 0" + String(repeating: " ", count: middle / 2) + xLabel
        + String(repeating: " ", count: middle - middle / 2) + last)
    return lines
  }

  private func raster(_ low: Double, _ high: Double) -> [String] {
    let across = width * dotsAcross
    let down = height * dotsDown
    var dots = [Bool](repeating: false, count: across * down)
    var previous: Int?
    for column in 0..<across {
      guard let span = columns[column] else {
        previous = nil
        continue
      }
      let levels = [span.low, span.high].map { level($0, low, high, down) }
      var (bottom, top) = (levels[0], levels[1])
      if let previous {
        // The riser stands where the new value begins; it stops short of the dot that is there already.
        if previous < bottom { bottom = previous + 1 }
        if previous > top { top = previous - 1 }
      }
      for row in bottom...max(bottom, top) { dots[(down - 1 - row) * across + column] = true }
      previous = level(span.last, low, high, down)
    }
    return (0..<height).map { row in
      var text = ""
      for column in 0..<width { text.append(character(dots, across, row, column)) }
      return text
    }
  }

  private func level(_ value: Double, _ low: Double, _ high: Double, _ down: Int) -> Int {
    // By halves, for the ends of the axis may lie farther apart than the largest number.
    let part = (value / 2 - low / 2) / (high / 2 - low / 2)
    return min(down - 1, max(0, Int(clamping: (part * Double(down - 1)).rounded())))
  }

  private func character(_ dots: [Bool], _ across: Int, _ row: Int, _ column: Int) -> Character {
    guard isUnicode else { return dots[row * across + column] ? "*" : " " }
    // Braille numbers its dots down the left column, then the right one; the bottom row came later.
    let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    var pattern: UInt32 = 0
    for y in 0..<4 {
      for x in 0..<2 where dots[(row * 4 + y) * across + column * 2 + x] { pattern |= bits[y][x] }
    }
    guard pattern > 0, let scalar = Unicode.Scalar(0x2800 + pattern) else { return " " }
    return Character(scalar)
  }
}
