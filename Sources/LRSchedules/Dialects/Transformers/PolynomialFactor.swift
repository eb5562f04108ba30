import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A power of the time that is left, down to a rate and not to a factor.
struct PolynomialFactor: FactorRule {
  let length: TrainingLength
  /// The base rate, by which the rule divides and `LambdaLR` multiplies again.
  let base: Double
  let end: Double
  let power: Double
  var warmup: Double { length.warmup }

  func factor(at step: Double) -> Double {
    if step > length.training { return end / base }
    let left = left(at: step)
    // C has 1 for any number to the power 0, even for 0 / 0.
    guard left.isFinite else { return .nan }
    return ((base - end) * (power == 1 ? left : pow(left, power)) + end) / base
  }

  private func left(at step: Double) -> Double { 1 - (step - warmup) / (length.training - warmup) }

  func fault(at step: Double) -> String {
    if base == 0 { return Python.divisionByZero }
    if step <= length.training, length.training == warmup { return Python.integerDivision }
    return Python.powerFault(left(at: step), power) ?? "the factor isn't a number"
  }

  func outline(from start: Int, until steps: Int) -> Outline { .decay(from: start, to: length.end, until: steps) }

  private static let own = [
    Parameter("lr_end", .rate(.any), .number(1e-7), Localized("last rate, below lr", zh: "最终学习率，须小于 lr")),
    Parameter("power", .number(.any), .number(1), Localized("1 is a straight line", zh: "幂；1 为直线")),
  ]

  static let entry = CatalogueEntry<AnySchedule>(
    "transformers.polynomial", aliases: ["transformers.get_polynomial_decay_schedule_with_warmup"],
    summary: Localized("linear warm-up from 0, then a polynomial to lr_end", zh: "从 0 线性预热，再按多项式降到 lr_end"),
    formula: """
      rate(t) = lr * t / num_warmup_steps,  t < num_warmup_steps
      rate(t) = lr_end + (lr - lr_end) * (1 - p)^power,  t <= num_training_steps, else lr_end
      p = (t - num_warmup_steps) / (num_training_steps - num_warmup_steps)
      """,
    parameters: TransformersParameters.of([TransformersParameters.warmup, TransformersParameters.training], own: own),
    source: TransformersDialect.source("get_polynomial_decay_schedule_with_warmup"),
    note: Localized(
      "power is 1 by default: a straight line. Held at lr_end after the end. A warm-up as long as the training divides by zero at its end.",
      zh: "power 缺省为 1，即直线。结束后保持 lr_end。预热与训练等长时，会在结束处除以零。"),
    examples: [
      "transformers.polynomial:num_warmup_steps=10", "transformers.polynomial:num_warmup_steps=5%,power=2,lr_end=1e-5",
    ],
    origin: TransformersDialect.origin(
      nearest: "polynomial",
      Localized("has a warm-up; ends at 1e-7 unless lr_end says otherwise", zh: "带预热；未给 lr_end 时止于 1e-7"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    try arguments.readSpecific(own)
    let length = try TrainingLength(&arguments)
    let base = arguments.base()
    let end = try arguments.number("lr_end")
    if !(base > end) {
      throw arguments.transformersRefusal(
        "lr_end (\(shortest(end))) must be smaller than initial lr (\(shortest(base)))", at: "lr_end")
    }
    let rule = PolynomialFactor(length: length, base: base, end: end, power: try arguments.number("power"))
    let schedule = LambdaSchedule(base: base, rule: rule, duration: length.duration)
    let mayFail = base == 0 || rule.power < 0 || length.training == length.warmup
    return .fixed(mayFail ? try schedule.ending(arguments, at: "num_training_steps") : schedule)
  }
}
