import LRCore
import LRSchedules
import LRSystem
import Testing

@testable import LRCommands

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

private struct DifferenceJSON: Decodable {
  struct Place: Decodable {
    var step: Int
    var a: Double?
    var b: Double?
    var difference: Double?
    var relative: Double?
  }
  struct Ending: Decodable {
    var lastStep: Int
    var reason: String
  }
  struct Side: Decodable {
    var name: String
    var spec: String
    var sum: Double
    var ending: Ending?
  }
  var a: Side
  var b: Side
  var different: Bool
  var tolerance: Double
  var steps: Int
  var differentSteps: Int
  var first: Place?
  var largest: Place?
  var largestRelative: Place?
  var sumRatio: Double?

  init(_ text: String) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(DifferenceJSON.self, from: Data(text.utf8))
  }
}

@Suite("diff")
struct DiffTests {
  private func cells(_ line: String?) -> [Substring] { line?.split(separator: " ") ?? [] }

  @Test("text to a pipe is never broken within a number or a word")
  func pipe() {
    let long = "cosine:lr=0.10000000000001,label=a-name-that-no-line-of-eighty-columns-has-any-room-for-at-all-here"
    for width in [40, 80] {
      let sandbox = Sandbox()
      sandbox.width = width
      let result = sandbox.run(
        "diff", "cosine", long, "--tolerance", "0", "--epochs", "10", "--steps-per-epoch", "12345")
      for word in ["0.07486985811890455", "0.07486985811891204", "7.49401e-15", "1.001e-11%", "6172.550000000617"] {
        #expect(result.output.contains(word), "\(result.output)")
      }
    }
  }

  @Test("two schedules that differ end with 1, and the text tells where, how much, and the sums")
  func different() {
    let result = Sandbox().run("diff", "step:size=30", "step:size=29")
    #expect(result.code == 1)
    #expect(result.errors.isEmpty)
    #expect(result.output.contains("They differ at 6 of 101 steps"))
    let first = result.lines.first { $0.hasPrefix("  first difference") }
    #expect(cells(first).dropFirst(2) == ["29", "0.1", "0.01", "-0.09", "-90%"])
    #expect(result.output.contains("sum of rates  A 3.331  B 3.2203  B / A 0.966767"))
    #expect(result.lines.allSatisfy { $0.columns <= 80 })
  }

  @Test("columns stand below each other in both languages", arguments: ["en", "zh"])
  func aligned(_ language: String) throws {
    let result = Sandbox().run(
      "diff", "warmup:steps=5+cosine", "wsd", "--epochs", "10", "--steps-per-epoch", "10", "--lang", language)
    let rows = result.lines.filter { $0.contains("%") || $0.contains("B - A") }
    #expect(rows.count == 4)
    let ends = try rows.map { row in
      let last = try #require(row.split(separator: " ").last)
      return row.columns - String(last).columns
    }
    #expect(Set(ends).count == 1, "\(rows)")
    #expect(result.output.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) } == (language == "zh"))
  }

  @Test("equal schedules end with 0, rounding is told but is no difference, and a tolerance of 0 makes it one")
  func equal() {
    let sandbox = Sandbox()
    let same = sandbox.run("diff", "cosine", "cosine:min=0")
    #expect(same.code == 0)
    #expect(same.output.contains("No difference: the rates of all 101 steps (0 to 100) agree within 1e-09.\n"))
    let words = ["diff", "cosine", "formula:rate=0.05*(1+cos(pi*p))"]
    let rounded = sandbox.run(words)
    #expect(rounded.code == 0)
    #expect(rounded.output.replacing("\n", with: " ").contains("The largest distance is "))
    #expect(sandbox.run(words + ["--tolerance", "0"]).code == 1)
    #expect(sandbox.run("diff", "constant", "constant:lr=0.1001", "--tolerance", "1e-2").code == 0)
    #expect(sandbox.run("diff", "constant", "constant:lr=0.1001", "--tolerance", "1e-4").code == 1)
  }

  @Test("--format json without a figure prints the numbers in full")
  func json() throws {
    let result = Sandbox().run("diff", "step:size=30", "step:size=29", "--format", "json", "--steps", "59")
    #expect(result.code == 1)
    let json = try DifferenceJSON(result.output)
    #expect(json.a.spec == "step:size=30" && json.b.name == "step:size=29")
    #expect(json.different && json.differentSteps == 3 && json.steps == 60 && json.tolerance == 1e-9)
    #expect(json.first?.step == 29 && json.first?.a == 0.1 && json.first?.difference == json.first!.b! - 0.1)
    #expect(json.largestRelative?.step == 29)
    let same = Sandbox().run("diff", "exp", "exp", "--format", "json")
    let none = try DifferenceJSON(same.output)
    #expect(same.code == 0 && none.first == nil && !none.different && none.sumRatio == 1)
  }

  @Test("small differences are written with the digits that tell them apart")
  func digitsThatTell() {
    let result = Sandbox().run("diff", "constant", "constant:lr=0.1000001")
    let first = result.lines.first { $0.hasPrefix("  first difference") }
    #expect(cells(first).dropFirst(2) == ["0", "0.1", "0.1000001", "1e-07", "0.0001%"])
  }

  @Test("momentum that differs is told and counts; driven by one only, it is only told")
  func momentum() {
    let both = Sandbox().run("diff", "one-cycle", "one-cycle:momentum_max=0.9")
    #expect(both.code == 1)
    #expect(both.output.contains("The momentum differs at 100 steps, first at step 0: 0.95 and 0.9."))
    let one = Sandbox().run("diff", "one-cycle", "one-cycle:momentum=false")
    #expect(one.code == 0)
    #expect(one.output.contains("Only A drives the momentum."))
  }

  @Test("--draw writes the default files, names them on standard output and tells the text on standard error")
  func draws() {
    let sandbox = Sandbox()
    let result = sandbox.run("diff", "step", "exp", "--draw")
    #expect(result.code == 1)
    #expect(result.lines == ["out/diff-step-exp.png", "out/diff-step-exp.svg"])
    #expect(result.errors.contains("They differ at"))
    #expect(sandbox.names(in: "out") == ["diff-step-exp.png", "diff-step-exp.svg"])
    #expect(sandbox.text("out/diff-step-exp.svg")?.contains("<svg") == true)
    #expect(sandbox.run("diff", "step", "step", "-o", "a.pdf", "-q").errors.isEmpty)
    #expect(sandbox.text("a.pdf")?.hasPrefix("%PDF") == true)
  }

  @Test("CSV and JSON of the figure hold both rates and their difference")
  func data() throws {
    let sandbox = Sandbox()
    let result = sandbox.run("diff", "step:size=2", "exp", "--steps", "4", "-o", "a.csv", "-o", "a.json", "-q")
    #expect(result.code == 1)
    let lines = try #require(sandbox.text("a.csv")).split(separator: "\n")
    #expect(lines[0] == "step,step:size=2,exp,difference")
    #expect(lines.count == 6)
    for line in lines.dropFirst() {
      let numbers = line.split(separator: ",").compactMap { Double($0) }
      #expect(numbers.count == 4 && numbers[3] == numbers[2] - numbers[1])
    }
    let figure = try FigureJSON(try #require(sandbox.text("a.json")))
    #expect(figure.series.map(\.name) == ["step:size=2", "exp", "Difference B − A"])
  }

  @Test("an unheard --metrics is noted, unless --quiet")
  func notes() {
    let sandbox = Sandbox()
    sandbox.write("1\n2\n", to: "m.txt")
    #expect(sandbox.run("diff", "step", "exp", "--metrics", "m.txt").errors.hasPrefix("note: none of these"))
    #expect(sandbox.run("diff", "step", "exp", "--metrics", "m.txt", "-q").errors.isEmpty)
    #expect(sandbox.run("diff", "plateau", "exp", "--metrics", "m.txt").errors.contains("ends after 2 of 100"))
  }

  @Test("where one side has stopped the text says so")
  func stopped() throws {
    var plans = try ["cosine", "cosine:label=b"].map { try Schedules.plan($0, in: RunContext()) }
    plans[1].ending = Ending(lastStep: 60, reason: "ValueError: too far")
    for step in 61...100 { plans[1].rates[step] = .nan }
    let report = DifferenceReport(
      difference: PlanDifference(plans[0], plans[1]), plans: plans, names: ["cosine", "b"], context: RunContext())
    let text = report.text(in: .english, width: 80)
    #expect(text.contains("They differ at 40 of 101 steps"))
    #expect(text.contains("B stops with an error after step 60: ValueError: too far"))
    let row = text.split(separator: "\n").first { $0.hasPrefix("  first difference") }
    #expect(cells(row.map(String.init)).suffix(3) == ["stopped", "-", "-"])
    #expect(report.text(in: .chinese, width: 80).contains("B 在第 60 步之后报错停止：ValueError: too far"))
    let json = try DifferenceJSON(try report.json())
    #expect(json.b.ending?.lastStep == 60 && json.first?.step == 61 && json.first?.b == nil)
  }
}

@Suite("Rounded numbers")
struct RoundedNumberTests {
  @Test(
    "keep so many digits and read like the number",
    arguments: [
      (0.1, 6, "0.1"), (1.0 / 3, 3, "0.333"), (-0.09000000000000001, 6, "-0.09"), (9.9996, 4, "10"),
      (123_456_789, 3, "123000000"), (0, 6, "0"), (.leastNonzeroMagnitude, 3, "5e-324"),
      (.greatestFiniteMagnitude, 3, "1.8e+308"), (-.greatestFiniteMagnitude, 2, "-1.8e+308"),
      (2.77555e-17, 3, "2.78e-17"),
      (.infinity, 3, "inf"), (0.30000000000000004, 17, "0.30000000000000004"),
    ])
  func rounded(_ value: Double, _ count: Int, _ text: String) {
    #expect(digits(value, count) == text)
  }
}

@Suite("Schedules that stop")
struct EndingNoteTests {
  private func planned(_ count: Int) throws -> PlannedSpecs {
    let time = try TimeOptions.parse([])
    let metric = try MetricOptions.parse([])
    let terminal = Terminal(
      write: { _ throws(SystemError) in }, writeError: { _ in }, read: { () throws(SystemError) in [] })
    var planned = try PlannedSpecs([String](repeating: "cosine", count: count), time, metric, in: terminal)
    for index in planned.plans.indices { planned.plans[index].ending = Ending(lastStep: 60, reason: "ValueError: why") }
    return planned
  }

  @Test("each is noted, in both languages")
  func noted() throws {
    let notes = try planned(1).notes(naming: ["a"])
    #expect(notes.map(\.english) == ["a stops with an error after step 60: ValueError: why"])
    #expect(notes.map(\.chinese) == ["a 在第 60 步之后报错停止：ValueError: why"])
  }

  @Test("of many the first four are named and the rest counted")
  func many() throws {
    let notes = try planned(9).notes(naming: (1...9).map(String.init))
    #expect(notes.count == 5)
    #expect(notes.last?.english == "5 more schedules stop with an error")
  }
}
