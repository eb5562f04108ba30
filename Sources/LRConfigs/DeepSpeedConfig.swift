import LRCore

/// DeepSpeed's JSON: `scheduler: {type, params}`, the rate of `optimizer: {params: {lr}}`.
///
/// The scheduler is stepped once an optimizer step. A type that DeepSpeed doesn't have itself is one of
/// `torch.optim.lr_scheduler`; that is believed only of a file with other keys of DeepSpeed. What the Trainer would fill
/// in (`"auto"`) is unknown here and an error, as is any other key that may set the rate.
///
/// Source: DeepSpeed, runtime/engine.py (`_scheduler_from_config`), runtime/lr_schedules.py.
enum DeepSpeedConfig {
  static let format = Configuration.Format(
    name: "DeepSpeed", marks: "scheduler.type, scheduler.params",
    recognises: { root in
      if marks(root) { return true }
      guard let scheduler = root["scheduler"], scheduler.isMap else { return false }
      if let type = scheduler["type"], let name = try? type.text(), own.contains(name) { return true }
      return scheduler["type"] == nil || scheduler["params"] != nil
    },
    schedule: schedule)

  static let own: Set<String> = ["LRRangeTest", "OneCycle", "WarmupLR", "WarmupDecayLR", "WarmupCosineLR"]

  /// Whether a file holds a key that only DeepSpeed has.
  static func marks(_ root: ConfigNode) -> Bool { root.first(of: ownKeys) != nil }

  private static let ownKeys = [
    "zero_optimization", "train_micro_batch_size_per_gpu", "train_batch_size", "zero_allow_untested_optimizer",
    "zero_force_ds_cpu_optimizer", "steps_per_print", "wall_clock_breakdown", "prescale_gradients",
  ]

  private static func schedule(_ root: ConfigNode, _ run: StatedRun) throws(ConfigError) -> ConfiguredSchedule {
    guard let scheduler = root["scheduler"] else {
      throw root.missing(
        "scheduler",
        Localized(
          "without it the rate is the optimizer's, or that of a scheduler made in code",
          zh: "没有它时，学习率由优化器或代码中的调度决定"))
    }
    guard let type = scheduler["type"] else {
      throw scheduler.missing("type", Localized("the name of the scheduler, such as WarmupLR", zh: "调度的名称，例如 WarmupLR"))
    }
    let name = try type.name()
    let params = scheduler["params"]
    guard own.contains(name) || marks(root) else {
      throw type.fail(
        Localized(
          "is '\(name)', none of DeepSpeed's, and the file has no other key of DeepSpeed: whether it is stepped once per step or per epoch is unknown; write the schedule as a SPEC",
          zh: "为“\(name)”，不是 DeepSpeed 自带的，文件中也没有 DeepSpeed 的其他键：无法得知它按步还是按轮步进；请用 SPEC 写出调度"))
    }
    try refuseAutomatic(params, type, root, run)
    var notes = try audit(root, scheduler)

    var spec = SpecText((own.contains(name) ? "deepspeed." : "torch.") + name)
    if let params {
      for (key, node) in try params.pairs() {
        if key == "last_batch_iteration", node.optionalNumber == -1 { continue }
        try spec.add(key, own.contains(name) ? only(node) : node)
      }
    }
    var rate: Double?
    let optimizerRate = try root.section("optimizer")?.section("params")?["lr"]
    // One that the Trainer fills in may stay open where the scheduler has a rate of its own.
    let ownRate = try optimizerRate.flatMap { node throws(ConfigError) in isAutomatic(node) ? nil : try node.number() }
    if usesOptimizerRate(name, params) {
      rate = ownRate
      if run.baseRate == nil, let rate { spec.add("lr", rate) }
    } else {
      let peak = params?["warmup_max_lr"] ?? params?["cycle_max_lr"]
      rate = try peak.map { node throws(ConfigError) in try only(node).number() }
      if name == "WarmupDecayLR", params?.raw("warmup_max_lr") == nil {
        notes.append(
          Localized(
            "warmup_max_lr is missing: 0.001 is drawn, DeepSpeed's default, not the optimizer's lr",
            zh: "缺少 warmup_max_lr：按 DeepSpeed 的默认值 0.001 绘制，而不是优化器的 lr"))
      }
    }
    let length = try length(name, params)
    if case .stated(let total) = length, let steps = run.steps, steps != total {
      notes.append(
        Localized(
          "total_num_steps is \(total), whatever --steps says: \(steps) steps of it are drawn",
          zh: "total_num_steps 为 \(total)，不受 --steps 影响：绘制其中的 \(steps) 步"))
    }
    return ConfiguredSchedule(
      "DeepSpeed", spec, baseRate: rate, lacksRate: rate == nil && usesOptimizerRate(name, params),
      length: length, notes: notes)
  }

  /// Keys beside those that are read: those of another format would change the rate.
  private static func audit(_ root: ConfigNode, _ scheduler: ConfigNode) throws(ConfigError) -> [Localized] {
    let format = Localized("the configuration of DeepSpeed", zh: " DeepSpeed 的配置")
    for (key, node) in try scheduler.pairs() where !["type", "params"].contains(key) && !node.isOff {
      throw node.unread(in: format)
    }
    var notes = try root.audit(
      KnownKeys(format: format, known: ["scheduler", "optimizer"], sections: Set(ownKeys).union(sections)))
    guard let optimizer = root["optimizer"] else { return notes }
    notes += try optimizer.audit(KnownKeys(format: format, known: ["type", "params", "legacy_fusion"]))
    if let params = try optimizer.section("params") {
      notes += try params.audit(KnownKeys(format: format, known: ["lr"], groups: ["muon_lr", "adam_lr"]))
    }
    return notes
  }

  /// Parts of a file with schedules of their own: of the data, of compression.
  private static let sections: Set<String> = [
    "fp16", "bf16", "amp", "activation_checkpointing", "flops_profiler", "tensorboard", "wandb", "csv_monitor",
    "comet", "comms_logger", "aio", "elasticity", "sparse_attention", "data_types", "data_efficiency",
    "curriculum_learning", "compression_training", "eigenvalue", "progressive_layer_drop", "autotuning",
    "checkpoint", "nebula", "pipeline", "quantize_training", "torch_autocast", "compile", "hybrid_engine",
    "tensor_parallel",
  ]

  /// DeepSpeed gives the maximum of some schedulers itself; the others start from the optimizer's rate.
  private static func usesOptimizerRate(_ name: String, _ params: ConfigNode?) -> Bool {
    switch name {
    case "LRRangeTest", "OneCycle": false
    case "WarmupDecayLR": params?.raw("warmup_max_lr")?.isNull == true
    case "WarmupLR": params?["warmup_max_lr"] == nil
    default: true
    }
  }

  /// A list with one rate for the one parameter group.
  private static func only(_ node: ConfigNode) throws(ConfigError) -> ConfigNode {
    guard let items = node.items else { return node }
    guard items.count == 1 else {
      throw node.fail(
        Localized(
          "gives \(items.count) parameter groups a rate each, and a curve shows one: keep the one to draw",
          zh: "为 \(items.count) 个参数组分别给出学习率，而一条曲线只能画一个：请只保留要画的"))
    }
    return items[0]
  }

  private static func refuseAutomatic(
    _ params: ConfigNode?, _ type: ConfigNode, _ root: ConfigNode, _ run: StatedRun
  ) throws(ConfigError) {
    var found: [ConfigNode] = []
    if let params {
      for (_, node) in try params.pairs() where isAutomatic(node) { found.append(node) }
    }
    if run.baseRate == nil, usesOptimizerRate(try type.name(), params), let rate = root["optimizer"]?["params"]?["lr"],
      isAutomatic(rate)
    {
      found.append(rate)
    }
    guard let first = found.first else { return }
    let keys = found.map { $0.path }.joined(separator: ", ")
    throw ConfigError(
      root.file, line: first.value.line,
      Localized(
        "\"auto\" is filled in by the Trainer when it runs: write the numbers of \(keys), or draw the Trainer's own arguments",
        zh: "“auto”由 Trainer 运行时填入：请写明 \(keys) 的数值，或直接绘制 Trainer 的参数文件"))
  }

  private static func isAutomatic(_ node: ConfigNode) -> Bool {
    if case .scalar("auto", _) = node.value.content { true } else { false }
  }

  private static func length(
    _ name: String, _ params: ConfigNode?
  ) throws(ConfigError) -> ConfiguredSchedule.Length? {
    func count(_ key: String, _ fallback: Int) throws(ConfigError) -> Int {
      guard let node = params?[key] else { return fallback }
      return try only(node).integer(from: 0)
    }
    switch name {
    case "WarmupDecayLR", "WarmupCosineLR":
      guard let total = params?["total_num_steps"] else { return nil }
      return .stated(try total.integer(from: 1))
    case "WarmupLR":
      return .suggested(max(1, try count("warmup_num_steps", 1000)) * 2, Localized("twice its warm-up", zh: "预热的两倍"))
    case "LRRangeTest":
      return .suggested(
        max(1, try count("lr_range_test_step_size", 2000)) * 5, Localized("five of its steps", zh: "五个台阶"))
    case "OneCycle":
      let first = try count("cycle_first_step_size", 2000)
      let second = try count("cycle_second_step_size", first)
      return .suggested(max(1, first + second), Localized("one cycle", zh: "一个周期"))
    default:
      for key in ["total_steps", "T_max", "total_iters"] {
        if let node = params?[key] {
          return .suggested(try node.integer(from: 1), Localized("its \(key)", zh: "其 \(key)"))
        }
      }
      return nil
    }
  }
}
