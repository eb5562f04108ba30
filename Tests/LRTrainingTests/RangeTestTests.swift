import Foundation
import LRCore
import LROptimizers
import Synchronization
import Testing

@testable import LRTraining

@Suite("Range tests")
struct RangeTestTests {
  @Test("the fixture is there, all of it")
  func rows() {
    #expect(FixtureRow.all(of: "lr-find.jsonl").count == 14)
  }

  @Test("every row of the libraries' own tests is met", arguments: FixtureRow.all(of: "lr-find.jsonl"))
  func row(row: FixtureRow) throws {
    switch row["kind"] as? String {
    case "rates": try rates(row)
    case "curve": try curve(row)
    default: Issue.record("a row of an unknown kind")
    }
  }

  private static let libraries: [(String, RangeTest.Library)] = [
    ("fastai", .fastai), ("torch_lr_finder", .torchLRFinder), ("lightning", .lightning),
  ]

  private func rates(_ row: FixtureRow) throws {
    let spacing: RangeTest.Spacing = row["mode"] as? String == "linear" ? .linear : .exponential
    let (start, end) = (try row.number("start"), try row.number("end"))
    for (name, library) in Self.libraries where row[name] != nil {
      let count = try row.whole("num_iter")
      let test = RangeTest(library, from: start, to: end, count: count, spacing: spacing)
      expectNear(test.rates, try row.numbers(name), "rates of \(name)")
    }
  }

  private func curve(_ row: FixtureRow) throws {
    let raw = try row.numbers("raw")
    let fragile = Set(row["fragile"] as? [String] ?? [])
    let direct = try #require(row["direct"] as? [String: [String: Any]])
    for (name, library) in Self.libraries {
      // torch-lr-finder and Lightning leave out what they do by default, fastai's functions nothing.
      let test = RangeTest(library, from: 1, to: 2, count: raw.count)
      for (rule, expected) in try #require(direct[name]) {
        let rule = try #require(RateRule(rawValue: rule))
        #expect(rule.library == library)
        let rates = try row.numbers("rates")
        let ours =
          library == .fastai
          ? rule.suggestion(rates: rates, losses: raw) : test.suggestion(rule, rates: rates, losses: raw)
        expect(ours, expected, "direct \(name).\(rule)")
      }
      guard let run = row[name] as? [String: Any] else { continue }
      try check(FixtureRow(run), name, library, raw, fragile)
    }
  }

  private func check(
    _ row: FixtureRow, _ name: String, _ library: RangeTest.Library, _ raw: [Double], _ fragile: Set<String>
  ) throws {
    let arguments = FixtureRow(try #require(row["args"] as? [String: Any]))
    func value(_ names: [String]) throws -> NSNumber {
      try #require(names.compactMap { arguments[$0] as? NSNumber }.first)
    }
    func argument(_ names: String...) throws -> Double { try value(names).doubleValue }
    func count(_ names: String...) throws -> Int { try value(names).intValue }
    let mode = arguments["mode"] as? String ?? arguments["step_mode"] as? String
    var test = RangeTest(
      library, from: try argument("start_lr", "min_lr"), to: try argument("end_lr", "max_lr"),
      count: try count("num_it", "num_iter", "num_training"),
      spacing: mode == "linear" ? .linear : .exponential)
    switch library {
    case .fastai: if arguments["stop_div"] as? Bool == false { test.divergence = nil }
    case .torchLRFinder:
      test.smoothing = try argument("smooth_f")
      test.divergence = try argument("diverge_th")
      test.skipStart = try count("skip_start")
      test.skipEnd = try count("skip_end")
    case .lightning:
      test.divergence = (arguments["early_stop_threshold"] as? NSNumber)?.doubleValue
      test.skipStart = try count("skip_begin")
      test.skipEnd = try count("skip_end")
    }
    let smoothed = test.smoothed(raw)
    let steps = try row.whole("steps")
    #expect(smoothed.count == steps, "steps of \(name)")
    expectNear(smoothed, try row.numbers("smoothed"), "smoothed losses of \(name)")
    let rates = Array(test.rates.prefix(smoothed.count))
    expectNear(rates, try row.numbers("rates"), "recorded rates of \(name)")
    for (word, expected) in try #require(row["suggestions"] as? [String: Any]) {
      let rule = try #require(RateRule(rawValue: word))
      guard !fragile.contains("\(name).\(word)") else { continue }
      expect(test.suggestion(rule, rates: rates, losses: smoothed), expected, "\(name).\(word)")
    }
  }

  private func expect(_ ours: RateSuggestion, _ theirs: Any, _ what: String) {
    switch (ours, theirs) {
    case (.nothing(let reason), is NSNull):
      #expect(!reason.english.isEmpty && !reason.chinese.isEmpty)
    case (.failed(let error, let reason), let theirs as [String: Any]):
      #expect(error == theirs["error"] as? String, "\(what)")
      #expect(!reason.english.isEmpty && !reason.chinese.isEmpty)
    case (.found(let index, let rate), let theirs as [String: Any]):
      #expect(index == theirs["index"] as? Int, "\(what): index \(index)")
      expectNear([rate], [theirs["rate"] as? Double ?? .nan], what)
    default: Issue.record("\(what): \(ours), not \(theirs)")
    }
  }

  @Test("a test that has hardly begun has no suggestion, and says so")
  func short() {
    for library in RangeTest.Library.allCases {
      let test = RangeTest(library, from: 1e-3, to: 1, count: 3)
      for count in 0...2 {
        for rule in RateRule.all(of: library) {
          let losses = [Double](repeating: 1, count: count)
          #expect(test.suggestion(rule, rates: test.rates, losses: losses).rate == nil)
        }
      }
    }
    #expect(RangeTest(.torchLRFinder, from: 0.1, to: 1, count: 1).rates == [0.1])
    #expect(RangeTest(.fastai, from: 0.1, to: 1, count: 0).rates.isEmpty)
  }

  @Test("no library stops at a loss that is NaN", arguments: RangeTest.Library.allCases)
  func nan(library: RangeTest.Library) {
    let test = RangeTest(library, from: 1e-3, to: 1, count: 30)
    #expect(test.smoothed([1] + [Double](repeating: .nan, count: 9)).count == 10)
    #expect(test.smoothed([1, 1, 1e6, 1]).count == 3)
  }

  /// A test of 24 batches of two per epoch, on rates from 0.01 to `end`.
  private static func made(
    _ spec: String, to end: Double, stopsAt stop: Int = .max
  ) throws -> (record: RangeTestRecord, training: TrainingRecord) {
    let data = try DataSets.set("blobs:samples=20", seed: 1, in: "")
    let recipe = try Models.recipe("mlp:hidden=[4]")
    let plan = try recipe.plan(for: data)
    let test = RangeTest(.fastai, from: 0.01, to: end, count: 24)
    var setup = TrainingSetup(
      data: data, network: plan, initial: recipe.initialization.parameters(of: plan, seed: 1), batch: 8, steps: 24)
    setup.precision = .double
    let run = try PlannedRun(
      spec, in: RunContext(steps: 24, stepsPerEpoch: setup.stepsPerEpoch), parameters: plan.names, findsRate: true
    ).run(named: "run", rates: test.rates)
    let asked = Atomic(0)
    var control = TrainingControl()
    control.isInterrupted = { asked.add(1, ordering: .relaxed).oldValue >= stop }
    let training = try setup.train(run, control: control).record
    let tests = RangeTest.Library.allCases.map { library in
      var test = RangeTest(library, from: 0.01, to: end, count: 24)
      test.divergence = nil
      return test
    }
    return (RangeTestRecord(training, rates: test.rates, tests: tests), training)
  }

  @Test("groups keep their proportion to the rates of the test")
  func groups() throws {
    let training = try Self.made("sgd:lr=0.5,groups=[(bias:lr=1),(head:lr=0.125)]", to: 0.1).training
    let series = Dictionary(uniqueKeysWithValues: training.rates.map { ($0.group ?? "", $0.values) })
    let own = try #require(series[""])
    #expect(own.count == 24 && Set(own).count == 24)
    #expect(series["bias"] == own.map { 2 * $0 })
    #expect(series["head"] == own.map { 0.25 * $0 })
  }

  @Test("a test that diverges was read to its last rate, and one that the user stopped only so far")
  func tails() throws {
    let lost = try Self.made("sgd", to: 1e200).record
    let last = try #require(lost.divergedAt)
    #expect(last < 24 && lost.losses.count == last)
    // The losses that the libraries would have gone on to read are NaN, at which none of them stops.
    for reading in lost.readings {
      #expect(reading.smoothed.count == 24 && !reading.stops)
      #expect(reading.smoothed[last...].allSatisfy { $0.isNaN })
    }
    let stopped = try Self.made("sgd", to: 0.1, stopsAt: 9).record
    #expect(stopped.divergedAt == nil && stopped.losses.count == 9)
    for reading in stopped.readings {
      #expect(reading.smoothed.count == 9 && !reading.stops && reading.smoothed.allSatisfy { $0.isFinite })
    }
  }
}
