import LRCore
import LRSchedules
import Testing

@Suite("PyTorch's schedulers at their edges")
struct TorchTests {
  private static let alone = [
    "LambdaLR:lr_lambda=0.95**epoch", "StepLR:step_size=7,gamma=0.9", "StepLR:step_size=2.5",
    "MultiStepLR:milestones=[0,5,5,30]", "ConstantLR:total_iters=9", "ConstantLR:total_iters=0",
    "LinearLR:total_iters=20", "LinearLR:total_iters=10.5,end_factor=0", "LinearLR:total_iters=0",
    "ExponentialLR:gamma=0.97", "PolynomialLR:total_iters=40,power=0.9", "PolynomialLR:total_iters=7.25",
    "CosineAnnealingLR:T_max=30,eta_min=0.01", "CosineAnnealingLR:T_max=1", "CosineAnnealingLR:T_max=2.5",
    "CosineAnnealingWarmRestarts:T_0=5,T_mult=2", "CosineAnnealingWarmRestarts:T_0=1,T_mult=3,epoch_step=1",
    "CosineAnnealingWarmRestarts:T_0=5,epoch_step=0.1", "CyclicLR:base_lr=0.01,max_lr=0.1,step_size_up=7.5",
    "OneCycleLR:max_lr=0.1,total_steps=100", "SWALR:swa_lr=0.5", "SWALR:swa_lr=0.5,anneal_epochs=0",
    "MultiplicativeLR:lr_lambda=0.98",
    "SequentialLR:schedulers=[(LinearLR),(CosineAnnealingLR:T_max=60)],milestones=[20]",
  ]

  @Test("one rate comes to the same as all at once", arguments: alone)
  func agreement(spec: String) throws {
    let context = RunContext(steps: 100, baseRate: 0.1)
    guard case .fixed(let schedule) = try Schedules.build(SpecParser.chain("torch.\(spec)"), in: context) else {
      Issue.record("it listens")
      return
    }
    let all = schedule.rates(count: 101)
    for (step, rate) in all.enumerated() { #expect(abs(schedule.rate(at: step) - rate) <= 1e-13, "step \(step)") }
    let momenta = schedule.momenta(count: 101)
    for step in 0...100 {
      #expect(abs((schedule.momentum(at: step) ?? 0) - (momenta?[step] ?? 0)) <= 1e-13, "step \(step)")
    }
  }

  @Test(
    "a parameter without default is required",
    arguments: [
      ("StepLR", "step_size"), ("MultiStepLR", "milestones"), ("ExponentialLR", "gamma"), ("LambdaLR", "lr_lambda"),
      ("CosineAnnealingLR", "T_max"), ("CosineAnnealingWarmRestarts", "T_0"), ("CyclicLR", "base_lr"),
      ("OneCycleLR", "max_lr"), ("SWALR", "swa_lr"), ("ChainedScheduler", "schedulers"),
    ])
  func required(spec: String, parameter: String) {
    #expect(fault("torch.\(spec)")?.message.english.contains("needs \(parameter)=") == true)
  }

  @Test(
    "what PyTorch refuses is refused in its words, at the argument",
    arguments: [
      ("ConstantLR:factor=1.5", "expected to be between 0 and 1", "1.5"),
      ("LinearLR:start_factor=0", "expected to be greater than 0 and less or equal to 1", "0"),
      ("LinearLR:end_factor=-0.1", "expected to be between 0 and 1", "-0.1"),
      ("CosineAnnealingWarmRestarts:T_0=0", "Expected positive integer T_0, but got 0", "0"),
      ("CosineAnnealingWarmRestarts:T_0=2.5", "Expected positive integer T_0, but got 2.5", "2.5"),
      ("CosineAnnealingWarmRestarts:T_0=2,T_mult=0", "Expected integer T_mult >= 1, but got 0", "0"),
      ("OneCycleLR:max_lr=1,epochs=3", "You must define either total_steps OR", "3"),
      ("OneCycleLR:max_lr=1,total_steps=0", "Expected positive integer total_steps, but got 0", "0"),
      ("OneCycleLR:max_lr=1,total_steps=9,pct_start=1.5", "Expected float between 0 and 1 pct_start", "1.5"),
      ("OneCycleLR:max_lr=1,total_steps=9,div_factor=0", "float division by zero", "0"),
      (
        "OneCycleLR:max_lr=1,total_steps=2,pct_start=0.5", "float division by zero",
        "torch.OneCycleLR:max_lr=1,total_steps=2,pct_start=0.5"
      ),
      ("CyclicLR:base_lr=0,max_lr=1,step_size_up=0", "float division by zero", "0"),
      ("SWALR:swa_lr=0.1,anneal_epochs=-1", "anneal_epochs must be equal or greater than 0", "-1"),
      ("ReduceLROnPlateau:factor=1", "Factor should be < 1.0.", "1"),
      ("ReduceLROnPlateau:mode=up", "'mode' is one of min, max", "up"),
      ("SequentialLR:schedulers=[],milestones=[]", "expects at least one scheduler", "[]"),
      ("SequentialLR:schedulers=[LinearLR,LinearLR],milestones=[]", "number of schedulers 2", "[]"),
      ("SequentialLR:schedulers=[ReduceLROnPlateau],milestones=[]", "does not support", "ReduceLROnPlateau"),
      ("ChainedScheduler:schedulers=[(torch.ReduceLROnPlateau)]", "does not support", "torch.ReduceLROnPlateau"),
      ("ChainedScheduler:schedulers=[(StepLr:step_size=3)]", "did you mean 'StepLR'?", "StepLr"),
      ("ChainedScheduler:schedulers=[(StepLR:stepsize=3)]", "did you mean 'step_size'?", "stepsize"),
      ("ChainedScheduler:schedulers=[(LinearLR:lr=0.1)]", "'torch.LinearLR' has no parameter 'lr'", "lr"),
      ("ChainedScheduler:schedulers=[(LinearLR+LinearLR)]", "not by +", "LinearLR+LinearLR"),
      ("StepLR:step_size=3,last_epoch=4", "param 'initial_lr' is not specified", "4"),
      ("StepLR:step_size=3,gamma=None", "'gamma' can't be None", "None"),
      ("LambdaLR:lr_lambda=[0.9**epoch,1]", "one group", "[0.9**epoch,1]"),
      ("SWALR:swa_lr=0.1,before=(LinearLR)", "'before' needs swa_start", "(LinearLR)"),
    ])
  func refusals(spec: String, words: String, place: String) throws {
    let error = try #require(fault("torch.\(spec)"))
    #expect(error.message.english.contains(words))
    #expect(error.underlined == place)
  }

  @Test(
    "what raises while stepping ends the rates there",
    arguments: [
      ("OneCycleLR:max_lr=1,total_steps=9", 9, "Tried to step 10 times. The specified number of total steps is 9"),
      ("OneCycleLR:max_lr=1,total_steps=9,pct_start=1", 8, "float division by zero"),
      ("StepLR:step_size=0", 0, "integer modulo by zero"),
      ("ConstantLR:factor=0,total_iters=4", 3, "float division by zero"),
      ("PolynomialLR:power=-1", 4, "0.0 cannot be raised to a negative power"),
      ("SequentialLR:schedulers=[LinearLR,PolynomialLR:total_iters=0],milestones=[6]", 5, "division by zero"),
      ("SequentialLR:schedulers=[LinearLR,(ChainedScheduler:schedulers=[LinearLR])],milestones=[6]", 5, "NotImpl"),
    ])
  func endings(spec: String, last: Int, reason: String) throws {
    let spec = spec.replacing("PolynomialLR:total_iters=0]", with: "(PolynomialLR:total_iters=0)]")
    let plan = try plan("torch.\(spec)", steps: 20)
    #expect(plan.ending?.lastStep == last)
    #expect(plan.ending?.reason.contains(reason) == true)
    #expect(plan.rates.count { $0.isFinite } == last + 1)
  }

  @Test("total_iters of 0 never comes back to lr, as stepped")
  func noEnd() throws {
    #expect(try rates("torch.ConstantLR:factor=0.5,total_iters=0").allSatisfy { $0 == 0.05 })
    #expect(try rates("torch.LinearLR:start_factor=0.5,total_iters=0").allSatisfy { $0 == 0.05 })
  }

  @Test("a LambdaLR in a chain overwrites what the ones before it did")
  func overwriting() throws {
    let chained = try rates(
      "torch.ChainedScheduler:schedulers=[(ExponentialLR:gamma=0.5),(LambdaLR:lr_lambda=0.9**epoch)]")
    #expect(chained == (try rates("torch.LambdaLR:lr_lambda=0.9**epoch")))
  }

  @Test("a OneCycleLR in a list sets the momentum before its turn and the initial rate of all")
  func sharedGroup() throws {
    let spec = "torch.SequentialLR:schedulers=[ConstantLR,(OneCycleLR:max_lr=1,total_steps=50)],milestones=[10]"
    let plan = try plan(spec)
    #expect(plan.momentum?[0] == 0.95)
    // 1 / 25, the initial rate of the group by then, and a third of it by ConstantLR.
    #expect(near(plan.rates[0], 0.04 / 3))
  }

  @Test("a fractional epoch_step goes on as step(epoch + i / iterations)")
  func fractions() throws {
    let rates = try rates("torch.CosineAnnealingWarmRestarts:T_0=10,epoch_step=0.1", steps: 300)
    for restart in [100, 200, 300] { #expect(rates[restart] == 0.1) }
    #expect(rates[50] != rates[100])
  }

  @Test("step(epoch) misses the restart that the logarithm misses")
  func missedRestart() throws {
    let stepped = try rates("torch.CosineAnnealingWarmRestarts:T_0=1,T_mult=3", steps: 121)
    let jumped = try rates("torch.CosineAnnealingWarmRestarts:T_0=1,T_mult=3,epoch_step=1", steps: 121)
    #expect(stepped[121] == 0.1)
    #expect(jumped[121] == 0)
  }

  @Test("scale_fn is a formula of the cycle or of the step, quoted or not")
  func scale() throws {
    let base = "torch.CyclicLR:base_lr=0,max_lr=1,step_size_up=2,mode=exp_range"
    #expect(try rates("\(base),scale_fn=1/x", steps: 6)[6] == 0.5)
    #expect(try rates("\(base),scale_fn=\"1/(x+1)\",scale_mode=iterations", steps: 6)[6] == 1.0 / 7)
  }

  @Test("SWALR may follow a ReduceLROnPlateau")
  func averagingAfterPlateau() throws {
    let metrics = [Double](repeating: 1, count: 30)
    let spec = "torch.SWALR:swa_lr=0.2,anneal_epochs=0,swa_start=20,before=(ReduceLROnPlateau:factor=0.5,patience=4)"
    let rates = try rates(spec, steps: 30, metrics: metrics)
    // SWALR without annealing sets its rate when it is constructed.
    #expect(rates[0] == 0.2 && rates[6] == 0.1 && rates[21] == 0.0125 && rates[22] == 0.2)
  }

  @Test("the outline names warm-up, handover and milestones")
  func outline() throws {
    let spec = "torch.SequentialLR:schedulers=[(LinearLR:total_iters=10),(StepLR:step_size=30)],milestones=[10]"
    let outline = try plan(spec).outline
    #expect(outline.phases == [.init(.warmup, 0..<10)])
    #expect(
      outline.events == [
        .init(.handover, at: 10), .init(.milestone, at: 40), .init(.milestone, at: 70), .init(.milestone, at: 100),
      ])
  }
}
