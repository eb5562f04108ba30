import LRCore

/// A piece of Python and how tightly it binds, from 0 (conditions) to 9 (names and calls).
struct PythonText {
  var text: String
  var level: Int
  /// A comparison, which arrays don't take for a number.
  var isBoolean = false

  static let atom = 9
  static let power = 8
  static let sign = 7
  static let product = 6
  static let sum = 5

  /// In brackets where it binds more loosely than `level`.
  func within(_ level: Int) -> String { self.level < level ? "(\(text))" : text }
}

/// How Python spells a value.
enum Python {
  /// The shortest text that reads back to the same float, as `repr` writes it.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "float(\"nan\")" }
    return value.isFinite ? value.description : "float(\"\(value < 0 ? "-inf" : "inf")\")"
  }

  static func string(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\" + String(scalar)
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        quoted += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// Lines of at most so many columns, where that can be had by breaking after commas.
  static let width = 100

  /// Items between brackets, on one line where they fit, else as many as fit on each.
  static func sequence(_ items: [String], _ open: String, _ close: String, indent: Int, used: Int) -> String {
    let oneLine = open + items.joined(separator: ", ") + close
    if used + oneLine.count <= width || items.isEmpty { return oneLine }
    let margin = String(repeating: " ", count: indent + 4)
    var lines: [String] = []
    var line = margin
    for item in items {
      if line.count + item.count + 2 > width, line.count > margin.count {
        lines.append(line)
        line = margin
      }
      line += (line.count > margin.count ? " " : "") + item + ","
    }
    lines.append(line)
    return open + "\n" + lines.joined(separator: "\n") + "\n" + String(repeating: " ", count: indent) + close
  }
}
