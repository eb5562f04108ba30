import LRCore

/// What the entries of one rule say alike, in lrplot's own form and in every framework's.
struct RuleText<Settings: OptimizerRecipe>: Sendable {
  var summary: Localized
  var formula: String
  /// lrplot's own rule that frameworks' entries come nearest to.
  var nearest: String?

  /// An entry of lrplot's own, or a framework's where the name says so: `keras.SGD`.
  ///
  /// - Parameters:
  ///   - difference: what a framework's rule does otherwise than the nearest one.
  func entry(
    _ name: String, aliases: [String] = [], _ settings: Settings, _ fields: [Field<Settings>], source: String? = nil,
    _ difference: Localized = Localized("the same", zh: "相同"), note: Localized? = nil, examples: [String]? = nil,
    check: @escaping @Sendable (Settings, Arguments) throws(SpecError) -> Void = {
      (_, _) throws(SpecError) in
    }
  ) -> OptimizerEntry {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    let origin = parts.count == 2 ? Origin.optimizer(parts[0], nearest: nearest, difference) : nil
    return OptimizerEntry(
      name, aliases: aliases, settings, summary: summary, formula: formula, fields: fields, source: source ?? name,
      note: note, examples: examples, origin: origin, check: check)
  }
}

/// Notes that many entries of a framework need.
extension Localized {
  /// optax functions whose rate has no default.
  static func ownRate(_ rate: Double) -> Localized {
    Localized(
      "optax has no default for the rate; \(shortest(rate)) is lrplot's",
      zh: "optax 未设默认学习率；此处取 \(shortest(rate))")
  }
}
