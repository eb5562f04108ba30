import LRCore
import LRSchedules
import Testing

@Suite("decays")
struct DecayTests {
  @Test("a step of 30 holds for 30 steps, then a tenth is left")
  func step() throws {
    let rates = try rates("step:size=30")
    #expect(rates[29] == 0.1 && near(rates[30], 0.01) && near(rates[59], 0.01) && near(rates[60], 0.001))
    #expect(try plan("step:size=30").outline.events.map(\.step) == [30, 60, 90])
    #expect(try plan("step").outline.events.map(\.step) == [34, 68])
    for steps in [60, 90, 99, 100, 1000, 1_000_000] {
      #expect(try plan("step", steps: steps).outline.events.count == 2, "two drops over \(steps) steps")
    }
  }

  @Test("an offset of 1 drops one step earlier, a negative one later and never raises")
  func stepOffset() throws {
    #expect(near(try rates("step:size=10,gamma=0.5,offset=1")[9], 0.05))
    let late = try rates("step:size=10,offset=-15")
    #expect(late[0] == 0.1 && late[24] == 0.1 && near(late[25], 0.01))
    #expect(try plan("step:size=10,offset=1").outline.events.first?.step == 9)
  }

  @Test("a factor of 0 or above 1 is allowed")
  func stepFactors() throws {
    #expect(try rates("step:size=10,gamma=0")[10] == 0)
    #expect(near(try rates("step:size=10,gamma=2")[20], 0.4))
  }

  @Test("every milestone drops from its own step on, a doubled one twice")
  func multistep() throws {
    let rates = try rates("multistep:milestones=[30,60,60],gamma=0.1")
    #expect(rates[29] == 0.1 && near(rates[30], 0.01) && near(rates[59], 0.01) && near(rates[60], 0.0001))
    #expect(try plan("multistep:milestones=[60,30]").outline.events.map(\.step) == [30, 60])
    #expect(near(try plan("multistep:milestones=[0]").rates[0], 0.01))
    #expect(try LRSchedulesTests.rates("multistep:milestones=[]")[100] == 0.1)
  }

  @Test("pieces hold their values, or join them by lines or half cosines")
  func piecewise() throws {
    let held = try rates("piecewise:boundaries=[30,60],values=[0.3,0.2,0.1]")
    #expect(held[29] == 0.3 && held[30] == 0.2 && held[60] == 0.1 && held[100] == 0.1)
    #expect(
      try rates("piecewise:boundaries=[30],values=[0.5]") == (try rates("piecewise:boundaries=[30],values=[0.1,0.5]")))
    let line = try rates("piecewise:boundaries=[20,60],values=[0,0.4,0.2],between=linear")
    #expect(line[0] == 0 && near(line[10], 0.2) && near(line[20], 0.4) && near(line[40], 0.3) && line[60] == 0.2)
    let curve = try rates("piecewise:boundaries=[20],values=[0,0.4],between=cosine")
    #expect(near(curve[10], 0.2) && curve[5] < 0.1)
  }

  @Test("pieces must fit their boundaries")
  func piecewiseFaults() {
    #expect(fault("piecewise:boundaries=[30,20],values=[1,2,3]")?.underlined == "[30,20]")
    #expect(fault("piecewise:boundaries=[30],values=[1,2,3]")?.message.english.contains("2 intervals") == true)
    #expect(fault("piecewise:boundaries=[],values=[1]") != nil)
    #expect(fault("piecewise:boundaries=[10,20,30]")?.message.english.contains("4 intervals") == true)
  }

  @Test("a line goes from lr to end and stays")
  func linear() throws {
    let rates = try rates("linear:steps=50")
    #expect(rates[0] == 0.1 && near(rates[25], 0.05) && rates[50] == 0 && rates[100] == 0)
    #expect(near(try LRSchedulesTests.rates("linear:end=0.3")[50], 0.2))
  }

  @Test("exponential decay goes by gamma, k, rate and steps, or in stairs")
  func exponential() throws {
    #expect(near(try rates("exp:gamma=0.9")[10], 0.03486784401))
    #expect(near(try rates("exp:k=0.1")[10], 0.1 * 0.36787944117144233))
    #expect(near(try rates("exp:rate=0.5,steps=20")[40], 0.025))
    #expect(near(try rates("exp:rate=0.5,steps=20")[10], 0.1 * 0.7071067811865476))
    let stairs = try rates("exp:rate=0.5,steps=20,staircase=true")
    #expect(stairs[19] == 0.1 && near(stairs[20], 0.05) && near(stairs[39], 0.05))
    #expect(near(try rates("exp:gamma=0.5,steps=10,staircase=true")[19], 0.1 * 0.0009765625))
    #expect(near(try rates("exp")[100], 0.001))
    #expect(near(try rates("exp", steps: 1_000_000)[1_000_000], 0.001))
  }

  @Test("one pace only, and steps only where they count")
  func exponentialFaults() {
    #expect(fault("exp:gamma=0.9,k=0.1")?.underlined == "0.1")
    #expect(fault("exp:gamma=0.9,steps=5")?.underlined == "5")
    #expect(fault("inverse-time:staircase=true")?.underlined == "true")
  }

  @Test("natural exponential and inverse time count by their steps")
  func counted() throws {
    #expect(near(try rates("natural-exp:rate=0.05")[20], 0.1 * 0.36787944117144233))
    #expect(near(try rates("natural-exp:rate=1,steps=10,staircase=true")[19], 0.1 * 0.36787944117144233))
    #expect(near(try rates("inverse-time:rate=0.1")[10], 0.05))
    #expect(near(try rates("inverse-time")[100], 0.01))
    #expect(near(try rates("inverse-time:rate=3,power=0.5")[1], 0.05))
    #expect(near(try rates("inverse-time:rate=1,steps=10,staircase=true")[25], 0.1 / 3))
  }

  @Test("a polynomial is held at its end, or cycles ever longer")
  func polynomial() throws {
    let held = try rates("polynomial:steps=50,power=2,end=0.02")
    #expect(held[0] == 0.1 && near(held[25], 0.04) && held[50] == 0.02 && held[80] == 0.02)
    let cycling = try rates("polynomial:steps=40,power=1,end=0.02,cycle=true")
    #expect(near(cycling[40], 0.02) && near(cycling[41], 0.02 + 0.08 * (1 - 41.0 / 80)) && near(cycling[80], 0.02))
    #expect(try plan("polynomial:steps=40,cycle=true").outline.events.map(\.step) == [41, 81])
  }

  @Test("a cosine ends at min and holds it, or rises again")
  func cosine() throws {
    let held = try rates("cosine:steps=50,min=0.02")
    #expect(held[0] == 0.1 && near(held[25], 0.06) && held[50] == 0.02 && held[75] == 0.02)
    let rising = try rates("cosine:steps=50,min=0.02,after=rise")
    #expect(near(rising[75], 0.06) && near(rising[100], 0.1))
  }

  @Test("tanh is flat, steep, flat; log is steep first; rex is steep last")
  func shapes() throws {
    let tanh = try rates("tanh:lower=-3,upper=3,min=0.01")
    #expect(near(tanh[50], 0.055) && near(tanh[0], 0.01 + 0.09 / (1 + 0.0024787521766663585)))
    let log = try rates("log", steps: 7)
    #expect(log[0] == 0.1 && near(log[1], 0.1 * 2 / 3) && near(log[3], 0.1 / 3) && log[7] == 0)
    let rex = try rates("rex")
    #expect(near(rex[50], 0.1 * 0.5 / 0.75) && rex[100] == 0)
    #expect(fault("tanh:lower=3,upper=3") != nil)
  }

  @Test("inverse square root and Noam halve when time is four times as long")
  func roots() throws {
    let root = try rates("inverse-sqrt:warmup=20")
    #expect(root[0] == 0 && near(root[10], 0.05) && root[20] == 0.1 && near(root[80], 0.05))
    #expect(near(try rates("inverse-sqrt:warmup=0,timescale=25")[75], 0.05))
    let noam = try rates("noam:warmup=20")
    #expect(near(noam[0], 0.005) && near(noam[19], 0.1) && near(noam[79], 0.05))
    #expect(near(try rates("noam:model=512,warmup=4000")[0], 1.7469281074217108e-07))
    #expect(try rates("noam:model=512,warmup=4000", lr: 5) == (try rates("noam:model=512,warmup=4000")))
  }
}
