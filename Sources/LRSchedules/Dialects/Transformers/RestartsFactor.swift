import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Half cosines one after another, each from the base rate to 0.
struct RestartsFactor: FactorRule {
  let length: TrainingLength
  let cycles: Double
  var warmup: Double { length.warmup }

  func factor(at step: Double) -> Double {
    let progress = length.progress(at: step)
    if progress >= 1 { return 0 }
    return max(0, 0.5 * (1 + cos(Double.pi * Python.modulo(cycles * progress, 1))))
  }

  func outline(from start: Int, until steps: Int) -> Outline {
    var outline = Outline.decay(from: start, to: length.end, until: steps)
    var cycle = 1.0
    // So many cycles may be given that a step has no end of them, or counting them no effect.
    for _ in 0..<Outline.eventLimit where cycle < cycles {
      let step = (warmup + length.rest * cycle / cycles).rounded(.up)
      guard step <= Double(steps) else { break }
      if outline.events.last?.step != Int(clamping: step), step >= 1 {
        outline.events.append(.init(.restart, at: Int(clamping: step), limit: 0))
      }
      // Cycles shorter than a step are passed over.
      cycle = max(cycle + 1, (length.progress(at: step) * cycles).rounded(.down) + 1)
    }
    return outline
  }

  private static let own = [
    Parameter("num_cycles", .number(.any), .integer(1), Localized("number of falls", zh: "下降的次数"))
  ]

  static let entry = CatalogueEntry<AnySchedule>(
    "transformers.cosine_with_restarts", aliases: ["transformers.get_cosine_with_hard_restarts_schedule_with_warmup"],
    summary: Localized("linear warm-up from 0, then cosines with hard restarts", zh: "从 0 线性预热，再作多次重启的余弦退火"),
    formula: """
      rate(t) = lr * t / num_warmup_steps,  t < num_warmup_steps
      rate(t) = lr * (1 + cos(pi ((num_cycles p) mod 1))) / 2,  p < 1, else 0
      p = (t - num_warmup_steps) / (num_training_steps - num_warmup_steps)
      """,
    parameters: TransformersParameters.of([TransformersParameters.warmup, TransformersParameters.training], own: own),
    source: TransformersDialect.source("get_cosine_with_hard_restarts_schedule_with_warmup"),
    note: Localized(
      "num_cycles counts falls here, not waves. Held at 0 after the end.", zh: "这里的 num_cycles 是下降次数，而不是波数。结束后保持 0。"),
    examples: ["transformers.cosine_with_restarts:num_warmup_steps=10,num_cycles=3"],
    origin: TransformersDialect.origin(
      nearest: "cosine-restarts",
      Localized("has a warm-up; cycles of one length; 0 after the end", zh: "带预热；各周期等长；结束后为 0"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    try arguments.readSpecific(own)
    let length = try TrainingLength(&arguments)
    let rule = RestartsFactor(length: length, cycles: try arguments.number("num_cycles"))
    return .fixed(LambdaSchedule(base: arguments.base(), rule: rule, duration: length.duration))
  }
}
