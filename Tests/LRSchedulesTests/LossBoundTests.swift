import Foundation
import LRCore
import LRSchedules
import Testing

@Suite("The bound on the loss")
struct LossBoundTests {
  @Test("the fixture is there, all of it")
  func rows() {
    #expect(BoundRow.all.count == 14)
  }

  @Test("every row of the authors' formula is met to ten digits", arguments: BoundRow.all)
  func values(row: BoundRow) throws {
    let bound = LossBound(rates: row.rates, gradientNorm: row.norm, distance: row.distance)
    #expect(!row.atBase1.isEmpty)
    for (step, value) in row.atBase1 { expect(bound.value(at: step), value, "B(\(step)) at base 1") }
    guard let terms = row.terms else {
      #expect(row.atBase1[row.rates.count] == .some(nil))
      #expect(bound.terms(at: row.rates.count) == nil)
      return
    }
    let ours = try #require(bound.terms(at: row.rates.count))
    for (one, other) in zip([ours.ofDistance, ours.ofGradients, ours.ofLastIterate], terms) {
      expect(one, other, "term")
    }
    expect(ours.bestBase, row.bestBase, "best base rate")
    expect(ours.lowest, row.lowest, "bound at the best base rate")
    expect(bound.value(at: row.rates.count, base: ours.bestBase), row.lowest, "B(T) at the best base rate")
    for (step, value) in row.atBest { expect(bound.value(at: step, base: ours.bestBase), value, "B(\(step)) at best") }
  }

  private func expect(_ ours: Double?, _ theirs: Double?, _ what: String) {
    switch (ours, theirs) {
    case (nil, nil): break
    case (let ours?, let theirs?):
      #expect(abs(ours - theirs) <= 1e-10 * abs(theirs), "\(what): \(ours), not \(theirs)")
    default: Issue.record("\(what): \(String(describing: ours)), not \(String(describing: theirs))")
    }
  }

  @Test(
    "the bounds of lrplot's own schedules over 400 steps",
    arguments: [
      ("constant", 0.13754), ("cosine", 0.10339), ("wsd:warmup=0,decay=20%", 0.10932),
      ("wsd:warmup=0,decay=20%,shape=1-sqrt", 0.10729), ("linear", 0.10063),
    ])
  func own(spec: String, value: Double) throws {
    for rate in [0.1, 3, 1e-300, 1e300] {
      var context = RunContext(steps: 400)
      context.baseRate = rate
      let plan = try Schedules.plan(spec, in: context)
      let bound = LossBound(rates: plan.rates, updates: 400)
      let terms = try #require(bound.terms(at: 400))
      #expect(abs(terms.lowest - value) < 6e-6, "\(terms.lowest)")
      #expect(abs((bound.value(at: 400, base: terms.bestBase) ?? 0) - value) < 6e-6)
    }
  }

  @Test("there is no bound where a rate is 0, after a negative one, or outside the run")
  func none() {
    let bound = LossBound(rates: [0, 1, 0, 2, -1, 1])
    #expect([0, 1, 3, 5, 6, 7].allSatisfy { bound.terms(at: $0) == nil })
    #expect(bound.terms(at: 2) != nil && bound.terms(at: 4) != nil)
    #expect(bound.updates == 4)
    #expect(LossBound(rates: [1, .nan, 1]).updates == 1)
    #expect(LossBound(rates: []).terms(at: 1) == nil)
    #expect(LossBound(rates: [0, 0]).terms(at: 2) == nil)
  }
}

/// A row of Tests/Fixtures/bound.jsonl.
struct BoundRow: Sendable, CustomTestStringConvertible {
  var id: String
  var rates: [Double]
  var norm: LossBound.GradientNorm
  var distance: Double
  var terms: [Double]?
  var bestBase: Double?
  var lowest: Double?
  /// nil is "no finite bound".
  var atBase1: [Int: Double?]
  var atBest: [Int: Double?]

  var testDescription: String { id }

  static let all: [BoundRow] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/bound.jsonl")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { BoundRow(line: String($0)) }
  }()

  init?(line: String) {
    guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
      let id = object["id"] as? String, let rates = object["eta"] as? [Double], let distance = object["D"] as? Double
    else { return nil }
    self.id = id
    self.rates = rates
    self.distance = distance
    if let norms = object["G"] as? [Double] {
      norm = .each(norms)
    } else if let one = object["G"] as? Double {
      norm = .constant(one)
    } else {
      return nil
    }
    terms = object["terms_base1"] as? [Double]
    bestBase = object["best_base"] as? Double
    lowest = object["B_best"] as? Double
    atBase1 = Self.values(object["B_base1"])
    atBest = Self.values(object["B_at_best_base"])
  }

  private static func values(_ value: Any?) -> [Int: Double?] {
    var values: [Int: Double?] = [:]
    for (key, value) in value as? [String: Any] ?? [:] {
      if let step = Int(key) { values.updateValue(value as? Double, forKey: step) }
    }
    return values
  }
}
