import LRCore
import Testing

@testable import LRCommands

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The contract's JSON of a figure.
struct FigureJSON: Decodable {
  struct Axis: Decodable {
    var label: String
    var unit: String
  }
  struct Line: Decodable {
    var name: String
    var spec: String?
    var x: [Double]
    var y: [Double?]
  }
  var title: String
  var x: Axis
  var y: Axis
  var series: [Line]

  init(_ text: String) throws {
    self = try JSONDecoder().decode(FigureJSON.self, from: Data(text.utf8))
  }
}

@Suite("CSV and JSON")
struct DataTests {
  @Test("CSV has a header and one row a step, with numbers that read back to the same value")
  func csv() {
    let result = Sandbox().run("compare", "step:size=2,gamma=0.1", "exp", "--steps", "3", "--format", "csv", "-o", "-")
    #expect(result.code == 0)
    #expect(result.lines.count == 5)
    #expect(result.lines[0] == "step,\"step:size=2,gamma=0.1\",exp")
    #expect(result.lines[1] == "0,0.1,0.1")
    let last = result.lines[4].split(separator: ",")
    #expect(last[0] == "3")
    #expect(Double(last[1]) == 0.1 * 0.1)
    #expect(result.output.hasSuffix("\n"))
  }

  @Test("CSV in epochs keeps its columns: steps count them")
  func csvEpochs() {
    let result = Sandbox().run(
      "compare", "cosine", "--epochs", "2", "--steps-per-epoch", "3", "--format", "csv", "-o", "-")
    #expect(result.lines.map { $0.split(separator: ",")[0] } == ["step", "0", "1", "2", "3", "4", "5", "6"])
  }

  @Test("equal specs get names of their own in the header")
  func twins() {
    let result = Sandbox().run("compare", "cosine", "cosine", "--steps", "1", "--format", "csv", "-o", "-")
    let names = result.lines[0].split(separator: ",")
    #expect(Set(names).count == 3)
  }

  @Test("no two columns of a table have one name, whatever the schedules are called")
  func uniqueColumns() throws {
    let sandbox = Sandbox()
    func header(_ arguments: [String]) throws -> [String] {
      let result = sandbox.run(arguments + ["--steps", "1", "-o", "t.csv", "-q"])
      #expect(result.code < 2)
      return try #require(sandbox.text("t.csv")).split(separator: "\n")[0].split(separator: ",").map(String.init)
    }
    #expect(
      try header(["compare", "step", "exp", "cosine"]) == ["step", "step (schedule)", "exp", "cosine"])
    #expect(
      try header(["compare", "step", "step", "constant:label=epoch"])
        == ["step", "step (schedule)", "step (2)", "epoch (schedule)"])
    #expect(
      try header(["diff", "step", "cosine:label=difference"])
        == ["step", "step (schedule)", "difference (schedule)", "difference"])
    #expect(columnNames(["a", "a", "step", "step (schedule)", "step"]).count == 5)
    let names = columnNames(["a", "a", "a (2)", "step", "step (schedule)", "step", "epoch"])
    #expect(Set(names).union(["step", "epoch"]).count == 9)
    #expect(names[0] == "a" && names[2] == "a (2)" && names[4] == "step (schedule)")
  }

  @Test("a CSV field is quoted when it must be, its quotes doubled")
  func fields() {
    #expect(csvField("cosine") == "cosine")
    #expect(csvField("step:size=2,gamma=3") == "\"step:size=2,gamma=3\"")
    #expect(csvField("a\"b") == "\"a\"\"b\"")
    #expect(csvField("a\nb") == "\"a\nb\"")
    #expect(csvField("a\r\nb") == "\"a\r\nb\"")
  }

  @Test("JSON says title, axes and series as the contract has it")
  func json() throws {
    let result = Sandbox().run("compare", "step:size=2", "exp", "--steps", "4", "--format", "json", "-o", "-")
    let figure = try FigureJSON(result.output)
    #expect(figure.x.unit == "step")
    #expect(figure.series.map(\.name) == ["step:size=2", "exp"])
    #expect(figure.series.map(\.spec) == ["step:size=2", "exp"])
    #expect(figure.series[0].x == [0, 1, 2, 3, 4])
    #expect(figure.series[0].y.count == 5)
    #expect(figure.series[0].y[0] == 0.1)
    #expect(!figure.title.isEmpty && !figure.x.label.isEmpty && !figure.y.label.isEmpty)
  }

  @Test("JSON counts x in epochs when epochs are known, and speaks Chinese")
  func jsonEpochs() throws {
    let result = Sandbox().run(
      "compare", "cosine", "--epochs", "2", "--steps-per-epoch", "4", "--format", "json", "-o", "-", "--lang", "zh")
    let figure = try FigureJSON(result.output)
    #expect(figure.x.unit == "epoch")
    #expect(figure.series[0].x == [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2])
    #expect(figure.y.label == "学习率")
  }

  @Test("JSON strings escape quotes, control characters and nothing else")
  func escapes() throws {
    let title = "a\"b\\c\u{1}\n\t\u{7F}学习率😀"
    let result = Sandbox().run("compare", "cosine", "--steps", "1", "--title", title, "--format", "json", "-o", "-")
    #expect(try FigureJSON(result.output).title == title)
    #expect(result.output.contains("a\\\"b\\\\c\\u0001\\n\\t\\u007f学习率😀"))
  }

  @Test("values that are not finite are null in JSON and empty in CSV")
  func notFinite() throws {
    var bytes: [UInt8] = []
    var writer = ByteWriter { piece throws(Failure) in bytes += piece }
    let axis = FigureData.Axis(label: "", unit: "")
    try FigureData(title: "", x: axis, y: axis, series: [Series(name: "a", y: [1, .nan, .infinity, 2])]).write(
      to: &writer)
    try StepTable(names: ["a"], columns: [[1, .nan, -.infinity, 2]]).write(to: &writer)
    try writer.finish()
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("\"y\": [1,null,null,2]"))
    #expect(text.contains("0,1\n1,\n2,\n3,2\n"))
  }

  @Test("numbers in files are written as everywhere else")
  func numbers() throws {
    let values = [
      0, -0.0, 1, -1, 0.1, 1.0 / 3, 1e-5, 1e16, 123_456_789, .leastNonzeroMagnitude, -Double.greatestFiniteMagnitude,
      100,
    ]
    for value in values + [-2.2250738585072014e-308] {
      var text = ""
      var number = NumberText(.empty)
      var writer = ByteWriter { piece throws(Failure) in text += String(decoding: piece, as: UTF8.self) }
      number.set(1.5)
      number.set(value)
      writer.write(number)
      try writer.finish()
      #expect(text == shortest(value))
      #expect(Double(text)?.bitPattern == value.bitPattern)
    }
  }

  @Test("whole numbers are written in full", arguments: [0, 7, 10, 100_000_000, -1, Int.max, Int.min])
  func integers(_ value: Int) throws {
    var text = ""
    var writer = ByteWriter { piece throws(Failure) in text += String(decoding: piece, as: UTF8.self) }
    writer.write(integer: value)
    try writer.finish()
    #expect(text == String(value))
  }

  @Test("a table far larger than one piece arrives whole, in pieces")
  func pieces() throws {
    var sizes: [Int] = []
    var bytes: [UInt8] = []
    var writer = ByteWriter { piece throws(Failure) in
      sizes.append(piece.count)
      bytes += piece
    }
    let values = (0..<40_000).map { Double($0) / 3 }
    try StepTable(names: ["a"], columns: [values]).write(to: &writer)
    try writer.finish()
    #expect(sizes.count > 2)
    #expect(sizes.allSatisfy { $0 < ByteWriter.pieceSize + 1000 })
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == 40_001)
    for (index, line) in lines.dropFirst().enumerated() where index % 9_973 == 0 {
      let cells = String(decoding: line, as: UTF8.self).split(separator: ",")
      #expect(Int(cells[0]) == index)
      #expect(Double(cells[1]) == values[index])
    }
  }
}
