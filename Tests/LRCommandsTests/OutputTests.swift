import LRCore
import Testing

@testable import LRCommands

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Output files")
struct OutputTests {
  @Test("without -o a PNG and an SVG appear in out/, named one a line")
  func defaults() {
    let sandbox = Sandbox()
    let result = sandbox.run("compare", "step", "exp", "cosine")
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.lines == ["out/compare-step-exp-cosine.png", "out/compare-step-exp-cosine.svg"])
    #expect(sandbox.names(in: "out") == ["compare-step-exp-cosine.png", "compare-step-exp-cosine.svg"])
    #expect(sandbox.bytes("out/compare-step-exp-cosine.png")?.starts(with: [0x89, 0x50, 0x4E, 0x47]) == true)
    #expect(sandbox.text("out/compare-step-exp-cosine.svg")?.contains("<svg") == true)
    #expect(result.errors.isEmpty)
  }

  @Test("--format chooses the default files' formats")
  func formats() {
    let sandbox = Sandbox()
    #expect(sandbox.run("compare", "cosine", "--format", "csv,json").code == 0)
    #expect(sandbox.names(in: "out") == ["compare-cosine.csv", "compare-cosine.json"])
  }

  @Test("-o repeated writes each format by its suffix, in any case of letters")
  func repeated() {
    let sandbox = Sandbox()
    let result = sandbox.run("compare", "cosine", "-o", "a.CSV", "-o", "b.json", "--output=c.pdf")
    #expect(result.lines == ["a.CSV", "b.json", "c.pdf"])
    #expect(sandbox.text("a.CSV")?.hasPrefix("step,") == true)
    #expect(sandbox.text("b.json")?.hasPrefix("{") == true)
    #expect(sandbox.text("c.pdf")?.hasPrefix("%PDF") == true)
  }

  @Test("a folder takes the default names")
  func folder() {
    let sandbox = Sandbox()
    sandbox.makeFolder("figures")
    #expect(
      sandbox.run("compare", "cosine", "-o", "figures", "--format", "csv").lines == ["figures/compare-cosine.csv"])
    #expect(sandbox.run("compare", "step", "-o", "figures/", "--format", "csv").lines == ["figures/compare-step.csv"])
    #expect(sandbox.names(in: "figures") == ["compare-cosine.csv", "compare-step.csv"])
  }

  @Test("missing folders of out/ are made, others are not")
  func makesFolders() {
    let sandbox = Sandbox()
    #expect(sandbox.run("compare", "cosine", "-o", "out/deep/er/a.csv").code == 0)
    #expect(sandbox.run("compare", "cosine", "-o", "./out/new/", "--format", "csv").code == 0)
    #expect(sandbox.text("out/deep/er/a.csv") != nil)
    #expect(sandbox.names(in: "out/new") == ["compare-cosine.csv"])
    #expect(sandbox.run("compare", "cosine", "-o", "out/../else/a.csv").code == 73)
    #expect(sandbox.names() == ["out"])
  }

  @Test("a suffix that says nothing is fine when --format does")
  func oddSuffix() {
    let sandbox = Sandbox()
    #expect(sandbox.run("compare", "cosine", "-o", "rates.txt", "--format", "csv").code == 0)
    #expect(sandbox.text("rates.txt")?.hasPrefix("step,cosine\n") == true)
  }

  @Test("with data on standard output, names of files go to standard error unless --quiet")
  func mixed() {
    let sandbox = Sandbox()
    let words = ["compare", "cosine", "--steps", "1", "-o", "a.json", "-o", "-", "--format", "csv"]
    let result = sandbox.run(words)
    #expect(result.lines.count == 3)
    #expect(result.output.hasPrefix("step,cosine\n"))
    #expect(result.errors == "a.json\n")
    #expect(sandbox.run(words + ["--quiet"]).errors.isEmpty)
  }

  @Test("when one output can't be written, the others stay as they were")
  func allOrNothing() {
    let sandbox = Sandbox()
    sandbox.write("old", to: "a.csv")
    sandbox.makeFolder("b.csv")
    sandbox.makeFolder("b.csv/compare-cosine.csv")
    let result = sandbox.run("compare", "cosine", "-o", "a.csv", "-o", "b.csv", "--format", "csv")
    #expect(result.code == 73)
    #expect(result.error == "error: b.csv/compare-cosine.csv can't be written: it is a folder")
    #expect(sandbox.text("a.csv") == "old")
    #expect(sandbox.names() == ["a.csv", "b.csv"])
  }

  @Test("a full device leaves the files beside it untouched and nothing behind")
  func fullDevice() {
    let sandbox = Sandbox()
    sandbox.write("old", to: "a.csv")
    let result = sandbox.run("compare", "cosine", "-o", "a.csv", "-o", "/dev/full", "--format", "csv")
    #expect(result.code == 73)
    #expect(result.error == "error: /dev/full can't be written: no space left on the device")
    #expect(sandbox.text("a.csv") == "old")
    #expect(sandbox.names() == ["a.csv"])
  }

  @Test("devices are written, not replaced")
  func device() {
    #expect(Sandbox().run("compare", "cosine", "-o", "/dev/null", "--format", "csv").output == "/dev/null\n")
    var information = stat()
    #expect(stat("/dev/null", &information) == 0 && information.st_mode & S_IFMT == S_IFCHR)
  }

  @Test("a replaced file keeps its permissions")
  func permissions() {
    let sandbox = Sandbox()
    sandbox.write("old", to: "a.csv")
    chmod(sandbox.path("a.csv"), 0o640)
    #expect(sandbox.run("compare", "cosine", "-o", "a.csv").code == 0)
    #expect(sandbox.mode("a.csv") == 0o640)
    #expect(sandbox.text("a.csv")?.hasPrefix("step,") == true)
  }

  @Test("a symbolic link is followed: its target is replaced, the link stays")
  func links() {
    let sandbox = Sandbox()
    sandbox.makeFolder("real")
    symlink("real/target.csv", sandbox.path("link.csv"))
    #expect(sandbox.run("compare", "cosine", "-o", "link.csv").code == 0)
    #expect(sandbox.isLink("link.csv"))
    #expect(sandbox.text("real/target.csv")?.hasPrefix("step,") == true)
    #expect(sandbox.names(in: "real") == ["target.csv"])
    let twice = sandbox.run("compare", "cosine", "-o", "link.csv", "-o", "real/target.csv")
    #expect(twice.error.contains("given twice"))
    symlink("loop.csv", sandbox.path("loop.csv"))
    #expect(sandbox.run("compare", "cosine", "-o", "loop.csv").error.contains("go in a circle"))
  }

  @Test("a reader that goes away ends the command quietly, after the files are written")
  func brokenPipe() {
    let sandbox = Sandbox()
    sandbox.outputLimit = 0
    let result = sandbox.run("compare", "cosine", "-o", "a.csv", "-o", "-", "--format", "json")
    #expect(result.code == 141)
    #expect(result.errors == "a.csv\n")
    #expect(sandbox.text("a.csv") != nil)
    #expect(sandbox.run("list").code == 141)
    #expect(sandbox.run("list").errors.isEmpty)
  }

  @Test("the longest file name still has room for its temporary")
  func longName() {
    let sandbox = Sandbox()
    let name = String(repeating: "学", count: 83) + ".csv"
    #expect(sandbox.run("compare", "cosine", "-o", name).code == 0)
    #expect(sandbox.names() == [name])
    #expect(sandbox.run("compare", "cosine", "-o", "x" + name + "yyy.csv").error.contains("the name is too long"))
  }

  @Test("default names hold only safe characters and stay short, each command its own")
  func names() throws {
    func name(_ specs: String...) throws -> String { fileNames(of: try specs.map { try SpecParser.chain($0) }) }
    #expect(try name("step", "exp", "cosine") == "step-exp-cosine")
    #expect(try name("torch.StepLR:step_size=30") == "torch.StepLR")
    #expect(try name("warmup:steps=5+cosine", "exp") == "warmup_cosine-exp")
    let many = try (0..<500).map { try SpecParser.chain("schedule\($0)") }
    #expect(fileNames(of: many).utf8.count <= 100)
    #expect(fileNames(of: many) != fileNames(of: many.dropLast()))
    #expect(fileNames(of: many) == fileNames(of: many))
    let foreign = try name("学习率")
    #expect(foreign.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) })
    #expect(try foreign != name("调度器"))
  }
}
