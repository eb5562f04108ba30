import LRCore

/// fairseq's inverse square root: a linear warm-up from any rate, then lr sqrt(warmup / t).
struct FairseqInverseSquareRoot: Schedule {
  var base: Double
  var start: Double
  /// Positive.
  var warmup: Int

  func rate(at step: Int) -> Double {
    if step < warmup { return start + Double(step) * ((base - start) / Double(warmup)) }
    return base * Double(warmup).squareRoot() / Double(step).squareRoot()
  }

  func outline(until steps: Int) -> Outline { .warmup(warmup, thenDecayUntil: steps) }
}

extension FairseqDialect {
  static let inverseSquareRoot = entry(
    "inverse_sqrt", file: "inverse_square_root_schedule", nearest: "inverse-sqrt",
    difference: Localized("warm-up of 4000 updates, from any rate", zh: "预热 4000 次更新，起点可设"),
    summary: Localized("warm-up, then falls with the square root of time", zh: "预热后与时间的平方根成反比"),
    formula: """
      t < warmup: init + (lr - init) * t / warmup
      then lr * sqrt(warmup) / sqrt(t)
      """,
    parameters: [
      warmup(4000),
      warmupStart(Localized("first rate of the warm-up; 0 if negative", zh: "预热的起始学习率；为负时取 0")),
    ],
    note: Localized(
      "Without a warm-up it can't be made: fairseq divides by its length. It never ends.",
      zh: "不能没有预热：fairseq 会除以其长度。衰减不会终止。"),
    examples: ["fairseq.inverse_sqrt:warmup_updates=10", "fairseq.inverse_sqrt:warmup_updates=10,warmup_init_lr=10%"]
  ) { (arguments: inout Arguments) throws(SpecError) -> any Schedule in
    let base = arguments.base()
    let warmup = try arguments.integer("warmup_updates")
    guard warmup > 0 else {
      throw arguments.refusal(by: "fairseq", "ZeroDivisionError: float division by zero", at: "warmup_updates")
    }
    let start = try arguments.number("warmup_init_lr")
    return FairseqInverseSquareRoot(base: base, start: start < 0 ? 0 : start, warmup: warmup)
  }
}
