import LRCore
import Testing

@testable import LRCommands

@Suite("compare --bound")
struct BoundTests {
  private func rows(_ arguments: String...) throws -> [[String]] {
    let result = Sandbox().run(arguments + ["--format", "csv", "-o", "-"])
    #expect(result.code == 0, "\(result.errors)")
    return result.lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  @Test("the table has a column for each bound: at x = t, none at step 0, the value at T the lowest that a rate gives")
  func table() throws {
    let rows = try rows("compare", "constant", "cosine", "linear", "--bound", "--steps", "400")
    #expect(
      rows[0] == ["step", "constant", "cosine", "linear", "constant bound", "cosine bound", "linear bound"])
    #expect(rows.count == 402 && Array(rows[1][4...]) == ["", "", ""])
    for (column, value) in zip(4..., [0.13754, 0.10339, 0.10063]) {
      let last = try #require(Double(rows[401][column]))
      #expect(abs(last - value) < 6e-6, "\(last)")
      #expect((290...300).contains(rows.dropFirst().count { !$0[column].isEmpty }))
    }
  }

  @Test("all updates of a short run have a point, and constants change them", arguments: [["G=2,D=3"], ["D=3, G=2"]])
  func constants(value: [String]) throws {
    let plain = try rows("compare", "constant", "--bound", "--steps", "20")
    let scaled = try rows("compare", "constant", "--bound", value[0], "--steps", "20")
    let joined = try rows("compare", "constant", "--bound=" + value[0], "--steps", "20")
    #expect(scaled == joined)
    for step in 1...20 {
      let ratio = try #require(Double(scaled[step + 1][2])) / #require(Double(plain[step + 1][2]))
      #expect(abs(ratio - 6) < 1e-12)
    }
  }

  @Test("JSON has a series for each bound")
  func json() throws {
    let result = Sandbox().run(
      "compare", "cosine", "constant", "--bound", "--epochs", "2", "--steps-per-epoch", "4", "--format", "json", "-o",
      "-")
    let figure = try FigureJSON(result.output)
    #expect(figure.series.map(\.name) == ["cosine", "constant", "cosine bound", "constant bound"])
    #expect(figure.series[2].x == [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2])
    #expect(figure.series[2].y.count == 8 && figure.series[2].spec == "cosine")
  }

  @Test("a rate of 0 leaves a gap, and a note says that the run ends with one")
  func zeros() throws {
    let spec = "piecewise:boundaries=[3,5,8],values=[1,0,1,0]"
    let result = Sandbox().run("compare", spec, "--bound", "--steps", "10", "--format", "csv", "-o", "-")
    // The label has commas and stands in quotes; the last field is the bound.
    let bounds = result.lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false).last ?? "" }
    #expect(bounds.map(\.isEmpty) == [true, false, false, false, true, true, false, false, false, true, true])
    #expect(result.errors.contains("no finite loss bound at step 10") && result.errors.contains("best for step 8"))
    let none = Sandbox().run("compare", "constant:lr=0", "--bound", "-o", "a.svg", "--lang", "zh")
    #expect(none.code == 0 && none.errors.contains("没有有限的损失上界"), "\(none.errors)")
  }

  @Test(
    "a wrong value is named",
    arguments: [
      ("G=0", "from 1e-100 to 1e100"), ("G=-1", "from 1e-100 to 1e100"), ("G=x", "not 'x'"), ("H=2", "G=2,D=3"),
      ("G=1,G=2", "G twice"), ("G=", "not ''"), ("G=1,", "G=2,D=3"), ("h=2", "G=2,D=3"), ("D=nan", "not 'nan'"),
      ("G=1e200", "not '1e200'"),
    ])
  func wrong(value: String, words: String) {
    let result = Sandbox().run("compare", "cosine", "--bound", value)
    #expect(result.code == 64)
    #expect(result.error.contains(words), "\(result.error)")
    #expect(!result.error.contains("--bound-constants"))
  }

  @Test("the option takes no spec, however it stands, and belongs to compare")
  func places() throws {
    let first = try rows("compare", "--bound", "constant", "--steps", "5")
    #expect(first[0] == ["step", "constant", "constant bound"])
    #expect(try rows("compare", "constant", "--steps", "5", "--bound") == first)
    #expect(try rows("compare", "constant", "--steps", "5")[0] == ["step", "constant"])
    #expect(Sandbox().run("diff", "cosine", "constant", "--bound").error.contains("unknown option '--bound'"))
    #expect(Sandbox().run("diff", "cosine", "constant", "--bound", "G=2").code == 64)
    #expect(Sandbox().run("compare", "cosine", "--bound=").code == 64)
    let help = Sandbox().run("compare", "--help").output
    #expect(help.contains("--bound ") && !help.contains("--bound-constants"))
  }
}
