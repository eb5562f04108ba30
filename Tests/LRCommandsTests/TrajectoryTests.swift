import LROptimizers
import Testing

@testable import LRCommands

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

private struct TrajectoryJSON: Decodable {
  struct Series: Decodable {
    var name: String
    var spec: String
    var x: [Double]
    var y: [Double]
    var loss: [Double]
    var rate: [Double]
    var divergedAt: Int?

    enum CodingKeys: String, CodingKey {
      case name, spec, x, y, loss, rate
      case divergedAt = "diverged_at"
    }
  }
  struct Label: Decodable {
    var label: String
    var unit: String
  }
  var title: String
  var x: Label
  var y: Label
  var series: [Series]
}

@Suite("lrplot trajectory")
struct TrajectoryTests {
  private func json(_ words: String...) throws -> TrajectoryJSON {
    let result = Sandbox().run(["trajectory"] + words + ["--format", "json", "-o", "-"])
    #expect(result.code == 0, "\(result.errors)")
    return try JSONDecoder().decode(TrajectoryJSON.self, from: Data(result.output.utf8))
  }

  @Test("the examples of the contract work as written, with the default names")
  func contract() {
    let sandbox = Sandbox()
    let first = sandbox.run(
      "trajectory", "rosenbrock", "sgd:lr=1e-3", "momentum:lr=1e-3", "adam:lr=0.05", "--start", "-1.5,2", "--steps",
      "300")
    #expect(first.code == 0, "\(first.errors)")
    let stem = "out/trajectory-rosenbrock-sgd-momentum-adam"
    #expect(first.lines == [stem + ".png", stem + ".svg"])
    #expect(sandbox.bytes(stem + ".png")?.prefix(4) == [0x89, 0x50, 0x4E, 0x47])
    let second = sandbox.run("trajectory", "formula:f=x^2+25*y^2", "sgd", "adam@cosine")
    #expect(second.code == 0, "\(second.errors)")
    #expect(second.lines.last == "out/trajectory-formula-sgd-adam_cosine.svg")
    #expect(sandbox.run("trajectory", "rosenbrock", "sgd", "momentum", "adam").code == 0)
  }

  @Test("CSV is long: a row for each of steps 0 to N, the last one without a rate")
  func table() {
    let result = Sandbox().run(
      "trajectory", "sphere", "sgd:lr=0.25", "adam", "--start", "2,-4", "--steps", "2", "--format", "csv", "-o", "-")
    #expect(
      result.lines.prefix(4) == [
        "optimizer,step,x,y,loss,rate", "sgd,0,2,-4,20,0.25", "sgd,1,1,-2,5,0.25", "sgd,2,0.5,-1,1.25,",
      ])
    #expect(result.lines.count == 1 + 2 * 3)
  }

  @Test("JSON has the contract's shape, with loss, rate and divergence")
  func shape() throws {
    let json = try json("rosenbrock", "sgd:lr=0.1", "adam:lr=0.05@cosine", "--steps", "20")
    #expect(json.x.label == "x" && json.y.label == "y")
    #expect(json.series.map(\.name) == ["sgd", "adam@cosine"])
    #expect(json.series.map(\.spec) == ["sgd:lr=0.1", "adam:lr=0.05@cosine"])
    let (sgd, adam) = (json.series[0], json.series[1])
    #expect(sgd.divergedAt.map { $0 < 10 } == true)
    #expect(sgd.x.count == sgd.divergedAt && sgd.rate.count == sgd.x.count - 1)
    #expect(adam.divergedAt == nil)
    #expect(adam.x.count == 21 && adam.y.count == 21 && adam.loss.count == 21 && adam.rate.count == 20)
    #expect(adam.rate[0] == 0.05 && abs(adam.rate[10] - 0.025) < 1e-12)
  }

  @Test("--lr is the rate of optimizers that say none")
  func baseRate() throws {
    let json = try json("sphere", "sgd", "sgd:lr=0.5", "adam@constant", "--lr", "0.25", "--steps", "1")
    #expect(json.series.map(\.name) == ["sgd lr=0.25", "sgd lr=0.5", "adam@constant"])
    #expect(json.series.map { $0.rate[0] } == [0.25, 0.5, 0.25])
  }

  @Test(
    "which of several points is drawn is told in a note, in the caption and by explain, once; --quiet drops the note")
  func points() throws {
    let sandbox = Sandbox()
    let specs = ["lookahead", "lookahead:points=train", "lookahead", "adam", "keras.Adam:use_ema=true"]
    let drawn = sandbox.run(["trajectory", "sphere"] + specs + ["-o", "a.svg", "-o", "a.csv", "--steps", "8"])
    #expect(drawn.code == 0)
    let notes = drawn.errors.split(separator: "\n").filter { $0.hasPrefix("note:") }
    #expect(
      notes == [
        "note: lookahead is drawn at the slow weights; points=train draws the fast weights",
        "note: lookahead is drawn at the fast weights; points=eval draws the slow weights",
        "note: keras.Adam is drawn at the moving average of the weights; points=train draws the weights",
      ])
    let quiet = sandbox.run(["trajectory", "sphere"] + specs + ["-o", "b.csv", "--steps", "8", "--quiet"])
    #expect(quiet.errors.isEmpty)
    let words = sandbox.run("explain", "optax.lookahead").output.split { $0.isWhitespace }.joined(separator: " ")
    #expect(words.contains("Drawn is the slow weights (points=eval); points=train draws the fast weights."))
    #expect(!words.contains("drawn at the fast"))
  }

  @Test("a path ends where its schedule has no rate any more, and a note says why")
  func stops() throws {
    let result = Sandbox().run(
      "trajectory", "himmelblau", "adam@torch.OneCycleLR:max_lr=0.1,total_steps=50", "adam@formula:rate=sqrt(30-t)",
      "--format", "csv", "-o", "-")
    #expect(result.code == 0)
    let rows = result.lines
    // Steps 0 to 51 (PyTorch takes one step more than total_steps) and 0 to 31.
    #expect(rows.count { $0.hasPrefix("adam@torch.OneCycleLR,") } == 52)
    #expect(rows.count { $0.hasPrefix("adam@formula,") } == 32)
    #expect(!rows.contains { $0.contains("nan") || $0.contains("inf") })
    #expect(result.errors.contains("adam@torch.OneCycleLR stops with an error after step 50"))
    #expect(result.errors.contains("adam@formula is drawn until step 30"))
    #expect(!result.errors.contains("infinite"))
  }

  @Test("arguments without effect are noted, once each, also of the schedule's optimizer in brackets")
  func ignored() {
    let run = Sandbox().run(
      "trajectory", "sphere", "torch.optim.Adam:fused=true,lr=0.1@cosine", "torch.Adam:fused=false",
      "lookahead:of=(torch.SGD:foreach=true),points=train", "--steps", "2", "--format", "csv", "-o", "-")
    #expect(run.code == 0)
    #expect(run.errors.contains("note: fused of torch.Adam changes no number and is ignored"))
    #expect(run.errors.contains("note: foreach of torch.SGD changes no number and is ignored"))
    #expect(run.errors.split(separator: "\n").count { $0.contains("fused") } == 1)
  }

  @Test("--tune finds the rate of an optimizer that has no default")
  func tunesWithoutDefault() {
    let sandbox = Sandbox()
    let run = sandbox.run("trajectory", "sphere", "optax.lamb", "--tune", "--steps", "9", "--format", "csv", "-o", "-")
    #expect(run.code == 0 && run.output.contains("optax.lamb learning_rate="))
    #expect(sandbox.run("trajectory", "sphere", "optax.lamb", "--steps", "9").code == 64)
  }

  @Test("a listening schedule hears the loss of the descent")
  func listening() throws {
    let json = try json("rosenbrock", "sgd:lr=0.002@plateau:patience=3,factor=0.5", "--steps", "60")
    #expect((json.series[0].rate.last ?? 1) < 0.002)
  }

  @Test("epochs make sense: 2ep of 5 steps is ten")
  func epochs() throws {
    let run = ["sphere", "sgd:lr=1@warmup:steps=2ep+constant"]
    let json = try json(run[0], run[1], "--epochs", "4", "--steps-per-epoch", "5")
    let rates = json.series[0].rate
    #expect(rates.count == 20 && rates[9] < 1 && rates[10] == 1)
  }

  @Test("namesakes are told apart by what differs")
  func labels() throws {
    let json = try json(
      "sphere", "sgd:lr=0.1,weight_decay=0.5", "sgd:lr=0.2,weight_decay=0.5", "adam", "momentum@cosine",
      "momentum@cosine:min=1e-3", "adam@step", "sgd:lr=0.1,weight_decay=0.5", "--steps", "1")
    #expect(
      json.series.map(\.name) == [
        "sgd lr=0.1", "sgd lr=0.2", "adam", "momentum@cosine", "momentum@cosine:min=1e-3", "adam@step",
        "sgd lr=0.1 (2)",
      ])
  }

  @Test("--tune gives every optimizer its best rate and says so")
  func tuned() throws {
    let sandbox = Sandbox()
    let result = sandbox.run("trajectory", "sphere", "sgd", "adam", "--tune", "-o", "a.svg", "-o", "a.json")
    #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
    let json = try JSONDecoder().decode(TrajectoryJSON.self, from: Data(sandbox.bytes("a.json") ?? []))
    #expect(json.series[0].name.hasPrefix("sgd lr="))
    let rate = try #require(json.series[0].rate.first)
    #expect(json.series[0].spec == "sgd:lr=\(rate)")
    #expect((0.3...0.7).contains(rate), "the best step of a sphere leads to its middle")
  }

  @Test("--tune at the edge of its grid, on rates said or without effect, says so")
  func tuningNotes() {
    let result = Sandbox().run(
      "trajectory", "sphere", "sgd", "adam:lr=0.1", "momentum@constant:lr=0.1", "--tune", "--tune-range", "1e-5,1e-3",
      "--format", "csv", "-o", "/dev/null")
    #expect(result.code == 0)
    #expect(result.errors.contains("note: the best rate of sgd, 0.001, is at the edge of the grid"))
    #expect(result.errors.contains("note: adam:lr=0.1 says its rate: it is not tuned"))
    #expect(result.errors.contains("note: momentum@constant:lr=0.1 descends alike at every rate"))
  }

  @Test("an optimizer that became infinite is noted, with what would help")
  func diverged() {
    let result = Sandbox().run("trajectory", "rosenbrock", "sgd:lr=1", "-o", "a.svg")
    #expect(result.code == 0)
    #expect(result.errors.contains("note: sgd became infinite"))
    #expect(result.errors.contains("--tune"))
  }

  @Test("noise is the same at every call and for every optimizer, and changes with its seed")
  func noise() throws {
    let first = try json("sphere:noise=0.5,seed=3", "sgd:lr=0.1", "torch.SGD:lr=0.1", "--steps", "30")
    #expect(first.series[0].x == first.series[1].x)
    let again = try json("sphere:noise=0.5,seed=3", "sgd:lr=0.1", "--steps", "30")
    #expect(first.series[0].x == again.series[0].x)
    let other = try json("sphere:noise=0.5,seed=4", "sgd:lr=0.1", "--steps", "30")
    #expect(first.series[0].x != other.series[0].x)
    let end = try #require(first.series[0].x.last)
    let loss = try #require(first.series[0].loss.last)
    let y = try #require(first.series[0].y.last)
    #expect(abs(end * end + y * y - loss) < 1e-12, "the recorded loss is the true one")
  }

  @Test("a curve is a descent over one weight")
  func curve() throws {
    let json = try json("curve:f=x^2", "sgd:lr=0.25", "--start", "-2", "--steps", "2")
    #expect(json.series[0].x == [-2, -1, -0.5])
    #expect(json.series[0].loss == [4, 1, 0.25])
    #expect(json.y.label == "Loss")
  }

  @Test(
    "a figure of any kind can be drawn",
    arguments: [
      ["rosenbrock", "sgd:lr=1e-3", "adam", "--facet", "--rates"],
      ["curve:f=x^2", "sgd:lr=0.1", "sgd:lr=0.9", "--facet"],
      ["formula:f=3", "sgd", "adam"],
      ["formula:f=log(x)+y^2", "sgd", "--start", "1,1", "--log-y"],
      ["rosenbrock", "adam", "--start", "1,1"],
      ["saddle", "sgd:lr=0.1", "--contours", "lines", "--equal", "--log-y"],
      ["rosenbrock", "adam", "--x-range", "1,1.000000000001", "--y-range", "1,1.000000000001"],
      ["sphere", "sgd", "--x-range", "-1e12,1e12", "--y-range", "-1e12,1e12"],
      ["rosenbrock", "sgd", "--size", "320x200", "--lang", "zh"],
      ["quadratic", "sgd", "--log-x", "--no-annotations", "--legend", "none", "--grid", "2"],
    ])
  func drawn(_ words: [String]) {
    let result = Sandbox().run(["trajectory"] + words + ["-q", "-o", "a.svg", "-o", "a.png", "-o", "a.pdf"])
    #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
  }
}
