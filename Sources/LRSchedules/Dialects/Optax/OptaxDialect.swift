import LRCore

/// The schedule functions of `optax.schedules` and `optax.contrib.reduce_on_plateau`, optax 0.2.8.
///
/// Index t of a curve is `schedule(t)` with a Python int under 64-bit JAX, the rate of update t.
enum OptaxDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = [
    constant, polynomial, linear, exponential, cosine, piecewiseConstant, piecewiseInterpolate, linearOneCycle,
    cosineOneCycle, warmupConstant, warmupCosine, warmupExponential, sgdr, join, reduceOnPlateau,
  ]

  static func entry(
    _ name: String, summary: Localized, formula: String, parameters: [Parameter], nearest: String,
    difference: Localized, note: Localized, examples: [String], source: String = "schedules/_schedule.py",
    rateFromOptimizer: Bool = false,
    build: @escaping @Sendable (inout Arguments) throws(SpecError) -> AnySchedule
  ) -> CatalogueEntry<AnySchedule> {
    CatalogueEntry(
      "optax.\(name)", summary: summary, formula: formula, parameters: parameters,
      source: "optax 0.2.8, optax/\(source), function \(name)", note: note, examples: examples,
      origin: Origin("optax", version: "0.2.8", nearest: nearest, difference: difference), build: build
    ).asDialect(rateFromOptimizer: rateFromOptimizer)
  }

  // MARK: what many functions take

  static let initValue = Parameter("init_value", .rate(.any), .required, Localized("rate at step 0", zh: "第 0 步的学习率"))
    .asBaseRate

  static let peakValue = Parameter(
    "peak_value", .rate(.any), .required, Localized("rate at the end of the warm-up", zh: "预热结束时的学习率")
  ).asBaseRate

  static let warmupSteps = Parameter(
    "warmup_steps", .steps(.any), .required, Localized("steps of the linear warm-up", zh: "线性预热的步数"))

  static let transitionBegin = Parameter(
    "transition_begin", .steps(.any), .integer(0),
    Localized("steps before it begins; negative is 0", zh: "开始前的步数；负数按 0"))

  static let exponent = Parameter(
    "exponent", .number(.any), .number(1), Localized("power of the falling cosine", zh: "余弦因子的幂"))

  /// `init_value`; `%` of the other rates counts from it.
  static func initValue(_ arguments: inout Arguments) throws(SpecError) -> Double {
    let rate = try arguments.number("init_value")
    arguments.countRates(from: rate)
    return rate
  }

  /// `peak_value`; `%` of the other rates counts from it.
  static func peakValue(_ arguments: inout Arguments) throws(SpecError) -> Double {
    let rate = try arguments.number("peak_value")
    arguments.countRates(from: rate)
    return rate
  }
}
