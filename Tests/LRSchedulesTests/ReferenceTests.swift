import LRCore
import LRSchedules
import Testing

@Suite("the frameworks' own numbers")
struct ReferenceTests {
  @Test("the fixture is there, all of it")
  func rows() {
    #expect(ReferenceRow.all.count == 324)
  }

  @Test("every row is met to nine digits", arguments: ReferenceRow.all)
  func values(row: ReferenceRow) throws {
    try row.verify()
  }
}

extension ReferenceRow {
  /// Plans the spec over the row's steps and compares every value.
  func verify() throws {
    let context = RunContext(
      steps: rates.count - 1 + (raises == nil ? 0 : 3), baseRate: baseRate ?? 0.1, metrics: metrics)
    let plan = try Schedules.plan(spec, in: context)
    expect(Array(plan.rates.prefix(rates.count)), near: rates, "rate")
    if let momentum {
      expect(Array((plan.momentum ?? []).prefix(momentum.count)), near: momentum, "momentum")
    }
    if let raises {
      #expect(plan.ending?.lastStep == rates.count - 1)
      #expect(plan.ending?.reason.contains(raises) == true)
      let later = plan.rates.dropFirst(rates.count)
      #expect(later.count(where: \.isNaN) == later.count)
    }
  }

  /// Relative error at most 1e-9; a value that is 0 but for rounding has no digits, there 1e-16 of the peak is allowed.
  private func expect(_ ours: [Double], near theirs: [Double], _ what: String) {
    #expect(ours.count == theirs.count)
    let peak = theirs.map(abs).max() ?? 0
    let wrong = zip(ours, theirs).enumerated().first { _, pair in
      !(abs(pair.0 - pair.1) <= max(1e-9 * abs(pair.1), 1e-16 * peak))
    }
    if let wrong {
      Issue.record("\(what) at step \(wrong.offset): \(wrong.element.0), not \(wrong.element.1)")
    }
  }
}
