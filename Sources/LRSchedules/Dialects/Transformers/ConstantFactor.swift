import LRCore

/// The base rate, after a warm-up or from the start.
struct ConstantFactor: FactorRule {
  let warmup: Double

  func factor(at step: Double) -> Double { 1 }

  func outline(from start: Int, until steps: Int) -> Outline {
    start < steps ? Outline(phases: [.init(.stable, start..<steps)]) : Outline()
  }

  static let entry = CatalogueEntry<AnySchedule>(
    "transformers.constant", aliases: ["transformers.get_constant_schedule"],
    summary: Localized("the optimizer's rate at every step", zh: "每一步都是优化器的学习率"),
    formula: "rate(t) = lr",
    parameters: TransformersParameters.of(
      [TransformersParameters.unusedWarmup, TransformersParameters.unusedTraining]),
    source: TransformersDialect.source("get_constant_schedule"),
    note: Localized(
      "get_scheduler ignores num_warmup_steps here: a warm-up needs constant_with_warmup.",
      zh: "get_scheduler 在此忽略 num_warmup_steps：需要预热请用 constant_with_warmup。"),
    examples: ["transformers.constant"],
    origin: TransformersDialect.origin(
      nearest: "constant", Localized("takes a warm-up's length and ignores it", zh: "接受预热步数但不使用"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    _ = try arguments.optionalTime("num_warmup_steps")
    _ = try arguments.optionalTime("num_training_steps")
    try arguments.readUnusedSpecific()
    return .fixed(ConstantSchedule(base: arguments.base()))
  }

  static let warmedUp = CatalogueEntry<AnySchedule>(
    "transformers.constant_with_warmup", aliases: ["transformers.get_constant_schedule_with_warmup"],
    summary: Localized("linear warm-up from 0, then held", zh: "从 0 线性预热，然后保持"),
    formula: """
      rate(t) = lr * t / num_warmup_steps,  t < num_warmup_steps
      rate(t) = lr,  else
      """,
    parameters: TransformersParameters.of([TransformersParameters.warmup, TransformersParameters.unusedTraining]),
    source: TransformersDialect.source("get_constant_schedule_with_warmup"),
    note: Localized(
      "The first step has the rate 0; step num_warmup_steps is the first at lr.",
      zh: "第一步学习率为 0；第 num_warmup_steps 步首次到达 lr。"),
    examples: ["transformers.constant_with_warmup:num_warmup_steps=10"],
    origin: TransformersDialect.origin(
      nearest: "warmup", Localized("no warm-up unless num_warmup_steps is given", zh: "未给 num_warmup_steps 时没有预热"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let warmup = try arguments.requiredTime("num_warmup_steps")
    _ = try arguments.optionalTime("num_training_steps")
    try arguments.readUnusedSpecific()
    return .fixed(LambdaSchedule(base: arguments.base(), rule: ConstantFactor(warmup: warmup)))
  }
}
