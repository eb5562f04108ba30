import LRCore
import LRSchedules
import Testing

@Suite("Schedulers stepped once per epoch")
struct SchedulerPaceTests {
  private func run(_ epochs: Int, _ stepsPerEpoch: Int, metrics: [Double]? = nil, byEpoch: Bool = true) -> RunContext {
    var context = RunContext(steps: epochs * stepsPerEpoch, stepsPerEpoch: stepsPerEpoch, metrics: metrics)
    context.stepsSchedulersByEpoch = byEpoch
    return context
  }

  @Test(
    "a framework's rates over a run of epochs are held for an epoch each",
    arguments: [
      "torch.StepLR:step_size=3", "torch.CosineAnnealingLR:T_max=12", "timm.CosineLRScheduler:t_initial=12",
      "paddle.StepDecay:learning_rate=0.1,step_size=4", "torch.OneCycleLR:max_lr=0.4,total_steps=12",
      "torch.SequentialLR:schedulers=[(LinearLR:total_iters=3),(ExponentialLR:gamma=0.9)],milestones=[3]",
      "paddle.LinearWarmup:learning_rate=(paddle.StepDecay:learning_rate=0.1,step_size=4),warmup_steps=2,start_lr=0,end_lr=0.1",
      "torch.StepLR:step_size=25%", "torch.MultiStepLR:milestones=[3ep,6ep]",
      "keras.ExponentialDecay:initial_learning_rate=0.1,decay_steps=5,decay_rate=0.5",
    ])
  func held(spec: String) throws {
    let epochs = try Schedules.plan(spec, in: RunContext(steps: 12, stepsPerEpoch: 1))
    let steps = try Schedules.plan(spec, in: run(12, 7))
    #expect(steps.rates == (0...84).map { epochs.rates[$0 / 7] })
    #expect(steps.baseRate == epochs.baseRate)
    #expect(steps.outline.events.map(\.step) == epochs.outline.events.map { $0.step * 7 })
    #expect(steps.stepsPerSchedulerStep == 7)
  }

  @Test(
    "lrplot's own schedules, and those within held, are stepped as ever",
    arguments: [
      "step:size=20", "cosine", "warmup:steps=2ep+wsd", "held:of=(torch.StepLR:step_size=3),every=7",
      "held:of=(torch.StepLR:step_size=3)", "gpt3",
    ])
  func own(spec: String) throws {
    let plan = try Schedules.plan(spec, in: run(12, 7))
    #expect(plan.rates == (try Schedules.plan(spec, in: run(12, 7, byEpoch: false)).rates))
  }

  @Test("a phase of a chain and a factor of a product are stepped by themselves")
  func nested() throws {
    let chain = try Schedules.plan("warmup:steps=2ep+torch.StepLR:step_size=3", in: run(12, 7))
    #expect(chain.rates[7] == 0.05 && chain.rates[14] == 0.1)
    #expect(chain.rates[14 + 20] == 0.1 && chain.rates[14 + 21] == 0.1 * 0.1)
    let product = try Schedules.plan("product:of=[(linear),(torch.StepLR:step_size=3)]", in: run(12, 7))
    let own = try Schedules.plan("product:of=[(linear),(step:size=21)]", in: run(12, 7))
    #expect(zip(product.rates, own.rates).allSatisfy { abs($0 - $1) < 1e-12 })
    let lasting = try Schedules.plan("torch.ExponentialLR:gamma=0.5,for=2+constant", in: run(12, 7))
    #expect(lasting.rates[13] == 0.05 && lasting.rates[14] == 0.1)
  }

  @Test(
    "a plateau hears one value per epoch",
    arguments: [
      "torch.ReduceLROnPlateau:patience=2", "keras.ReduceLROnPlateau:patience=2",
      "optax.reduce_on_plateau:patience=2", "plateau:patience=2", "plateau:patience=2ep",
      "product:of=[(plateau:patience=2),(constant)]",
    ])
  func metrics(spec: String) throws {
    let losses = [1, 0.9, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8]
    let epochs = try Schedules.plan(spec, in: RunContext(steps: 12, stepsPerEpoch: 1, metrics: losses))
    let steps = try Schedules.plan(spec, in: run(12, 7, metrics: losses))
    #expect(Set(epochs.rates).count > 2)
    #expect(steps.rates == (0...84).map { epochs.rates[$0 / 7] })
    #expect(steps.outline.events.map(\.step) == epochs.outline.events.map { $0.step * 7 })
  }

  @Test("what is over within a fiftieth of the run is seen")
  func early() throws {
    func over(_ spec: String) throws -> Int? {
      Schedules.isOverEarly(try Schedules.plan(spec, in: run(90, 500, byEpoch: false)).rates)
    }
    #expect(try over("torch.StepLR:step_size=30") == 90)
    #expect(try over("torch.CosineAnnealingLR:T_max=45000") == nil)
    #expect(try over("constant") == nil)
    #expect(try over("torch.StepLR:step_size=30ep") == nil)
    #expect(Schedules.namesStepped(try SpecParser.chain("product:of=[(cosine),(warmup+torch.StepLR:step_size=3)]")))
    #expect(!Schedules.namesStepped(try SpecParser.chain("product:of=[(cosine),(warmup+step)]")))
  }
}
