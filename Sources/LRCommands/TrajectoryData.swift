import LRCore
import LROptimizers

/// The numbers of `lrplot trajectory`.
struct TrajectoryData {
  var title: String
  var xLabel: String
  var yLabel: String
  var surfaceSpec: String
  var surface: TestSurface
  var paths: [Trajectory]

  /// `optimizer,step,x,y,loss,rate`, long: one row a point. The rate is that of the update from the point, so the last
  /// point has none.
  func writeTable(to writer: inout ByteWriter) throws(Failure) {
    writer.write("optimizer,step,x,y,loss,rate\n")
    let comma = UInt8(ascii: ",")
    var texts = (x: NumberText(.empty), y: NumberText(.empty), loss: NumberText(.empty), rate: NumberText(.empty))
    for path in paths {
      let name = csvField(path.name)
      for step in path.x.indices {
        writer.write(text: name)
        writer.write(byte: comma)
        writer.write(integer: step)
        writer.write(byte: comma)
        texts.x.set(path.x[step])
        writer.write(texts.x)
        writer.write(byte: comma)
        texts.y.set(path.y[step])
        writer.write(texts.y)
        writer.write(byte: comma)
        texts.loss.set(path.loss[step])
        writer.write(texts.loss)
        writer.write(byte: comma)
        texts.rate.set(step < path.rates.count ? path.rates[step] : .nan)
        writer.write(texts.rate)
        writer.write("\n")
        try writer.drain()
      }
    }
  }

  /// The contract's figure: series with x and y, and besides `loss`, `rate` (one fewer) and `diverged_at`, the first
  /// update after which a number wasn't finite; the surface in `surface`.
  func writeJSON(to writer: inout ByteWriter) throws(Failure) {
    writer.write("{\n  \"title\": ")
    writer.write(jsonString: title)
    for (key, label) in [("x", xLabel), ("y", yLabel)] {
      writer.write(text: ",\n  \"\(key)\": {\"label\": ")
      writer.write(jsonString: label)
      writer.write(", \"unit\": \"\"}")
    }
    writer.write(",\n  \"surface\": ")
    writer.write(description, indent: 1)
    writer.write(",\n  \"series\": [")
    for (position, path) in paths.enumerated() {
      writer.write(text: position > 0 ? ",\n    {\"name\": " : "\n    {\"name\": ")
      writer.write(jsonString: path.name)
      writer.write(", \"spec\": ")
      writer.write(.optional(path.spec))
      for (key, values) in [("x", path.x), ("y", path.y), ("loss", path.loss), ("rate", path.rates)] {
        writer.write(text: ", \"\(key)\": [")
        try writer.write(values.count) { values[$0] }
        writer.write("]")
      }
      writer.write(", \"diverged_at\": ")
      writer.write(path.divergedAt.map { .integer($0) } ?? .null)
      writer.write("}")
    }
    writer.write("\n  ]\n}\n")
  }

  private var description: JSON {
    let window = surface.window
    func pair(_ a: Double, _ b: Double) -> JSON { .array([.number(a), .number(b)]) }
    return .object([
      ("spec", .string(surfaceSpec)),
      ("x_range", pair(window.x.lowerBound, window.x.upperBound)),
      ("y_range", pair(window.y.lowerBound, window.y.upperBound)),
      ("minima", .array(surface.minima.map { pair($0.x, $0.y) })),
      ("noise", .number(surface.noise?.deviation ?? 0)),
      ("seed", surface.noise.map { .integer($0.seed) } ?? .null),
    ])
  }
}
