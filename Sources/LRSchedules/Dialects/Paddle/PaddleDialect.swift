import LRCore

/// The classes of `paddle.optimizer.lr`, Paddle 3.3.1.
///
/// The rate comes from the class (`learning_rate=`), not from the optimizer. Index t of a curve is the rate between
/// the t-th and the next `step()`; the constructor itself takes the first.
enum PaddleDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = [
    noam, piecewise, naturalExponential, inverseTime, polynomial, linearWarmup, exponential, multiStep, step, lambda,
    reduceOnPlateau, cosineAnnealing, multiplicative, oneCycle, cyclic, linear, warmRestarts,
  ]

  static func entry(
    _ name: String, summary: Localized, formula: String, parameters: [Parameter], nearest: String?,
    difference: Localized, note: Localized, examples: [String],
    build: @escaping @Sendable (inout Arguments) throws(SpecError) -> AnySchedule
  ) -> CatalogueEntry<AnySchedule> {
    CatalogueEntry(
      "paddle.\(name)", summary: summary, formula: formula, parameters: parameters,
      source: "Paddle 3.3.1, python/paddle/optimizer/lr.py, class \(name)", note: note, examples: examples,
      origin: Origin("paddle", version: "3.3.1", nearest: nearest, difference: difference), build: build
    ).asDialect(rateFromOptimizer: false)
  }

  // MARK: what most classes take

  static let learningRate = Parameter(
    "learning_rate", .rate(.nonNegative), .required, Localized("rate to start from", zh: "初始学习率")
  ).asBaseRate

  static let lastEpoch = Parameter(
    "last_epoch", .integer(Bounds(-1, 10_000_000)), .integer(-1),
    Localized("the first rate is that of the epoch after this one", zh: "首个学习率属于其下一轮（用于续训）"))

  /// `learning_rate`; `%` of the other rates counts from it.
  static func learningRate(_ arguments: inout Arguments) throws(SpecError) -> Double {
    let rate = try arguments.number("learning_rate")
    arguments.countRates(from: rate)
    return rate
  }

  /// The epoch that the constructor's own step reaches.
  static func firstEpoch(_ arguments: inout Arguments) throws(SpecError) -> Int {
    try arguments.integer("last_epoch") + 1
  }

  /// The rule from the epoch after `last_epoch` on.
  ///
  /// - Throws: `SpecError` if the rule raises its error before it has given a rate.
  static func resumed(_ rule: some Schedule, _ arguments: inout Arguments) throws(SpecError) -> AnySchedule {
    let first = try firstEpoch(&arguments)
    if let ending = rule.ending, ending.lastStep < first {
      throw arguments.error(
        Localized(
          "nothing is left after epoch \(ending.lastStep): \(ending.reason)",
          zh: "第 \(ending.lastStep) 轮之后已无可用的轮：\(ending.reason)"), at: "last_epoch")
    }
    return .fixed(first == 0 ? rule : PaddleLater(rule: rule, first: first))
  }
}
