import LRCore

/// A straight line from the base rate to 0.
struct LinearFactor: FactorRule {
  let length: TrainingLength
  var warmup: Double { length.warmup }

  func factor(at step: Double) -> Double { max(0, (length.training - step) / length.rest) }

  func outline(from start: Int, until steps: Int) -> Outline { .decay(from: start, to: length.end, until: steps) }

  static let entry = CatalogueEntry<AnySchedule>(
    "transformers.linear", aliases: ["transformers.get_linear_schedule_with_warmup"],
    summary: Localized("linear warm-up from 0, then a straight line to 0", zh: "从 0 线性预热，再线性降到 0"),
    formula: """
      rate(t) = lr * t / num_warmup_steps,  t < num_warmup_steps
      rate(t) = lr * max(0, (num_training_steps - t) / (num_training_steps - num_warmup_steps)),  else
      """,
    parameters: TransformersParameters.of([TransformersParameters.warmup, TransformersParameters.training], own: []),
    source: TransformersDialect.source("get_linear_schedule_with_warmup"),
    note: Localized(
      "The default of Trainer. The first step of the warm-up has the rate 0. Held at 0 after the end.",
      zh: "Trainer 的缺省调度。预热的第一步学习率为 0。结束后保持 0。"),
    examples: ["transformers.linear:num_warmup_steps=10", "transformers.linear:num_warmup_steps=5%"],
    origin: TransformersDialect.origin(
      nearest: "linear", Localized("has a warm-up, and always ends at 0", zh: "带预热，且总是降到 0"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    try arguments.readSpecific([])
    let length = try TrainingLength(&arguments)
    return .fixed(
      LambdaSchedule(base: arguments.base(), rule: LinearFactor(length: length), duration: length.duration))
  }
}
