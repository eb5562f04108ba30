import LRConfigs
import LRCore
import Testing

/// Files of formats that aren't read, and keys that may change the rate: none of them may become a curve.
@Suite("what isn't certain isn't drawn")
struct LookalikeTests {
  @Test(
    "a file of another format is refused with the key and what it looks like",
    arguments: [
      ("lr_scheduler: cosine\nnum_epochs: 4\nwarmup_ratio: 0.1", "lr_scheduler", "Axolotl"),
      ("base_model: m\nmicro_batch_size: 2\nwarmup_steps: 10\nlearning_rate: 2e-4", "warmup_steps", "Axolotl"),
      ("num_warmup_steps: 10\nmax_train_steps: 100\nlr_scheduler_type: linear", "num_warmup_steps", "no_trainer"),
      ("lr_scheduler: cosine\nlr_warmup_steps: 500\nmax_train_steps: 9", "lr_warmup_steps", "diffusion"),
      ("{\"--lr_scheduler\": polynomial, \"--learning_rate\": 1e-4}", "--lr_scheduler", "diffusion"),
      ("min_learning_rate: 1e-6\nlr_scheduler_type: cosine\nmax_steps: 9", "min_learning_rate", "PaddleNLP"),
      ("tuner_type: lora\nlearning_rate: 1e-4\nnum_train_epochs: 1", "tuner_type", "ms-swift"),
      ("lr0: 0.01\nlrf: 0.1\nepochs: 9", "lrf", "ultralytics"),
      ("optimizer: {type: SGD, lr: 0.1}\nlr_config: {policy: step, step: [8, 11]}", "lr_config", "mmcv 1"),
      (
        "scheduler: {type: PolynomialLR, total_iters: 100, power: 0.9}\noptimizer: {lr: 0.01}", "total_iters", "PyTorch"
      ),
      ("lr_scheduler: {name: StepLR, step_size: 30}", "lr_scheduler.step_size", "PyTorch"),
      ("scheduler: {_target_: torch.optim.lr_scheduler.StepLR, step_size: 30}", "scheduler._target_", "Hydra"),
      ("lr_scheduler: {_component_: torchtune.training.get_cosine_schedule_with_warmup}", "_component_", "torchtune"),
      ("model: {init_args: {optimizer: {class_path: torch.optim.SGD}}}", "optimizer.class_path", "Lightning"),
      ("Optimizer: {name: Momentum, lr: {name: Cosine, learning_rate: 0.1}}", "Optimizer.lr", "PaddleClas"),
      ("LearningRate: {base_lr: 0.1}", "LearningRate", "PaddleDetection"),
      ("SOLVER: {BASE_LR: 0.1, STEPS: [10]}", "SOLVER", "detectron2"),
      ("lr_scheduler: {_name: cosine}\noptimization: {lr: [0.1]}", "lr_scheduler", "fairseq"),
      ("train_iters: 100\nlr_decay_style: cosine\nzero_optimization: {stage: 1}", "lr_decay_style", "GPT-NeoX"),
      ("lr_scheduler_type: cosine\nmax_steps: 9\ntensor_model_parallel_size: 2", "tensor_model", "Megatron"),
      ("model: {optim: {lr: 0.1, sched: {name: CosineAnnealing}}}", "model.optim.sched", "NeMo"),
      ("scheduler: warmuplr\nscheduler_conf: {warmup_steps: 100}", "scheduler_conf", "ESPnet"),
      ("scheduler: {name: cosine_with_warmup, t_warmup: 100ba}", "scheduler.t_warmup", "llm-foundry"),
      ("lr_scheduler: {warmup_steps: 9}\ntraining: {steps: 99}", "lr_scheduler", "torchtitan"),
      ("_wandb: {desc: null}\nlr: {value: 0.1}", "_wandb", "Weights & Biases"),
    ])
  func refused(text: String, key: String, format: String) {
    let said = fault(text) ?? "read"
    #expect(said.contains(key) && said.contains("is not read") && said.contains(format), "\(said)")
    #expect(said.count < 400)
  }

  @Test("a schedule's key in a file of no known format is named, with the formats that are read")
  func unknown() {
    let said = fault("trainer: {args: {peak_lr: 0.1}}") ?? "read"
    #expect(said.hasPrefix("config.yaml:1: trainer.args.peak_lr is not read: the file is of no known format"))
    #expect(said.contains("DeepSpeed (scheduler.type"))
  }

  // MARK: transformers

  @Test(
    "a key or two of the Trainer don't tell the schedule",
    arguments: [
      "warmup_ratio: 0.1\nlearning_rate: 1e-4\nmax_steps: 9", "per_device_train_batch_size: 8",
      "num_train_epochs: 3\nwarmup_ratio: 0.1",
      "model: m\nnum_train_epochs: 1\nper_device_train_batch_size: 1\nwarmup_ratio: 0.05",
    ])
  func uncertain(text: String) {
    let said = fault(text, run: StatedRun(stepsPerEpoch: 10)) ?? "read"
    #expect(said.contains("lr_scheduler_type is missing"), "\(said)")
  }

  @Test(
    "a key that the Trainer doesn't have and that may set the rate is refused",
    arguments: [
      "min_lr_rate: 0.1", "warmup_frac: 0.1", "num_epochs: 4", "epochs: 4", "lr_decay: true", "anneal: cosine",
      "optimizer: {lr: 0.1}", "cosine_cooldown: 5", "max_learning_rate: 1", "layers: [{lr: 1}]",
    ])
  func foreignKey(line: String) {
    let head = "lr_scheduler_type: cosine\nlearning_rate: 1e-4\nnum_train_epochs: 2\n"
    let said = fault(head + line, run: StatedRun(stepsPerEpoch: 10)) ?? "read"
    #expect(said.contains("is not read") && said.contains("transformers' Trainer"), "\(said)")
  }

  @Test(
    "keys that change nothing are read over, or noted",
    arguments: [
      ("weight_decay: 0.1\nema_decay: 0.9\nlogging_steps: 5\nbeta_schedule: linear\nmin_lr: null", 0),
      ("warmup_frac: 0", 1), ("loraplus_lr_ratio: 16", 1), ("deepspeed: ds_z3.json", 1), ("epochs: 4", 1),
      ("lr_scheduler_kwargs: {}", 0), ("num_epochs: 4\nmax_epochs: 5", 1),
    ])
  func harmless(lines: String, notes: Int) throws {
    let head = "lr_scheduler_type: cosine\nlearning_rate: 1e-4\nmax_steps: 100\nwarmup_steps: 5\n"
    let read = try schedule(head + lines)
    #expect(read.notes.count == notes, "\(read.notes)")
    #expect(read.spec == "transformers.cosine:num_warmup_steps=5,num_training_steps=100,lr=0.0001")
  }

  @Test("a warm-up that a constant rate doesn't have is noted")
  func constant() throws {
    let read = try schedule("lr_scheduler_type: constant\nlearning_rate: 1\nmax_steps: 9\nwarmup_ratio: 0.1")
    #expect(read.notes.map(\.english) == ["warmup_ratio changes nothing: constant has no warm-up"])
  }

  @Test("DeepSpeed's scheduler inside of a Trainer's file is not drawn over")
  func inner() {
    let said = fault(
      "lr_scheduler_type: cosine\nmax_steps: 9\ndeepspeed: {scheduler: {type: WarmupLR, params: {a: 1}}}")
    #expect(said?.contains("deepspeed.scheduler overrides lr_scheduler_type") == true)
  }

  @Test("trl has rates of its own where learning_rate is missing")
  func trl() throws {
    let text = "lr_scheduler_type: cosine\nmax_steps: 9\nwarmup_steps: 0\nbeta: 0.1"
    #expect(fault(text)?.contains("beta is a key of trl") == true)
    #expect(try schedule(text, run: StatedRun(baseRate: 1)).notes.isEmpty)
    #expect(try schedule(text + "\nlearning_rate: 1e-6").notes.isEmpty)
  }

  @Test("LLaMA-Factory splits warmup_stable_decay itself, which is refused unless the file says both parts")
  func thirds() throws {
    let head = "lr_scheduler_type: warmup_stable_decay\nlearning_rate: 1\nmax_steps: 90\nwarmup_steps: 0\nstage: sft\n"
    #expect(fault(head)?.contains("chooses num_stable_steps of warmup_stable_decay itself") == true)
    #expect(fault(head + "lr_scheduler_kwargs: {num_stable_steps: 9}")?.contains("chooses num_decay_steps") == true)
    _ = try schedule(head + "lr_scheduler_kwargs: {num_stable_steps: 9, num_decay_steps: 81}")
  }

  // MARK: DeepSpeed

  @Test(
    "DeepSpeed's settings stand in params: what stands beside is refused",
    arguments: [
      ("scheduler: {type: WarmupLR, warmup_num_steps: 10}", "scheduler.warmup_num_steps"),
      ("train_batch_size: 8, scheduler: {type: PolynomialLR, power: 0.9}", "scheduler.power"),
      ("scheduler: {type: WarmupLR, params: {}}, optimizer: {type: Adam, lr: 0.1}", "optimizer.lr"),
      ("scheduler: {type: WarmupLR, params: {}, param_schedulers: {a: 1}}", "scheduler.param_schedulers"),
      ("scheduler: {type: WarmupLR, params: {}}, lr_decay: 0.1", "lr_decay"),
      ("scheduler: {type: WarmupLR, params: {}}, trainer: {max_lr: 0.1}", "trainer.max_lr"),
    ])
  func beside(text: String, key: String) {
    let said = fault("{\(text)}") ?? "read"
    #expect(said.contains("\(key) is not read, and may change"), "\(said)")
  }

  @Test("what DeepSpeed assumes and what is another length are noted")
  func deepSpeedNotes() throws {
    let decay = "{scheduler: {type: WarmupDecayLR, params: {total_num_steps: 9}}, optimizer: {params: {lr: 0.5}}}"
    #expect(try schedule(decay).notes.first?.english.contains("0.001 is drawn") == true)
    #expect(try schedule(decay, run: StatedRun(steps: 5)).notes.count == 2)
    let none = decay.replacing("total_num_steps: 9", with: "total_num_steps: 9, warmup_max_lr: null")
    #expect(try schedule(none).spec.hasSuffix("warmup_max_lr=none,lr=0.5"))
    let data = "{curriculum_learning: {schedule_type: a}, epochs: 3, scheduler: {type: WarmupLR, params: {}}}"
    #expect(
      try schedule(data).notes.map(\.english) == ["not read, and without effect on the rate: epochs"])
  }

  // MARK: Keras

  @Test("Keras 2's decay and lr are refused with the spec that says the same")
  func keras2() throws {
    let decay = fault("{class_name: SGD, config: {learning_rate: 0.01, decay: 0.001}}")
    #expect(
      decay?.hasSuffix("as a SPEC: keras.InverseTimeDecay:initial_learning_rate=0.01,decay_steps=1,decay_rate=0.001")
        == true)
    let old = fault("{optimizer_config: {class_name: Adam, config: {lr: 0.002, decay: 0.0}}}")
    #expect(old?.hasSuffix("as a SPEC: constant:lr=0.002") == true)
    #expect(try schedule("{class_name: SGD, config: {learning_rate: 0.01, decay: 0.0}}").spec == "constant:lr=0.01")
  }

  @Test(
    "a class that isn't Keras's, or an argument that may set the rate, is refused",
    arguments: [
      ("{class_name: RectifiedAdam, config: {learning_rate: 0.1}}", "neither a schedule nor an optimizer"),
      ("{class_name: Functional, config: {layers: []}}", "neither a schedule nor an optimizer"),
      ("{class_name: Adam, config: {learning_rate: 0.1, min_lr: 0.01}}", "config.min_lr is not read"),
      ("{class_name: Adam, config: {}}", "config.learning_rate is missing"),
      ("{optimizer: {class_name: Adam, config: {learning_rate: 1}}, lr_schedule: step}", "lr_schedule is not read"),
    ])
  func kerasForeign(text: String, says: String) {
    #expect(fault(text)?.contains(says) == true, "\(fault(text) ?? "read")")
  }

  @Test("an optimizer around another one is opened; a rule that caps the rate is noted")
  func kerasWrapped() throws {
    let inner = "{class_name: Ftrl, config: {learning_rate: 0.5, learning_rate_power: -0.5}}"
    let text = "{class_name: LossScaleOptimizer, config: {inner_optimizer: \(inner), dynamic_growth_steps: 9}}"
    #expect(try schedule(text).spec == "constant:lr=0.5")
    #expect(try schedule("{class_name: Adafactor, config: {learning_rate: 0.5}}").notes.count == 2)
  }

  // MARK: mmengine

  @Test("what else moves mmengine's rate is refused or noted")
  func mmengine() throws {
    let head = "param_scheduler: {type: StepLR, step_size: 3, end: 12}\n"
    #expect(fault(head + "auto_scale_lr: {enable: true, base_batch_size: 16}")?.contains("give --lr RATE") == true)
    _ = try schedule(head + "auto_scale_lr: {enable: false, base_batch_size: 16}")
    _ = try schedule(head + "auto_scale_lr: {enable: true}", run: StatedRun(baseRate: 1))
    let hook = "default_hooks: {param_scheduler: {type: YOLOv5ParamSchedulerHook}}"
    #expect(fault(head + hook)?.contains("moves the rate by a rule of its own") == true)
    let groups = "optim_wrapper: {optimizer: {lr: 1}, paramwise_cfg: {custom_keys: {backbone: {lr_mult: 0.1}}}}"
    #expect(try schedule(head + groups).notes.count == 1)
    #expect(fault("- {type: Resize, scale: 2}\n- {type: Normalize}")?.contains("no schedule is known") == true)
  }

  @Test("the command line's length goes before mmengine's")
  func mmengineLength() throws {
    let text = "param_scheduler: {type: PolyLR, power: 0.9}\ntrain_cfg: {max_epochs: 12}"
    #expect(try schedule(text, run: StatedRun(epochs: 5)).spec.contains("end=5"))
    let steps = "param_scheduler: {type: PolyLR, by_epoch: false}\ntrain_cfg: {max_iters: 900}"
    #expect(try schedule(steps, run: StatedRun(steps: 50)).spec.contains("end=50"))
    #expect(try schedule(steps, run: StatedRun(epochs: 5, stepsPerEpoch: 4)).spec.contains("end=20"))
  }
}
