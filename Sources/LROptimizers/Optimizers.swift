import LRCore

/// Every optimizer that a spec can name.
public enum Optimizers {
  public static let catalogue = Catalogue<any OptimizerRecipe>(
    kind: Localized("optimizer", zh: "优化器"), (own + TorchOptimizers.entries).map { $0.withClipping() })

  /// Plain names: one clear meaning each.
  static let own: [CatalogueEntry<any OptimizerRecipe>] = OwnOptimizers.entries

  /// The recipe that a spec names.
  public static func build(_ spec: Spec, of chain: Chain, in context: RunContext = RunContext()) throws(SpecError)
    -> any OptimizerRecipe
  {
    let entry = try catalogue.entry(for: spec, in: chain.source)
    var arguments = try Arguments(spec, parameters: entry.parameters, context: context, source: chain.source)
    return try entry.build(&arguments)
  }
}

extension CatalogueEntry where Product == any OptimizerRecipe {
  /// The entry with `clip_norm` and `clip_value`, which mean the same for every optimizer.
  func withClipping() -> CatalogueEntry {
    var entry = self
    entry.parameters += [
      Parameter(
        "clip_norm", .number(.positive), .none,
        Localized("largest norm of the gradient; longer ones are scaled down", zh: "梯度范数上限，超过则缩放")),
      Parameter(
        "clip_norm_type", .choice(["1", "2", "inf"]), .word("2"),
        Localized("the norm that is meant: sum of sizes, Euclidean, largest", zh: "所用范数：绝对值之和、欧氏、最大分量")),
      Parameter(
        "clip_value", .number(.positive), .none,
        Localized("largest size of a component of the gradient", zh: "梯度各分量的绝对值上限")),
    ]
    let rule = build
    entry.build = { (arguments: inout Arguments) throws(SpecError) -> any OptimizerRecipe in
      let recipe = try rule(&arguments)
      let order = try arguments.word("clip_norm_type")
      let clipping = Clipping(
        norm: try arguments.optionalNumber("clip_norm"), order: order == "inf" ? .infinity : order == "1" ? 1 : 2,
        value: try arguments.optionalNumber("clip_value"))
      return clipping.norm == nil && clipping.value == nil ? recipe : ClippedRecipe(base: recipe, clipping: clipping)
    }
    return entry
  }
}

/// Parameters that many optimizers share.
enum OptimizerParameter {
  static func rate(_ value: Double) -> Parameter {
    Parameter("lr", .number(.nonNegative), .number(value), Localized("learning rate", zh: "学习率"))
  }

  static func decay(_ value: Double, decoupled: Bool) -> Parameter {
    Parameter(
      "weight_decay", .number(.nonNegative), .number(value),
      decoupled
        ? Localized("shrinks weights by lr times this", zh: "权重每步缩小 lr 乘以此值")
        : Localized("times the weight, added to the gradient (L2)", zh: "乘以权重后加到梯度上（L2）"))
  }

  static func epsilon(_ value: Double) -> Parameter {
    Parameter("eps", .number(.nonNegative), .number(value), Localized("keeps divisions finite", zh: "避免除以零"))
  }

  static let epsilonInside = Parameter(
    "eps_inside", .flag, .flag(false), Localized("add eps under the root", zh: "将 eps 加在根号内"))

  static let betas = Parameter(
    "betas", .numbers(Bounds(0, 1, openUpper: true)), .numbers([0.9, 0.999]),
    Localized("shares kept of the means of gradient and square", zh: "梯度与平方均值的保留系数"))

  static let momentum = Parameter(
    "momentum", .number(.nonNegative), .number(0), Localized("share of the velocity that is kept", zh: "速度保留系数"))

  static let maximize = Parameter(
    "maximize", .flag, .flag(false), Localized("climb instead of descending", zh: "上升而非下降"))
}

extension Arguments {
  /// Two numbers below 1.
  mutating func betas() throws(SpecError) -> (Double, Double) {
    let betas = try numbers("betas")
    guard betas.count == 2 else {
      throw error(
        Localized("'betas' are two numbers, such as [0.9,0.999]", zh: "“betas”应为两个数，例如 [0.9,0.999]"), at: "betas")
    }
    return (betas[0], betas[1])
  }
}
