import LRCore

/// DeepSpeed's JSON: `scheduler: {type, params}`, the rate of `optimizer: {params: {lr}}`.
///
/// The scheduler is stepped once an optimizer step. A type that DeepSpeed doesn't have itself is one of
/// `torch.optim.lr_scheduler`. What the Trainer would fill in (`"auto"`) is unknown here and an error.
///
/// Source: DeepSpeed, runtime/engine.py (`_scheduler_from_config`), runtime/lr_schedules.py.
enum DeepSpeedConfig {
  static let format = Configuration.Format(
    name: "DeepSpeed", marks: "scheduler.type",
    recognises: { root in
      root["scheduler"]?.isMap == true || root["zero_optimization"] != nil
        || root["train_micro_batch_size_per_gpu"] != nil
    },
    schedule: schedule)

  private static let own: Set<String> = ["LRRangeTest", "OneCycle", "WarmupLR", "WarmupDecayLR", "WarmupCosineLR"]

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
    try refuseAutomatic(params, type, root, run)

    var spec = SpecText((own.contains(name) ? "deepspeed." : "torch.") + name)
    if let params {
      for (key, node) in try params.pairs() {
        if key == "last_batch_iteration", node.optionalNumber == -1 { continue }
        try spec.add(key, own.contains(name) ? only(node) : node)
      }
    }
    var rate: Double?
    if usesOptimizerRate(name, params) {
      rate = try root["optimizer"]?["params"]?["lr"]?.number()
      if run.baseRate == nil, let rate { spec.add("lr", rate) }
    } else {
      rate = params?["warmup_max_lr"]?.optionalNumber ?? params?["cycle_max_lr"]?.optionalNumber
    }
    return ConfiguredSchedule(
      "DeepSpeed", spec, baseRate: rate, lacksRate: rate == nil && usesOptimizerRate(name, params),
      length: try length(name, params))
  }

  /// DeepSpeed gives the maximum of some schedulers itself; the others start from the optimizer's rate.
  private static func usesOptimizerRate(_ name: String, _ params: ConfigNode?) -> Bool {
    switch name {
    case "LRRangeTest", "OneCycle", "WarmupDecayLR": false
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
