import LRCore

/// The arguments of transformers' Trainer: its `training_args.json`, or the YAML of a program that passes them on, such
/// as LLaMA-Factory.
///
/// steps of the run: max_steps if above 0, else ceil(num_train_epochs * optimizer steps an epoch)
/// warm-up: warmup_steps if above 0 (below 1 a part of the run), else ceil(steps * warmup_ratio)
///
/// What is absent has the Trainer's defaults (linear, 5e-5, no warm-up, 3 epochs), and a note says so. They hold for
/// TrainingArguments only: without `lr_scheduler_type`, three other keys of it must vouch for the file. The length of
/// the run is the command line's where that has one.
///
/// Source: transformers, training_args.py (`get_warmup_steps`), optimization.py (`get_scheduler`); LLaMA-Factory,
/// train/trainer_utils.py (`create_custom_scheduler`); trl, its configurations' `learning_rate`.
enum TransformersConfig {
  static let format = Configuration.Format(
    name: "transformers", marks: "lr_scheduler_type",
    recognises: { root in
      let others = ["warmup_ratio", "num_train_epochs", "per_device_train_batch_size", "lr_scheduler_kwargs"]
      return root.first(of: ["lr_scheduler_type"] + others) != nil
    },
    schedule: schedule)

  /// Keys that only TrainingArguments has.
  private static let own = [
    "per_device_train_batch_size", "num_train_epochs", "warmup_ratio", "lr_scheduler_kwargs",
    "per_device_eval_batch_size", "gradient_accumulation_steps", "logging_strategy", "save_strategy", "eval_strategy",
    "evaluation_strategy", "save_total_limit", "load_best_model_at_end", "remove_unused_columns", "push_to_hub",
    "do_train", "overwrite_output_dir", "ddp_timeout", "dataloader_num_workers", "gradient_checkpointing_kwargs",
  ]

  /// Keys of trl, whose configurations have rates of their own by default (SFT 2e-5, DPO and GRPO 1e-6, ...).
  private static let trl = [
    "beta", "max_prompt_length", "max_completion_length", "num_generations", "loss_type", "dataset_mixer",
    "dataset_mixture", "packing", "max_seq_length", "dataset_text_field", "reward_funcs", "dataset_kwargs",
    "assistant_only_loss", "completion_only_loss", "max_length", "dataset_num_proc",
  ]

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
    var assumed: [String] = []
    let type: String
    if let node = root["lr_scheduler_type"] {
      type = try self.type(node)
    } else {
      try refuseUncertain(root)
      type = "linear"
      assumed.append("lr_scheduler_type = linear")
    }
    notes += try audit(root, run)
    let rate = try rate(root, run, &assumed)
    let length = try length(root, run, needed: needs(type) != .nothing, &assumed)
    var spec = SpecText("transformers." + type)
    if needs(type) != .nothing, let steps = length?.count {
      let warmup = try warmup(root, steps: steps, &notes, &assumed)
      spec.add("num_warmup_steps", warmup)
      if needs(type) == .all { spec.add("num_training_steps", steps) }
    } else if let idle = root.first(of: ["warmup_steps", "warmup_ratio"]), !idle.isOff {
      notes.append(
        Localized("\(idle.path) changes nothing: \(type) has no warm-up", zh: "\(idle.path) 不起作用：\(type) 没有预热"))
    }
    if let special = try special(root) {
      if type == "constant" || type == "constant_with_warmup" {
        notes.append(
          Localized("lr_scheduler_kwargs changes nothing in \(type)", zh: "lr_scheduler_kwargs 对 \(type) 不起作用"))
      } else {
        try refuseThirds(root, type, special)
        spec.add("scheduler_specific_kwargs", raw: try SpecText.value(special))
      }
    } else {
      try refuseThirds(root, type, nil)
    }
    if run.baseRate == nil { spec.add("lr", rate) }
    if !assumed.isEmpty {
      let all = assumed.joined(separator: ", ")
      notes.append(
        Localized(
          "not in the file, drawn with the defaults of TrainingArguments: \(all)",
          zh: "文件中没有，按 TrainingArguments 的默认值绘制：\(all)"))
    }
    return ConfiguredSchedule("transformers", spec, baseRate: rate, length: length, notes: notes)
  }

  /// A file with a key or two that others use as well.
  private static func refuseUncertain(_ root: ConfigNode) throws(ConfigError) {
    let found = own.filter { root[$0] != nil }
    guard found.count < 3 || root["model"]?.isScalar == true else { return }
    let node = root.first(of: found) ?? root
    throw node.fail(
      Localized(
        "alone does not tell the schedule: the file looks like arguments of transformers' Trainer, but lr_scheduler_type is missing and the program that reads it may have another default; write lr_scheduler_type, or a SPEC",
        zh:
          "不足以确定调度：文件像是 transformers 的 Trainer 的参数，但缺少 lr_scheduler_type，而读取它的程序可能另有默认值；请写明 lr_scheduler_type，或改用 SPEC"
      ))
  }

  /// Keys that may set the rate and are none of TrainingArguments.
  private static func audit(_ root: ConfigNode, _ run: StatedRun) throws(ConfigError) -> [Localized] {
    var notes = try root.audit(
      KnownKeys(
        format: Localized("the arguments of transformers' Trainer", zh: " transformers 的 Trainer 的参数"),
        known: [
          "lr_scheduler_type", "lr_scheduler_kwargs", "learning_rate", "max_steps", "num_train_epochs", "warmup_steps",
          "warmup_ratio", "deepspeed", "num_iterations",
        ],
        groups: [
          "loraplus_lr_ratio", "loraplus_lr_embedding", "embedding_learning_rate", "mm_projector_lr", "vit_lr",
          "vision_tower_lr", "aligner_lr",
        ],
        dependsOnLength: !hasSteps(root) && run.steps == nil,
        sections: [
          "fsdp_config", "accelerator_config", "model_init_kwargs", "gradient_checkpointing_kwargs", "dataset_mixer",
          "dataset_mixture", "dataset_kwargs", "deepspeed", "lr_scheduler_kwargs",
        ]))
    guard let other = root["deepspeed"] else { return notes }
    if let scheduler = other["scheduler"], !scheduler.isOff {
      throw scheduler.fail(
        Localized(
          "overrides lr_scheduler_type: draw the configuration of DeepSpeed as a file of its own",
          zh: "优先于 lr_scheduler_type：请把 DeepSpeed 的配置作为单独的文件绘制"))
    }
    if other.isScalar, !other.isOff, let name = try? other.text() {
      notes.append(
        Localized(
          "a scheduler in \(printable(name)), which is not read, would override lr_scheduler_type",
          zh: "\(printable(name)) 未被读取；若其中有调度，则优先于 lr_scheduler_type"))
    }
    return notes
  }

  private static func hasSteps(_ root: ConfigNode) -> Bool { root["max_steps"]?.optionalNumber ?? 0 > 0 }

  private static func rate(
    _ root: ConfigNode, _ run: StatedRun, _ assumed: inout [String]
  ) throws(ConfigError) -> Double {
    if let node = root["learning_rate"] { return try node.number() }
    guard run.baseRate == nil else { return 5e-5 }
    if let mark = root.first(of: trl) {
      throw mark.fail(
        Localized(
          "is a key of trl, whose defaults of learning_rate differ between its trainers, and learning_rate is missing: give --lr RATE",
          zh: "是 trl 的键；trl 各训练器的 learning_rate 默认值不同，而文件中没有 learning_rate：请给出 --lr RATE"))
    }
    assumed.append("learning_rate = 5e-05")
    return 5e-5
  }

  /// LLaMA-Factory gives a third of what the warm-up leaves to the plateau, transformers all that the decay leaves.
  private static func refuseThirds(
    _ root: ConfigNode, _ type: String, _ special: ConfigNode?
  ) throws(ConfigError) {
    guard type == "warmup_stable_decay", let mark = root.first(of: ["finetuning_type", "stage"]) else { return }
    for key in ["num_stable_steps", "num_decay_steps"] where special?[key] == nil {
      throw mark.fail(
        Localized(
          "is a key of LLaMA-Factory, which chooses \(key) of warmup_stable_decay itself: write it in lr_scheduler_kwargs",
          zh: "是 LLaMA-Factory 的键；它自行确定 warmup_stable_decay 的 \(key)：请在 lr_scheduler_kwargs 中写明"))
    }
  }

  /// `cosine`, or as some programs write the value of the enumeration: `SchedulerType.COSINE`.
  private static func type(_ node: ConfigNode) throws(ConfigError) -> String {
    let text = try node.name()
    let prefix = "SchedulerType."
    return text.hasPrefix(prefix) ? text.dropFirst(prefix.count).lowercased() : text
  }

  private static func length(
    _ root: ConfigNode, _ run: StatedRun, needed: Bool, _ assumed: inout [String]
  ) throws(ConfigError) -> ConfiguredSchedule.Length? {
    // What the other goes before must be a number, too.
    let ownSteps = try root["max_steps"]?.integer() ?? 0
    let ownEpochs = try root["num_train_epochs"]?.number() ?? 3
    if let steps = run.steps { return .stated(steps) }
    if run.epochs == nil, ownSteps > 0 { return .stated(ownSteps) }
    let node = run.epochs == nil ? root["num_train_epochs"] : nil
    let epochs = run.epochs.map { Double($0) } ?? ownEpochs
    if let stepsPerEpoch = run.stepsPerEpoch {
      let steps = (epochs * Double(stepsPerEpoch)).rounded(.up)
      guard steps >= 1, steps <= 1e15 else {
        throw (node ?? root).fail(Localized("must be more than 0", zh: "必须大于 0"))
      }
      if node == nil, run.epochs == nil { assumed.append("num_train_epochs = 3") }
      return .stated(Int(clamping: steps))
    }
    // One that isn't scaled to the run can be drawn over any.
    guard needed else { return nil }
    let said =
      run.epochs != nil
      ? Localized(", of --epochs", zh: "（来自 --epochs）")
      : node == nil ? Localized(", the Trainer's default", zh: "（Trainer 的默认值）") : Localized("")
    throw ConfigError(
      root.file, line: node?.value.line,
      Localized("num_train_epochs (\(shortest(epochs))", zh: "num_train_epochs（\(shortest(epochs))") + said
        + Localized(
          ") counts epochs, of unknown length: give --steps-per-epoch S (optimizer steps in one), or --steps N",
          zh: "）以轮计，而每轮步数未知：请给出 --steps-per-epoch S（每轮的优化器步数），或 --steps N"))
  }

  private static func warmup(
    _ root: ConfigNode, steps: Int, _ notes: inout [Localized], _ assumed: inout [String]
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
    if ratio == nil, root["warmup_steps"] == nil { assumed.append("warmup_steps = 0") }
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
