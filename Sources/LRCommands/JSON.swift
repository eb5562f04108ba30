import LRCore

/// A JSON value with its members in the order given.
indirect enum JSON {
  case null
  case bool(Bool)
  case number(Double)
  case integer(Int)
  case string(String)
  case array([JSON])
  case object([(String, JSON)])

  static func optional(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
}

extension ByteWriter {
  /// Writes a value on lines of its own, members indented by two spaces a level; plain arrays stay on one line.
  mutating func write(_ json: JSON, indent: Int = 0) {
    switch json {
    case .null: write("null")
    case .bool(let value): write(text: value ? "true" : "false")
    case .number(let value): write(text: value.isFinite ? shortest(value) : "null")
    case .integer(let value): write(integer: value)
    case .string(let text): write(jsonString: text)
    case .array(let items):
      let isPlain = items.allSatisfy(\.isPlain)
      write("[")
      for (position, item) in items.enumerated() {
        if position > 0 { write(text: isPlain ? ", " : ",") }
        if !isPlain { breakLine(indent + 1) }
        write(item, indent: indent + 1)
      }
      if !isPlain { breakLine(indent) }
      write("]")
    case .object(let members):
      write("{")
      for (position, member) in members.enumerated() {
        if position > 0 { write(",") }
        breakLine(indent + 1)
        write(jsonString: member.0)
        write(": ")
        write(member.1, indent: indent + 1)
      }
      if !members.isEmpty { breakLine(indent) }
      write("}")
    }
  }

  private mutating func breakLine(_ indent: Int) {
    write("\n")
    for _ in 0..<indent { write("  ") }
  }

  /// A string in quotes, with escapes for what no person could see; everything else stays UTF-8.
  mutating func write(jsonString text: String) {
    write("\"")
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": write("\\\"")
      case "\\": write("\\\\")
      case "\n": write("\\n")
      case "\r": write("\\r")
      case "\t": write("\\t")
      case _ where scalar.isHidden:
        for unit in UTF16.encode(scalar) ?? .init() {
          write("\\u")
          for shift in [12, 8, 4, 0] { write(byte: hexDigit(UInt8(truncatingIfNeeded: unit >> shift & 15))) }
        }
      default: for byte in UTF8.encode(scalar) ?? .init() { write(byte: byte) }
      }
    }
    write("\"")
  }
}

private func hexDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}

extension JSON {
  fileprivate var isPlain: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }
}

/// A value as a text of its own, with a newline at its end.
func jsonText(_ json: JSON) throws(Failure) -> String {
  var text = ""
  var writer = ByteWriter { bytes throws(Failure) in text += String(decoding: bytes, as: UTF8.self) }
  writer.write(json)
  writer.write("\n")
  try writer.finish()
  return text
}

/// The JSON of a figure: title, axes and series.
struct FigureData {
  struct Axis {
    var label: String
    var unit: String
  }

  var title: String
  var x: Axis
  var y: Axis
  var series: [Series]

  /// Writes `{"title":..., "x":{"label":...,"unit":...}, "y":{...}, "series":[{"name":...,"spec":...,"x":[...],"y":[...]}]}`
  /// without ever holding its text; a value that is not finite is `null`.
  func write(to writer: inout ByteWriter) throws(Failure) {
    writer.write("{\n  \"title\": ")
    writer.write(jsonString: title)
    for (key, axis) in [("x", x), ("y", y)] {
      writer.write(text: ",\n  \"\(key)\": {\"label\": ")
      writer.write(jsonString: axis.label)
      writer.write(", \"unit\": ")
      writer.write(jsonString: axis.unit)
      writer.write("}")
    }
    writer.write(",\n  \"series\": [")
    for (position, one) in series.enumerated() {
      writer.write(text: position > 0 ? ",\n    {\"name\": " : "\n    {\"name\": ")
      writer.write(jsonString: one.name)
      writer.write(", \"spec\": ")
      writer.write(.optional(one.spec))
      writer.write(", \"x\": [")
      try writer.write(one.y.count) { index in one.position(index) }
      writer.write("], \"y\": [")
      try writer.write(one.y.count) { index in one.y[index] }
      writer.write("]}")
    }
    writer.write("\n  ]\n}\n")
  }
}

extension ByteWriter {
  /// Numbers with commas between them; `null` for those that are not finite.
  mutating func write(_ count: Int, _ value: (Int) -> Double) throws(Failure) {
    var text = NumberText(.null)
    for index in 0..<count {
      if index > 0 { write(byte: UInt8(ascii: ",")) }
      text.set(value(index))
      write(text)
      try drain()
    }
  }
}
