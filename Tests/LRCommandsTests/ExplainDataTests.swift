import Testing

@testable import LRCommands

@Suite("explain of data sets")
struct ExplainDataTests {
  @Test("digits: attribution, split, and a sheet of samples")
  func digits() {
    let sandbox = Sandbox()
    let result = sandbox.run("explain", "digits")
    #expect(result.code == 0)
    for part in ["CC BY 4.0", "10.24432/C50P49", "1437 training and 360 validation rows (fixed shuffle)", "8x8 pixels"]
    {
      #expect(result.output.contains(part), "\(part)")
    }
    #expect(result.output.contains("Samples, one per class:"))
    #expect(result.lines.allSatisfy { $0.columns <= 80 || $0.contains("lrplot train") })
  }

  @Test("a name of several kinds is explained as each; a kind before it picks one")
  func linear() {
    let both = Sandbox().run("explain", "linear").output
    #expect(both.contains("As a schedule:"))
    #expect(both.contains("As a data set:"))
    for words in [["data:linear"], ["data", "linear"], ["data:linear:noise=0"], ["linear:noise=0"]] {
      let one = Sandbox().run(["explain"] + words).output
      #expect(one.contains("1000 training and 100 validation rows"), "\(words)")
      #expect(!one.contains("As a schedule:"))
    }
    #expect(!Sandbox().run("explain", "schedule:linear").output.contains("training"))
  }

  @Test("every set that needs no file is explained in both languages, and as JSON", arguments: ["en", "zh"])
  func all(language: String) {
    for name in [
      "digits", "penguins", "mnist1d", "strokes:samples=50", "spirals", "moons", "blobs", "regression", "mnist", "csv",
    ] {
      #expect(Sandbox().run("explain", "data", name, "--lang", language).code == 0)
      #expect(Sandbox().run("explain", "data", name, "--lang", language, "--json").code == 0)
    }
  }

  @Test("a file that is missing ends with 66, one that can't be used with 65")
  func files() {
    #expect(Sandbox().run("explain", "csv:path=none.csv,target=y").code == 66)
    #expect(Sandbox().run("explain", "mnist:dir=none").code == 66)
  }

  @Test(
    "-o draws samples of every set that needs no file, in both languages",
    arguments: ["digits", "penguins", "mnist1d", "strokes:samples=50", "spirals", "data:linear", "regression"])
  func sheet(spec: String) {
    for language in ["en", "zh"] {
      let sandbox = Sandbox()
      let result = sandbox.run("explain", spec, "-o", "sheet.svg", "--lang", language)
      #expect(result.code == 0, "\(result.errors)")
      #expect(sandbox.text("sheet.svg")?.contains("</svg>") == true)
      // The words are there as well.
      #expect(result.lines.first == "sheet.svg" && result.output.contains("lrplot train"))
    }
  }

  @Test("the rows of the sheet go out as CSV and JSON, the first of each class")
  func rows() {
    let result = Sandbox().run("explain", "digits", "-o", "-", "--format", "csv")
    #expect(result.code == 0 && result.lines[0].hasPrefix("row,target,x1,x2,") && result.lines[0].hasSuffix(",x64"))
    let classes = result.lines.dropFirst().map { $0.split(separator: ",")[1] }
    #expect(classes.count == 200 && Set(classes).count == 10)
    #expect(Sandbox().run("explain", "moons", "-o", "-", "--format", "json").output.contains("\"samples\""))
  }

  @Test("of a linear schedule and a linear data set, the one that has samples is drawn")
  func linearSheet() {
    let sandbox = Sandbox()
    #expect(sandbox.run("explain", "linear", "-o", "x.csv").code == 0)
    #expect(sandbox.text("x.csv")?.hasPrefix("row,target,x1") == true)
  }
}
