import LRCore

/// What the entries of all dialects share.
///
/// A dialect is a framework's own set of schedules under dotted names (`torch.StepLR`), with the framework's parameter
/// names, defaults and exact values. Its entries are thin adapters on shared formulas and replayed recurrences.
enum Dialect {
  /// Every dialect's entries, in listing order.
  static let entries: [CatalogueEntry<AnySchedule>] = [
    TorchDialect.entries, KerasDialect.entries, OptaxDialect.entries, TimmDialect.entries,
    TransformersDialect.entries, PaddleDialect.entries, TutorialDialect.entries, MegatronDialect.entries,
    DeepSpeedDialect.entries, FairseqDialect.entries, MMEngineDialect.entries, FastAIDialect.entries, Presets.entries,
  ].flatMap { $0 }

  /// The rate that the optimizer was made with, for frameworks whose schedules take it from there.
  fileprivate static let optimizerRate = Parameter(
    "lr", .rate(.nonNegative), .partOfBaseRate(1),
    Localized("the optimizer's own rate; --lr unless given", zh: "优化器自身的学习率；缺省取 --lr"))
}

extension CatalogueEntry where Product == AnySchedule {
  /// The entry with what every dialect's entry takes besides the framework's own parameters: `for` and `label`, and
  /// `lr` where the framework takes the rate from the optimizer. `arguments.base()` is that rate.
  func asDialect(rateFromOptimizer: Bool) -> CatalogueEntry {
    var entry = self
    let own = Set(parameters.map(\.name))
    let shared =
      (rateFromOptimizer ? [Dialect.optimizerRate] : [])
      + Universal.parameters.filter { ["for", "label"].contains($0.name) }
    entry.parameters += shared.filter { !own.contains($0.name) }
    let rule = build
    entry.build = { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
      if rateFromOptimizer, !own.contains("lr") {
        var probe = arguments
        arguments.countRates(from: try probe.number("lr"))
      }
      _ = arguments.raw("for")
      _ = arguments.raw("label")
      return try rule(&arguments)
    }
    return entry
  }
}
