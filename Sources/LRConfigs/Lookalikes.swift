import LRCore

/// Formats that are recognised but not read, so that none of them is taken for one that is.
enum Lookalikes {
  /// - Returns: what to say about a file of such a format; nil if it is of none.
  static func refusal(of root: ConfigNode) -> ConfigError? {
    guard root.isMap else { return nil }
    for format in all {
      guard let node = format.key(root) else { continue }
      let (english, chinese) = (format.name.english, format.name.chinese)
      return node.fail(
        Localized(
          "is not read: the file looks like \(english), a format that lrplot does not read; write its schedule as a SPEC",
          zh: "未被读取：文件像是\(chinese)，lrplot 不读这种格式；请用 SPEC 写出调度"))
    }
    return nil
  }

  private struct Format: Sendable {
    var name: Localized
    /// The key to name where the file is of this format.
    var key: @Sendable (ConfigNode) -> ConfigNode?

    init(_ english: String, zh chinese: String, _ key: @escaping @Sendable (ConfigNode) -> ConfigNode?) {
      name = Localized(english, zh: chinese)
      self.key = key
    }
  }

  /// The more telling first.
  private static let all: [Format] = [
    Format("a config.yaml of Weights & Biases", zh: " Weights & Biases 的 config.yaml") { root in
      guard root["_wandb"] != nil || root["wandb_version"] != nil else { return nil }
      return root["wandb_version"] ?? root["_wandb"]
    },
    Format("a configuration of Axolotl", zh: " Axolotl 的配置") { root in
      guard root["lr_scheduler_type"] == nil else { return nil }
      let program = ["micro_batch_size", "base_model", "sequence_len", "num_epochs"]
      let scheduler = root["lr_scheduler"].flatMap { $0.isScalar ? $0 : nil }
      let marks = program.count { root[$0] != nil } + (scheduler == nil ? 0 : 1)
      guard marks >= 2 || (marks == 1 && root["warmup_ratio"] != nil) else { return nil }
      return scheduler ?? root.first(of: ["warmup_ratio", "warmup_steps", "learning_rate"] + program)
    },
    Format("the arguments of ms-swift", zh: " ms-swift 的参数") { root in
      root.first(of: ["tuner_type", "train_type", "sft_type", "rlhf_type", "template_type"])
    },
    Format("the arguments of PaddleNLP", zh: " PaddleNLP 的参数") { root in
      let trainer = ["lr_scheduler_type", "learning_rate", "num_train_epochs", "max_steps", "warmup_steps"]
      guard root.first(of: trainer) != nil else { return nil }
      return root.first(of: [
        "min_learning_rate", "decay_steps", "tensor_parallel_degree", "pipeline_parallel_degree",
        "sharding_parallel_degree", "fp16_opt_level", "fuse_attention_qkv",
      ])
    },
    Format("the arguments of a diffusion model's training script", zh: "扩散模型训练脚本的参数") { root in
      guard root.first(of: ["lr_scheduler", "--lr_scheduler", "max_train_steps", "unet_lr"]) != nil else { return nil }
      return root.first(of: ["lr_warmup_steps", "--lr_warmup_steps", "--lr_scheduler", "unet_lr"])
    },
    Format("the arguments of a no_trainer script of transformers", zh: " transformers 的 no_trainer 脚本参数") { root in
      root.first(of: ["num_warmup_steps", "max_train_steps"])
    },
    Format("the hyperparameters of ultralytics or YOLOv5", zh: " ultralytics 或 YOLOv5 的超参数") { root in
      root.first(of: ["lrf", "lr0"])
    },
    Format("a configuration of mmcv 1", zh: " mmcv 1 的配置") { root in
      root["param_scheduler"] == nil ? root["lr_config"] : nil
    },
    Format("a configuration of Megatron-LM or GPT-NeoX", zh: " Megatron-LM 或 GPT-NeoX 的配置") { root in
      root.first(of: [
        "lr-decay-style", "lr_decay_style", "lr-decay-iters", "lr_decay_iters", "train-iters", "train_iters",
        "tensor_model_parallel_size", "pipeline_model_parallel_size", "expert_model_parallel_size",
      ])
    },
    Format("a configuration of fairseq", zh: " fairseq 的配置") { root in
      guard root["optimization"]?.isMap == true, root["criterion"] != nil || root["lr_scheduler"] != nil else {
        return nil
      }
      return root.first(of: ["lr_scheduler", "optimization"])
    },
    Format("a configuration of PaddleClas", zh: " PaddleClas 的配置") { root in root["Optimizer"]?["lr"] },
    Format("a configuration of PaddleDetection", zh: " PaddleDetection 的配置") { root in root["LearningRate"] },
    Format("a configuration of detectron2", zh: " detectron2 的配置") { root in root["SOLVER"] },
    Format("a configuration of torchtitan", zh: " torchtitan 的配置") { root in
      root["lr_scheduler"]?.isMap == true && root["training"]?["steps"] != nil ? root["lr_scheduler"] : nil
    },
    Format("a configuration of NeMo", zh: " NeMo 的配置") { root in
      (root["model"]?["optim"] ?? root["optim"])?["sched"]
    },
    Format("a configuration of ESPnet", zh: " ESPnet 的配置") { root in root["scheduler_conf"] },
    Format("a configuration of OLMo, llm-foundry or Composer", zh: " OLMo、llm-foundry 或 Composer 的配置") { root in
      guard let scheduler = root["scheduler"] ?? root["schedulers"], scheduler.isMap else { return nil }
      return scheduler.first(of: ["t_warmup", "alpha_f", "t_max"])
    },
    Format("a class with its arguments (Lightning, Hydra, torchtune)", zh: "类及其参数（Lightning、Hydra、torchtune）") {
      root in classOfScheduler(root, levels: 6)
    },
    Format("a class of PyTorch with its arguments beside its name", zh: " PyTorch 的类，其参数与类名并列") { root in
      siblingArguments(root)
    },
  ]

  /// `_target_: torch.optim.lr_scheduler.StepLR` and its kin.
  private static func classOfScheduler(_ node: ConfigNode, levels: Int) -> ConfigNode? {
    guard levels > 0 else { return nil }
    for key in ["_target_", "class_path", "_component_"] {
      guard let path = node[key], let text = try? path.text() else { continue }
      if text.hasSuffix("LR") || text.lowercased().contains("sched") || text.contains("optim") { return path }
    }
    let children = node.items ?? ((try? node.pairs()) ?? []).map(\.node)
    for child in children {
      if let found = classOfScheduler(child, levels: levels - 1) { return found }
    }
    return nil
  }

  /// `scheduler: {type: StepLR, step_size: 30}`: its first argument.
  private static func siblingArguments(_ root: ConfigNode) -> ConfigNode? {
    for key in ["lr_scheduler", "scheduler", "lr_schedule", "sched"] {
      guard let scheduler = root[key], scheduler.isMap, let name = scheduler.first(of: ["type", "name"]) else {
        continue
      }
      // Keys of DeepSpeed's own schedulers are its reader's.
      if key == "scheduler", name.path.hasSuffix("type"), scheduler["params"] != nil || DeepSpeedConfig.marks(root) {
        continue
      }
      guard let pairs = try? scheduler.pairs(), let text = try? name.text() else { continue }
      if key == "scheduler", DeepSpeedConfig.own.contains(text) { continue }
      return pairs.first { !["type", "name"].contains($0.key) }?.node ?? name
    }
    return nil
  }
}

extension ConfigNode {
  var isScalar: Bool {
    if case .scalar = value.content { true } else { false }
  }

  /// What stands under the first of these keys that is there.
  func first(of keys: [String]) -> ConfigNode? {
    for key in keys {
      if let node = self[key] { return node }
    }
    return nil
  }
}
