import LRCore

/// The schedulers of Hugging Face Transformers, under their `SchedulerType` names, as `get_scheduler` makes them.
///
/// Step t has the rate that the optimizer holds before the t-th `scheduler.step()`.
enum TransformersDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = [
    LinearFactor.entry, CosineFactor.entry, RestartsFactor.entry, PolynomialFactor.entry, ConstantFactor.entry,
    ConstantFactor.warmedUp, InverseSquareRootFactor.entry, TransformersPlateau.entry, CosineFactor.withFloor,
    LeadingCosineFactor.entry, StableFactor.entry, GreedySchedule.entry,
  ].map { $0.asDialect(rateFromOptimizer: true) }

  static let version = "5.23.0"

  static func origin(nearest: String, _ difference: Localized) -> Origin {
    Origin("transformers", version: version, nearest: nearest, difference: difference)
  }

  static func source(_ function: String) -> String { "transformers/optimization.py, \(function)" }
}

/// Parameters that several types of scheduler take.
enum TransformersParameters {
  static let warmup = Parameter(
    "num_warmup_steps", .steps(.any), .integer(0),
    Localized("steps of the warm-up; 0, as TrainingArguments has it", zh: "预热步数；缺省 0，与 TrainingArguments 相同"))

  static let training = Parameter(
    "num_training_steps", .steps(.any), .partOfRun(1),
    Localized("steps of the training; the run, as Trainer passes it", zh: "训练总步数；缺省为全程，与 Trainer 所传相同"))

  static let unusedWarmup = Parameter(
    "num_warmup_steps", .steps(.any), .none,
    Localized("taken and left unused, as in get_scheduler", zh: "接受但不使用，与 get_scheduler 相同"))

  static let unusedTraining = Parameter(
    "num_training_steps", .steps(.any), .none,
    Localized("taken and left unused, as in get_scheduler", zh: "接受但不使用，与 get_scheduler 相同"))

  static let cycles = Parameter(
    "num_cycles", .number(.any), .number(0.5),
    Localized("waves of the cosine; 0.5 falls once", zh: "余弦的波数；0.5 即下降一次"))

  static let floors = [
    Parameter("min_lr", .rate(.any), .none, Localized("last rate; this or min_lr_rate", zh: "最终学习率；与 min_lr_rate 二选一")),
    Parameter(
      "min_lr_rate", .number(.any), .none,
      Localized("last rate as a part of the base rate; this or min_lr", zh: "最终学习率占基准的比例；与 min_lr 二选一")),
  ]

  private static let resuming = Parameter(
    "last_epoch", .integer(.any), .integer(-1),
    Localized("only -1: a run from its beginning", zh: "只能为 -1：从头开始的训练"))

  private static let specific = Parameter(
    "scheduler_specific_kwargs", .any(form: "{key: value, ...}"), .none,
    Localized("the scheduler's own parameters together, instead of one by one", zh: "该调度自己的参数，可一并写在这里"))

  private static let unusedSpecific = Parameter(
    "scheduler_specific_kwargs", .any(form: "{key: value, ...}"), .none,
    Localized("taken and left unused, as in get_scheduler", zh: "接受但不使用，与 get_scheduler 相同"))

  /// All parameters of a type whose own function takes `own`; they may stand in `scheduler_specific_kwargs`.
  static func of(_ general: [Parameter], own: [Parameter], resumes: Bool = true) -> [Parameter] {
    general + own + (resumes ? [resuming] : []) + [specific]
  }

  /// All parameters of a type to which `get_scheduler` passes none of the specific ones.
  static func of(_ general: [Parameter]) -> [Parameter] { general + [unusedSpecific] }
}

extension Arguments {
  func transformersRefusal(_ reason: String, at name: String) -> SpecError {
    refusal(by: "transformers", reason, at: name)
  }

  /// Takes the specific arguments from their map, if they stand there.
  ///
  /// - Throws: `SpecError` for a key that the type's function doesn't take, and for a run that isn't from its beginning.
  mutating func readSpecific(_ own: [Parameter], resumes: Bool = true) throws(SpecError) {
    try spread("scheduler_specific_kwargs", into: own.map(\.name) + (resumes ? ["last_epoch"] : []))
    if resumes, try optionalInteger("last_epoch") != -1 {
      throw transformersRefusal(
        "param 'initial_lr' is not specified in param_groups[0] when resuming scheduler with last_epoch >= 0",
        at: "last_epoch")
    }
  }

  /// Reads a map that `get_scheduler` doesn't pass on.
  mutating func readUnusedSpecific() throws(SpecError) {
    guard let value = raw("scheduler_specific_kwargs") else { return }
    guard case .map = value.kind else {
      throw error(
        Localized(
          "'scheduler_specific_kwargs' is a map such as {key:value}", zh: "“scheduler_specific_kwargs”应为形如 {键:值} 的映射"),
        at: "scheduler_specific_kwargs")
    }
  }

  /// A length in steps that the type can't do without.
  mutating func requiredTime(_ name: String) throws(SpecError) -> Double {
    if isNone(name) {
      throw transformersRefusal(
        "\(spec.name.split(separator: ".").last ?? "it") requires `\(name)`, please provide that argument.", at: name)
    }
    return try time(name)
  }

  /// `min_lr` or `min_lr_rate` as a part of the base rate; exactly one of them must be given.
  mutating func floorPart() throws(SpecError) -> Double {
    let base = base()
    let floor = try optionalNumber("min_lr")
    let part = try optionalNumber("min_lr_rate")
    switch (floor, part) {
    case (.some, .some):
      throw transformersRefusal("Only one of min_lr or min_lr_rate should be set", at: "min_lr_rate")
    case (.none, .none):
      throw transformersRefusal(
        "One of min_lr or min_lr_rate should be set through the `lr_scheduler_kwargs`", at: "min_lr")
    case (.some(let floor), .none):
      if base == 0 { throw transformersRefusal(Python.divisionByZero, at: "min_lr") }
      return floor / base
    case (.none, .some(let part)): return part
    }
  }
}
