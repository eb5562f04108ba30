import LRCore

/// The arguments of transformers' Trainer: its `training_args.json`, or the YAML of a program that passes them on, such
/// as LLaMA-Factory.
///
/// steps of the run: max_steps if above 0, else ceil(num_train_epochs * optimizer steps an epoch)
/// warm-up: warmup_steps if above 0 (below 1 a part of the run), else ceil(steps * warmup_ratio)
///
/// What is absent has the Trainer's defaults: linear, 5e-5, no warm-up, 3 epochs.
///
/// Source: transformers, training_args.py (`get_warmup_steps`), optimization.py (`get_scheduler`).
enum TransformersConfig {
  static let format = Configuration.Format(
    name: "transformers", marks: "lr_scheduler_type",
    recognises: { root in
      let others = ["warmup_ratio", "num_train_epochs", "per_device_train_batch_size", "lr_scheduler_kwargs"]
      return root["lr_scheduler_type"] != nil || others.contains { root.raw($0) != nil }
    },
    schedule: schedule)

  /// What a type of scheduler is given besides its own arguments.
  private enum Needs {
    case nothing, warmup, all
  }

  private static func needs(_ type: String) -> Needs {
    switch type {
    case "constant", "reduce_lr_on_plateau", "greedy": .nothing
    case "constant_with_warmup", "inverse_sqrt": .warmup
    default: .all
    }
  }

  private static func schedule(_ root: ConfigNode, _ run: StatedRun) throws(ConfigError) -> ConfiguredSchedule {
    var notes: [Localized] = []
    let type = try root["lr_scheduler_type"].map { node throws(ConfigError) in try self.type(node) } ?? "linear"
    let rate = try root["learning_rate"]?.number() ?? 5e-5
    let length = try length(root, run, needed: needs(type) != .nothing)
    var spec = SpecText("transformers." + type)
    if needs(type) != .nothing, let steps = length?.count {
      let warmup = try warmup(root, steps: steps, &notes)
      spec.add("num_warmup_steps", warmup)
      if needs(type) == .all { spec.add("num_training_steps", steps) }
    }
    if let special = try special(root), type != "constant", type != "constant_with_warmup" {
      spec.add("scheduler_specific_kwargs", raw: try SpecText.value(special))
    }
    if run.baseRate == nil { spec.add("lr", rate) }
    if let other = root["deepspeed"]?["scheduler"], other.isMap {
      notes.append(
        Localized(
          "\(other.path) goes before lr_scheduler_type: draw that file of DeepSpeed to see it",
          zh: "\(other.path) 优先于 lr_scheduler_type：要看它请绘制 DeepSpeed 的配置"))
    }
    return ConfiguredSchedule("transformers", spec, baseRate: rate, length: length, notes: notes)
  }

  /// `cosine`, or as some programs write the value of the enumeration: `SchedulerType.COSINE`.
  private static func type(_ node: ConfigNode) throws(ConfigError) -> String {
    let text = try node.name()
    let prefix = "SchedulerType."
    return text.hasPrefix(prefix) ? text.dropFirst(prefix.count).lowercased() : text
  }

  private static func length(
    _ root: ConfigNode, _ run: StatedRun, needed: Bool
  ) throws(ConfigError) -> ConfiguredSchedule.Length? {
    if let node = root["max_steps"], case let steps = try node.integer(), steps > 0 { return .stated(steps) }
    let node = root["num_train_epochs"]
    let epochs = try node?.number() ?? run.epochs.map(Double.init) ?? 3
    if let stepsPerEpoch = run.stepsPerEpoch {
      let steps = (epochs * Double(stepsPerEpoch)).rounded(.up)
      guard steps >= 1, steps <= 1e15 else {
        throw (node ?? root).fail(Localized("must be more than 0", zh: "必须大于 0"))
      }
      return .stated(Int(clamping: steps))
    }
    if let steps = run.steps { return .stated(steps) }
    guard needed else { return nil }
    let said = node == nil ? Localized(", the Trainer's default", zh: "（Trainer 的默认值）") : Localized("")
    throw ConfigError(
      root.file, line: node?.value.line,
      Localized("num_train_epochs (\(shortest(epochs))", zh: "num_train_epochs（\(shortest(epochs))") + said
        + Localized(
          ") counts epochs, of unknown length: give --steps-per-epoch S (optimizer steps in one), or --steps N",
          zh: "）以轮计，而每轮步数未知：请给出 --steps-per-epoch S（每轮的优化器步数），或 --steps N"))
  }

  private static func warmup(
    _ root: ConfigNode, steps: Int, _ notes: inout [Localized]
  ) throws(ConfigError) -> Int {
    let ratio = root["warmup_ratio"]
    let part = try ratio?.number() ?? 0
    if let ratio, !(0...1).contains(part) {
      throw ratio.fail(Localized("must lie in [0, 1], not \(shortest(part))", zh: "必须在 [0, 1] 内，而不是 \(shortest(part))"))
    }
    if let node = root["warmup_steps"] {
      let count = try node.number()
      guard count >= 0, count <= 1e15 else {
        throw node.fail(Localized("must be 0 or more, not \(shortest(count))", zh: "不能小于 0，而这里是 \(shortest(count))"))
      }
      if count > 0 {
        if part > 0 {
          notes.append(Localized("warmup_steps goes before warmup_ratio", zh: "warmup_steps 优先于 warmup_ratio"))
        }
        return Int(clamping: count >= 1 ? count.rounded(.down) : (Double(steps) * count).rounded(.up))
      }
    }
    return Int(clamping: (Double(steps) * part).rounded(.up))
  }

  /// `lr_scheduler_kwargs`: a map, or JSON in a text; nil if it is empty.
  private static func special(_ root: ConfigNode) throws(ConfigError) -> ConfigNode? {
    guard var node = root["lr_scheduler_kwargs"] else { return nil }
    if case .scalar(let text, _) = node.value.content {
      if text.isEmpty { return nil }
      let inner = try YAMLReader.read(text, file: node.file)
      node = ConfigNode(inner.moved(to: node.value.line), file: node.file, path: node.path)
      if node.isNull { return nil }
    }
    return try node.pairs().isEmpty ? nil : node
  }
}

extension ConfigValue {
  /// The same, as if all of it stood in one line: that of the text which it was read from.
  fileprivate func moved(to line: Int) -> ConfigValue {
    switch content {
    case .scalar: ConfigValue(content: content, line: line)
    case .list(let items): ConfigValue(content: .list(items.map { $0.moved(to: line) }), line: line)
    case .map(let pairs):
      ConfigValue(content: .map(pairs.map { Pair(key: $0.key, value: $0.value.moved(to: line)) }), line: line)
    }
  }
}
