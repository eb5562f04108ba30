import LRCore
import LRSchedules
import Testing

@Suite("specs pasted from code")
struct PastedTests {
  @Test(
    "a call in Python's brackets is answered with the spec to write",
    arguments: [
      ("StepLR(optimizer, step_size=30)", "torch.StepLR:step_size=30"),
      ("torch.optim.lr_scheduler.StepLR(optimizer, 30, gamma=0.5)", "torch.StepLR:step_size=30,gamma=0.5"),
      ("scheduler = lr_scheduler.StepLR(self.opt, step_size=30,)", "torch.StepLR:step_size=30"),
      ("optim.lr_scheduler.CosineAnnealingLR(opt, T_max=50)", "torch.CosineAnnealingLR:T_max=50"),
      ("optax.cosine_decay_schedule(0.1, 100)", "optax.cosine_decay_schedule:init_value=0.1,decay_steps=100"),
      (
        "keras.optimizers.schedules.CosineDecay(0.1, decay_steps=1000, name='x')",
        "keras.CosineDecay:initial_learning_rate=0.1,decay_steps=1000"
      ),
      ("cosine(min=0)", "cosine:min=0"),
      (
        "SequentialLR(opt, schedulers=[LinearLR(opt, total_iters=5), lr_scheduler.ExponentialLR(opt, gamma=0.9)], milestones=[5])",
        "torch.SequentialLR:schedulers=[(torch.LinearLR:total_iters=5),(torch.ExponentialLR:gamma=0.9)],milestones=[5]"
      ),
      (
        "OneCycleLR(opt, max_lr=0.1, total_steps=100, epochs=None, anneal_strategy='linear')",
        "torch.OneCycleLR:max_lr=0.1,total_steps=100,anneal_strategy=linear"
      ),
    ])
  func calls(call: String, spec: String) throws {
    #expect {
      try Schedules.chain(call)
    } throws: { error in
      (error as? SpecError)?.message.english == "a spec has no brackets around its parameters: write \(spec)"
    }
    _ = try plan(spec)
  }

  @Test("a call that is no spec, or no known one, is said to be that")
  func otherCalls() {
    func message(_ call: String) -> String {
      do throws(SpecError) { _ = try Schedules.chain(call) } catch { return error.message.english }
      return ""
    }
    #expect(message("Unheard(opt, 3)").hasPrefix("unknown schedule 'Unheard'"))
    #expect(message("StepLR(opt, len(loader))").hasPrefix("unexpected '(': parameters follow a colon"))
    #expect(message("cosine)").hasPrefix("unexpected ')': the spec should end here"))
    #expect(!message(String(repeating: "torch.StepLR(", count: 40) + String(repeating: ")", count: 40)).isEmpty)
    #expect(!message(String(repeating: "torch.StepLR(", count: 30) + String(repeating: ")", count: 30)).isEmpty)
  }

  @Test(
    "a path through a framework's modules is its last part",
    arguments: [
      ("torch.optim.lr_scheduler.StepLR:step_size=30", "torch.StepLR:step_size=30"),
      (
        "keras.optimizers.schedules.CosineDecay:initial_learning_rate=0.1,decay_steps=90",
        "keras.CosineDecay:initial_learning_rate=0.1,decay_steps=90"
      ),
      (
        "tf.keras.optimizers.schedules.CosineDecay:initial_learning_rate=0.1,decay_steps=90",
        "keras.CosineDecay:initial_learning_rate=0.1,decay_steps=90"
      ),
      (
        "optax.schedules.linear_schedule:init_value=0,end_value=0.1,transition_steps=9",
        "optax.linear_schedule:init_value=0,end_value=0.1,transition_steps=9"
      ),
      ("optax.contrib.reduce_on_plateau", "optax.reduce_on_plateau"),
      ("timm.scheduler.CosineLRScheduler:t_initial=90", "timm.CosineLRScheduler:t_initial=90"),
      ("timm.scheduler.cosine_lr.CosineLRScheduler:t_initial=90", "timm.CosineLRScheduler:t_initial=90"),
      ("transformers.get_cosine_schedule_with_warmup:num_warmup_steps=10", "transformers.cosine:num_warmup_steps=10"),
      (
        "transformers.optimization.get_wsd_schedule:num_warmup_steps=10,num_decay_steps=20",
        "transformers.warmup_stable_decay:num_warmup_steps=10,num_decay_steps=20"
      ),
      ("paddle.optimizer.lr.NoamDecay:d_model=512,warmup_steps=10", "paddle.NoamDecay:d_model=512,warmup_steps=10"),
      ("mmengine.optim.scheduler.StepLR:step_size=30", "mmengine.StepLR:step_size=30"),
      ("deepspeed.runtime.lr_schedules.WarmupLR", "deepspeed.WarmupLR"),
      (
        "torch.optim.lr_scheduler.SequentialLR:schedulers=[(torch.optim.lr_scheduler.LinearLR:total_iters=5),(ExponentialLR:gamma=0.9)],milestones=[5]",
        "torch.SequentialLR:schedulers=[(torch.LinearLR:total_iters=5),(torch.ExponentialLR:gamma=0.9)],milestones=[5]"
      ),
    ])
  func paths(long: String, short: String) throws {
    let metrics: [Double] = [1, 1, 1, 1, 1]
    #expect(try rates(long, metrics: metrics) == rates(short, metrics: metrics))
    #expect(try plan(long, metrics: metrics).label.hasPrefix(String(long.prefix(20))))
  }

  @Test(
    "members in brackets need no framework before them",
    arguments: [
      (
        "torch.SequentialLR:schedulers=[(LinearLR:total_iters=5),(ExponentialLR:gamma=0.9)],milestones=[5]",
        "torch.SequentialLR:schedulers=[(torch.LinearLR:total_iters=5),(torch.ExponentialLR:gamma=0.9)],milestones=[5]"
      ),
      (
        "mmengine.param_scheduler:schedulers=[(LinearLR:end=5),(StepLR:step_size=9)]",
        "mmengine.param_scheduler:schedulers=[(mmengine.LinearLR:end=5),(mmengine.StepLR:step_size=9)]"
      ),
      (
        "paddle.LinearWarmup:learning_rate=(StepDecay:learning_rate=0.1,step_size=9),warmup_steps=5,start_lr=0,end_lr=0.1",
        "paddle.LinearWarmup:learning_rate=(paddle.StepDecay:learning_rate=0.1,step_size=9),warmup_steps=5,start_lr=0,end_lr=0.1"
      ),
      (
        "optax.join_schedules:schedules=[(constant_schedule:value=0.1),(cosine_decay_schedule:init_value=0.1,decay_steps=9)],boundaries=[5]",
        "optax.join_schedules:schedules=[(optax.constant_schedule:value=0.1),(optax.cosine_decay_schedule:init_value=0.1,decay_steps=9)],boundaries=[5]"
      ),
      (
        "torch.SWALR:swa_lr=0.05,swa_start=9,before=(ExponentialLR:gamma=0.9)",
        "torch.SWALR:swa_lr=0.05,swa_start=9,before=(torch.ExponentialLR:gamma=0.9)"
      ),
    ])
  func members(short: String, long: String) throws { #expect(try rates(short) == rates(long)) }

  @Test("names of one framework aren't looked for in another's brackets")
  func otherFramework() throws {
    let spec = "optax.join_schedules:schedules=[(torch.constant_schedule:value=1)],boundaries=[]"
    #expect(fault(spec)?.underlined == "torch.constant_schedule")
    #expect(
      try plan("optax.join_schedules:schedules=[(cosine),(torch.StepLR:step_size=3)],boundaries=[9]").rates.count == 101
    )
  }

  @Test(
    "arguments that no rate depends on are left out, with a word about each",
    arguments: [
      (
        "torch.StepLR:optimizer=opt,step_size=30,verbose=True,last_epoch=-1", "torch.StepLR:step_size=30",
        ["optimizer", "verbose"]
      ),
      (
        "keras.CosineDecay:initial_learning_rate=0.1,decay_steps=90,name=\"x\"",
        "keras.CosineDecay:initial_learning_rate=0.1,decay_steps=90", ["name"]
      ),
      ("deepspeed.WarmupLR:last_batch_iteration=-1", "deepspeed.WarmupLR", ["last_batch_iteration"]),
      (
        "megatron.OptimizerParamScheduler:max_lr=0.1,lr_decay_style=cosine,start_wd=0.1,end_wd=0.1,wd_incr_steps=9,wd_incr_style=constant,use_checkpoint_opt_param_scheduler=true,override_opt_param_scheduler=false",
        "megatron.OptimizerParamScheduler:max_lr=0.1,lr_decay_style=cosine",
        [
          "start_wd", "end_wd", "wd_incr_steps", "wd_incr_style", "use_checkpoint_opt_param_scheduler",
          "override_opt_param_scheduler",
        ]
      ),
      (
        "paddle.NoamDecay:d_model=512,warmup_steps=10,verbose=False", "paddle.NoamDecay:d_model=512,warmup_steps=10",
        ["verbose"]
      ),
      (
        "transformers.get_constant_schedule_with_warmup:optimizer=o,num_warmup_steps=9,last_epoch=-1",
        "transformers.constant_with_warmup:num_warmup_steps=9", ["optimizer", "last_epoch"]
      ),
      (
        "torch.SequentialLR:schedulers=[(LinearLR:total_iters=5,verbose=true),(ExponentialLR:gamma=0.9,verbose=true)],milestones=[5]",
        "torch.SequentialLR:schedulers=[(LinearLR:total_iters=5),(ExponentialLR:gamma=0.9)],milestones=[5]",
        ["verbose of torch.LinearLR", "verbose of torch.ExponentialLR"]
      ),
      (
        "mmengine.StepLR:step_size=9,verbose=true,last_step=-1", "mmengine.StepLR:step_size=9",
        ["verbose", "last_step"]
      ),
    ])
  func idle(given: String, meant: String, left: [String]) throws {
    let plan = try plan(given)
    let words = plan.remarks.map(\.english).joined(separator: "; ")
    #expect(try plan.rates == rates(meant))
    #expect(left.allSatisfy { words.contains($0) } && words.contains("no number"), "\(words)")
    #expect(try LRSchedulesTests.plan(meant).remarks.isEmpty)
  }

  @Test("an argument that would resume a run is refused at its value")
  func resumed() {
    #expect(fault("deepspeed.WarmupLR:last_batch_iteration=99")?.underlined == "99")
    #expect(fault("mmengine.StepLR:step_size=9,last_step=5")?.underlined == "5")
  }

  @Test("what is idle in one framework is unknown in another")
  func unknown() {
    #expect(fault("torch.StepLR:step_size=9,start_wd=0.1")?.underlined == "start_wd")
    #expect(fault("cosine:verbose=true")?.underlined == "verbose")
  }

  @Test(
    "Python's functions are formulas",
    arguments: [
      ("torch.LambdaLR:lr_lambda=lambda epoch: 0.95 ** epoch", "torch.LambdaLR:lr_lambda=0.95^epoch"),
      (
        "torch.LambdaLR:lr_lambda=lambda step: min(1, (step + 1) / 10)",
        "torch.LambdaLR:lr_lambda=min(1, (epoch + 1) / 10)"
      ),
      (
        "torch.LambdaLR:lr_lambda=lambda e: 0.5 * (1 + math.cos(math.pi * e / 100))",
        "torch.LambdaLR:lr_lambda=0.5 * (1 + cos(pi * epoch / 100))"
      ),
      ("torch.LambdaLR:lr_lambda=np.exp(-0.1 * epoch)", "torch.LambdaLR:lr_lambda=exp(-0.1 * epoch)"),
      ("formula:rate=lambda step: 0.1 * numpy.power(0.5, step / 10)", "formula:rate=0.1 * 0.5^(t / 10)"),
      ("formula:rate=lambda p: 0.1 * jnp.minimum(1, p)", "formula:rate=0.1 * min(1, p)"),
      ("formula:rate=0.1 * tf.math.exp(-t)", "formula:rate=0.1 * exp(-t)"),
      (
        "paddle.LambdaDecay:learning_rate=0.5,lr_lambda=lambda x: 0.95 ** x",
        "paddle.LambdaDecay:learning_rate=0.5,lr_lambda=0.95^epoch"
      ),
    ])
  func formulas(python: String, plain: String) throws { #expect(try rates(python) == rates(plain)) }

  @Test("what isn't a function of one argument is refused there")
  func noFunction() {
    #expect(fault("torch.LambdaLR:lr_lambda=lambda: 1")?.underlined == ":")
    #expect(fault("torch.LambdaLR:lr_lambda=\"lambda a, b: a\"")?.underlined == ",")
    #expect(fault("torch.LambdaLR:lr_lambda=lambda e: 0.9 ** epochs")?.underlined == "epochs")
    #expect(fault("formula:rate=math.foo(t)")?.underlined.contains("foo") == true)
    #expect(fault("formula:rate=t.real")?.underlined == ".")
  }
}
