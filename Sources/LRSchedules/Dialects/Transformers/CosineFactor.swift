import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Waves of a cosine from 1 down to `floor`; 0.5 of one falls once.
struct CosineFactor: FactorRule {
  let length: TrainingLength
  /// 2 pi times the number of waves is the angle at the end.
  let cycles: Double
  let floor: Double
  var warmup: Double { length.warmup }

  func factor(at step: Double) -> Double {
    let factor = 0.5 * (1 + cos(Double.pi * cycles * 2 * length.progress(at: step)))
    return max(0, factor * (1 - floor) + floor)
  }

  func outline(from start: Int, until steps: Int) -> Outline { .decay(from: start, to: length.end, until: steps) }

  static let entry = CatalogueEntry<AnySchedule>(
    "transformers.cosine", aliases: ["transformers.get_cosine_schedule_with_warmup"],
    summary: Localized("linear warm-up from 0, then a cosine to 0", zh: "从 0 线性预热，再沿余弦降到 0"),
    formula: """
      rate(t) = lr * t / num_warmup_steps,  t < num_warmup_steps
      rate(t) = lr * (1 + cos(2 pi num_cycles p)) / 2,  else
      p = (t - num_warmup_steps) / (num_training_steps - num_warmup_steps)
      """,
    parameters: TransformersParameters.of(
      [TransformersParameters.warmup, TransformersParameters.training], own: cosine),
    source: TransformersDialect.source("get_cosine_schedule_with_warmup"),
    note: Localized(
      "Rises again after the end, on the same cosine. num_cycles=0.5 is one fall; 1 falls and rises.",
      zh: "结束后沿同一余弦再次升起。num_cycles=0.5 为一次下降；1 为先降后升。"),
    examples: [
      "transformers.cosine:num_warmup_steps=10", "transformers.cosine:num_warmup_steps=5%,num_cycles=1.5",
    ],
    origin: TransformersDialect.origin(
      nearest: "cosine", Localized("has a warm-up and rises again after the end", zh: "带预热；结束后再次升起"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    try arguments.readSpecific(cosine)
    let length = try TrainingLength(&arguments)
    let rule = CosineFactor(length: length, cycles: try arguments.number("num_cycles"), floor: 0)
    return .fixed(LambdaSchedule(base: arguments.base(), rule: rule, duration: length.duration))
  }

  static let withFloor = CatalogueEntry<AnySchedule>(
    "transformers.cosine_with_min_lr", aliases: ["transformers.get_cosine_with_min_lr_schedule_with_warmup"],
    summary: Localized("linear warm-up from 0, then a cosine to min_lr", zh: "从 0 线性预热，再沿余弦降到 min_lr"),
    formula: """
      rate(t) = lr * t / num_warmup_steps,  t < num_warmup_steps
      rate(t) = lr * (m + (1 - m) * (1 + cos(2 pi num_cycles p)) / 2),  m = min_lr_rate, or min_lr / lr
      p = (t - num_warmup_steps) / (num_training_steps - num_warmup_steps)
      """,
    parameters: TransformersParameters.of(
      [TransformersParameters.warmup, TransformersParameters.training], own: cosine + TransformersParameters.floors),
    source: TransformersDialect.source("get_cosine_with_min_lr_schedule_with_warmup"),
    note: Localized(
      "One of min_lr and min_lr_rate must be given. Rises again after the end. The warm-up still starts at 0.",
      zh: "min_lr 与 min_lr_rate 必须且只能给一个。结束后再次升起。预热仍从 0 开始。"),
    examples: [
      "transformers.cosine_with_min_lr:num_warmup_steps=10,min_lr_rate=0.1",
      "transformers.cosine_with_min_lr:num_warmup_steps=10,scheduler_specific_kwargs={min_lr:5e-3}",
    ],
    origin: TransformersDialect.origin(
      nearest: "cosine", Localized("has a warm-up from 0 and rises again after the end", zh: "从 0 预热；结束后再次升起"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    try arguments.readSpecific(cosine + TransformersParameters.floors)
    let length = try TrainingLength(&arguments)
    let rule = CosineFactor(
      length: length, cycles: try arguments.number("num_cycles"), floor: try arguments.floorPart())
    return .fixed(LambdaSchedule(base: arguments.base(), rule: rule, duration: length.duration))
  }

  private static let cosine = [TransformersParameters.cycles]
}
