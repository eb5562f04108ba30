import LRCore
import LRSchedules
import Testing

@Suite("warm-ups")
struct WarmupTests {
  @Test(
    "a warm-up reaches lr at its last step, whatever its shape", arguments: ["linear", "exponential", "cosine", "log"])
  func reaches(shape: String) throws {
    for length in [1, 2, 7, 50, 100] {
      let rates = try rates("warmup:steps=\(length),shape=\(shape),start=1%")
      #expect(near(rates[0], 0.001) && rates[length...].allSatisfy { $0 == 0.1 })
      #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(rates[length - 1] < 0.1)
    }
  }

  @Test("shapes of a warm-up at their middle")
  func shapes() throws {
    #expect(try rates("warmup:steps=0")[0] == 0.1)
    #expect(near(try rates("warmup:steps=10")[5], 0.05))
    #expect(near(try rates("warmup:steps=10,shape=exponential,start=0.001")[5], 0.01))
    #expect(near(try rates("warmup:steps=10,shape=cosine")[5], 0.05))
    #expect(near(try rates("warmup:steps=7,shape=log")[1], 0.1 / 3))
    #expect(try plan("warmup").outline.phases == [.init(.warmup, 0..<5), .init(.stable, 5..<100)])
  }

  @Test("a warm-up can't start above lr, nor an exponential one at 0")
  func faults() {
    #expect(fault("warmup:start=0.2")?.underlined == "0.2")
    #expect(fault("warmup:start=0,shape=exponential")?.underlined == "0")
  }

  @Test("wsd goes up, along and down")
  func wsd() throws {
    let plan = try plan("wsd:warmup=10,decay=20,min=0.02")
    #expect(plan.rates[0] == 0 && near(plan.rates[5], 0.05) && plan.rates[10] == 0.1 && plan.rates[80] == 0.1)
    #expect(near(plan.rates[90], 0.06) && plan.rates[100] == 0.02)
    #expect(plan.outline.phases == [.init(.warmup, 0..<10), .init(.stable, 10..<80), .init(.decay, 80..<100)])
    let short = try rates("wsd:warmup=10,stable=20,decay=30")
    #expect(short[30] == 0.1 && near(short[45], 0.05) && short[60] == 0 && short[100] == 0)
  }

  private static let middles: [(String, Double)] = [
    ("linear", 0.06), ("cosine", 0.06), ("exponential", 0.053137084989847606), ("1-sqrt", 0.043431457505076195),
    ("square", 0.08), ("inverse", 0.03333333333333333),
  ]

  @Test("the decays of wsd at their middle", arguments: middles)
  func decays(shape: String, middle: Double) throws {
    let rates = try rates("wsd:decay=20,min=0.02,shape=\(shape)")
    #expect(near(rates[80], 0.1) && near(rates[90], middle) && rates[100] == 0.02)
  }

  @Test("wsd that doesn't fit the run says how long its parts are")
  func wsdFaults() {
    let error = fault("wsd:warmup=50,decay=60")
    #expect(error?.message.english.contains("warm-up (50) and decay (60) take more than the 100 steps") == true)
    #expect(error?.underlined == "60")
    #expect(fault("wsd:shape=inverse,min=0") != nil)
    #expect(fault("tri-stage:min=0") != nil)
    #expect(fault("tri-stage:warmup=50,hold=60")?.underlined == "60")
  }

  @Test("tri-stage has an exponential tail")
  func triStage() throws {
    let rates = try rates("tri-stage:warmup=10,hold=40,start=0.01,min=0.001")
    #expect(rates[0] == 0.01 && near(rates[5], 0.055) && rates[10] == 0.1 && rates[50] == 0.1)
    #expect(near(rates[75], 0.01) && rates[100] == 0.001)
  }
}
