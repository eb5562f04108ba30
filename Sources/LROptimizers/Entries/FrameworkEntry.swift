import LRCore

extension CatalogueEntry where Product == any OptimizerRecipe {
  /// A framework's entry of a rule: `keras.Adam`.
  ///
  /// - Parameters:
  ///   - nearest: lrplot's own rule that it comes nearest to.
  ///   - formula: nil where it is that one's.
  static func framework<Settings: OptimizerRecipe>(
    _ framework: String, _ name: String, nearest: String, _ settings: Settings, _ summary: Localized,
    formula: String? = nil, fields: [Field<Settings>], difference: Localized = Localized("the same", zh: "相同"),
    note: Localized? = nil, examples: [String]? = nil,
    check: @escaping @Sendable (Settings, Arguments) throws(SpecError) -> Void = { (_, _) throws(SpecError) in }
  ) -> OptimizerEntry {
    let modules = ["torch": "torch.optim", "keras": "keras.optimizers", "paddle": "paddle.optimizer"]
    return OptimizerEntry(
      "\(framework).\(name)", settings, summary: summary, formula: formula ?? "as \(nearest)", fields: fields,
      source: "\(modules[framework] ?? framework).\(name)", note: note, examples: examples,
      origin: .optimizer(framework, nearest: nearest, difference), check: check)
  }
}
