import LRCore
import LRSchedules
import Testing

@Suite("Megatron, DeepSpeed, fairseq, mmengine, fastai")
struct SourceDialectTests {
  /// A spec, the characters that the error points at, and words of the framework's reason.
  static let refused: [(spec: String, at: String, reason: String)] = [
    ("megatron.cosine:min_lr=-1", "-1", "self.min_lr >= 0.0"),
    ("megatron.cosine:min_lr=0.2,max_lr=0.1", "0.1", "self.max_lr >= self.min_lr"),
    ("megatron.linear:init_lr=0.2", "0.2", "self.init_lr <= self.max_lr"),
    ("megatron.linear:lr_decay_steps=0", "0", "self.lr_decay_steps > 0"),
    ("megatron.constant:lr_warmup_steps=100", "100", "self.lr_warmup_steps < self.lr_decay_steps"),
    ("megatron.WSD:wsd_decay_steps=none", "none", "self.wsd_decay_steps is not None"),
    ("megatron.WSD:lr_wsd_decay_style=sqrt", "sqrt", "minus_sqrt"),
    ("megatron.OptimizerParamScheduler:lr_decay_style=linear,wsd_decay_steps=5", "5", "lr_decay_style=WSD"),
    ("deepspeed.WarmupLR:warmup_num_steps=0", "0", "must be a positive integer, got 0"),
    ("deepspeed.WarmupCosineLR:total_num_steps=10,warmup_num_steps=-1", "-1", "must be a positive integer"),
    ("deepspeed.OneCycle:cycle_min_lr=0,cycle_max_lr=1,cycle_first_step_size=0", "0", "must be positive"),
    ("deepspeed.LRRangeTest:lr_range_test_step_size=0", "0", "must be a positive integer"),
    ("deepspeed.WarmupDecayLR", "deepspeed.WarmupDecayLR", "total_num_steps"),
    ("fairseq.cosine:min_lr=0.1", "0.1", "must be more than min_lr"),
    ("fairseq.cosine:max_update=0", "0", "Either --max_update or --lr-period-updates must be set"),
    ("fairseq.cosine:t_mult=0", "0", "math domain error"),
    ("fairseq.inverse_sqrt:warmup_updates=0", "0", "division by zero"),
    ("fairseq.polynomial_decay:total_num_update=0", "0", "total_num_update > 0"),
    ("fairseq.tri_stage:phase_ratio=[0.5,0.5,0.5]", "[0.5,0.5,0.5]", "must add up to 1"),
    ("fairseq.tri_stage:warmup_steps=5", "5", "division by zero"),
    ("fairseq.tri_stage:decay_steps=5,final_lr_scale=0", "0", "math domain error"),
    ("fairseq.triangular:max_lr=0.1", "0.1", "max_lr must be more than lr"),
    ("fairseq.step:lr_decay=1.5", "1.5", "self.lr_decay <= 1"),
    ("mmengine.ConstantLR:factor=2", "2", "between 0 and 1"),
    ("mmengine.LinearLR:end_factor=-1", "-1", "Ending multiplicative factor"),
    ("mmengine.StepLR:step_size=5,begin=9,end=9", "9", "end should be larger than begin"),
    ("mmengine.CosineRestartLR:periods=[5]", "[5]", "eta_min_ratio"),
    ("mmengine.CosineRestartLR:periods=[5,5],eta_min=0", "[5,5]", "same length"),
    ("mmengine.OneCycleLR:pct_start=1.5", "1.5", "between 0 and 1 pct_start"),
    ("mmengine.ReduceOnPlateauLR:factor=1", "1", "Factor should be < 1.0."),
    ("mmengine.ReduceOnPlateauLR:by_epoch=false", "false", "only support by_epoch=True"),
    ("mmengine.param_scheduler:schedulers=[(mmengine.StepLr:step_size=3)]", "mmengine.StepLr", "'mmengine.StepLR'"),
    ("mmengine.param_scheduler:schedulers=[(mmengine.StepLR:stepsize=3)]", "stepsize", "'step_size'"),
    (
      "mmengine.param_scheduler:schedulers=[(mmengine.PolyLR+mmengine.PolyLR)]", "mmengine.PolyLR+mmengine.PolyLR",
      "begin and end"
    ),
    ("fastai.one_cycle:moms=[0.9,0.8]", "[0.9,0.8]", "three moms"),
    ("fastai.flat_cos:pct_start=1.1", "1.1", "pcts >= 0"),
    ("megatron.cosin", "megatron.cosin", "'megatron.cosine'"),
    ("fairseq.cosine:warmup_update=3", "warmup_update", "'warmup_updates'"),
  ]

  @Test("what a framework refuses is refused in its words, at the characters", arguments: refused)
  func refusals(spec: String, at characters: String, reason: String) throws {
    let refusal = try #require(fault(spec), "\(spec) is planned")
    #expect(refusal.underlined == characters)
    #expect(refusal.message.english.contains(reason), "\(refusal.message.english)")
  }

  @Test("Megatron's general constructor is each of the styles")
  func general() throws {
    for style in ["linear", "cosine", "inverse-square-root", "constant", "WSD"] {
      let rest = "lr_warmup_steps=7,min_lr=1e-3,lr_decay_steps=80"
      let general = try rates("megatron.OptimizerParamScheduler:lr_decay_style=\(style),\(rest)")
      #expect(general == (try rates("megatron.\(style):\(rest)")))
    }
  }

  @Test("a peak that a framework's own argument names is the base rate")
  func base() throws {
    #expect(try plan("megatron.cosine:max_lr=3e-4").baseRate == 3e-4)
    #expect(try plan("fairseq.triangular:max_lr=0.5,lr=0.2").baseRate == 0.5)
    #expect(try plan("mmengine.StepLR:step_size=3").baseRate == 0.1)
  }

  @Test("mmengine's steps are epochs where the run has epochs, unless by_epoch=false")
  func epochs() throws {
    let byEpoch = try plan("mmengine.MultiStepLR:milestones=[3,6]", stepsPerEpoch: 10).rates
    #expect(byEpoch[29] == 0.1 && near(byEpoch[30], 0.01) && near(byEpoch[59], 0.01) && near(byEpoch[60], 0.001))
    let byStep = try plan("mmengine.MultiStepLR:milestones=[3,6],by_epoch=false", stepsPerEpoch: 10).rates
    #expect(byStep[2] == 0.1 && near(byStep[3], 0.01) && near(byStep[6], 0.001))
    let same = try plan("mmengine.MultiStepLR:milestones=[30%,6ep]", stepsPerEpoch: 10).rates
    #expect(firstDifference(same, byEpoch) == nil)
  }

  @Test("mmengine's list warms up by iterations and anneals by epochs, as its runner does")
  func mixed() throws {
    let list = try plan(
      """
      mmengine.param_scheduler:schedulers=[(mmengine.LinearLR:start_factor=0.1,by_epoch=false,end=10),\
      (mmengine.MultiStepLR:milestones=[5])]
      """, stepsPerEpoch: 10
    ).rates
    #expect(near(list[0], 0.01) && near(list[9], 0.1) && near(list[49], 0.1) && near(list[50], 0.01))
  }

  @Test("a plateau in mmengine's list lowers what the others left")
  func plateau() throws {
    let list =
      "mmengine.param_scheduler:schedulers=[(mmengine.LinearLR:start_factor=0.5,end=5),(mmengine.ReduceOnPlateauLR:patience=3)]"
    let plan = try plan(list, metrics: [Double](repeating: 1, count: 100))
    #expect(near(plan.rates[0], 0.05))
    #expect(plan.outline.events.first == Outline.Event(.reduction, at: 5))
    #expect(fault(list)?.message.english.contains("--metrics") == true)
  }

  @Test("outlines name phases, milestones and restarts where the rules have them")
  func outlines() throws {
    let wsd = try plan("megatron.WSD:lr_warmup_steps=10,wsd_decay_steps=20").outline
    #expect(wsd.phases == [.init(.warmup, 0..<10), .init(.stable, 10..<80), .init(.decay, 80..<100)])
    let cosine = try plan("fairseq.cosine:lr_period_updates=20,t_mult=2").outline
    #expect(cosine.events == [.init(.restart, at: 20, limit: 0), .init(.restart, at: 60, limit: 0)])
    let stairs = try plan("mmengine.MultiStepLR:milestones=[30,60],begin=10").outline
    #expect(stairs.events == [.init(.milestone, at: 40), .init(.milestone, at: 70)])
    let cycle = try plan("deepspeed.OneCycle:cycle_min_lr=0,cycle_max_lr=1,cycle_first_step_size=30").outline
    #expect(cycle.phases.map(\.kind) == [.rise, .fall, .stable])
  }
}
