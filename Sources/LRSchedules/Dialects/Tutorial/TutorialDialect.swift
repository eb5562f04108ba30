import LRCore

/// The functions and formulas that five Chinese tutorials on the learning rate (000 to 004) print, as printed: with
/// their oddities, which each `note` names.
enum TutorialDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = [
    stepDecay, expDecay, cosAnneal, learningRateDecay, decayPoly, gradualWarmup, cosineDecay, decayStable,
    cosineAnnealing, warmup, piecewiseConstant, exponentialDecay, naturalExpDecay, polynomialDecay,
  ]

  static func entry(
    _ name: String, of tutorial: String, aliases: [String] = [], summary: Localized, formula: String,
    parameters: [Parameter], rateFromOptimizer: Bool = false, nearest: String?, difference: Localized,
    note: Localized, examples: [String],
    build: @escaping @Sendable (inout Arguments) throws(SpecError) -> AnySchedule
  ) -> CatalogueEntry<AnySchedule> {
    CatalogueEntry(
      "tutorial.\(name)", aliases: aliases.map { "tutorial.\($0)" }, summary: summary, formula: formula,
      parameters: parameters, source: "tutorial \(tutorial), `\(name)`", note: note, examples: examples,
      origin: Origin("tutorial", version: tutorial, nearest: nearest, difference: difference), build: build
    ).asDialect(rateFromOptimizer: rateFromOptimizer)
  }
}

extension CatalogueEntry where Product == AnySchedule {
  /// The entry with `constants={name: number, ...}`: another way to give the parameters, which are constants inside the
  /// printed function.
  func withConstants() -> CatalogueEntry {
    var entry = self
    let own = parameters.map(\.name).filter { !["for", "label"].contains($0) }
    entry.parameters.append(
      Parameter(
        "constants", .any(form: "{name: number, ...}"), .none,
        Localized("the same parameters as one map, since the function has them inside", zh: "以映射给出同样的参数（函数内部的常数）")))
    let rule = build
    entry.build = { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
      try arguments.spread("constants", into: own)
      return try rule(&arguments)
    }
    return entry
  }
}
