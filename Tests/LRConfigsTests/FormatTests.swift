import LRConfigs
import LRCore
import Testing

@Suite("the configurations of frameworks")
struct FormatTests {
  // MARK: DeepSpeed

  @Test("DeepSpeed's scheduler becomes its dialect's spec, over its total_num_steps")
  func deepSpeed() throws {
    let read = try described("ds_config.json")
    #expect(
      read.spec
        == "deepspeed.WarmupDecayLR:total_num_steps=20000,warmup_min_lr=0,warmup_max_lr=0.0003,warmup_num_steps=500,warmup_type=linear"
    )
    #expect(read.length == .stated(20000) && read.baseRate == 3e-4 && !read.countsEpochs && read.format == "DeepSpeed")
  }

  @Test("DeepSpeed's auto is an error that names every key which is")
  func automatic() throws {
    let error = #expect(throws: ConfigError.self) { try described("ds_auto.json") }
    let said = error?.message.english ?? ""
    #expect(said.hasPrefix("ds_auto.json:13: \"auto\""))
    for key in ["scheduler.params.total_num_steps", "scheduler.params.warmup_num_steps", "optimizer.params.lr"] {
      #expect(said.contains(key))
    }
    // The rate is not asked of the file when the command line says it.
    let other = #expect(throws: ConfigError.self) { try described("ds_auto.json", run: StatedRun(baseRate: 0.1)) }
    #expect(other?.message.english.contains("optimizer.params.lr") == false)
  }

  @Test("the optimizer's rate goes into the spec where DeepSpeed takes it from there, unless the command line has one")
  func deepSpeedRate() throws {
    let text = "{scheduler: {type: WarmupCosineLR, params: {total_num_steps: 9}}, optimizer: {params: {lr: 0.5}}}"
    #expect(try schedule(text).spec == "deepspeed.WarmupCosineLR:total_num_steps=9,lr=0.5")
    #expect(try schedule(text, run: StatedRun(baseRate: 1)).spec == "deepspeed.WarmupCosineLR:total_num_steps=9")
    let bare = try schedule("{scheduler: {type: WarmupLR, params: {warmup_num_steps: 10}}}")
    #expect(bare.lacksRate && bare.length?.count == 20)
    let own = try schedule("{scheduler: {type: WarmupLR, params: {warmup_max_lr: [0.2], warmup_num_steps: 10}}}")
    #expect(own.spec == "deepspeed.WarmupLR:warmup_max_lr=0.2,warmup_num_steps=10" && !own.lacksRate)
    #expect(
      fault("{scheduler: {type: WarmupLR, params: {warmup_max_lr: [0.2, 0.1]}}}")?.contains("2 parameter groups")
        == true)
  }

  @Test("a type that DeepSpeed doesn't have is torch's")
  func deepSpeedTorch() throws {
    let read = try schedule(
      "{train_batch_size: 8, scheduler: {type: OneCycleLR, params: {max_lr: 0.1, total_steps: 50}}, optimizer: {params: {lr: 0.1}}}"
    )
    #expect(read.spec == "torch.OneCycleLR:max_lr=0.1,total_steps=50,lr=0.1" && read.length?.count == 50)
    let elsewhere = fault("{scheduler: {type: StepLR, params: {step_size: 30}}, epochs: 90}")
    #expect(elsewhere?.contains("scheduler.type is 'StepLR', none of DeepSpeed's") == true)
  }

  @Test("DeepSpeed without a scheduler says so")
  func deepSpeedBare() {
    #expect(fault("{zero_optimization: {stage: 2}}")?.contains("scheduler is missing") == true)
    #expect(fault("{scheduler: {params: {}}}")?.contains("scheduler.type is missing") == true)
  }

  // MARK: Keras

  @Test("Keras's serialized schedule becomes its dialect's spec, without its name")
  func keras() throws {
    let read = try described("keras_schedule.json")
    #expect(
      read.spec
        == "keras.CosineDecay:initial_learning_rate=0,decay_steps=9000,alpha=0.01,warmup_target=0.002,warmup_steps=1000"
    )
    #expect(read.length?.count == 10000 && read.baseRate == 0.002)
  }

  @Test("Keras's schedule is found in an optimizer, and in a whole model")
  func kerasNested() throws {
    let spec = "keras.ExponentialDecay:initial_learning_rate=0.01,decay_steps=2000,decay_rate=0.9,staircase=true"
    #expect(try described("keras_optimizer.json").spec == spec)
    let inner =
      "{class_name: ExponentialDecay, config: {initial_learning_rate: 0.01, decay_steps: 2000, decay_rate: 0.9, staircase: true}}"
    let model =
      "{class_name: Functional, config: {}, compile_config: {optimizer: {class_name: SGD, config: {learning_rate: \(inner)}}}}"
    #expect(try schedule(model).spec == spec)
  }

  @Test("an optimizer of Keras with a number for its rate is constant")
  func kerasConstant() throws {
    let text = "{class_name: Adam, config: {learning_rate: 0.001}}"
    #expect(try schedule(text).spec == "constant:lr=0.001")
    #expect(try schedule(text, run: StatedRun(baseRate: 1)).spec == "constant")
  }

  @Test("a class of one's own is refused: its rule stands in code")
  func kerasForeign() {
    let tail = "class_name: Mine, config: {a: 1}}"
    #expect(fault("{module: my.schedules, \(tail)")?.contains("module is 'my.schedules'") == true)
    #expect(fault("{registered_name: \"pkg>Mine\", \(tail)")?.contains("registered_name is 'pkg>Mine'") == true)
  }

  @Test(
    "Keras's schedules know no run, and are drawn over what shows them",
    arguments: [
      ("PolynomialDecay", "decay_steps: 70", 70), ("InverseTimeDecay", "decay_steps: 70", 350),
      ("CosineDecayRestarts", "first_decay_steps: 10", 70), ("CosineDecay", "decay_steps: 9, warmup_steps: 5", 9),
      ("PiecewiseConstantDecay", "boundaries: [4, 8], values: [1, 2, 3]", 10),
    ])
  func kerasLength(name: String, config: String, steps: Int) throws {
    #expect(try schedule("{class_name: \(name), config: {\(config)}}").length?.count == steps)
  }

  // MARK: transformers

  @Test("the Trainer's arguments become the type's spec, with the warm-up that its ratio gives")
  func transformers() throws {
    let read = try described("training_args.json")
    #expect(
      read.spec
        == "transformers.cosine_with_min_lr:num_warmup_steps=360,num_training_steps=6000,scheduler_specific_kwargs={min_lr:2e-06},lr=2e-05"
    )
    #expect(read.length == .stated(6000) && read.baseRate == 2e-5)
  }

  @Test("LLaMA-Factory's epochs want their length, and then make steps")
  func llamaFactory() throws {
    let error = #expect(throws: ConfigError.self) { try described("llama3_lora_sft.yaml") }
    #expect(
      error?.message.english
        == "llama3_lora_sft.yaml:21: num_train_epochs (3) counts epochs, of unknown length: give --steps-per-epoch S (optimizer steps in one), or --steps N"
    )
    let spec = "transformers.cosine:num_warmup_steps=34,num_training_steps=333,lr=0.0001"
    #expect(try described("llama3_lora_sft.yaml", run: StatedRun(stepsPerEpoch: 111)).spec == spec)
    #expect(try described("llama3_lora_sft.yaml", run: StatedRun(steps: 333)).spec == spec)
    #expect(
      try described("llama3_lora_sft.yaml", run: StatedRun(steps: 333, baseRate: 1)).spec
        == "transformers.cosine:num_warmup_steps=34,num_training_steps=333")
  }

  @Test("what the Trainer isn't told has its defaults: linear, 5e-5, 3 epochs, no warm-up")
  func trainerDefaults() throws {
    let spec = "transformers.linear:num_warmup_steps=0,num_training_steps=30,lr=5e-05"
    let head = "per_device_train_batch_size: 8\nsave_strategy: epoch\ngradient_accumulation_steps: 2\n"
    let read = try schedule(head, run: StatedRun(stepsPerEpoch: 10))
    #expect(read.spec == spec)
    #expect(
      read.notes.map(\.english) == [
        "not in the file, drawn with the defaults of TrainingArguments: lr_scheduler_type = linear, learning_rate = 5e-05, num_train_epochs = 3, warmup_steps = 0"
      ])
  }

  @Test(
    "warm-up steps go before the ratio, and below 1 are a ratio themselves",
    arguments: [
      ("warmup_steps: 0\nwarmup_ratio: 0.031", 4), ("warmup_steps: 7\nwarmup_ratio: 0.5", 7),
      ("warmup_steps: 0.055", 6), ("warmup_steps: 7.9", 7), ("warmup_ratio: 0", 0),
    ])
  func warmup(lines: String, steps: Int) throws {
    let spec = try schedule("lr_scheduler_type: linear\nmax_steps: 100\n" + lines).spec
    #expect(spec.contains("num_warmup_steps=\(steps),"), "\(spec)")
  }

  @Test("a warm-up out of its range is refused")
  func wrongWarmup() {
    let head = "lr_scheduler_type: linear\nmax_steps: 100\n"
    #expect(fault(head + "warmup_ratio: 1.5")?.contains("warmup_ratio must lie in [0, 1], not 1.5") == true)
    #expect(fault(head + "warmup_steps: -1")?.contains("warmup_steps must be 0 or more, not -1") == true)
  }

  @Test("each type gets what get_scheduler passes on to it")
  func types() throws {
    func spec(_ type: String) throws -> String {
      try schedule("lr_scheduler_type: \(type)\nmax_steps: 100\nwarmup_steps: 5\nlearning_rate: 1").spec
    }
    #expect(try spec("constant") == "transformers.constant:lr=1")
    #expect(try spec("constant_with_warmup") == "transformers.constant_with_warmup:num_warmup_steps=5,lr=1")
    #expect(try spec("inverse_sqrt") == "transformers.inverse_sqrt:num_warmup_steps=5,lr=1")
    #expect(try spec("reduce_lr_on_plateau") == "transformers.reduce_lr_on_plateau:lr=1")
    #expect(try spec("SchedulerType.POLYNOMIAL").hasPrefix("transformers.polynomial:num_warmup_steps=5,num_training"))
  }

  @Test("the scheduler's own arguments may be a map or JSON in a text")
  func ownArguments() throws {
    let head = "lr_scheduler_type: cosine_with_restarts\nmax_steps: 10\nlr_scheduler_kwargs: "
    let map = try schedule(head + "{num_cycles: 3}").spec
    #expect(map.contains("scheduler_specific_kwargs={num_cycles:3}"))
    #expect(try schedule(head + "'{\"num_cycles\": 3}'").spec == map)
    #expect(try schedule(head + "{}").spec == schedule(head + "null").spec)
    #expect(try !schedule(head + "\"{}\"").spec.contains("kwargs"))
  }

  // MARK: mmengine

  @Test("mmengine's schedulers become one spec, the momentum's left out")
  func mmengine() throws {
    #expect(throws: ConfigError.self) { try described("mmengine.json") }
    let read = try described("mmengine.json", run: StatedRun(stepsPerEpoch: 50))
    #expect(
      read.spec
        == "mmengine.param_scheduler:schedulers=[(mmengine.LinearLR:start_factor=0.001,begin=0,by_epoch=false,end=500),(mmengine.CosineAnnealingLR:T_max=90,begin=10,end=100)],lr=0.02"
    )
    #expect(read.length == .stated(5000) && read.notes.count == 1 && !read.countsEpochs)
  }

  @Test("convert_to_iter_based turns epochs into iterations")
  func converted() throws {
    let read = try described("mmengine_epochs.yaml", run: StatedRun(stepsPerEpoch: 500))
    #expect(
      read.spec
        == "mmengine.param_scheduler:schedulers=[(mmengine.LinearLR:start_factor=0.1,by_epoch=false,end=500),(mmengine.MultiStepLR:milestones=[8,11],gamma=0.1,end=12)],lr=0.02"
    )
    let all = "param_scheduler: {type: MultiStepLR, milestones: [1, 2], begin: 1, end: 4, convert_to_iter_based: true}"
    #expect(
      try schedule(all, run: StatedRun(stepsPerEpoch: 10)).spec.contains(
        "milestones=[10,20],begin=10,by_epoch=false,end=40"))
  }

  @Test("schedulers that all count epochs need no length of one")
  func mmengineEpochs() throws {
    let read = try schedule("- {type: StepLR, step_size: 3, end: 12}\n- {type: ConstantLR, end: 2}")
    #expect(read.countsEpochs && read.length?.count == 12 && read.lacksRate)
  }

  @Test("what mmengine can't do is refused")
  func mmengineWrong() {
    #expect(
      fault("param_scheduler: {gen: {type: StepLR}, dis: {type: StepLR}}")?.contains("several optimizers (gen, dis)")
        == true)
    #expect(fault("param_scheduler: [{type: LinearMomentum}]")?.contains("no schedule of the rate") == true)
    #expect(fault("param_scheduler: []")?.contains("no schedule of the rate") == true)
    #expect(
      fault("param_scheduler: {type: StepLR, by_epoch: false, convert_to_iter_based: true}")?.contains("by_epoch: true")
        == true)
  }
}
