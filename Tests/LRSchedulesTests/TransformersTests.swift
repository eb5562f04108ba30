import LRCore
import LRSchedules
import Testing

@Suite("transformers")
struct TransformersTests {
  @Test("the training is as long as the run, without a warm-up, unless told otherwise")
  func defaults() throws {
    for name in ["linear", "cosine", "cosine_with_restarts"] {
      let bare = try rates("transformers.\(name)", steps: 80)
      #expect(bare[0] == 0.1 && bare[80] < 1e-17)
      #expect(bare == (try rates("transformers.\(name):num_warmup_steps=0,num_training_steps=80", steps: 80)))
    }
    #expect(try rates("transformers.polynomial", steps: 80)[80] == 1e-7)
  }

  @Test("none means absent, which get_scheduler refuses where it needs the number")
  func absent() {
    for name in ["linear", "cosine", "cosine_with_restarts", "polynomial"] {
      for key in ["num_warmup_steps", "num_training_steps"] {
        let error = fault("transformers.\(name):\(key)=none")
        #expect(
          error?.message.english
            == "transformers refuses this: \(name) requires `\(key)`, please provide that argument.")
        #expect(error?.underlined == "none")
      }
    }
    #expect(fault("transformers.inverse_sqrt:num_training_steps=none") == nil)
    #expect(fault("transformers.constant:num_training_steps=none,num_warmup_steps=none") == nil)
    let error = fault("transformers.warmup_stable_decay:num_decay_steps=9,num_training_steps=none")
    #expect(error?.message.english.contains("Either num_training_steps or num_stable_steps") == true)
    #expect(
      fault("transformers.warmup_stable_decay:num_decay_steps=9,num_training_steps=none,num_stable_steps=9") == nil)
  }

  @Test("specific arguments mean the same in their map and by themselves")
  func specific() throws {
    for (name, arguments) in [
      ("cosine", "num_cycles=1.5"), ("polynomial", "power=2,lr_end=1e-3"), ("cosine_with_min_lr", "min_lr=5%"),
      ("cosine_warmup_with_min_lr", "min_lr_rate=0.1,warmup_lr_rate=0.05"), ("inverse_sqrt", "timescale=10%"),
      ("warmup_stable_decay", "num_decay_steps=20%,decay_type=1-sqrt,min_lr_ratio=0.1"),
    ] {
      let map = arguments.split(separator: ",").map { $0.replacing("=", with: ":") }.joined(separator: ",")
      let plain = try rates("transformers.\(name):num_warmup_steps=7,\(arguments)")
      let mapped = try rates("transformers.\(name):num_warmup_steps=7,scheduler_specific_kwargs={\(map)}")
      #expect(plain == mapped, "\(name)")
      #expect(Set(plain).count > 20)
    }
  }

  @Test("a key that the type doesn't take, or that is given twice, is an error at that key")
  func keys() {
    for (spec, words, place) in [
      ("linear:scheduler_specific_kwargs={power:2}", "takes no 'power'; it takes last_epoch", "power"),
      ("cosine:scheduler_specific_kwargs={num_cycle:2}", "did you mean 'num_cycles'?", "num_cycle"),
      ("cosine:num_cycles=1,scheduler_specific_kwargs={num_cycles:2}", "given twice (first as 1)", "num_cycles"),
      ("cosine:scheduler_specific_kwargs={num_warmup_steps:2}", "takes no 'num_warmup_steps'", "num_warmup_steps"),
      ("cosine:scheduler_specific_kwargs=3", "a map such as {key:value}", "3"),
      ("cosine:num_warmup_step=3", "did you mean 'num_warmup_steps'?", "num_warmup_step"),
      ("cosine:last_epoch=4", "resuming scheduler with last_epoch >= 0", "4"),
      ("cosines", "did you mean 'transformers.cosine'?", "transformers.cosines"),
    ] {
      let error = fault("transformers." + spec)
      #expect(error?.message.english.contains(words) == true, "\(spec): \(error?.message.english ?? "none")")
      #expect(error?.underlined == place, "\(spec)")
    }
  }

  @Test("what the functions refuse is an error at the argument, in their words")
  func refusals() {
    for (spec, words, place) in [
      ("polynomial:lr_end=0.1", "lr_end (0.1) must be smaller than initial lr (0.1)", "0.1"),
      ("polynomial:num_training_steps=0", "division by zero", "0"),
      ("cosine_with_min_lr", "One of min_lr or min_lr_rate should be set", "transformers.cosine_with_min_lr"),
      ("cosine_with_min_lr:min_lr=0.01,min_lr_rate=0.2", "Only one of min_lr or min_lr_rate", "0.2"),
      ("inverse_sqrt:timescale=0", "division by zero", "0"),
      ("warmup_stable_decay", "needs num_decay_steps=", "transformers.warmup_stable_decay"),
      ("warmup_stable_decay:num_decay_steps=9,decay_type=lin", "'decay_type' is one of linear, cosine, 1-sqrt", "lin"),
      ("reduce_lr_on_plateau:factor=1", "Factor should be < 1.0.", "1"),
      ("greedy:min_lr=[1e-3,1e-4]", "expected 1 min_lrs, got 2", "[1e-3,1e-4]"),
    ] {
      let error = fault("transformers." + spec, metrics: [1])
      #expect(error?.message.english.contains(words) == true, "\(spec): \(error?.message.english ?? "none")")
      #expect(error?.underlined == place, "\(spec)")
    }
    #expect(fault("transformers.polynomial", lr: 0)?.message.english.contains("smaller than initial lr (0)") == true)
    #expect(fault("transformers.cosine_with_min_lr:min_lr=0", lr: 0)?.message.english.contains("by zero") == true)
  }

  @Test("what raises while stepping ends the curve there, with Python's words")
  func endings() throws {
    for (spec, last, reason) in [
      ("polynomial:num_warmup_steps=30,num_training_steps=30", 29, "division by zero"),
      ("polynomial:num_training_steps=30,power=-1", 29, "0.0 cannot be raised to a negative power"),
      ("inverse_sqrt:num_warmup_steps=5,timescale=0", 4, "division by zero"),
      ("inverse_sqrt:num_warmup_steps=5,timescale=-3", 7, "float division by zero"),
    ] {
      let plan = try plan("transformers." + spec, steps: 50)
      #expect(plan.ending == Ending(lastStep: last, reason: reason), "\(spec): \(String(describing: plan.ending))")
      #expect(plan.rates[last].isFinite && plan.rates[last + 1].isNaN)
    }
  }

  @Test("restarts are named where the rate jumps up", arguments: [2, 3, 7, 2.7])
  func restarts(cycles: Double) throws {
    let plan = try plan("transformers.cosine_with_restarts:num_warmup_steps=10,num_cycles=\(cycles)")
    let rises = (11...99).filter { plan.rates[$0] > plan.rates[$0 - 1] }
    #expect(plan.outline.events.map(\.step) == rises)
    #expect(plan.outline.phases == [.init(.warmup, 0..<10), .init(.decay, 10..<100)])
  }

  @Test("greedy raises on good steps, lowers on bad ones, and starts anew after enough of them at the floor")
  func greedy() throws {
    let falling = (0..<40).map { 1 - 0.01 * Double($0) }
    let up = try plan("transformers.greedy:patience=2,factor=0.5,max_lr=0.3", steps: 20, metrics: falling)
    #expect(near(up.rates[3], 0.2) && near(up.rates[6], 0.3) && up.rates[20] == up.rates[6])
    #expect(up.outline.events == [.init(.milestone, at: 3), .init(.milestone, at: 6)])
    let flat = [Double](repeating: 1, count: 40)
    let spec = "transformers.greedy:patience=0,factor=0.1,min_lr=0.02,reset_start=3"
    let down = try plan(spec, steps: 8, metrics: flat)
    // Step 0 is good and raises to 1; 1 and 2 lower to the floor, 3 and 4 wait there, then all starts anew.
    let expected = [0.1, 1, 0.1, 0.02, 0.02, 0.1, 1, 0.1, 0.02]
    #expect(zip(down.rates, expected).allSatisfy { near($0, $1) }, "\(down.rates)")
    #expect(down.outline.events.contains(.init(.restart, at: 5)))
  }

  @Test("more cycles than can be counted, and a phase longer than the run, are planned as any other")
  func extremes() throws {
    #expect(try plan("transformers.cosine_with_restarts:num_cycles=1e300").outline.events.count <= 1000)
    #expect(try plan("transformers.inverse_sqrt:num_warmup_steps=5,timescale=-3,for=1e15", steps: 7).rates.count == 8)
  }
}
