import LRCore
import LRSchedules
import Testing

@Suite("The end of a run")
struct RunEndTests {
  private func plan(_ spec: String, steps: Int = 100) throws -> RatePlan {
    try Schedules.plan(spec, in: RunContext(steps: steps))
  }

  @Test(
    "what begins with step N is not drawn: the last update's rate holds up to it",
    arguments: [
      "step:size=25", "step:size=100", "multistep:milestones=[50,100]", "torch.StepLR:step_size=20",
      "torch.MultiStepLR:milestones=[100]", "timm.StepLRScheduler:decay_t=50,decay_rate=0.1",
      "formula:rate=0.1*0.5^floor(t/25)", "formula:rate=0.05*(1+cos(pi*(t-25*floor(t/25))/25))",
      "held:of=(exp),every=10", "piecewise:boundaries=[50,100],values=[0.1,0.01,0.001]", "constant:for=99+step:size=1",
    ])
  func jump(spec: String) throws {
    let plan = try plan(spec)
    #expect(plan.rates[100] != plan.rates[99])
    #expect(plan.closed.rates[100] == plan.rates[99])
    #expect(Array(plan.closed.rates.dropLast()) == Array(plan.rates.dropLast()))
    #expect(!plan.closed.outline.events.contains { $0.step >= 100 })
  }

  @Test(
    "where a cycle begins with step N, the value there is what the one before was heading for",
    arguments: [
      ("cosine-restarts:steps=25", 0), ("cosine-restarts:steps=10,decay=0.5,min=0.01", 0.01),
      ("cosine-restarts:steps=25,min=0.01,scale=0.5", 0.005), ("cosine-restarts:steps=25,min=0.01,max=0.05", 0.01),
      ("torch.CosineAnnealingWarmRestarts:T_0=25,eta_min=0.003", 0.003),
      ("paddle.CosineAnnealingWarmRestarts:learning_rate=0.1,T_0=50,eta_min=0.002", 0.002),
      ("keras.CosineDecayRestarts:initial_learning_rate=0.2,first_decay_steps=50,t_mul=1,alpha=0.05", 0.01),
      ("timm.CosineLRScheduler:t_initial=50,cycle_limit=9,lr_min=0.004", 0.004),
      ("fairseq.cosine:lr_period_updates=50,lr_shrink=0.5,min_lr=0.01", 0.005),
      ("mmengine.CosineRestartLR:periods=[50,50,50],restart_weights=[1,1,1],eta_min=0.01", 0.01),
      (
        "optax.sgdr_schedule:cosine_kwargs=[{init_value:0,peak_value:0.1,warmup_steps:5,decay_steps:100,"
          + "end_value:0.03},{init_value:0,peak_value:0.1,warmup_steps:5,decay_steps:9}]", 0.03
      ),
      ("product:of=[(cosine-restarts:steps=50,min=0.01),(linear:steps=200)]", 0.005),
      ("product:of=[(cosine-restarts:steps=50,min=0.01),(step:size=50)]", 0.001),
      (
        "optax.join_schedules:schedules=[(cosine_decay_schedule:init_value=0.1,decay_steps=100),"
          + "(constant_schedule:value=0.1)],boundaries=[100]", 0
      ),
    ] as [(String, Double)])
  func limit(spec: String, limit: Double) throws {
    let plan = try plan(spec)
    #expect(abs(plan.closed.rates[100] - limit) < 1e-15)
    #expect(Array(plan.closed.rates.dropLast()) == Array(plan.rates.dropLast()))
    #expect(!plan.closed.outline.events.contains { $0.step >= 100 })
  }

  @Test(
    "where the rates lead to step N, its value stays",
    arguments: [
      "cosine", "exp", "linear", "polynomial:power=0.1", "wsd", "rex", "one-cycle", "cyclic:up=25,down=25",
      "warmup:steps=100", "noam", "tanh", "wsd:decay=1", "torch.CyclicLR:base_lr=0.01,max_lr=0.1,step_size_up=25",
      "cosine-restarts:cycles=4", "step:size=30",
    ])
  func limit(spec: String) throws {
    let plan = try plan(spec)
    #expect(plan.closed.rates == plan.rates)
    #expect(plan.closed.momentum == plan.momentum)
  }

  @Test(
    "a one-cycle ends with its last update, not on the way up after it",
    arguments: [
      "torch.OneCycleLR:max_lr=0.1,total_steps=100", "paddle.OneCycleLR:max_learning_rate=0.1,total_steps=100",
      "mmengine.OneCycleLR:eta_max=0.1,total_steps=100",
      "torch.SequentialLR:schedulers=[(LinearLR:total_iters=5),(OneCycleLR:max_lr=0.1,total_steps=95)],milestones=[5]",
    ])
  func oneCycle(spec: String) throws {
    let plan = try plan(spec)
    #expect(plan.rates[100] > plan.rates[99])
    #expect(plan.closed.rates[100] == plan.rates[99])
    if let momentum = plan.closed.momentum { #expect(momentum[100] == momentum[99]) }
  }

  @Test("a stair of more drops than are named ends with the last update's rate, too")
  func manyDrops() throws {
    for spec in ["step:size=10,gamma=0.999", "cosine-restarts:steps=5"] {
      let plan = try plan(spec, steps: 50_000)
      #expect(plan.outline.events.count == 1000)
      #expect(plan.rates[50_000] != plan.rates[49_999] && plan.closed.rates[50_000] == plan.rates[49_999])
    }
  }

  @Test("a schedule that stops with an error ends with an update, whose rate is its own")
  func stopped() throws {
    let plan = try plan("torch.OneCycleLR:max_lr=0.1,total_steps=50")
    #expect(plan.ending != nil)
    #expect(plan.closed.rates[plan.ending?.lastStep ?? 0] == plan.rates[plan.ending?.lastStep ?? 0])
  }
}
