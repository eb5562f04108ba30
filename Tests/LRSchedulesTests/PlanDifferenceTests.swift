import LRCore
import LRSchedules
import Testing

private func plan(_ rates: [Double], momentum: [Double]? = nil) -> RatePlan {
  RatePlan(label: "", spec: "", rates: rates, momentum: momentum, baseRate: 1)
}

@Suite("the difference of two plans")
struct PlanDifferenceTests {
  @Test("stairs of 30 and of 29 steps differ first and most at step 29")
  func stairs() throws {
    let (a, b) = (
      try Schedules.plan("step:size=30", in: RunContext()), try Schedules.plan("step:size=29", in: RunContext())
    )
    let difference = PlanDifference(a, b)
    #expect(difference.steps == 101)
    #expect(difference.count == 6)
    #expect(difference.first == .init(step: 29, a: 0.1, b: b.rates[29]))
    #expect(difference.largest == difference.first)
    #expect(abs((difference.first?.change ?? 0) + 0.09) < 1e-15)
    #expect(abs((difference.first?.relativeChange ?? 0) + 0.9) < 1e-15)
    #expect(difference.isDifferent)
  }

  @Test("the largest difference and the largest for its size may stand at different steps")
  func twoSorts() {
    let difference = PlanDifference(plan([1, 1, 0.001]), plan([1, 1.5, 0.002]))
    #expect(difference.largest?.step == 1)
    #expect(difference.largestRelative?.step == 2)
    #expect(difference.largestRelative?.relativeChange == 0.5)
  }

  @Test("areas count the updates 0..<N, not the rate after the last")
  func areas() {
    let difference = PlanDifference(plan([1, 2, 4]), plan([0.5, 1, 100]))
    #expect(difference.areas == .init(a: 3, b: 1.5))
    #expect(difference.areaRatio == 0.5)
    #expect(PlanDifference(plan([0, 0]), plan([1, 1])).areaRatio == nil)
    let many = plan([Double](repeating: 0.1, count: 1_000_001))
    #expect(PlanDifference(many, many).areas.a == 100_000)
  }

  @Test("rounding is no difference unless the tolerance is 0, also where a rate has fallen to nothing")
  func rounding() {
    let (a, b) = (plan([0.1, 0.05, 0]), plan([0.1, 0.05 * (1 + 1e-13), 6e-18]))
    #expect(!PlanDifference(a, b).isDifferent)
    #expect(PlanDifference(a, b).first == nil)
    #expect(PlanDifference(a, b).largest?.step == 1)
    let exact = PlanDifference(a, b, tolerance: 0)
    #expect(exact.count == 2)
    #expect(exact.first?.step == 1)
    #expect(exact.largestRelative?.step == 2)
    #expect(PlanDifference(plan([0.1, 0]), plan([0.1, 1e-12])).count == 1)
  }

  @Test("a difference of just more than the tolerance counts, one of just less doesn't")
  func tolerance() {
    for tolerance in [1e-9, 1e-3, 0.5] {
      let base = plan([1, 1])
      #expect(PlanDifference(base, plan([1, 1 - tolerance * 1.001]), tolerance: tolerance).count == 1)
      #expect(PlanDifference(base, plan([1, 1 - tolerance * 0.999]), tolerance: tolerance).count == 0)
    }
  }

  @Test("where one has stopped they differ, where both have they don't")
  func stopped() {
    let difference = PlanDifference(plan([1, 1, .nan, .nan]), plan([1, 1, 1, .nan]))
    #expect(difference.count == 1)
    #expect(difference.first == .init(step: 2, a: nil, b: 1))
    #expect(difference.first?.change == nil)
    #expect(difference.largest == nil && difference.largestRelative == nil)
    #expect(difference.areas == .init(a: 2, b: 3))
  }

  @Test("the momentum is compared where both drive it")
  func momentum() {
    let (a, b) = (plan([1, 1], momentum: [0.9, 0.9]), plan([1, 1], momentum: [0.9, 0.8]))
    #expect(PlanDifference(a, b).momentum?.first == .init(step: 1, a: 0.9, b: 0.8))
    #expect(PlanDifference(a, b).isDifferent && PlanDifference(a, b).count == 0)
    #expect(PlanDifference(a, plan([1, 1])).momentum == nil)
    #expect(!PlanDifference(a, plan([1, 1])).isDifferent)
  }

  @Test("rates at both ends of Double's range are compared without overflow")
  func extremes() {
    let huge = Double.greatestFiniteMagnitude
    let difference = PlanDifference(plan([huge]), plan([-huge]))
    #expect(difference.count == 1)
    #expect(difference.largestRelative?.relativeChange == -2)
    #expect(PlanDifference(plan([0, 0]), plan([0, -0.0]), tolerance: 0).count == 0)
  }
}
