import LRCore
import Testing

@testable import LRSchedules

@Suite("schedules that are stepped in another unit")
struct SteppingTests {
  private func stepped(_ spec: String, _ stepping: Stepping, steps: Int = 100) throws -> RatePlan {
    try Schedules.plan(spec, in: RunContext(steps: steps), stepped: stepping)
  }

  @Test(
    "stepped by micro-batches, the rate of step t is that of step 4 t",
    arguments: ["cosine", "step", "exp", "one-cycle", "warmup:steps=8+cosine", "cyclic", "formula:rate=T+t", "sgdr"])
  func rates(spec: String) throws {
    let chain = try SpecParser.chain(spec)
    guard case .fixed(let schedule) = try Schedules.build(chain, in: RunContext(steps: 100)) else {
      Issue.record("\(spec) listens")
      return
    }
    let plan = try stepped(spec, Stepping(.micro, accumulation: 4))
    #expect(plan.rates == (0...100).map { schedule.rate(at: 4 * $0) })
    #expect(plan.stepping?.factor == 4)
  }

  @Test("the schedule stays one of N steps, and ends after N / k, rounded up")
  func end() throws {
    #expect(Stepping(.micro, accumulation: 4).end(of: 100) == 25)
    #expect(Stepping(.micro, accumulation: 3).end(of: 100) == 34)
    #expect(Stepping(.accelerate, accumulation: 9, devices: 8).end(of: 100) == 13)
    #expect(Stepping(.optimizer, accumulation: 4, devices: 8).end(of: 100) == 100)
    let plan = try stepped("linear", Stepping(.micro, accumulation: 4))
    #expect(plan.rates[24] > 0 && plan.rates[25] == 0 && plan.rates[100] == 0)
  }

  @Test("phases and milestones come at the first step that has reached them")
  func outline() throws {
    let plan = try stepped("wsd:warmup=10,decay=20", Stepping(.micro, accumulation: 4))
    #expect(plan.outline.phases.map(\.range) == [0..<3, 3..<20, 20..<25])
    let stairs = try stepped("step:size=30", Stepping(.micro, accumulation: 4), steps: 100)
    #expect(stairs.outline.events.map(\.step) == [8, 15, 23, 30, 38, 45, 53, 60, 68, 75, 83, 90, 98])
    for event in stairs.outline.events {
      #expect(stairs.rates[event.step] < stairs.rates[event.step - 1])
    }
  }

  @Test("several milestones within a step are one")
  func crowded() throws {
    let plan = try stepped("step:size=2", Stepping(.micro, accumulation: 10), steps: 20)
    #expect(plan.outline.events.map(\.step) == Array(1...20))
  }

  @Test("momentum follows")
  func momentum() throws {
    let meant = try plan("one-cycle", steps: 400)
    let micro = try stepped("one-cycle:for=400", Stepping(.micro, accumulation: 4))
    #expect(micro.momentum?.count == 101)
    #expect(micro.momentum?[30] == meant.momentum?[120])
  }

  @Test("a schedule that listens can't be stepped more often")
  func listening() {
    let context = RunContext(steps: 10, metrics: [1, 1, 1])
    #expect(throws: PlanError.self) {
      try Schedules.plan("plateau", in: context, stepped: Stepping(.micro, accumulation: 2))
    }
    #expect(throws: Never.self) { try Schedules.plan("plateau", in: context, stepped: .meant) }
  }

  @Test("Accelerate's guard of total_steps counts steps as Accelerate does")
  func guarded() {
    for total in 1...40 {
      for accumulation in [1, 2, 3, 5, 50] {
        for devices in [1, 2, 3, 8, 64] {
          // AcceleratedScheduler.step, literally.
          var count = 1
          var position = 0
          var positions: [Int] = []
          for _ in 0...(total + 2) {
            positions.append(position)
            count += accumulation - 1
            for _ in 0..<devices where count <= total {
              count += 1
              position += 1
            }
          }
          let stepping = Stepping(.accelerate, accumulation: accumulation, devices: devices)
          let pace = Pace(times: devices, every: 1, last: stepping.lastStep(of: total))
          #expect((0...(total + 2)).map { pace.position(at: $0) } == positions)
        }
      }
    }
  }

  @Test("an ending comes as many times sooner, unless the scheduler isn't stepped up to it")
  func ending() throws {
    struct Short: Schedule {
      func rate(at step: Int) -> Double { 1 }
      var ending: Ending? { Ending(lastStep: 10, reason: "done") }
    }
    #expect(Paced(inner: Short(), pace: Pace(times: 4)).ending?.lastStep == 2)
    #expect(Paced(inner: Short(), pace: Pace(times: 1, every: 3)).ending?.lastStep == 32)
    #expect(Paced(inner: Short(), pace: Pace(times: 4, every: 1, last: 10)).ending == nil)
  }

  @Test("torch's one-cycle raises as many times sooner; Accelerate stops short of that")
  func oneCycle() throws {
    let spec = "torch.OneCycleLR:max_lr=0.1,total_steps=100"
    let micro = try stepped(spec, Stepping(.micro, accumulation: 4))
    #expect(micro.ending?.lastStep == 25 && micro.rates[25].isFinite && micro.rates[26].isNaN)
    let alone = try stepped(spec, Stepping(.accelerate, devices: 4))
    #expect(alone.ending == nil && alone.standstill == nil && alone.rates[25] == alone.rates[100])
    let accumulating = try stepped(spec, Stepping(.accelerate, accumulation: 4, devices: 2))
    #expect(accumulating.ending == nil && accumulating.standstill == 20)
    #expect(accumulating.rates[20] == accumulating.rates[100] && accumulating.rates[100] > 0.09)
  }

  // MARK: held

  @Test("held for an epoch, the rate of step t is that of epoch t / S")
  func held() throws {
    let epochs = try plan("cosine", steps: 10).rates
    #expect(try LRSchedulesTests.rates("held:of=cosine,every=7", steps: 70) == (0...70).map { epochs[$0 / 7] })
    #expect(try plan("held", steps: 70, stepsPerEpoch: 7).rates == (0...70).map { epochs[$0 / 7] })
    #expect(
      try plan("held:of=(step:size=3ep)", steps: 70, stepsPerEpoch: 7).outline.events.map(\.step) == [21, 42, 63])
  }

  @Test("a run that ends within an epoch has that epoch's rate at its end")
  func partial() throws {
    let epochs = try plan("linear", steps: 4).rates
    #expect(try LRSchedulesTests.rates("held:of=linear,every=30", steps: 100) == (0...100).map { epochs[$0 / 30] })
  }

  @Test("what listens can't be held")
  func heldListener() {
    #expect(fault("held:of=plateau", metrics: [1, 2])?.message.english.contains("listens to a metric") == true)
  }
}
