import LRCore
import LRSchedules
import Testing

@Suite("plans")
struct PlanTests {
  @Test("a plan has a rate for every step from 0 to N")
  func count() throws {
    #expect(try rates("cosine", steps: 100).count == 101)
    #expect(try rates("cosine", steps: 0) == [0.1])
  }

  @Test("rates that overflow end the curve, or are refused at step 0")
  func overflow() throws {
    #expect(try plan("exp:gamma=1e300").ending == Ending(lastStep: 1, cause: .notFinite(isInfinite: true)))
    #expect(try plan("formula:rate=1/(t-50)").ending?.lastStep == 49)
    #expect(throws: PlanError.self) { try plan("formula:rate=log(-1)") }
    let error = #expect(throws: PlanError.self) { try plan("constant:lr=1e300,scale=1e300") }
    #expect(
      error?.message.english
        == "the learning rate of 'constant:lr=1e300,scale=1e300' is infinite at step 0: rates must be finite")
  }

  @Test(
    "an impossible run is refused", arguments: [(-1, 0.1), (10, -0.1), (10, .nan), (10, .infinity), (Int.max, 0.1)])
  func impossible(steps: Int, lr: Double) {
    #expect(throws: PlanError.self) { try plan("cosine", steps: steps, lr: lr) }
  }

  @Test("a stair of a million drops names its first thousand")
  func manyEvents() throws {
    let plan = try plan("step:size=1,gamma=1", steps: 1_000_000)
    #expect(plan.outline.events.count == 1000 && plan.outline.events[999].step == 1000)
    #expect(try LRSchedulesTests.plan("sgdr:steps=1", steps: 100_000).outline.events.count == 1000)
    #expect(try LRSchedulesTests.plan("cyclic:up=1", steps: 100_000).outline.events.count == 1000)
  }

  @Test("a formula knows t, T, p, epoch and lr")
  func formula() throws {
    #expect(try rates("formula:rate=t")[7] == 7)
    #expect(try rates("formula:rate=T", steps: 40)[0] == 40)
    #expect(try rates("formula:rate=p")[25] == 0.25)
    #expect(try rates("formula:rate=lr,lr=3")[0] == 3)
    #expect(try plan("formula:rate=epoch", stepsPerEpoch: 10).rates[25] == 2.5)
    #expect(fault("formula:rate=epoch")?.message.english.contains("--steps-per-epoch") == true)
    #expect(near(try rates("formula:rate=0.1*0.5^(t//10)")[20], 0.025))
    #expect(fault("formula:rate=\"0.1*cso(t)\",min=0")?.underlined == "cso")
  }
}
