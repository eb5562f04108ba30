import LRCore

extension Arguments {
  /// A time in steps that need not be whole, for frameworks that compute with it as it is: `7.5`, `5%`, `30ep`.
  ///
  /// The parameter is declared as `.steps(.any)`; the entry checks the bounds by the framework's own condition.
  mutating func unroundedSteps(_ name: String) throws(SpecError) -> Double {
    if case .number(let number)? = raw(name)?.kind { return number }
    return try number(name)
  }

  /// The same, or nil where it is absent and the fallback is `.none`.
  mutating func optionalUnroundedSteps(_ name: String) throws(SpecError) -> Double? {
    if case .number(let number)? = raw(name)?.kind { return number }
    return try optionalNumber(name)
  }

  /// Whether the framework's `None` was given in words: `key=none`.
  mutating func isNone(_ name: String) -> Bool { has(name) && raw(name) == nil }

  /// The error for what a framework's constructor refuses, in its own words.
  func refusal(of framework: String, _ reason: String, at name: String) -> SpecError {
    error(
      Localized("\(framework) refuses this: \(reason)", zh: "\(framework) 拒绝此值：\(reason)"),
      at: has(name) ? name : spec.arguments.first?.key ?? name)
  }

  /// The error for settings with which a framework can't even take its first step.
  func failure(of framework: String, _ reason: String, at name: String) -> SpecError {
    error(
      Localized(
        "\(framework) fails with this before the first step: \(reason)", zh: "\(framework) 在第一步之前即报错：\(reason)"),
      at: has(name) ? name : spec.arguments.first?.key ?? name)
  }
}

extension Outline {
  /// Phases one after another from step 0, each given by where it ends; those that last no step are left out.
  static func consecutive(_ phases: [(kind: PhaseKind, end: Double)], until steps: Int) -> Outline {
    var outline = Outline()
    var start = 0
    for phase in phases {
      let end = Int(min(max(phase.end.rounded(.up), Double(start)), Double(steps)))
      if end > start { outline.phases.append(Phase(phase.kind, start..<end)) }
      start = max(start, end)
    }
    return outline
  }
}
