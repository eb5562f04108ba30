import LRCore

/// One row a step, one column a schedule: `step,<label>,...` (RFC 4180, but lines end in a newline only).
struct StepTable {
  var names: [String]
  /// Row `i` is step `i`; a run that ends earlier than another leaves its fields empty.
  var columns: [[Double]]

  /// Writes the table without ever holding its text.
  func write(to writer: inout ByteWriter) throws(Failure) {
    writer.write("step")
    for name in columnNames(names) {
      writer.write(byte: comma)
      writer.write(text: csvField(name))
    }
    writer.write(byte: newline)
    var texts = [NumberText](repeating: NumberText(.empty), count: columns.count)
    for step in 0..<(columns.map(\.count).max() ?? 0) {
      writer.write(integer: step)
      for column in columns.indices {
        writer.write(byte: comma)
        guard step < columns[column].count else { continue }
        texts[column].set(columns[column][step])
        writer.write(texts[column])
      }
      writer.write(byte: newline)
      try writer.drain()
    }
  }
}

private let comma = UInt8(ascii: ",")
private let newline = UInt8(ascii: "\n")
