import LRCore
import LRFigures
import LRTraining

/// The rows that a figure of samples shows, as CSV and JSON.
struct SampleData {
  var figure: SampleFigure

  /// `row,target,x1,x2,...`, or the inputs' own names: a row for each sample, counted among the training rows.
  func writeTable(to writer: inout ByteWriter) throws(Failure) {
    let set = figure.set
    let names = (0..<set.features).map { csvField(set.inputName($0, in: .english)) }
    writer.write(text: "row,target," + names.joined(separator: ",") + "\n")
    for row in figure.shownRows {
      writer.write(text: "\(row)," + csvField(set.targetText(of: row)))
      for value in set.inputs(of: row) { writer.write(text: "," + (value.isFinite ? shortest(value) : "")) }
      writer.write("\n")
      try writer.drain()
    }
  }

  func writeJSON(to writer: inout ByteWriter) throws(Failure) {
    let set = figure.set
    let samples = figure.shownRows.map { row in
      JSON.object([
        ("row", .integer(row)), ("target", .string(set.targetText(of: row))),
        ("inputs", .array(set.inputs(of: row).map { $0.isFinite ? .number($0) : .null })),
      ])
    }
    writer.write(
      .object([
        ("title", .string(figure.title)), ("shape", .array(set.shape.map { .integer($0) })),
        ("samples", .array(samples)),
      ]), indent: 0)
    writer.write("\n")
  }
}
