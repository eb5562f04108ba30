import LRSystem
import Testing

@testable import LRCommands

@Suite("Metrics")
struct MetricReaderTests {
  private func values(_ text: String, _ column: String? = nil) throws -> [Double] {
    try recorded(text, column).values
  }

  /// Read in pieces of three bytes, so that everything stands across the border of two somewhere.
  private func recorded(_ text: String, _ column: String? = nil, atMost limit: Int = .max) throws -> RecordedMetric {
    var rest = Array(text.utf8)[...]
    var reader = MetricReader(
      file: "m.csv", shown: "m.csv",
      lines: TextLines { () throws(SystemError) in
        defer { rest = rest.dropFirst(3) }
        return Array(rest.prefix(3))
      })
    return try reader.values(column, atMost: limit)
  }

  private func error(_ text: String, _ column: String? = nil) -> String {
    do {
      return "no error, but \(try values(text, column))"
    } catch {
      return (error as? Failure)?.message.english ?? "\(error)"
    }
  }

  @Test("one value a line, with comments, Windows line ends and a byte order mark")
  func plain() throws {
    #expect(try values("\u{FEFF}# loss\r\n1.5\r\n0.5\r\n1e-3\r\n\r\n") == [1.5, 0.5, 1e-3])
  }

  @Test("blank lines, nan and null are steps without a value")
  func gaps() throws {
    let values = try values("1\n\nnan\nnull\n2\n\n\n")
    #expect(values.count == 5)
    #expect(values.map(\.isNaN) == [false, true, true, true, false])
  }

  @Test("the column is the named one, else a validation loss, else a loss, else the only one")
  func columns() throws {
    let table = "epoch,loss,val_loss\n0,3,4\n1,2,\n"
    #expect(try values(table, "loss") == [3, 2])
    let guessed = try values(table)
    #expect(guessed[0] == 4 && guessed[1].isNaN && guessed.count == 2)
    #expect(try values("step,Loss\n0,3\n") == [3])
    #expect(try values("step\tperplexity\n0\t3\n") == [3])
    #expect(try values("\"a, b\",\"c\"\"d\"\n1,2\n", "c\"d") == [2])
  }

  @Test("mistakes are told with file and line")
  func mistakes() {
    #expect(error("1\n2\nthree\n") == "m.csv:3: 'three' is no number")
    #expect(error("loss\n1\nx\n") == "m.csv:3: 'x' is no number")
    #expect(error("a,b\n1\n", "a") == "m.csv:2: the row has 1 cells, the header has 2")
    #expect(error("step,a,b\n1,2,3\n") == "m.csv:1: say which column with --metric: step, a, b")
    #expect(error("loss,b\n1,2\n", "los") == "m.csv:1: no column is named 'los'; did you mean 'loss'?")
    #expect(error("1\n2\n", "loss") == "m.csv:1: --metric loss names a column, but the first line is no header")
    #expect(error("1,2\n3,4\n") == "m.csv:1: there are 2 columns but no header that names them")
    // A damaged first number is no name of a column.
    for text in ["12abc", "1.0%", "1e", "1.2.3", "2024-01-01", "-", "１"] {
      #expect(error(text + "\n2\n3\n").hasPrefix("m.csv:1: "), "\(text)")
    }
    #expect(error("\"loss\n1\n") == "m.csv:1: a quote is never closed")
    #expect(error("1\n0x10\n") == "m.csv:2: '0x10' is no number")
    #expect(error("0x10\n1\n") == "m.csv:1: '0x10' is no number")
    #expect(error("1\n0x1p4\n") == "m.csv:2: '0x1p4' is no number")
    #expect(error("1\nnan(0x1)\n") == "m.csv:2: 'nan(0x1)' is no number")
    #expect(error("loss\n1e400\n") == "m.csv:2: 1e400 is too large: numbers are finite")
    #expect(error("-1e400\n1\n") == "m.csv:1: -1e400 is too large: numbers are finite")
    #expect(error("") == "m.csv holds no values")
    #expect(error("\n\nnan\n") == "m.csv holds no values")
  }

  @Test("infinite values are written as such")
  func infinite() throws {
    #expect(try values("inf\n-Inf\n+infinity\n1\n") == [.infinity, -.infinity, .infinity, 1])
  }

  @Test("semicolons between columns are named")
  func semicolons() {
    let said = "';' stands between the columns: they are separated by commas or tabs"
    #expect(error("step;loss\n0;1.5\n") == "m.csv:2: " + said)
    #expect(error("step;loss\n0;1.5\n", "loss") == "m.csv:1: " + said)
    #expect(error("0;1.5\n1;2.5\n") == "m.csv:2: " + said)
  }

  @Test("no more is read than a run needs, however long the file goes on")
  func limit() throws {
    let metric = try recorded("1\n2\n3\nnot read\n", atMost: 3)
    #expect(metric.values == [1, 2, 3] && metric.goesOn)
    #expect(try recorded("1\n2\n3\n\n\n", atMost: 3).goesOn == false)
    #expect(try recorded("loss\n1\n2\n", atMost: 1).values == [1])
    let gaps = try recorded("1\n" + String(repeating: "\n", count: 50) + "2\n", atMost: 3)
    #expect(gaps.values.count == 3)
    let sandbox = Sandbox()
    sandbox.write(String(repeating: "1\n", count: 500), to: "long.txt")
    sandbox.write(String(repeating: "1\n", count: 101), to: "fits.txt")
    let told = sandbox.run("compare", "plateau", "--metrics", "long.txt", "-o", "a.csv")
    #expect(told.errors == "note: --metrics goes on after the 101 values that 100 steps need; the rest is not read\n")
    #expect(sandbox.run("compare", "plateau", "--metrics", "fits.txt", "-o", "a.csv").errors == "")
  }

  @Test("what is no text, and a line without end, are told with their line")
  func noText() {
    #expect(error("1\n\0\n") == "m.csv:2: the line holds a NUL: this is no text")
    #expect(error(String(repeating: "1", count: 2_000_000)) == "m.csv:1: the line is longer than 1048576 bytes")
    let sandbox = Sandbox()
    sandbox.input = [0x31, 0x0A, 0xFF, 0x0A]
    let result = sandbox.run("compare", "plateau", "--metrics", "-", "-o", "a.csv")
    #expect(result.code == 65 && result.error == "error: <stdin>:2: the line is no UTF-8 text")
  }

  @Test("a column's name stands once")
  func twice() {
    #expect(error("step,loss,loss\n1,2,3\n", "loss") == "m.csv:1: two columns are named 'loss': names must differ")
  }

  @Test("lines end with a carriage return, a line feed or both, across pieces too")
  func lineEnds() throws {
    #expect(try values("1\r2\r\n3\n4") == [1, 2, 3, 4])
    #expect(try values("1\r\n\r\n4\r\n").count == 3)
  }

  @Test("bad metrics end with 65, and nothing is written")
  func exitCode() {
    let sandbox = Sandbox()
    sandbox.write("1\n2\nx\n", to: "m.txt")
    let result = sandbox.run("compare", "cosine", "--metrics", "m.txt", "-o", "a.csv")
    #expect(result.code == 65)
    #expect(result.errors == "error: m.txt:3: 'x' is no number\n")
    #expect(sandbox.names() == ["m.txt"])
  }

  @Test("a listening schedule hears the metrics, and their early end is noted")
  func heard() {
    let sandbox = Sandbox()
    sandbox.write("loss\n" + String(repeating: "1\n", count: 30), to: "m.csv")
    let words = ["compare", "plateau:patience=5,factor=0.5", "--metrics", "m.csv", "-o", "-", "--format", "csv"]
    let result = sandbox.run(words)
    #expect(result.code == 0)
    #expect(result.lines[1] == "0,0.1")
    #expect(result.lines.contains("10,0.05"))
    #expect(result.errors.hasPrefix("note: --metrics ends after 30 of 100 steps"))
    #expect(sandbox.run(words + ["--steps", "30"]).errors.isEmpty)
    let deaf = sandbox.run("compare", "plateau", "-o", "a.csv")
    #expect(deaf.code == 64)
    #expect(deaf.error.contains("give --metrics FILE"))
  }

  @Test("metrics that nothing listens to are noted, unless --quiet")
  func unheard() {
    let sandbox = Sandbox()
    sandbox.input = Array("3\n2\n1\n".utf8)
    let words = ["compare", "cosine", "--metrics", "-", "-o", "-", "--format", "csv"]
    #expect(sandbox.run(words).errors == "note: none of these schedules listens to --metrics\n")
    #expect(sandbox.run(words + ["--quiet"]).errors.isEmpty)
    #expect(sandbox.run(words + ["--lang", "zh"]).errors.hasPrefix("提示："))
  }
}
