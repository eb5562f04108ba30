import LRCore
import LRSchedules
import Testing

@Suite("plateau")
struct PlateauTests {
  private let flat = [Double](repeating: 1, count: 100)

  @Test("one bad step more than patience lowers the rate, from the next step on")
  func patience() throws {
    // Step 0 sets the best; 1, 2 and 3 are bad; the third exceeds patience 2.
    let plan = try plan("plateau:patience=2", steps: 12, metrics: flat)
    #expect(
      plan.rates[3] == 0.1 && near(plan.rates[4], 0.01) && near(plan.rates[6], 0.01) && near(plan.rates[7], 0.001))
    #expect(plan.outline.events == [4, 7, 10].map { .init(.reduction, at: $0) })
    #expect(plan.metrics == flat)
  }

  @Test("improvements reset the count; mode=max wants more")
  func modes() throws {
    let falling = (0..<50).map { 1 / Double($0 + 1) }
    #expect(try rates("plateau:patience=2", steps: 50, metrics: falling)[50] == 0.1)
    #expect(try plan("plateau:patience=2,mode=max", steps: 8, metrics: falling).outline.events.map(\.step) == [4, 7])
  }

  @Test("the threshold is relative to the best, or absolute")
  func thresholds() throws {
    let slow = (0..<50).map { 10 - 0.05 * Double($0) }
    #expect(
      try plan("plateau:patience=0,threshold=0.01", steps: 3, metrics: slow).outline.events.map(\.step) == [2, 3])
    #expect(
      try plan("plateau:patience=0,threshold=0.01,threshold_mode=abs", steps: 3, metrics: slow).outline.events.isEmpty)
    #expect(
      try plan("plateau:patience=0,threshold=0.06,threshold_mode=abs", steps: 2, metrics: slow).outline.events.map(
        \.step)
        == [2])
  }

  @Test("nothing is counted in a cooldown, which is a phase")
  func cooldown() throws {
    let plan = try plan("plateau:patience=1,cooldown=3", steps: 12, metrics: flat)
    // Steps 1 and 2 are bad: reduced at 3. Steps 3, 4, 5 cool down; 6 and 7 are bad: reduced at 8.
    #expect(plan.outline.events.map(\.step) == [3, 8])
    #expect(plan.outline.phases == [.init(.cooldown, 3..<6), .init(.cooldown, 8..<11)])
  }

  @Test("the rate stops at min, and a reduction of less than eps is left out")
  func floor() throws {
    let plan = try plan("plateau:patience=0,min=0.02", steps: 20, metrics: flat)
    #expect(plan.rates[20] == 0.02 && plan.outline.events.map(\.step) == [2])
    #expect(try LRSchedulesTests.plan("plateau:patience=0,eps=0.01", steps: 9, metrics: flat).outline.events.count == 1)
  }

  @Test("past the last metric the rate is kept")
  func shortMetrics() throws {
    let plan = try plan("plateau:patience=2", steps: 50, metrics: [1, 1, 1, 1])
    #expect(plan.outline.events.map(\.step) == [4] && near(plan.rates[50], 0.01))
    #expect(try rates("plateau:patience=2", steps: 50, metrics: [])[50] == 0.1)
  }

  @Test("without metrics it says how to give them")
  func noMetrics() {
    let error = fault("warmup:steps=5+plateau:patience=3")
    #expect(error?.message.english == "'plateau' listens to a metric: give --metrics FILE")
    #expect(error?.underlined == "plateau")
  }

  @Test("it listens in a chain, in a product, and under scale and max")
  func combined() throws {
    let chain = try plan("warmup:steps=5+plateau:patience=2", steps: 20, metrics: flat)
    #expect(near(chain.rates[2], 0.04) && chain.rates[5] == 0.1 && chain.outline.events[0] == .init(.reduction, at: 9))
    #expect(chain.outline.phases == [.init(.warmup, 0..<5)])
    let product = try rates("product:of=[(plateau:patience=2),(linear)]", steps: 20, metrics: flat)
    #expect(near(product[3], 0.085) && near(product[4], 0.008))
    #expect(near(try rates("plateau:patience=2,max=0.05,scale=2", steps: 5, metrics: flat)[0], 0.1))
  }

  @Test("a live run can drive it step by step")
  func live() throws {
    let context = RunContext(steps: 10, baseRate: 0.1)
    guard case .listening(var schedule) = try Schedules.build(SpecParser.chain("plateau:patience=1"), in: context)
    else {
      Issue.record("plateau doesn't listen")
      return
    }
    var seen: [Double] = []
    for metric in [1.0, 1, nil, 1, 1] {
      seen.append(schedule.rate)
      schedule.advance(metric: metric)
    }
    seen.append(schedule.rate)
    #expect(seen[..<4].allSatisfy { $0 == 0.1 } && near(seen[4], 0.01))
    #expect(schedule.outline.events == [.init(.reduction, at: 4)])
  }
}
