import LRCore
import LRSchedules
import Testing

@Suite("paddle.*")
struct PaddleTests {
  private static let entries = Schedules.catalogue.entries.filter { $0.name.hasPrefix("paddle.") }
  private let flat = [Double](repeating: 1, count: 60)

  @Test("every public class of paddle.optimizer.lr is there, the abstract one aside")
  func complete() {
    let classes = [
      "NoamDecay", "PiecewiseDecay", "NaturalExpDecay", "InverseTimeDecay", "PolynomialDecay", "LinearWarmup",
      "ExponentialDecay", "MultiStepDecay", "StepDecay", "LambdaDecay", "ReduceOnPlateau", "CosineAnnealingDecay",
      "MultiplicativeDecay", "OneCycleLR", "CyclicLR", "LinearLR", "CosineAnnealingWarmRestarts",
    ]
    #expect(Set(Self.entries.map(\.name)) == Set(classes.map { "paddle.\($0)" }))
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

  @Test("all rates at once are the rates one by one", arguments: entries.flatMap(\.examples))
  func agreement(example: String) throws {
    for later in ["", ",last_epoch=12"] where later.isEmpty || !example.contains("Plateau") {
      let context = RunContext(steps: 50, baseRate: 0.1)
      guard case .fixed(let schedule) = try Schedules.build(SpecParser.chain(example + later), in: context) else {
        return
      }
      #expect(schedule.rates(count: 51) == (0...50).map { schedule.rate(at: $0) }, "\(example + later)")
    }
  }

  @Test(
    "what Paddle refuses is refused, at the argument",
    arguments: [
      ("StepDecay:learning_rate=0.1,step_size=30,gamma=1", "1"),
      ("StepDecay:learning_rate=-0.1,step_size=30", "-0.1"),
      ("StepDecay:learning_rate=0.1,step_size=2.5", "2.5"),
      ("MultiStepDecay:learning_rate=0.1,milestones=[30,30]", "[30,30]"),
      ("PiecewiseDecay:boundaries=[],values=[0.1]", "[]"),
      ("PiecewiseDecay:boundaries=[5,9],values=[0.1,0.2]", "[0.1,0.2]"),
      ("NaturalExpDecay:learning_rate=0.1,gamma=0", "0"),
      ("ExponentialDecay:learning_rate=0.1,gamma=1", "1"),
      ("PolynomialDecay:learning_rate=0.1,decay_steps=10,power=0", "0"),
      ("LinearWarmup:learning_rate=0.1,warmup_steps=5,start_lr=0.2,end_lr=0.2", "0.2"),
      ("LinearWarmup:learning_rate=0.1,warmup_steps=0,start_lr=0,end_lr=0.2", "0"),
      ("NoamDecay:d_model=0,warmup_steps=5", "0"),
      ("ReduceOnPlateau:learning_rate=0.1,factor=1", "1"),
      ("CosineAnnealingDecay:learning_rate=0.1,T_max=0", "0"),
      ("OneCycleLR:max_learning_rate=0.1,total_steps=10,phase_pct=0.5,three_phase=true", "0.5"),
      ("OneCycleLR:max_learning_rate=0.1,total_steps=10,phase_pct=0.1", "0.1"),
      ("OneCycleLR:max_learning_rate=0.1,total_steps=10,last_epoch=10", "10"),
      ("LinearLR:learning_rate=0.1,total_steps=5,start_factor=0", "0"),
      ("LinearLR:learning_rate=0.1,total_steps=0", "0"),
      ("CosineAnnealingWarmRestarts:learning_rate=0.1,T_0=5,T_mult=0", "0"),
      ("CyclicLR:base_learning_rate=0.1,max_learning_rate=1,step_size_up=5,mode=triangle", "triangle"),
    ])
  func refusals(spec: String, underlined: String) throws {
    let error = try #require(fault("paddle.\(spec)", metrics: flat))
    #expect(error.underlined == underlined)
  }

  @Test("slips of the pen are answered with the right word")
  func slips() {
    #expect(fault("paddle.Stepdecay")?.message.english.contains("'paddle.StepDecay'") == true)
    #expect(fault("paddle.StepDecay:step_size=3")?.message.english.contains("learning_rate=") == true)
    #expect(
      fault("paddle.StepDecay:learning_rate=1,stepsize=3")?.message.english.contains("did you mean 'step_size'?")
        == true)
  }

  @Test("a warm-up takes schedulers of Paddle only")
  func successors() {
    let warmup = "warmup_steps=5,start_lr=0,end_lr=1"
    let own = fault("paddle.LinearWarmup:learning_rate=(step),\(warmup)")
    #expect(own?.underlined == "(step)" && own?.message.english.contains("(paddle.StepDecay:...)") == true)
    #expect(fault("paddle.LinearWarmup:learning_rate=(StepDecay:learning_rate=1,step_size=3),\(warmup)") == nil)
    #expect(fault("paddle.LinearWarmup:learning_rate=(paddle.StepDecay+cosine),\(warmup)") != nil)
    let inner = fault("paddle.LinearWarmup:learning_rate=(paddle.StepDecay:learning_rate=1,step_size=0),\(warmup)")
    #expect(inner?.underlined == "0")
  }

  @Test("one cycle is extrapolated for one epoch and then ends in Paddle's words")
  func oneCycle() throws {
    let plan = try plan(
      "paddle.OneCycleLR:max_learning_rate=0.1,total_steps=20,anneal_strategy=linear,end_learning_rate=0", steps: 30)
    #expect(
      plan.ending == Ending(lastStep: 20, reason: "Tried to step 21 times. However the number of total steps is 20"))
    #expect(plan.rates[5] == 0.1 && abs(plan.rates[19]) < 1e-17 && plan.rates[20] < 0 && plan.rates[21].isNaN)
  }

  @Test("one cycle without a fall ends at its division by zero")
  func oneCycleWithoutFall() throws {
    let plan = try plan("paddle.OneCycleLR:max_learning_rate=0.1,total_steps=20,phase_pct=1", steps: 30)
    #expect(plan.ending == Ending(lastStep: 19, reason: "float division by zero") && near(plan.rates[19], 0.1))
  }

  @Test("a divisor of 0 ends an inverse time decay, unless it lies behind")
  func pole() throws {
    let spec = "paddle.InverseTimeDecay:learning_rate=0.1,gamma=-0.1"
    #expect(try plan(spec, steps: 30).ending?.lastStep == 9)
    #expect(try plan(spec + ",last_epoch=10", steps: 30).ending == nil)
    #expect(fault(spec + ",last_epoch=9")?.underlined == "9")
  }

  @Test("the best is not renewed in a cooldown: PyTorch's plateau goes another way")
  func cooldown() throws {
    // Reduced after step 2, cooling down in 3 and 4, where the best value of all comes.
    let metrics = [1, 1, 1, 0.5, 0.5, 0.9, 0.9, 0.9, 0.9]
    let arguments = "patience=1,cooldown=2"
    let paddle = try plan("paddle.ReduceOnPlateau:learning_rate=0.1,\(arguments)", steps: 9, metrics: metrics)
    let own = try plan("plateau:\(arguments)", steps: 9, metrics: metrics)
    #expect(paddle.outline.events.map(\.step) == [3, 8] && own.outline.events.map(\.step) == [3, 7])
    #expect(paddle.outline.phases == [.init(.cooldown, 3..<5), .init(.cooldown, 8..<10)])
  }

  @Test("under a warm-up a cosine is set by its closed form, a plateau hears the epochs")
  func nested() throws {
    func warmed(_ inner: String) -> String {
      "paddle.LinearWarmup:learning_rate=(paddle.\(inner)),warmup_steps=10,start_lr=0,end_lr=0.1"
    }
    let cosine = try plan(warmed("CosineAnnealingDecay:learning_rate=0.1,T_max=50"), steps: 80)
    #expect(near(cosine.rates[35], 0.05) && cosine.outline.phases.first == .init(.warmup, 0..<10))
    let plateau = try plan(warmed("ReduceOnPlateau:learning_rate=0.1,patience=3"), steps: 30)
    // Epoch 0 is the best, 1 to 4 are bad: the fourth is one too many, and is heard before its own rate is used.
    #expect(plateau.rates[13] == 0.1 && near(plateau.rates[14], 0.01))
    #expect(plateau.outline.events.first == .init(.reduction, at: 14))
  }

  @Test("a logarithm misses the restart at a fifth power of three, when an epoch is set")
  func missedRestart() throws {
    let inner = "paddle.CosineAnnealingWarmRestarts:learning_rate=0.1,T_0=1,T_mult=3"
    #expect(try rates(inner, steps: 130)[121] == 0.1)
    let outer = "paddle.LinearWarmup:learning_rate=(\(inner)),warmup_steps=3,start_lr=0,end_lr=0.1"
    #expect(try rates(outer, steps: 130)[124] == 0)
  }

  @Test("last_epoch resumes a formula at its place, a recursion at learning_rate")
  func resumed() throws {
    let step = "paddle.StepDecay:learning_rate=0.1,step_size=10"
    #expect(try rates(step + ",last_epoch=14", steps: 20) == Array(try rates(step, steps: 35)[15...]))
    #expect(try plan(step + ",last_epoch=14", steps: 20).outline.events.map(\.step) == [5, 15])
    let cosine = "paddle.CosineAnnealingDecay:learning_rate=0.1,T_max=50"
    #expect(try rates(cosine + ",last_epoch=24")[0] > 0.09)
  }

  @Test("a percentage of a rate counts from learning_rate, of epochs from the run")
  func percent() throws {
    let plan = try plan("paddle.PolynomialDecay:learning_rate=2,decay_steps=50%,end_lr=10%", steps: 40)
    #expect(plan.rates[0] == 2 && plan.rates[19] > 0.2 && plan.rates[20] == 0.2)
  }
}
