import LRCore

/// The schedules of `keras.optimizers.schedules` and the callback ReduceLROnPlateau, Keras 3.15.1.
///
/// Index t of a curve is `schedule(t)`, the rate of update t; of the callback the rate of epoch t.
enum KerasDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = [
    exponentialDecay, piecewiseConstantDecay, polynomialDecay, inverseTimeDecay, cosineDecay, cosineDecayRestarts,
    reduceOnPlateau,
  ]

  static func entry(
    _ name: String, summary: Localized, formula: String, parameters: [Parameter], nearest: String,
    difference: Localized, note: Localized, examples: [String], rateFromOptimizer: Bool = false,
    build: @escaping @Sendable (inout Arguments) throws(SpecError) -> AnySchedule
  ) -> CatalogueEntry<AnySchedule> {
    let path =
      rateFromOptimizer
      ? "callbacks/reduce_lr_on_plateau.py" : "optimizers/schedules/learning_rate_schedule.py"
    return CatalogueEntry(
      "keras.\(name)", summary: summary, formula: formula, parameters: parameters,
      source: "Keras 3.15.1, keras/src/\(path), class \(name)", note: note, examples: examples,
      origin: Origin("keras", version: "3.15.1", nearest: nearest, difference: difference), build: build
    ).asDialect(rateFromOptimizer: rateFromOptimizer)
  }

  // MARK: what most classes take

  static let initialRate = Parameter(
    "initial_learning_rate", .rate(.any), .required, Localized("rate at step 0", zh: "第 0 步的学习率")
  ).asBaseRate

  static func decaySteps(_ meaning: Localized) -> Parameter {
    Parameter("decay_steps", .steps(.positive), .required, meaning)
  }

  /// `initial_learning_rate`; `%` of the other rates counts from it.
  static func initialRate(_ arguments: inout Arguments) throws(SpecError) -> Double {
    let rate = try arguments.number("initial_learning_rate")
    arguments.countRates(from: rate)
    return rate
  }
}
