import LRCore

extension CatalogueEntry where Product == any OptimizerRecipe {
  /// An entry of one of lrplot's own names: the paper's rule, with the paper's defaults.
  static func own<Settings: OptimizerRecipe>(
    _ name: String, aliases: [String] = [], _ settings: Settings, _ summary: Localized, formula: String,
    fields: [Field<Settings>], source: String, note: Localized? = nil
  ) -> OptimizerEntry {
    OptimizerEntry(
      name, aliases: aliases, settings, summary: summary, formula: formula, fields: fields, source: source, note: note)
  }

  /// A framework's entry of a rule: `keras.Adam`.
  ///
  /// - Parameters:
  ///   - nearest: lrplot's own rule that it comes nearest to.
  ///   - difference: in one line; nil where there is none but names and defaults.
  ///   - formula: nil where it is the nearest one's.
  ///   - module: where the framework keeps it, unless that is where it keeps all.
  ///   - examples: nil for the name, with a rate where that is required.
  static func framework<Settings: OptimizerRecipe>(
    _ name: String, like nearest: String, _ settings: Settings, _ summary: Localized,
    differing difference: Localized? = nil, formula: String? = nil, fields: [Field<Settings>], module: String? = nil,
    note: Localized? = nil, examples: [String]? = nil,
    check: @escaping @Sendable (Settings, Arguments) throws(SpecError) -> Void = { (_, _) throws(SpecError) in }
  ) -> OptimizerEntry {
    let modules = ["torch": "torch.optim", "keras": "keras.optimizers", "paddle": "paddle.optimizer"]
    let words = name.split(separator: ".", maxSplits: 1).map(String.init)
    let rate = fields.map(\.parameter).first { ["lr", "learning_rate"].contains($0.name) }
    var example = name
    if let rate, case .required = rate.fallback { example += ":\(rate.name)=0.05" }
    return OptimizerEntry(
      name, settings, summary: summary, formula: formula ?? "as \(nearest)", fields: fields,
      source: "\(module ?? modules[words[0]] ?? words[0]).\(words[1])", note: note, examples: examples ?? [example],
      origin: .optimizer(words[0], nearest: nearest, difference ?? Localized("the same rule", zh: "规则相同")),
      check: check)
  }
}
