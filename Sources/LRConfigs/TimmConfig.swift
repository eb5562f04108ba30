import LRCore

/// timm's `args.yaml`, which its train.py writes beside every run: `sched` and what `scheduler_kwargs` and
/// `create_scheduler_v2` make of the rest.
///
/// Without `sched_on_updates` the scheduler is stepped once an epoch. train.py writes all of its arguments; a file for
/// its `--config` may have fewer, and what is absent has the defaults of train.py, which a note lists. `--epochs` goes
/// before `epochs`, as it does for train.py.
///
/// Source: timm, scheduler/scheduler_factory.py, train.py (`lr_base`).
enum TimmConfig {
  static let format = Configuration.Format(
    name: "timm", marks: "sched, and warmup_epochs, min_lr or another key of its own",
    recognises: { root in root["sched"]?.isScalar == true && marks.contains { root.raw($0) != nil } },
    schedule: { (root, run) throws(ConfigError) in
      let notes = try root.audit(keys)
      var reading = try TimmArguments(root, run)
      var described = try reading.schedule()
      described.notes = notes + described.notes
      return described
    })

  /// Arguments of train.py that hardly another program has.
  private static let marks = [
    "warmup_epochs", "warmup_lr", "min_lr", "decay_epochs", "decay_milestones", "cooldown_epochs", "patience_epochs",
    "sched_on_updates", "warmup_prefix", "lr_cycle_mul", "lr_cycle_limit", "lr_k_decay", "lr_noise", "lr_base",
    "model_ema_decay", "opt_eps", "opt_betas", "reprob", "epoch_repeats",
  ]

  private static let keys = KnownKeys(
    format: Localized("the arguments of timm's train.py", zh: " timm 的 train.py 的参数"),
    known: [
      "sched", "epochs", "lr", "lr_base", "lr_base_size", "lr_base_scale", "lr_noise", "lr_noise_pct", "lr_noise_std",
      "lr_cycle_mul", "lr_cycle_decay", "lr_cycle_limit", "lr_k_decay", "lr_stable_timescale", "lr_decay_fn",
      "warmup_lr", "min_lr", "warmup_epochs", "warmup_prefix", "decay_milestones", "decay_epochs", "decay_rate",
      "cooldown_epochs", "patience_epochs", "sched_on_updates", "model_ema_warmup",
    ],
    groups: ["layer_decay", "layer_decay_min_scale", "layer_decay_no_opt_scale"], dependsOnLength: true,
    sections: ["opt_kwargs", "model_kwargs"])
}

/// The arguments of one run of train.py, in the unit that its scheduler counts.
private struct TimmArguments {
  private let root: ConfigNode
  private let run: StatedRun
  private let name: String
  /// Updates in an epoch where the scheduler counts updates; nil where it counts epochs.
  private let updatesPerEpoch: Int?
  private let epochs: Double
  private let warmup: Double
  private let hasPrefix: Bool
  private var notes: [Localized] = []

  init(_ root: ConfigNode, _ run: StatedRun) throws(ConfigError) {
    self.root = root
    self.run = run
    guard let sched = root["sched"] else { throw root.missing("sched", Localized("the scheduler", zh: "调度")) }
    name = try sched.name()
    let countsUpdates = try root["sched_on_updates"]?.flag() ?? false
    guard !countsUpdates || run.stepsPerEpoch != nil else {
      throw (root["sched_on_updates"] ?? root).fail(
        Localized(
          "counts updates, of which an epoch has an unknown number: give --steps-per-epoch S",
          zh: "以更新次数计，而每轮的更新次数未知：请给出 --steps-per-epoch S"))
    }
    updatesPerEpoch = countsUpdates ? run.stepsPerEpoch : nil
    let ownEpochs = try Self.count("epochs", 300, root, least: 1)
    epochs = run.epochs.map { Double($0) } ?? ownEpochs
    warmup = try Self.count("warmup_epochs", 5, root)
    hasPrefix = try root["warmup_prefix"]?.flag() ?? false
  }

  private static func count(
    _ key: String, _ fallback: Double, _ root: ConfigNode, least: Double = 0
  ) throws(ConfigError) -> Double {
    guard let node = root[key] else { return fallback }
    let number = try node.number()
    guard number >= least, number <= 1e9 else {
      throw node.fail(
        Localized(
          "must be \(shortest(least)) or more, not \(shortest(number))",
          zh: "不能小于 \(shortest(least))，而这里是 \(shortest(number))"))
    }
    return number
  }

  private func number(_ key: String, _ fallback: Double) throws(ConfigError) -> Double {
    try root[key]?.number() ?? fallback
  }

  /// Epochs in the unit of the scheduler.
  private func time(_ epochs: Double) -> Double { epochs * Double(updatesPerEpoch ?? 1) }

  // MARK: the schedule

  mutating func schedule() throws(ConfigError) -> ConfiguredSchedule {
    let rate = try baseRate()
    var spec: SpecText
    var length = hasPrefix ? epochs + warmup : epochs
    switch name {
    case "cosine", "tanh", "poly":
      spec = try cyclic()
      length = try cycleLength() + Self.count("cooldown_epochs", 0, root)
    case "step", "constant":
      spec = SpecText("timm.StepLRScheduler")
      spec.add("decay_t", name == "step" ? time(try number("decay_epochs", 90)) : 1)
      spec.add("decay_rate", name == "step" ? try number("decay_rate", 0.1) : 1)
      try addWarmup(to: &spec, prefixDefault: true)
    case "multistep":
      spec = SpecText("timm.MultiStepLRScheduler")
      spec.add("decay_t", raw: "[" + (try milestones().map { shortest(time($0)) }).joined(separator: ",") + "]")
      spec.add("decay_rate", try number("decay_rate", 0.1))
      try addWarmup(to: &spec, prefixDefault: true)
    case "plateau":
      spec = try plateau()
    case "wsd", "rsqrt":
      spec = try warmupStableDecay()
      length = hasPrefix ? epochs + warmup : epochs
      length += try Self.count("cooldown_epochs", 0, root)
    case "none":
      spec = SpecText("constant")
      notes.append(Localized("sched is none: the rate stays", zh: "sched 为 none：学习率不变"))
    default:
      throw (root["sched"] ?? root).fail(
        Localized(
          "must be one of cosine, tanh, step, constant, multistep, plateau, poly, wsd, rsqrt, none, not '\(name)'",
          zh: "应为 cosine、tanh、step、constant、multistep、plateau、poly、wsd、rsqrt、none 之一，而不是“\(name)”"))
    }
    if root["lr_noise"] != nil {
      notes.append(Localized("lr_noise is random, and isn't drawn", zh: "lr_noise 是随机的，未画出"))
    }
    noteAssumed()
    if run.baseRate == nil, let rate { spec.add("lr", rate) }
    return try finished(spec, rate, epochs: length)
  }

  /// What the schedule takes that isn't in the file.
  private mutating func noteAssumed() {
    let more: [String]
    switch name {
    case "cosine", "tanh", "poly":
      let cyclic = ["min_lr = 0", "cooldown_epochs = 0"]
      let repeats = root["lr_cycle_limit"] != nil || root["lr_cycle_mul"] != nil
      more = cyclic + (name == "poly" ? ["decay_rate = 0.1"] : []) + (repeats ? ["lr_cycle_decay = 0.5"] : [])
    case "step": more = ["decay_epochs = 90", "decay_rate = 0.1"]
    case "multistep": more = ["decay_milestones = [90,180,270]", "decay_rate = 0.1"]
    case "plateau": more = ["decay_rate = 0.1", "patience_epochs = 10", "min_lr = 0"]
    case "wsd", "rsqrt": more = ["decay_epochs = 90", "min_lr = 0", "cooldown_epochs = 0"]
    default: more = []
    }
    let start = name == "none" ? [] : ["warmup_epochs = 5"] + (warmup > 0 ? ["warmup_lr = 1e-05"] : [])
    let length = run.epochs == nil ? ["epochs = 300"] : []
    let absent = (length + start + more).filter { root[String($0.prefix { $0 != " " })] == nil }
    guard !absent.isEmpty else { return }
    let all = absent.joined(separator: ", ")
    notes.append(
      Localized(
        "not in the file, drawn with the defaults of train.py of timm 1.0: \(all)",
        zh: "文件中没有，按 timm 1.0 的 train.py 的默认值绘制：\(all)"))
  }

  /// The spec in the unit of the figure.
  private func finished(
    _ spec: SpecText, _ rate: Double?, epochs: Double
  ) throws(ConfigError) -> ConfiguredSchedule {
    let stepsPerEpoch = run.stepsPerEpoch
    let steps = (epochs * Double(stepsPerEpoch ?? 1)).rounded(.up)
    guard (0...1e15).contains(steps) else {
      throw root.fail(Localized("the run must have from 0 to 10^15 steps", zh: "训练步数须在 0 到 10^15 之间"))
    }
    var whole = spec
    if let stepsPerEpoch, updatesPerEpoch == nil, name != "none" {
      guard name != "plateau" else {
        throw (root["sched"] ?? root).fail(
          Localized(
            "listens to a metric once an epoch: leave out --steps-per-epoch", zh: "每轮听取一次指标：请不要给 --steps-per-epoch"))
      }
      whole = ConfiguredSchedule.held(spec, stepsPerEpoch: stepsPerEpoch)
    }
    return ConfiguredSchedule(
      "timm", whole, title: spec.name, baseRate: rate, lacksRate: rate == nil,
      length: .stated(max(1, Int(clamping: steps))),
      countsEpochs: stepsPerEpoch == nil,
      notes: notes)
  }

  private func cyclic() throws(ConfigError) -> SpecText {
    var spec = SpecText(
      name == "cosine" ? "timm.CosineLRScheduler" : name == "tanh" ? "timm.TanhLRScheduler" : "timm.PolyLRScheduler")
    spec.add("t_initial", time(epochs))
    // timm's factory takes decay_rate for the power.
    if name == "poly" { spec.add("power", try number("decay_rate", 0.1)) }
    spec.add("lr_min", try number("min_lr", 0))
    let limit = try cycleLimit()
    let factor = try number("lr_cycle_mul", 1)
    if factor != 1 { spec.add("cycle_mul", factor) }
    if limit != 1 || factor != 1 { spec.add("cycle_decay", try number("lr_cycle_decay", 0.5)) }
    if limit != 1 { spec.add("cycle_limit", limit) }
    try addWarmup(to: &spec, prefixDefault: false)
    if name != "tanh", case let k = try number("lr_k_decay", 1), k != 1 { spec.add("k_decay", k) }
    return spec
  }

  private func cycleLimit() throws(ConfigError) -> Int { try root["lr_cycle_limit"]?.integer() ?? 1 }

  /// `get_cycle_length`, in epochs.
  private func cycleLength() throws(ConfigError) -> Double {
    let cycles = Double(max(1, try cycleLimit()))
    let factor = try number("lr_cycle_mul", 1)
    let first = time(epochs)
    var sum = first * cycles
    if factor != 1 {
      var power = 1.0
      for _ in 0..<Int(clamping: min(cycles, 10_000)) { power *= factor }
      sum = (-first * (power - 1) / (1 - factor)).rounded(.down)
    }
    let updates = sum + (hasPrefix ? time(warmup) : 0)
    guard let updatesPerEpoch else { return updates }
    return (updates / Double(updatesPerEpoch)).rounded(.down)
  }

  private func milestones() throws(ConfigError) -> [Double] {
    guard let node = root["decay_milestones"] else { return [90, 180, 270] }
    guard let items = node.items else { return [try node.number()] }
    return try items.map { item throws(ConfigError) in try item.number() }
  }

  private func plateau() throws(ConfigError) -> SpecText {
    guard updatesPerEpoch == nil else {
      throw (root["sched"] ?? root).fail(
        Localized("is plateau, which only steps per epoch", zh: "为 plateau，它只能按轮步进"))
    }
    var spec = SpecText("timm.PlateauLRScheduler")
    spec.add("decay_rate", try number("decay_rate", 0.1))
    spec.add("patience_t", try number("patience_epochs", 10))
    spec.add("lr_min", try number("min_lr", 0))
    let metric = try root["eval_metric"]?.text() ?? "top1"
    spec.add("mode", raw: metric.contains("loss") ? "min" : "max")
    if warmup > 0 {
      spec.add("warmup_t", warmup)
      spec.add("warmup_lr_init", try number("warmup_lr", 1e-5))
    }
    return spec
  }

  private func warmupStableDecay() throws(ConfigError) -> SpecText {
    // Other schedulers may leave a part of an epoch; this one rounds, and says what can't be.
    let decayEpochs = try number("decay_epochs", 90)
    let length = time(epochs) - (hasPrefix ? 0 : time(warmup))
    var decay = decayEpochs > 0 && decayEpochs < 1 ? decayEpochs * length : time(decayEpochs)
    decay = decay.rounded(.toNearestOrEven)
    guard decay > 0, decay <= length else {
      throw (root["decay_epochs"] ?? root).fail(
        Localized(
          "\(name) schedule requires 0 < decay_epochs <= epochs\(hasPrefix ? "" : " - warmup_epochs"), got decay \(shortest(decay)) and stable + decay length \(shortest(length))",
          zh:
            "\(name) 要求 0 < decay_epochs <= epochs\(hasPrefix ? "" : " - warmup_epochs")，而衰减为 \(shortest(decay))，稳定加衰减为 \(shortest(length))"
        ))
    }
    var spec = SpecText("timm.WSDLRScheduler")
    spec.add("t_initial", length)
    spec.add("decay_t", decay)
    spec.add("lr_min", try number("min_lr", 0))
    if name == "rsqrt" {
      spec.add("stable_fn", raw: "rsqrt")
      if let scale = root["lr_stable_timescale"] { spec.add("stable_timescale", time(try scale.number())) }
    }
    let form = try root["lr_decay_fn"]?.text() ?? ""
    let shape = form.isEmpty ? (name == "rsqrt" ? "linear" : "1-sqrt") : form
    if shape != "1-sqrt" { spec.add("decay_fn", raw: SpecText.word(shape)) }
    if warmup > 0 {
      spec.add("warmup_t", time(warmup))
      spec.add("warmup_lr_init", try number("warmup_lr", 1e-5))
    }
    return spec
  }

  /// - Parameter prefixDefault: what the class has when it isn't told.
  private func addWarmup(to spec: inout SpecText, prefixDefault: Bool) throws(ConfigError) {
    guard warmup > 0 else { return }
    spec.add("warmup_t", time(warmup))
    spec.add("warmup_lr_init", try number("warmup_lr", 1e-5))
    if hasPrefix != prefixDefault { spec.add("warmup_prefix", hasPrefix) }
  }

  // MARK: the rate

  /// `lr`; where it is null, `lr_base` scaled by the batch as train.py does it, on one device.
  private mutating func baseRate() throws(ConfigError) -> Double? {
    let base = root["lr_base"]
    _ = try base?.number()
    if let rate = root["lr"] { return try rate.number() }
    guard let base else { return nil }
    let batch = try number("batch_size", 128) * number("world_size", 1) * number("grad_accum_steps", 1)
    var ratio = batch / (try number("lr_base_size", 256))
    var scale = try root["lr_base_scale"]?.text() ?? ""
    if scale.isEmpty {
      let optimizer = (try root["opt"]?.text() ?? "sgd").lowercased()
      scale = optimizer.contains("ada") || optimizer.contains("lamb") ? "sqrt" : "linear"
    }
    if scale == "sqrt" { ratio = ratio.squareRoot() }
    let rate = try base.number() * ratio
    guard rate.isFinite, rate >= 0 else {
      throw base.fail(Localized("gives no rate with this batch size", zh: "与该批大小得不出学习率"))
    }
    if run.baseRate == nil, root["world_size"] == nil {
      notes.append(
        Localized(
          "lr is null: lr_base for a batch of \(shortest(batch)) on one device is \(shortest(rate)); --lr RATE sets another",
          zh: "lr 为 null：lr_base 按单设备、批大小 \(shortest(batch)) 换算为 \(shortest(rate))；可用 --lr RATE 另行指定"))
    }
    return rate
  }
}
