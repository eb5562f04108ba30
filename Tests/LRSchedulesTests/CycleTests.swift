import LRCore
import LRSchedules
import Testing

@Suite("cycles")
struct CycleTests {
  @Test("restarts begin at the peak, cycles may grow and fade")
  func restarts() throws {
    let equal = try rates("cosine-restarts:steps=20,min=0.02")
    #expect(equal[0] == 0.1 && near(equal[10], 0.06) && equal[20] == 0.1 && near(equal[99], equal[19]))
    let growing = try plan("sgdr:steps=10,mult=2")
    #expect(growing.outline.events.map(\.step) == [10, 30, 70])
    #expect(growing.rates[10] == 0.1 && near(growing.rates[20], 0.05) && near(growing.rates[50], 0.05))
    #expect(near(try rates("cosine-restarts:steps=20,decay=0.5")[40], 0.025))
  }

  @Test("four cycles fill the run and end at min")
  func filling() throws {
    let plan = try plan("cosine-restarts:min=0.01")
    #expect(plan.outline.events.map(\.step) == [25, 50, 75])
    #expect(plan.rates[100] == 0.01 && plan.rates[75] == 0.1)
    let growing = try LRSchedulesTests.plan("cosine-restarts:mult=2,cycles=3", steps: 70)
    #expect(growing.outline.events.map(\.step) == [10, 30] && growing.rates[70] == 0)
    #expect(try rates("cosine-restarts:steps=10,cycles=2")[20...].allSatisfy { $0 == 0 })
  }

  @Test("exact powers of the growth restart on the very step", arguments: [2, 3, 5, 7])
  func exactRestarts(growth: Int) throws {
    let rates = try rates("cosine-restarts:steps=1,mult=\(growth)", steps: 200_000)
    var start = 0
    var length = 1
    while start <= 200_000 {
      #expect(rates[start] == 0.1, "cycle at \(start)")
      start += length
      length *= growth
    }
  }

  @Test("triangles rise in up steps, fall in down, and may fade")
  func cyclic() throws {
    let plain = try rates("cyclic:min=0.02,max=0.1,up=10,down=30")
    #expect(
      plain[0] == 0.02 && near(plain[5], 0.06) && near(plain[10], 0.1) && near(plain[25], 0.06) && near(plain[40], 0.02)
    )
    let halving = try rates("cyclic:min=0.02,up=10,mode=triangular2")
    #expect(near(halving[10], 0.1) && near(halving[30], 0.06) && near(halving[50], 0.04))
    #expect(near(try rates("cyclic:min=0,up=10,mode=exp_range,gamma=0.9")[10], 0.1 * 0.3486784401))
    let bare = try plan("cyclic")
    #expect(near(bare.rates[10], 0.1) && near(bare.rates[100], 0.01) && bare.outline.events.count == 4)
    #expect(fault("cyclic:gamma=0.9")?.underlined == "0.9")
    #expect(try plan("cyclic:up=10").outline.events.map(\.step) == [20, 40, 60, 80])
  }

  @Test("cyclic momentum runs against the rate when asked for")
  func cyclicMomentum() throws {
    #expect(try plan("cyclic").momentum == nil)
    let momentum = try #require(try plan("cyclic:up=10,momentum=true").momentum)
    #expect(momentum.count == 101 && near(momentum[0], 0.9) && near(momentum[10], 0.8) && near(momentum[5], 0.85))
    #expect(fault("cyclic:momentum_min=0.5")?.underlined == "0.5")
    #expect(fault("one-cycle:momentum_min=0.99")?.message.english.contains("above 'momentum_max'") == true)
  }

  @Test("one cycle rises from peak/div, peaks at up, ends far below; momentum mirrors it")
  func oneCycle() throws {
    let plan = try plan("one-cycle:up=30")
    #expect(near(plan.rates[0], 0.004) && near(plan.rates[15], 0.052) && near(plan.rates[30], 0.1))
    #expect(near(plan.rates[65], (0.1 + 4e-7) / 2) && near(plan.rates[100], 4e-7))
    let momentum = try #require(plan.momentum)
    #expect(momentum[0] == 0.95 && near(momentum[30], 0.85) && near(momentum[65], 0.9) && momentum[100] == 0.95)
    #expect(plan.outline.phases.map(\.kind) == [.rise, .fall])
    #expect(plan.outline.phases.map(\.range) == [0..<30, 30..<100])
    #expect(try LRSchedulesTests.plan("one-cycle:momentum=false").momentum == nil)
  }

  @Test("three phases rise and fall alike, then annihilate")
  func threePhases() throws {
    let plan = try plan("one-cycle:up=30,shape=linear,three_phase=true,min=0")
    #expect(near(plan.rates[15], 0.052) && near(plan.rates[45], 0.052) && near(plan.rates[60], 0.004))
    #expect(near(plan.rates[80], 0.002) && plan.rates[100] == 0)
    #expect(plan.momentum?[80] == 0.95)
    #expect(plan.outline.phases.map(\.kind) == [.rise, .fall, .annihilation])
    #expect(fault("one-cycle:up=60,three_phase=true")?.underlined == "60")
    #expect(fault("one-cycle:lr=0.1,max=1,div=10")?.underlined == "10")
  }

  @Test("a range test rises from min to max, by factors, lines or stairs")
  func rangeTest() throws {
    let rates = try rates("range-test:min=1e-4,max=1")
    #expect(near(rates[0], 1e-4) && near(rates[50], 0.01) && rates[100] == 1)
    #expect(near(try LRSchedulesTests.rates("range-test:min=0,max=1,shape=linear")[25], 0.25))
    let stairs = try LRSchedulesTests.rates("range-test:min=0,max=1,shape=linear,stair=20")
    #expect(stairs[19] == 0 && near(stairs[20], 0.2) && near(stairs[39], 0.2))
    #expect(fault("range-test:min=0") != nil)
  }
}
