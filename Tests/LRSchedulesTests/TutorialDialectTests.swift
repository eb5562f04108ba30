import LRCore
import LRSchedules
import Testing

@Suite("tutorial.*")
struct TutorialDialectTests {
  private static let entries = Schedules.catalogue.entries.filter { $0.name.hasPrefix("tutorial.") }

  @Test("every function and formula that the tutorials print is there")
  func complete() {
    let names = [
      "step_decay", "exp_decay", "cos_anneal", "learning_rate_decay", "decay_lr_poly", "GradualWarmupScheduler",
      "cosine_decay_schedule", "decay_lr_stable", "cosine_annealing", "warmup", "piecewise_constant",
      "exponential_decay", "natural_exp_decay", "polynomial_decay",
    ]
    #expect(Set(Self.entries.map(\.name)) == Set(names.map { "tutorial.\($0)" }))
    #expect(Schedules.catalogue["tutorial.001_decay"]?.name == "tutorial.learning_rate_decay")
    #expect(Self.entries.allSatisfy { $0.note != nil && $0.origin?.framework == "tutorial" })
  }

  @Test("every parameter is read, whatever example is built", arguments: entries.flatMap(\.examples))
  func reads(example: String) throws {
    let spec = try SpecParser.chain(example).phases[0]
    let entry = try Schedules.catalogue.entry(for: spec, in: example)
    var arguments = try Arguments(
      spec, parameters: entry.parameters, context: RunContext(steps: 100, baseRate: 0.1), source: example)
    _ = try entry.build(&arguments)
    #expect(arguments.unread == [])
  }

  @Test("constants may stand in a map or by themselves, not both")
  func constants() throws {
    let plain = try rates("tutorial.step_decay:drop=0.8,epochs_drop=7")
    #expect(try rates("tutorial.step_decay:constants={drop:0.8,epochs_drop:7}") == plain)
    #expect(try rates("tutorial.step_decay:constants={\"drop\":0.8},epochs_drop=7") == plain)
    let twice = fault("tutorial.step_decay:drop=0.8,constants={drop:0.5}")
    #expect(twice?.message.english == "'drop' is given twice (first as 0.8)" && twice?.underlined == "drop")
    let unknown = fault("tutorial.exp_decay:constants={initial_rate:0.5}")
    #expect(unknown?.message.english.contains("'initial_lrate'") == true && unknown?.underlined == "initial_rate")
    #expect(fault("tutorial.exp_decay:constants=0.5")?.underlined == "0.5")
    #expect(fault("tutorial.exp_decay:constants={k:fast}")?.underlined == "fast")
  }

  @Test("step decay drops first at epoch 9, as it counts from 1")
  func stepDecay() throws {
    let plan = try plan("tutorial.step_decay", steps: 30)
    #expect(plan.rates[8] == 0.1 && plan.rates[9] == 0.05)
    #expect(plan.outline.events.map(\.step) == [9, 19, 29])
    let short = try LRSchedulesTests.plan("tutorial.step_decay:epochs_drop=2.5", steps: 12)
    #expect(short.outline.events.map(\.step) == [2, 4, 7, 9, 12].filter { short.rates[$0] < short.rates[$0 - 1] })
  }

  @Test("the decay of tutorial 001 rises, and its worked example is 0.099")
  func sawtooth() throws {
    let rates = try rates("tutorial.001_decay:initial_rate=0.1,decay_steps=10,decay_factor=0.9", steps: 40)
    #expect(zip(rates[10..<20], rates[11..<20]).allSatisfy { $0 < $1 } && rates[20] < rates[19])
    let example = "tutorial.exponential_decay:learning_rate=0.1,decay_rate=0.99,decay_steps=10000"
    #expect(near(try LRSchedulesTests.rates(example, steps: 10000)[10000], 0.099))
  }

  @Test("decay_lr_poly goes below 0 past its end, or has no value there")
  func beyondTheEnd() throws {
    let line = "tutorial.decay_lr_poly:base_lr=0.1,total_epochs=10,total_batches=5,warm_up=2"
    #expect(try plan(line, steps: 60).rates[55] < 0)
    let root = try plan(line + ",power=0.5", steps: 60)
    #expect(root.ending?.lastStep == 50 && root.rates[50] == 0 && root.rates[51].isNaN)
    #expect(root.outline.phases == [.init(.warmup, 0..<10), .init(.decay, 10..<50)])
  }

  @Test("a decay of no epochs divides by zero, at once or later")
  func noEpochs() throws {
    let stable = "tutorial.decay_lr_stable:base_lr=0.1,total_batches=5,stable_epochs=3"
    #expect(try plan(stable + ",warm_up=2,total_epochs=5", steps: 60).ending?.lastStep == 24)
    let error = fault("tutorial.cosine_decay_schedule:base_lr=1,total_batches=5,warm_up=0,total_epochs=0")
    #expect(error?.underlined == "0")
  }

  @Test("the warm-up of tutorial 002 trains its first epoch at rate 0, whatever total_epochs is")
  func gradualWarmup() throws {
    let rates = try ["1", "100"].map { total in
      try LRSchedulesTests.rates("tutorial.GradualWarmupScheduler:total_epochs=\(total),warmup_epochs=5", lr: 0.01)
    }
    #expect(rates[0] == rates[1] && rates[0][0] == 0 && near(rates[0][1], 0.002) && rates[0][5] == 0.01)
    #expect(
      try LRSchedulesTests.rates("tutorial.GradualWarmupScheduler:total_epochs=1,warmup_epochs=5,lr=0.5")[9] == 0.5)
  }

  @Test("a boundary of TensorFlow's piecewise constant has the old rate still")
  func boundary() throws {
    let rates = try rates("tutorial.piecewise_constant:boundaries=[30],values=[0.1,0.01]")
    #expect(rates[30] == 0.1 && rates[31] == 0.01)
    #expect(fault("tutorial.piecewise_constant:boundaries=[30],values=[0.1]")?.underlined == "[0.1]")
  }

  @Test("T_max of tutorial 003 cancels")
  func cancelled() throws {
    let spec = "tutorial.cosine_annealing:eta_max=0.1,total_epochs=60"
    #expect(try rates(spec) == (try rates(spec + ",T_max=77")))
  }
}
