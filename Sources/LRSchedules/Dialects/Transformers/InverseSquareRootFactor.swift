import LRCore

/// A fall with the square root of time.
struct InverseSquareRootFactor: FactorRule {
  let warmup: Double
  let timescale: Double

  func factor(at step: Double) -> Double {
    let part = (step + (timescale - warmup)) / timescale
    return part > 0 && part.isFinite ? 1 / part.squareRoot() : .nan
  }

  func fault(at step: Double) -> String {
    if timescale == 0 { return warmup == warmup.rounded() ? Python.integerDivision : Python.divisionByZero }
    return step + (timescale - warmup) == 0 ? Python.divisionByZero : Python.domainError
  }

  func outline(from start: Int, until steps: Int) -> Outline { .decay(from: start, to: steps, until: steps) }

  private static let own = [
    Parameter(
      "timescale", .steps(.any), .none,
      Localized(
        "how slowly it falls; num_warmup_steps, or 10000 where that is 0",
        zh: "下降的时间尺度；缺省取 num_warmup_steps，其为 0 时取 10000"))
  ]

  static let entry = CatalogueEntry<AnySchedule>(
    "transformers.inverse_sqrt", aliases: ["transformers.get_inverse_sqrt_schedule"],
    summary: Localized("linear warm-up from 0, then falls with the square root of time", zh: "从 0 线性预热，再与时间的平方根成反比"),
    formula: """
      rate(t) = lr * t / num_warmup_steps,  t < num_warmup_steps
      rate(t) = lr / sqrt((t + timescale - num_warmup_steps) / timescale),  else
      """,
    parameters: TransformersParameters.of(
      [TransformersParameters.warmup, TransformersParameters.unusedTraining], own: own),
    source: TransformersDialect.source("get_inverse_sqrt_schedule"),
    note: Localized(
      "Without a warm-up the timescale is 10000 steps, so a short run hardly falls. It never ends.",
      zh: "没有预热时时间尺度为 10000 步，短程训练几乎不下降。衰减不会终止。"),
    examples: [
      "transformers.inverse_sqrt:num_warmup_steps=10", "transformers.inverse_sqrt:num_warmup_steps=20,timescale=5",
    ],
    origin: TransformersDialect.origin(
      nearest: "inverse-sqrt",
      Localized("no warm-up by default, and then a timescale of 10000", zh: "缺省无预热，此时时间尺度为 10000"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    try arguments.readSpecific(own)
    let warmup = try arguments.requiredTime("num_warmup_steps")
    _ = try arguments.optionalTime("num_training_steps")
    let timescale = try arguments.optionalTime("timescale") ?? (warmup == 0 ? 10_000 : warmup)
    let schedule = LambdaSchedule(
      base: arguments.base(), rule: InverseSquareRootFactor(warmup: warmup, timescale: timescale))
    return .fixed(timescale > 0 ? schedule : try schedule.ending(arguments, at: "timescale"))
  }
}
