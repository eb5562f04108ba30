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
    let own = parameters
    entry.parameters.append(
      Parameter(
        "constants", .any(form: "{name: number, ...}"), .none,
        Localized("the same parameters as one map, since the function has them inside", zh: "以映射给出同样的参数（函数内部的常数）")))
    let rule = build
    entry.build = { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
      guard arguments.raw("constants") != nil else { return try rule(&arguments) }
      for parameter in own { _ = arguments.raw(parameter.name) }
      let spec = try arguments.withConstantsSpelledOut(among: own.map(\.name))
      var plain = try Arguments(spec, parameters: own, context: arguments.context, source: arguments.source)
      return try rule(&plain)
    }
    return entry
  }
}

extension Arguments {
  /// The spec with each pair of `constants` as an argument of its own.
  ///
  /// - Throws: `SpecError` if it is no map, or names a parameter that isn't there or is given already.
  fileprivate func withConstantsSpelledOut(among names: [String]) throws(SpecError) -> Spec {
    var spec = spec
    guard let place = spec.arguments.firstIndex(where: { $0.key == "constants" }) else { return spec }
    let constants = spec.arguments.remove(at: place)
    guard case .map(let pairs) = constants.value.kind else {
      throw error(
        Localized("'constants' is a map such as {drop:0.5}", zh: "“constants”应为映射，例如 {drop:0.5}"), at: "constants")
    }
    for pair in pairs {
      let name: String
      switch pair.key.kind {
      case .word(let word), .text(let word, _): name = word
      default: name = pair.key.text
      }
      guard names.contains(name) else {
        let near = LRCore.nearest(to: name, among: names)
        throw SpecError(
          Localized(
            "'\(spec.name)' has no constant '\(name)'; "
              + (near.map { "did you mean '\($0)'?" } ?? "it has \(names.joined(separator: ", "))"),
            zh: "“\(spec.name)”没有常数“\(name)”；"
              + (near.map { "是否想写“\($0)”？" } ?? "可用：\(names.joined(separator: ", "))")),
          in: source, at: pair.key.range)
      }
      guard !spec.arguments.contains(where: { $0.key == name }) else {
        throw SpecError(
          Localized("'\(name)' is given twice", zh: "“\(name)”给了两次"), in: source, at: pair.key.range)
      }
      var argument = constants
      argument.key = name
      argument.keyRange = pair.key.range
      argument.value = pair.value
      spec.arguments.append(argument)
    }
    return spec
  }
}
