import LRCore

/// What the entries of all dialects share.
///
/// A dialect is a framework's own set of schedules under dotted names (`torch.StepLR`), with the framework's parameter
/// names, defaults and exact values. Its entries are thin adapters on shared formulas and replayed recurrences.
enum Dialect {
  /// Every dialect's entries, in listing order.
  static let entries: [CatalogueEntry<AnySchedule>] = [
    TorchDialect.entries, KerasDialect.entries, OptaxDialect.entries, TimmDialect.entries,
    TransformersDialect.entries, PaddleDialect.entries, TutorialDialect.entries, MegatronDialect.entries,
    DeepSpeedDialect.entries, FairseqDialect.entries, MMEngineDialect.entries, FastAIDialect.entries, Presets.entries,
  ].flatMap { $0 }

  /// Where the frameworks keep their schedules.
  static let modules = [
    "torch.optim.lr_scheduler": "torch", "torch.optim.swa_utils": "torch", "torch.optim": "torch",
    "keras.optimizers.schedules": "keras", "keras.callbacks": "keras", "tf.keras.optimizers.schedules": "keras",
    "tf.keras.callbacks": "keras", "tensorflow.keras.optimizers.schedules": "keras",
    "tensorflow.keras.callbacks": "keras", "keras.src.optimizers.schedules": "keras", "optax.schedules": "optax",
    "optax.contrib": "optax", "timm.scheduler": "timm", "timm.scheduler.cosine_lr": "timm",
    "timm.scheduler.tanh_lr": "timm", "timm.scheduler.poly_lr": "timm", "timm.scheduler.step_lr": "timm",
    "timm.scheduler.multistep_lr": "timm", "timm.scheduler.plateau_lr": "timm", "timm.scheduler.wsd_lr": "timm",
    "transformers.optimization": "transformers", "paddle.optimizer.lr": "paddle", "mmengine.optim": "mmengine",
    "mmengine.optim.scheduler": "mmengine", "mmengine.optim.scheduler.lr_scheduler": "mmengine",
    "deepspeed.runtime.lr_schedules": "deepspeed", "megatron.core.optimizer_param_scheduler": "megatron",
    "fairseq.optim.lr_scheduler": "fairseq", "fastai.callback.schedule": "fastai",
  ]

  /// Arguments of each framework's schedulers that no rate depends on.
  fileprivate static let ignored: [String: [String]] = [
    "torch": ["optimizer", "verbose"], "keras": ["name", "verbose"], "timm": ["optimizer"],
    "transformers": ["optimizer", "last_epoch"], "paddle": ["verbose"],
    "megatron": [
      "optimizer", "start_wd", "end_wd", "wd_incr_steps", "wd_incr_style", "use_checkpoint_opt_param_scheduler",
      "override_opt_param_scheduler",
    ],
    "deepspeed": ["optimizer", "last_batch_iteration"], "fairseq": ["optimizer"],
    "mmengine": ["optimizer", "verbose", "last_step"], "fastai": ["wd", "cbs", "reset_opt", "start_epoch"],
  ]

  /// Of these the ones that count the steps of an earlier run: without effect where there is none.
  static let fresh: [String: (key: String, value: String)] = [
    "transformers": ("last_epoch", "-1"), "deepspeed": ("last_batch_iteration", "-1"), "mmengine": ("last_step", "-1"),
    "fastai": ("start_epoch", "0"),
  ]

  /// The rate that the optimizer was made with, for frameworks whose schedules take it from there.
  fileprivate static let optimizerRate = Parameter(
    "lr", .rate(.nonNegative), .partOfBaseRate(1),
    Localized("the optimizer's own rate; --lr unless given", zh: "优化器自身的学习率；缺省取 --lr"))
}

extension CatalogueEntry where Product == AnySchedule {
  /// The entry with what every dialect's entry takes besides the framework's own parameters: `for` and `label`, and
  /// `lr` where the framework takes the rate from the optimizer. `arguments.base()` is that rate.
  func asDialect(rateFromOptimizer: Bool) -> CatalogueEntry {
    var entry = self
    let own = Set(parameters.map(\.name))
    let shared =
      (rateFromOptimizer ? [Dialect.optimizerRate] : [])
      + Universal.parameters.filter { ["for", "label"].contains($0.name) }
    entry.parameters += shared.filter { !own.contains($0.name) }
    entry.ignored = (origin.flatMap { Dialect.ignored[$0.framework] } ?? []).filter { !own.contains($0) }
    let rule = build
    entry.build = { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
      if rateFromOptimizer, !own.contains("lr") {
        var probe = arguments
        arguments.countRates(from: try probe.number("lr"))
      }
      _ = arguments.raw("for")
      _ = arguments.raw("label")
      return try rule(&arguments)
    }
    return entry
  }
}
