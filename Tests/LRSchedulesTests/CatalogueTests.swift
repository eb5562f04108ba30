import Foundation
import LRCore
import Testing

@testable import LRSchedules

@Suite("the catalogue of schedules")
struct CatalogueTests {
  private static let names = Schedules.catalogue.entries.map(\.name)
  /// lrplot's own: those that draw something good by their bare name.
  private static let own = Schedules.own.map(\.name)
  private static let falling: [Double] = (0...100).map { 1 / Double(1 + $0) }

  /// The bare name of our own, the first example of a framework's, which may need arguments.
  private static func shortest(_ name: String) throws -> String {
    own.contains(name) ? name : try #require(Schedules.catalogue[name]?.examples.first)
  }

  @Test("every schedule of the issue is there under its name")
  func complete() {
    let expected = [
      "constant", "step", "multistep", "piecewise", "linear", "exp", "natural-exp", "inverse-time", "polynomial",
      "cosine",
      "cosine-restarts", "cyclic", "one-cycle", "inverse-sqrt", "noam", "wsd", "tri-stage", "warmup", "tanh", "log",
      "rex",
      "range-test", "formula", "product", "plateau",
    ]
    #expect(Set(expected).isSubset(of: Self.names))
  }

  @Test("names that users would type are aliases")
  func aliases() {
    for (alias, name) in [
      ("exponential", "exp"), ("cosine-annealing", "cosine"), ("sgdr", "cosine-restarts"), ("onecycle", "one-cycle"),
      ("trapezoid", "wsd"), ("linear-warmup", "warmup"), ("invsqrt", "inverse-sqrt"), ("poly", "polynomial"),
    ] {
      #expect(Schedules.catalogue[alias]?.name == name)
    }
  }

  @Test("every shape stands in a file of its own, with one line in the catalogue")
  func files() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = root.appendingPathComponent("Sources/LRSchedules/Shapes")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "swift" }
    var entries: [String] = []
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      let found = text.matches(of: /CatalogueEntry<AnySchedule>\(\s*"([^"]+)"/).map { String($0.1) }
      #expect(found.count == 1, "\(file.lastPathComponent) has \(found.count) entries")
      entries += found
    }
    #expect(entries.sorted() == Self.own.sorted())
  }

  @Test("every entry explains itself in both languages", arguments: names)
  func texts(name: String) throws {
    let entry = try #require(Schedules.catalogue[name])
    #expect(!entry.formula.isEmpty && !entry.source.isEmpty && !entry.examples.isEmpty)
    #expect(!entry.summary.english.contains("\n"))
    for text in [entry.summary] + entry.parameters.map(\.meaning) + [entry.note].compactMap({ $0 }) {
      #expect(!text.english.isEmpty)
      #expect(text.chinese.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(text.english)")
    }
    let keys = entry.parameters.map(\.name)
    #expect(Set(keys).count == keys.count)
  }

  @Test("own schedules share the universal parameters", arguments: own)
  func universal(name: String) throws {
    let keys = try #require(Schedules.catalogue[name]).parameters.map(\.name)
    #expect(Set(["lr", "min", "max", "scale", "for", "label"]).isSubset(of: keys))
  }

  @Test("every declared parameter is read by its builder", arguments: names)
  func unread(name: String) throws {
    let entry = try #require(Schedules.catalogue[name])
    let text = try Self.shortest(name)
    let spec = try SpecParser.chain(text).phases[0]
    var arguments = try Arguments(
      spec, parameters: entry.parameters, context: RunContext(steps: 100, baseRate: 0.1), source: text)
    _ = try entry.build(&arguments)
    #expect(arguments.unread == [])
  }

  @Test("every bare name has finite rates over runs of any length", arguments: own)
  func bareNames(name: String) throws {
    for steps in [0, 1, 2, 3, 7, 100, 1_000_000] {
      let plan = try plan(name, steps: steps, metrics: Self.falling)
      #expect(plan.rates.count == steps + 1)
      // That all are finite, the plan itself has checked.
      #expect(plan.rates.prefix(1000).allSatisfy { $0.isFinite && $0 >= 0 && $0 <= 0.1 + 1e-15 })
      #expect(plan.rates[steps] >= 0 && plan.rates[steps] <= 0.1 + 1e-15)
      #expect(plan.outline.events.allSatisfy { (1...max(1, steps)).contains($0.step) })
      #expect(plan.outline.phases.allSatisfy { $0.range.lowerBound >= 0 && $0.range.upperBound <= max(1, steps) })
    }
  }

  @Test("a base rate of 0 gives finite rates", arguments: own)
  func zeroRate(name: String) throws {
    #expect(try rates(name, lr: 0, metrics: Self.falling).allSatisfy { $0.isFinite })
  }

  @Test("every example can be planned and named", arguments: names)
  func examples(name: String) throws {
    for example in try #require(Schedules.catalogue[name]).examples {
      let plan = try plan(example, stepsPerEpoch: 10, metrics: Self.falling)
      #expect(plan.rates.count == 101)
      #expect(plan.spec == example && plan.label.hasPrefix(example.prefix(59)))
    }
  }

  @Test("a bare name draws a curve that moves", arguments: own)
  func moves(name: String) throws {
    guard name != "constant" else { return }
    let metrics = [Double](repeating: 1, count: 101)
    #expect(Set(try rates(name, metrics: metrics)).count > 1)
  }

  @Test("an unknown name finds the nearest")
  func unknown() {
    #expect(fault("cosin")?.message.english == "unknown schedule 'cosin'; did you mean 'cosine'?")
    #expect(fault("warmup:steps=5+stpe")?.underlined == "stpe")
  }
}
