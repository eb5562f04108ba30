import LRCore
import LRSchedules
import Testing

@Suite("the dialect of optax")
struct OptaxTests {
  private let flat = [Double](repeating: 1, count: 60)

  @Test("lengths that optax quietly turns into a constant are one")
  func quietConstants() throws {
    for spec in [
      "optax.linear_schedule:init_value=0.1,end_value=1,transition_steps=0",
      "optax.polynomial_schedule:init_value=0.1,end_value=1,power=2,transition_steps=-5",
      "optax.exponential_decay:init_value=0.1,transition_steps=0,decay_rate=0.5",
      "optax.exponential_decay:init_value=0.1,transition_steps=10,decay_rate=0",
      "optax.warmup_constant_schedule:init_value=0.1,peak_value=1,warmup_steps=0",
      "optax.piecewise_constant_schedule:init_value=0.1",
    ] {
      #expect(try Set(rates(spec)) == [0.1], "\(spec)")
    }
  }

  @Test("a boundary's own step has the new rate; keys may be quoted and in any order")
  func boundaries() throws {
    for map in ["{25:0.5,50:0.5}", "{50:0.5,25:0.5}", "{\"25\":0.5,\"50\":0.5}"] {
      let plan = try plan("optax.piecewise_constant_schedule:init_value=1,boundaries_and_scales=\(map)")
      #expect(plan.rates[24] == 1 && plan.rates[25] == 0.5 && plan.rates[50] == 0.25)
      #expect(plan.outline.events == [25, 50].map { .init(.milestone, at: $0) })
    }
  }

  @Test("what optax refuses is refused at the argument")
  func refusals() {
    for (spec, place, words) in [
      ("optax.piecewise_constant_schedule:init_value=1,boundaries_and_scales={5:-1}", "{5:-1}", "non-negative"),
      ("optax.piecewise_constant_schedule:init_value=1,boundaries_and_scales={5:1,5:2}", "{5:1,5:2}", "twice"),
      ("optax.cosine_decay_schedule:init_value=1,decay_steps=0", "0", "more than 0"),
      (
        "optax.warmup_cosine_decay_schedule:init_value=0,peak_value=1,warmup_steps=20,decay_steps=15", "15",
        "requires positive decay_steps"
      ),
      ("optax.linear_onecycle_schedule:transition_steps=9,peak_value=1,div_factor=-2", "-2", "non-negative"),
      ("optax.cosine_onecycle_schedule:transition_steps=9,peak_value=1,final_div_factor=0", "0", "divides"),
      ("optax.sgdr_schedule:cosine_kwargs=[{peak:1}]", "peak", "did you mean 'peak_value'"),
      ("optax.sgdr_schedule:cosine_kwargs=[]", "[]", "list of maps"),
      ("optax.join_schedules:schedules=[],boundaries=[]", "[]", "list index out of range"),
      ("optax.join_schedules:schedules=[(reduce_on_plateau)],boundaries=[]", "reduce_on_plateau", "listens"),
      ("optax.reduce_on_plateau:factor=1", "1", "in (0, 1)"),
      ("optax.reduce_on_plateau:rtol=0", "0", "at least one of rtol and atol"),
      ("optax.reduce_on_plateau:rtol=1.5", "1.5", "in [0, 1]"),
    ] {
      let fault = fault(spec, metrics: flat)
      #expect(fault?.underlined == place, "\(spec)")
      #expect(fault?.message.english.contains(words) == true, "\(fault?.message.english ?? spec)")
    }
  }

  @Test("wrong names, keys and missing values are named")
  func wrongNames() {
    #expect(fault("optax.cosine_decay")?.message.english.contains("'optax.") == true)
    #expect(fault("optax.linear_schedule:initvalue=1")?.message.english.contains("'init_value'") == true)
    #expect(fault("optax.linear_schedule:init_value=1")?.message.english.contains("needs end_value=") == true)
    #expect(fault("optax.join_schedules:schedules=[(constant_schedule)]")?.message.english.contains("needs") == true)
  }

  @Test("decay_steps holds the warm-up")
  func warmup() throws {
    let plan = try plan("optax.warmup_cosine_decay_schedule:init_value=0,peak_value=0.1,warmup_steps=20,decay_steps=80")
    #expect(near(plan.rates[10], 0.05) && plan.rates[20] == 0.1 && plan.rates[79] > 0 && plan.rates[80] == 0)
    #expect(plan.outline.phases == [.init(.warmup, 0..<20), .init(.decay, 20..<80)])
    #expect(plan.outline.events.isEmpty)
  }

  @Test("functions are joined under plain and dotted names, each from its own step 0")
  func join() throws {
    let parts = "linear_schedule:init_value=0,end_value=0.1,transition_steps=20"
    for prefix in ["", "optax."] {
      let plan = try plan(
        "optax.join_schedules:schedules=[(\(prefix)\(parts)),(\(prefix)constant_schedule:value=0.02)],boundaries=[30]")
      #expect(near(plan.rates[10], 0.05) && plan.rates[29] == 0.1 && plan.rates[30] == 0.02)
      #expect(plan.outline.events == [.init(.handover, at: 30, limit: 0.1)])
    }
  }

  @Test("of the boundaries that are reached the last in the list decides; what has no partner is left out")
  func joinDisorder() throws {
    let values = (1...4).map { "(constant_schedule:value=\($0))" }.joined(separator: ",")
    let rates = try rates("optax.join_schedules:schedules=[\(values)],boundaries=[40,20]")
    #expect(rates[19] == 1 && rates[20] == 3 && rates[40] == 3 && rates[100] == 3)
    let early = try LRSchedulesTests.rates(
      "optax.join_schedules:schedules=[(constant_schedule:value=9),"
        + "(linear_schedule:init_value=0,end_value=10,transition_steps=10)],boundaries=[-3,7]")
    #expect(near(early[0], 3) && near(early[5], 8) && early[7] == 10)
  }

  @Test("cycles of sgdr_schedule restart where decay_steps says")
  func sgdr() throws {
    let cycle = "init_value:0,warmup_steps:5"
    let plan = try plan(
      "optax.sgdr_schedule:cosine_kwargs=[{\(cycle),peak_value:0.1,decay_steps:30},{\(cycle),peak_value:0.05,decay_steps:50}]"
    )
    #expect(plan.rates[5] == 0.1 && plan.rates[30] == 0 && plan.rates[35] == 0.05 && plan.rates[80] == 0)
    #expect(plan.outline.events == [.init(.restart, at: 30)])
  }

  @Test("one cycle's phases end at whole parts of it")
  func oneCycle() throws {
    let plan = try plan("optax.linear_onecycle_schedule:transition_steps=99,peak_value=0.1")
    #expect(plan.outline.phases == [.init(.rise, 0..<29), .init(.fall, 29..<84), .init(.annihilation, 84..<99)])
    #expect(near(plan.rates[29], 0.1) && near(plan.rates[84], 0.004) && near(plan.rates[99], 4e-7))
  }

  @Test("a step's own metric is heard before its rate is used")
  func plateau() throws {
    let plan = try plan("optax.reduce_on_plateau:patience=2,cooldown=3,factor=0.5", steps: 12, metrics: flat)
    // Step 0 is best; 1 and 2 are bad, and 2 itself is lower. 3, 4, 5 cool down; 6 and 7 are bad.
    #expect(plan.rates[1] == 0.1 && plan.rates[2] == 0.05 && plan.rates[7] == 0.025)
    #expect(plan.outline.events.map(\.step) == [2, 7, 12])
    #expect(plan.outline.phases.first == .init(.cooldown, 3..<6))
  }

  @Test("values are judged in sets, and min_scale holds")
  func accumulation() throws {
    let plan = try plan(
      "optax.reduce_on_plateau:patience=1,accumulation_size=4,factor=0.5,min_scale=0.3", steps: 30, metrics: flat)
    #expect(plan.outline.events.map(\.step) == [7, 11])
    #expect(plan.rates[7] == 0.05 && near(plan.rates[30], 0.03))
  }

  @Test("within a chain and a product it hears a step's own metric as well")
  func plateauWithin() throws {
    let metrics: [Double] = [9, 9, 9, 3, 3, 3, 2, 1]
    let alone = try rates(
      "optax.reduce_on_plateau:patience=1,factor=0.5", steps: 5, metrics: Array(metrics.dropFirst(2)))
    let later = try rates(
      "constant:for=2+optax.reduce_on_plateau:patience=1,factor=0.5", steps: 7, metrics: metrics)
    #expect(Array(later[2...]) == alone && Set(alone).count > 1)
    let halved = try rates(
      "product:of=[(constant),(optax.reduce_on_plateau:patience=1,factor=0.5)]", steps: 5,
      metrics: Array(metrics.dropFirst(2)))
    #expect(halved == alone)
  }

  @Test("patience=0 reduces at every improvement")
  func noPatience() throws {
    let rates = try rates("optax.reduce_on_plateau:patience=0,factor=0.5", steps: 3, metrics: [3, 2, 2, 1])
    #expect(rates == [0.05, 0.025, 0.025, 0.0125])
  }
}
