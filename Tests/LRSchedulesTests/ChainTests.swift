import LRCore
import LRSchedules
import Testing

@Suite("chains of phases")
struct ChainTests {
  @Test("a warm-up hands over after its steps, and the next starts at its own step 0")
  func handover() throws {
    let plan = try plan("warmup:steps=20+cosine")
    #expect(near(plan.rates[10], 0.05) && plan.rates[20] == 0.1 && near(plan.rates[60], 0.05) && plan.rates[100] == 0)
    #expect(plan.outline.phases == [.init(.warmup, 0..<20), .init(.decay, 20..<100)])
    #expect(plan.outline.events == [])
    #expect(try LRSchedulesTests.plan("warmup+cosine").rates[5] == 0.1)
  }

  @Test("percent counts from the whole run in every phase")
  func percent() throws {
    let plan = try plan("warmup:steps=20+step:size=10%,gamma=0.5")
    #expect(plan.rates[29] == 0.1 && near(plan.rates[30], 0.05))
  }

  @Test("phases without a length share what is left, the last takes the rest")
  func shares() throws {
    let plan = try plan("linear+linear+linear", steps: 100)
    #expect(plan.rates[0] == 0.1 && plan.rates[33] == 0.1 && plan.rates[66] == 0.1 && plan.rates[100] == 0)
    #expect(plan.outline.events == [.init(.handover, at: 33, limit: 0), .init(.handover, at: 66, limit: 0)])
    let fixed = try LRSchedulesTests.plan("linear:for=20+constant+linear:steps=30")
    #expect(fixed.rates[20] == 0.1 && fixed.rates[70] == 0.1 && near(fixed.rates[85], 0.05) && fixed.rates[100] == 0)
  }

  @Test("a phase may have a base rate of its own, and the jump is an event")
  func ownRates() throws {
    let plan = try plan("constant:for=50+constant:lr=0.01")
    #expect(plan.rates[49] == 0.1 && plan.rates[50] == 0.01)
    #expect(plan.outline.events == [.init(.handover, at: 50, limit: 0.1)])
    #expect(plan.baseRate == 0.1)
  }

  @Test("the last phase runs on to the end and beyond its own")
  func lastPhase() throws {
    let rates = try rates("warmup:steps=10+cosine:for=50,min=0.01")
    #expect(near(rates[35], 0.055) && rates[60] == 0.01 && rates[100] == 0.01)
  }

  @Test("phases that leave nothing are refused with their lengths")
  func nothingLeft() {
    let error = fault("warmup:steps=120+cosine:min=0")
    #expect(error?.message.english == "nothing of the run's 100 steps is left for 'cosine'; taken by: warmup 120")
    #expect(error?.underlined == "cosine:min=0")
    #expect(fault("constant:for=60+linear:for=60+cosine")?.underlined == "cosine")
    #expect(fault("warmup+cosine", steps: 1)?.underlined == "cosine")
    #expect(fault("constant+constant:for=100")?.underlined == "constant")
  }

  @Test("a product multiplies factors relative to their base rates")
  func product() throws {
    let rates = try rates("product:of=[(warmup:steps=10),(step:size=50,lr=3)],lr=0.2")
    #expect(near(rates[5], 0.1) && near(rates[20], 0.2) && near(rates[50], 0.02))
    #expect(
      try plan("product:of=[(step:size=50)]").outline.events == [.init(.milestone, at: 50), .init(.milestone, at: 100)])
    #expect(try plan("product:of=[exp,(warmup:steps=10)]").outline.phases == [.init(.warmup, 0..<10)])
    #expect(fault("product:of=[(step:lr=0)]")?.underlined == "step:lr=0")
    #expect(fault("product:of=[]")?.underlined == "[]")
    #expect(fault("product:of=[(stepp)]")?.underlined == "stepp")
  }

  @Test(
    "a factor whose own arguments name its base rate is relative to that",
    arguments: [
      ("optax.constant_schedule:value=0.5", 0.7),
      ("keras.ExponentialDecay:initial_learning_rate=0.5,decay_steps=3,decay_rate=0.5", 0.7),
      ("keras.CosineDecay:initial_learning_rate=0,decay_steps=9,warmup_target=0.2,warmup_steps=4", 0),
      ("keras.PiecewiseConstantDecay:boundaries=[5],values=[0.4,0.2]", 0.7),
      ("optax.linear_schedule:init_value=0.1,end_value=0.4,transition_steps=9", 0.175),
      ("optax.warmup_cosine_decay_schedule:init_value=0.05,peak_value=0.1,warmup_steps=4,decay_steps=9", 0.35),
      (
        "optax.join_schedules:schedules=[(constant_schedule:value=0.1),(constant_schedule:value=0.2)],boundaries=[5]",
        0.35
      ),
      ("paddle.StepDecay:learning_rate=0.3,step_size=3", 0.7),
      ("paddle.PiecewiseDecay:boundaries=[3],values=[0.3,0.6]", 0.35),
      (
        "paddle.LinearWarmup:learning_rate=(paddle.StepDecay:learning_rate=0.3,step_size=3),warmup_steps=4,start_lr=0.15,end_lr=0.3",
        0.35
      ),
      ("torch.OneCycleLR:max_lr=0.5,total_steps=50,div_factor=10", 0.07),
      ("torch.CyclicLR:base_lr=0.1,max_lr=0.4,step_size_up=5", 0.175),
      ("held:of=(keras.CosineDecay:initial_learning_rate=0.5,decay_steps=3),every=2", 0.7),
      ("tutorial.step_decay", 0.7), ("tutorial.cosine_annealing:eta_max=0.4,T_max=50,total_epochs=100", 0.7),
      ("torch.SequentialLR:schedulers=[(OneCycleLR:max_lr=0.5,total_steps=50,div_factor=10)],milestones=[]", 0.07),
      ("torch.ChainedScheduler:schedulers=[(torch.OneCycleLR:max_lr=0.5,total_steps=50,div_factor=10)]", 0.07),
      ("torch.SequentialLR:schedulers=[(ConstantLR:factor=0.5),(LinearLR)],milestones=[5]", 0.35),
    ] as [(String, Double)])
  func ownBaseRate(factor: String, first: Double) throws {
    #expect(abs(try rates("product:of=[(\(factor))],lr=0.7")[0] - first) < 1e-12)
  }

  @Test("a chain nests in a product, a product in a chain")
  func nesting() throws {
    let rates = try rates("product:of=[(warmup:steps=10+cosine),(constant:lr=5)]")
    #expect(firstDifference(rates, try LRSchedulesTests.rates("warmup:steps=10+cosine")) == nil)
    let inner = try LRSchedulesTests.rates("warmup:steps=10+product:of=[(linear)]")
    #expect(near(inner[55], 0.05) && inner[100] == 0)
  }

  @Test("deep nesting takes no more than its share of time")
  func deepNesting() throws {
    var spec = "cosine"
    for _ in 0..<14 { spec = "product:of=[(warmup:steps=1+\(spec))]" }
    #expect(try rates(spec)[100] == 0)
  }

  @Test("momentum is a gap in phases that don't drive it")
  func momentum() throws {
    let momentum = try #require(try plan("constant:for=50+one-cycle").momentum)
    #expect(momentum[49].isNaN && momentum[50] == 0.95)
  }
}
