import Foundation
import Testing

@Suite("lrplot find-lr")
struct FindRateTests {
  private let small = ["--data", "digits:samples=300", "--batch", "16", "--model", "mlp:hidden=[16]", "--quiet"]

  private func run(_ words: [String]) -> Sandbox.Result { Sandbox().run(["find-lr"] + words) }

  private func table(_ words: [String]) -> [[Substring]] {
    let result = run(words + small + ["--format", "csv", "-o", "-"])
    #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
    return result.output.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  private func rates(_ rows: [[Substring]], _ series: Substring) -> [Double] {
    rows.filter { $0[1] == series }.compactMap { Double($0[5]) }
  }

  private func object(_ words: [String]) throws -> [String: Any] {
    let result = run(words + small + ["--format", "json", "-o", "-"])
    #expect(result.code == 0, "\(result.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  @Test("the run goes through all rates of the default grid, and each library's smoothing is a series")
  func grid() {
    let rows = table([])
    #expect(rows[0].joined(separator: ",") == "run,series,step,epoch,value,rate")
    let rates = rates(rows, "loss")
    #expect(rates.count == 100 && rates.first == 1e-7 && rates.last == 10)
    for (a, b) in zip(rates, rates.dropFirst()) { #expect(abs(b / a - 1.2045) < 1e-4) }
    for name in ["fastai", "torch_lr_finder", "lightning"] {
      let count = rows.count { $0[1] == "smoothed_\(name)" }
      #expect(count > 10 && count <= 100)
    }
    // The first smoothed loss: fastai's is the loss itself, Lightning's 0.02 / (1 - 0.98^2) of it.
    func first(_ series: Substring) -> Double { rows.first { $0[1] == series }.flatMap { Double($0[4]) } ?? .nan }
    #expect(abs(first("smoothed_fastai") - first("loss")) < 1e-12)
    #expect(abs(first("smoothed_lightning") / first("loss") - 0.02 / (1 - 0.98 * 0.98)) < 1e-9)
  }

  @Test("the rates given are the rates trained with")
  func givenRates() {
    #expect(rates(table(["--rates", "lin:0.1..0.5:5"]), "loss") == [0.1, 0.2, 0.3, 0.4, 0.5])
    #expect(rates(table(["--rates", "0.001,0.01,0.05"]), "loss") == [0.001, 0.01, 0.05])
    #expect(rates(table(["--steps", "7"]), "loss").count == 7)
  }

  @Test("a loss at a rate is that of a run whose schedule has that rate")
  func schedule() {
    let words = ["sgd", "--rates", "0.1,0.2,0.3,0.4"]
    let test = table(words).filter { $0[1] == "loss" }.map { $0[4] }
    let schedule = "sgd@piecewise:boundaries=[1,2,3],values=[0.1,0.2,0.3,0.4]"
    let run = Sandbox().run(["train", schedule, "--steps", "4"] + small + ["--format", "csv", "-o", "-"])
    let trained = run.output.split(separator: "\n").filter { $0.contains(",loss,") }
      .map { $0.split(separator: ",").last ?? "" }
    #expect(test.count == 4 && test == trained)
  }

  @Test(
    "--like takes a library's rates and nothing of the others",
    arguments: [
      ("fastai", 1e-7, 10.0, 4), ("torch-lr-finder", 1e-7, 10, 1), ("lightning", 1e-8, 1, 1),
    ])
  func like(_ library: String, low: Double, high: Double, rules: Int) throws {
    let made = try object(["--like", library])
    let suggestions = try #require(made["suggestions"] as? [[String: Any]])
    #expect(suggestions.count == rules)
    #expect(suggestions.allSatisfy { $0["library"] as? String == library })
    let series = try #require(made["series"] as? [[String: Any]])
    #expect(series.count == 2)
    let rates = try #require(series[0]["x"] as? [Double])
    #expect(rates.first == low)
    let shares = ["fastai": 1.0 / 100, "torch-lr-finder": 1.0 / 99, "lightning": 2.0 / 100]
    let second = low * pow(high / low, try #require(shares[library]))
    #expect(abs(rates[1] / second - 1) < 1e-12)
    // The raw run ends with what the library records.
    let smoothed = try #require(series[1]["x"] as? [Double])
    #expect(smoothed.count == rates.count)
  }

  @Test("torch-lr-finder begins at the optimizer's own rate")
  func ownStart() {
    #expect(rates(table(["sgd:lr=0.001", "--like", "torch-lr-finder", "--steps", "20"]), "loss").first == 0.001)
    let given = ["sgd:lr=0.001", "--like", "torch-lr-finder", "--rates", "log:1e-5..1:20"]
    #expect(rates(table(given), "loss").first == 1e-5)
  }

  @Test("a library that stops ends the run with --like, and not without")
  func stops() throws {
    let data = ["--data", "linear", "--batch", "16", "--model", "linear", "--quiet", "--format", "csv", "-o", "-"]
    func count(_ words: [String]) -> Int {
      run(words + data).output.split(separator: "\n").count { $0.contains(",loss,") }
    }
    let rates = ["--rates", "log:1e-3..3:60"]
    let cut = count(["--like", "fastai"] + rates)
    #expect(cut > 1 && cut < 60)
    #expect(count(rates) > cut)
  }

  @Test("a rule that finds nothing says why, and the others are not spoilt by it or by a run that is not finite")
  func reasons() throws {
    let made = try object(["sgd", "adam", "--rates", "log:1e-3..1e3:16"])
    let suggestions = try #require(made["suggestions"] as? [[String: Any]])
    #expect(suggestions.count == 12)
    let failed = suggestions.filter { $0["rule"] as? String == "steepest" }
    #expect(failed.count == 2)
    for one in failed {
      #expect(one["rate"] is NSNull)
      #expect((one["reason"] as? String)?.contains("needs at least 17 batches") == true)
    }
    #expect(suggestions.contains { $0["rate"] is Double })
    let diverging = ["--data", "linear", "--batch", "16", "--model", "mlp:hidden=[16]", "--format", "csv", "-o", "-"]
    let result = run(["sgd", "adam", "--rates", "log:1e-4..1e30:40"] + diverging)
    #expect(result.code == 0 && result.errors.contains("not finite after batch"))
    let rows = result.output.split(separator: "\n")
    #expect(rows.count { $0.hasPrefix("adam,loss,") } > rows.count { $0.hasPrefix("sgd,loss,") })
  }

  @Test("--check trains at each suggested rate and at seven others, and says what came out")
  func check() throws {
    let made = try object(["--check", "--check-steps", "20"])
    let suggestions = try #require(made["suggestions"] as? [[String: Any]])
    let series = try #require(made["series"] as? [[String: Any]])
    let checks = try #require(series.first { $0["series"] as? String == "final_val_loss" })
    let x = try #require(checks["x"] as? [Double])
    let y = try #require(checks["y"] as? [Any])
    let suggested = Set(suggestions.compactMap { $0["rate"] as? Double })
    #expect(!suggested.isEmpty && suggested.isSubset(of: x) && x == x.sorted())
    #expect(Set(x).subtracting(suggested).count <= 7 && Set(x).subtracting(suggested).count >= 5)
    for one in suggestions {
      guard let rate = one["rate"] as? Double, let place = x.firstIndex(of: rate) else { continue }
      #expect((y[place] as? Double) == (one["final_val_loss"] as? Double))
    }
    // The same as a run of its own.
    let rate = try #require(x.first)
    let run = Sandbox().run(
      ["train", "sgd:lr=\(rate)", "--steps", "20"] + small + ["--format", "csv", "-o", "-"])
    let last = run.output.split(separator: "\n").last { $0.contains(",val_loss,") }?.split(separator: ",").last
    #expect(last.flatMap { Double($0) } == y.first as? Double)
  }

  @Test("the figure is written and the suggestions are printed, in both languages", arguments: ["en", "zh"])
  func text(_ language: String) {
    let result = run(["sgd", "adam", "--check", "--check-steps", "5", "--steps", "40", "--lang", language] + small)
    #expect(result.code == 0)
    #expect(result.output.contains("out/find-lr-sgd-adam"))
    for rule in ["fastai valley", "fastai slide", "Lightning steepest"] { #expect(result.output.contains(rule)) }
    #expect(result.output.contains(language == "en" ? "lowest" : "最低"))
  }

  @Test("groups keep their proportion, and a rate that isn't used is noted")
  func groups() {
    let words = [
      "--data", "digits:samples=300", "--steps", "20", "--model", "mlp:hidden=[8]", "--format", "csv", "-o", "-",
    ]
    let plain = run(["sgd:lr=0.1"] + words)
    let grouped = run(["sgd:lr=0.1,groups=[(bias:lr=0.01)]"] + words)
    #expect(plain.errors.contains("'sgd:lr=0.1' is not used") && plain.code == 0 && grouped.code == 0)
    #expect(plain.output != grouped.output)
    // With the same rates everywhere the group changes nothing.
    let same = run(["sgd:lr=0.1,label=sgd,groups=[(bias:lr=0.1)]"] + words)
    #expect(same.output == plain.output)
  }

  @Test("a run that is not finite after its first batch is no interruption")
  func firstBatch() {
    let words = ["--rates", "1e300,2e300,3e300", "--check", "--check-steps", "2", "-o", "x.svg"] + small
    let result = run(words)
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.output.contains("fastai valley") && result.output.contains("needs at least"))
  }
}
