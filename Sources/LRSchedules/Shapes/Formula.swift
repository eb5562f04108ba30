import LRCore

/// A rate written as a formula of time.
///
/// Variables: t (step), T (steps of the run or phase), p = t / T, epoch = t / steps per epoch, lr (base rate).
struct FormulaSchedule: Schedule {
  /// In `variables`, with T and lr fixed.
  private let formula: Formula
  private let horizon: Double
  private let stepsPerEpoch: Double

  static let variables = ["t", "T", "p", "epoch", "lr"]

  /// - Parameter formula: in `variables`.
  init(_ formula: Formula, horizon: Int, stepsPerEpoch: Int?, base: Double) {
    self.horizon = Double(horizon)
    self.stepsPerEpoch = Double(stepsPerEpoch ?? 1)
    self.formula = formula.fixing("T", at: self.horizon).fixing("lr", at: base)
  }

  func rate(at step: Int) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 5) { values in
      let time = Double(step)
      values[0] = time
      values[1] = horizon
      values[2] = time / horizon
      values[3] = time / stepsPerEpoch
      values[4] = 0
      return formula.value(at: UnsafeBufferPointer(values))
    }
  }

  var rule: Rule? { .formula(formula, horizon: horizon, stepsPerEpoch: stepsPerEpoch) }

  static let entry = CatalogueEntry<AnySchedule>(
    "formula", aliases: ["expression"],
    summary: Localized("any formula of the step", zh: "以步数为变量的任意公式"),
    formula: "rate(t) = the formula; t step, T steps of the run, p = t / T, epoch = t / steps per epoch, lr base rate",
    parameters: [
      Parameter(
        "rate", .formula(variables: variables), .text("lr * exp(-3*p) * (1 + cos(10*pi*p)) / 2"),
        Localized("in t, T, p, epoch and lr", zh: "含 t、T、p、epoch、lr 的公式"))
    ],
    source: "the formula language of lrplot",
    note: Localized(
      "Quote it to join it with + or to put a comma outside brackets. In a chain, t and T count from the phase's start.",
      zh: "要用 + 串联，或括号外含逗号时，请加引号。串联中 t 与 T 从本阶段起计。"),
    examples: [
      "formula", "formula:rate=0.1*0.5^(t//10)", "formula:rate=\"lr * (1 - p)^0.9\"",
      "formula:rate=\"lr if t < 30 else lr * exp(-(t - 30) / 20)\"",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    guard let (text, offset) = try arguments.formula("rate") else {
      throw arguments.error(Localized("a formula is needed", zh: "需要公式"), at: "rate")
    }
    let formula = try Formula(text, variables: variables, offset: offset, source: arguments.source)
    let used = formula.usedVariables
    if used.contains("lr") || !arguments.has("rate") { _ = arguments.base() }
    if used.contains("epoch"), arguments.context.stepsPerEpoch == nil {
      throw arguments.error(
        Localized(
          "the formula counts epochs, but their length is unknown: give --epochs and --steps-per-epoch",
          zh: "公式以轮计，但每轮步数未知：请给出 --epochs 与 --steps-per-epoch"), at: "rate")
    }
    return .fixed(
      FormulaSchedule(
        formula, horizon: max(1, arguments.context.steps), stepsPerEpoch: arguments.context.stepsPerEpoch,
        base: arguments.context.baseRate))
  }
}
