import LRCore

/// fairseq's schedulers under its own option names: `--lr-scheduler NAME` and the options of each.
enum FairseqDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = [
    cosine, inverseSquareRoot, polynomial, triStage, triangular, fixed, step,
  ]

  /// An entry whose origin and source are fairseq's.
  static func entry(
    _ name: String, file: String, nearest: String, difference: Localized, summary: Localized, formula: String,
    parameters: [Parameter], note: Localized, examples: [String],
    build: @escaping @Sendable (inout Arguments) throws(SpecError) -> any Schedule
  ) -> CatalogueEntry<AnySchedule> {
    CatalogueEntry<AnySchedule>(
      "fairseq." + name, summary: summary, formula: formula, parameters: parameters,
      source: "fairseq fairseq/optim/lr_scheduler/\(file).py", note: note, examples: examples,
      origin: Origin("fairseq", version: "0.12.2", nearest: nearest, difference: difference)
    ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
      .fixed(try build(&arguments))
    }.asDialect(rateFromOptimizer: true)
  }

  static func warmup(_ fallback: Int) -> Parameter {
    Parameter(
      "warmup_updates", .steps(.nonNegative), .integer(fallback), Localized("updates of the warm-up", zh: "预热的更新次数"))
  }

  static func warmupStart(_ meaning: Localized) -> Parameter {
    Parameter("warmup_init_lr", .rate(.any), .number(-1), meaning)
  }

  static let maxUpdate = Parameter(
    "max_update", .steps(.any), .partOfRun(1), Localized("updates of the training; the run's", zh: "训练的总更新次数；缺省为全程"))

  static let updatesPerEpoch = Parameter(
    "updates_per_epoch", .steps(.positive), .none,
    Localized("updates of an epoch; the run's, else the run is one epoch", zh: "每轮的更新次数；缺省取本次运行的，否则全程为一轮"))

  static let forceAnneal = Parameter(
    "force_anneal", .integer(.any), .none, Localized("first epoch of the annealing, from 1", zh: "开始退火的轮次，从 1 计"))
}

extension Arguments {
  /// The updates of an epoch.
  mutating func epochUpdates() throws(SpecError) -> Int {
    if let updates = try optionalInteger("updates_per_epoch") { return updates }
    return context.stepsPerEpoch ?? max(1, (context.runSteps ?? context.steps) + 1)
  }
}
