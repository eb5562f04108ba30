import LRCore
import LRSchedules
import Testing

@Suite("timm")
struct TimmTests {
  @Test("a milestone takes effect a step early, but never at step 0")
  func early() throws {
    let plan = try plan("timm.MultiStepLRScheduler:decay_t=[1,30],decay_rate=0.1", steps: 60)
    #expect(plan.rates[0] == 0.1 && near(plan.rates[1], 0.01))
    #expect(near(plan.rates[28], 0.01) && near(plan.rates[29], 0.001))
    #expect(plan.outline.events == [.init(.milestone, at: 29)])
  }

  @Test("an unsorted list of milestones is bisected as it stands")
  func unsorted() throws {
    // bisect_right([50, 20], 31) looks at 20 first: both are passed from step 19 on.
    let rates = try rates("timm.MultiStepLRScheduler:decay_t=[50,20],decay_rate=0.5", steps: 60)
    #expect(rates[18] == 0.1 && near(rates[19], 0.025))
  }

  @Test("stairs need not be whole")
  func stairs() throws {
    let plan = try plan("timm.StepLRScheduler:decay_t=2.4,decay_rate=0.5,warmup_t=3", steps: 12)
    #expect(plan.outline.phases == [.init(.warmup, 0..<3)])
    #expect(plan.outline.events.map(\.step) == [6, 8, 11])
    for step in plan.outline.events.map(\.step) { #expect(near(plan.rates[step], plan.rates[step - 1] / 2)) }
  }

  @Test("events of random stairs and cycles stand where the rate jumps", arguments: [0.1, 0.7, 1.1, 2.3, 2.4, 7, 19.9])
  func events(size: Double) throws {
    let plan = try plan("timm.StepLRScheduler:decay_t=\(size),decay_rate=0.99", steps: 300)
    let jumps = (1...300).filter { plan.rates[$0] != plan.rates[$0 - 1] }
    #expect(plan.outline.events.map(\.step) == jumps)
    let spec = "timm.CosineLRScheduler:t_initial=\(max(2, size)),cycle_mul=1.3,cycle_limit=40"
    let cycles = try LRSchedulesTests.plan(spec, steps: 300)
    let rises = (1...300).filter { cycles.rates[$0] > cycles.rates[$0 - 1] }
    #expect(cycles.outline.events.map(\.step).filter { $0 > 4 } == rises.filter { $0 > 4 })
  }

  @Test("a restart at an exact power of cycle_mul may come a step late, as the rounded logarithm has it")
  func quirk() throws {
    // log(243) / log(3) falls short of 5, log(9) / log(3) doesn't fall short of 2.
    let plan = try plan("timm.CosineLRScheduler:t_initial=1,cycle_mul=3,cycle_limit=9", steps: 200)
    #expect(plan.rates[4] == 0.1)
    #expect(plan.rates[121] < 1e-15 && plan.rates[122] > 0.09)
    #expect(plan.outline.events.map(\.step) == [1, 4, 13, 40, 122])
  }

  @Test("all rates at once are those of each step asked for by itself")
  func caching() throws {
    for spec in [
      "timm.CosineLRScheduler:t_initial=7,cycle_mul=1.3,cycle_limit=9,warmup_t=2.5,warmup_prefix=true",
      "timm.PolyLRScheduler:t_initial=10.3,cycle_limit=30,cycle_decay=0.9,k_decay=1.5",
      "timm.TanhLRScheduler:t_initial=1,cycle_mul=3,cycle_limit=9", "timm.StepLRScheduler:decay_t=0.7,decay_rate=0.99",
    ] {
      guard case .fixed(let schedule) = try Schedules.build(SpecParser.chain(spec), in: RunContext(steps: 400)) else {
        Issue.record("\(spec) listens")
        continue
      }
      #expect(schedule.rates(count: 401) == (0...400).map { schedule.rate(at: $0) }, "\(spec)")
    }
  }

  @Test("what the constructor refuses is an error at the argument, in timm's words")
  func refusals() {
    for (spec, words, place) in [
      ("timm.CosineLRScheduler:t_initial=0", "assert t_initial > 0", "0"),
      ("timm.PolyLRScheduler:t_initial=9,lr_min=-1", "assert lr_min >= 0", "-1"),
      ("timm.TanhLRScheduler:t_initial=9,ub=-8", "assert lb < ub", "-8"),
      ("timm.TanhLRScheduler:t_initial=9,warmup_t=20,cycle_mul=0.5", "math domain error", "0.5"),
      ("timm.WSDLRScheduler:t_initial=9,decay_t=10", "Invalid decay_t (10), must be in (0, t_initial]", "10"),
      ("timm.WSDLRScheduler:t_initial=9,decay_t=3,stable_fn=rsqrt", "requires a positive stable_timescale", "rsqrt"),
      ("timm.WSDLRScheduler:t_initial=9,decay_t=3,decay_fn=cosin", "did you mean 'cosine'?", "cosin"),
      ("timm.PlateauLRScheduler:decay_rate=1", "Factor should be < 1.0.", "1"),
      ("timm.StepLRScheduler:decay_t=9,initialize=false", "initial_lr missing from param_groups[0]", "false"),
      ("timm.StepLRScheduler:decay_t=9,noise_range_t=[3,9]", "torch's random generator", "[3,9]"),
      ("timm.StepLRScheduler:decayt=9", "did you mean 'decay_t'?", "decayt"),
      ("timm.StepLRScheduler:decay_t=abc", "'decay_t' is a number, not abc", "abc"),
      ("timm.StepLrScheduler:decay_t=9", "did you mean 'timm.StepLRScheduler'?", "timm.StepLrScheduler"),
      ("timm.StepLRScheduler", "needs decay_t=", "timm.StepLRScheduler"),
    ] {
      let error = fault(spec, metrics: [1])
      #expect(error?.message.english.contains(words) == true, "\(spec): \(error?.message.english ?? "none")")
      #expect(error?.underlined == place, "\(spec)")
    }
  }

  @Test("what raises while stepping ends the curve there, with Python's words")
  func endings() throws {
    for (spec, last, reason) in [
      ("timm.CosineLRScheduler:t_initial=10,cycle_mul=0.5,cycle_limit=99", 19, "math domain error"),
      ("timm.StepLRScheduler:decay_t=0,warmup_t=5", 4, "integer division or modulo by zero"),
      ("timm.StepLRScheduler:decay_t=1,decay_rate=1e100", 3, "Numerical result out of range"),
      ("timm.CosineLRScheduler:t_initial=10,cycle_limit=3,k_decay=-1", 9, "cannot be raised to a negative power"),
      ("timm.PolyLRScheduler:t_initial=10,k_decay=-1", 0, "complex"),
    ] {
      let plan = try plan(spec, steps: 50)
      #expect(plan.ending?.lastStep == last && plan.ending?.reason.contains(reason) == true, "\(spec)")
      #expect(plan.rates[last].isFinite && plan.rates[last + 1].isNaN)
    }
    #expect(try plan("timm.CosineLRScheduler:t_initial=10,cycle_mul=0.5", steps: 19).ending == nil)
  }

  @Test("a decay_fn may be a formula of frac")
  func callable() throws {
    let written = try rates("timm.WSDLRScheduler:t_initial=90,decay_t=40,decay_fn=\"1 - frac**2\"")
    let named = try rates("timm.WSDLRScheduler:t_initial=90,decay_t=40,decay_fn=power,decay_power=2")
    #expect(firstDifference(written, named) == nil)
  }

  @Test("metrics of the warm-up aren't heard by the plateau, whose events count from the run's start")
  func plateau() throws {
    let flat = [Double](repeating: 1, count: 40)
    let plan = try plan("timm.PlateauLRScheduler:warmup_t=5,patience_t=2,mode=min", steps: 20, metrics: flat)
    #expect(near(plan.rates[4], 0.08) && near(plan.rates[5], 0.1))
    // Metric 5 sets the best; 6, 7 and 8 are bad.
    #expect(near(plan.rates[8], 0.1) && near(plan.rates[9], 0.01))
    #expect(plan.outline.phases == [.init(.warmup, 0..<5)] && plan.outline.events.first == .init(.reduction, at: 9))
  }

  @Test("part of the run and epochs may stand where times are meant, and a chain goes on at the cycles' end")
  func times() throws {
    let plan = try plan("timm.CosineLRScheduler:t_initial=4ep,warmup_t=5%+constant:lr=0.01", stepsPerEpoch: 10)
    #expect(plan.outline.phases == [.init(.warmup, 0..<5), .init(.decay, 5..<40), .init(.stable, 40..<100)])
    #expect(plan.rates[40] == 0.01)
  }

  @Test("more cycles than can be counted, and a phase longer than the run, are planned as any other")
  func extremes() throws {
    #expect(try plan("timm.CosineLRScheduler:t_initial=1e-9,cycle_limit=1e300").outline.events.count <= 1000)
    #expect(try plan("timm.StepLRScheduler:decay_t=-1,decay_rate=0.99,for=1e15", steps: 7).rates.count == 8)
  }
}
