import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A cosine one step ahead, after a warm-up that doesn't start at 0.
struct LeadingCosineFactor: FactorRule {
  let length: TrainingLength
  let cycles: Double
  let floor: Double
  /// The first factor of the warm-up; nil: one step ahead of a line from 0.
  let start: Double?
  var warmup: Double { length.warmup }

  func warming(at step: Double) -> Double {
    guard let start else { return (step + 1) / max(1, warmup) }
    return start + (1 - start) * step / max(1, warmup - 1)
  }

  func factor(at step: Double) -> Double {
    let progress = (step - warmup + 1) / length.rest
    let factor = 0.5 * (1 + cos(Double.pi * cycles * 2 * progress))
    return max(0, factor * (1 - floor) + floor)
  }

  func outline(from start: Int, until steps: Int) -> Outline { .decay(from: start, to: length.end, until: steps) }

  private static let own =
    [TransformersParameters.cycles] + TransformersParameters.floors + [
      Parameter(
        "warmup_lr_rate", .number(.any), .none,
        Localized(
          "first rate of the warm-up as a part of the base rate; 1 / num_warmup_steps",
          zh: "预热起点占基准的比例；缺省 1 / num_warmup_steps"))
    ]

  static let entry = CatalogueEntry<AnySchedule>(
    "transformers.cosine_warmup_with_min_lr",
    aliases: ["transformers.get_cosine_with_min_lr_schedule_with_warmup_lr_rate"],
    summary: Localized("warm-up from above 0, then a cosine to min_lr", zh: "从非零值预热，再沿余弦降到 min_lr"),
    formula: """
      rate(t) = lr * (t + 1) / num_warmup_steps,  t < num_warmup_steps
      rate(t) = lr * (w + (1 - w) * t / (num_warmup_steps - 1)),  the same with w = warmup_lr_rate
      rate(t) = lr * (m + (1 - m) * (1 + cos(2 pi num_cycles p)) / 2),  m = min_lr_rate, or min_lr / lr
      p = (t - num_warmup_steps + 1) / (num_training_steps - num_warmup_steps)
      """,
    parameters: TransformersParameters.of([TransformersParameters.warmup, TransformersParameters.training], own: own),
    source: TransformersDialect.source("get_cosine_with_min_lr_schedule_with_warmup_lr_rate"),
    note: Localized(
      "One of min_lr and min_lr_rate must be given. The cosine is one step ahead: it begins below lr and is at min_lr one step before the end, then rises again.",
      zh: "min_lr 与 min_lr_rate 必须且只能给一个。余弦提前一步：起点已低于 lr，结束前一步到达 min_lr，随后再次升起。"),
    examples: [
      "transformers.cosine_warmup_with_min_lr:num_warmup_steps=10,min_lr_rate=0.1",
      "transformers.cosine_warmup_with_min_lr:num_warmup_steps=20,min_lr_rate=0.1,warmup_lr_rate=0.05",
    ],
    origin: TransformersDialect.origin(
      nearest: "cosine",
      Localized("one step ahead; the warm-up reaches lr on its last step", zh: "提前一步；预热在其最后一步到达 lr"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    try arguments.readSpecific(own)
    let length = try TrainingLength(&arguments)
    let rule = LeadingCosineFactor(
      length: length, cycles: try arguments.number("num_cycles"), floor: try arguments.floorPart(),
      start: try arguments.optionalNumber("warmup_lr_rate"))
    return .fixed(LambdaSchedule(base: arguments.base(), rule: rule, duration: length.duration))
  }
}
