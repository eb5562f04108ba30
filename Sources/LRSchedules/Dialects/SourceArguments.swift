import LRCore

extension Arguments {
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
      let end = Int(clamping: min(max(phase.end.rounded(.up), Double(start)), Double(steps)))
      if end > start { outline.phases.append(Phase(phase.kind, start..<end)) }
      start = max(start, end)
    }
    return outline
  }
}
