import LRCore

/// Every optimizer that a spec can name.
public enum Optimizers {
  public static let catalogue = Catalogue<any OptimizerRecipe>(
    kind: Localized("optimizer", zh: "优化器"), modules: modules,
    [descent, adaptive, moments, structured, composed].flatMap { $0 }.withReexports.ownFirst.map {
      $0.withFrameworkOptions().withScheduledArguments().withClipping().withIgnoredArguments()
    })

  /// Where the frameworks keep their optimizers.
  private static let modules = [
    "torch.optim": "torch", "keras.optimizers": "keras", "keras.src.optimizers": "keras",
    "tf.keras.optimizers": "keras", "tensorflow.keras.optimizers": "keras", "tf.optimizers": "keras",
    "optax.contrib": "optax", "paddle.optimizer": "paddle", "pytorch_optimizer.optimizer": "pytorch_optimizer",
  ]

  /// The recipe that a chain of one phase names.
  ///
  /// A rate that its framework has no default for is the context's `rateToAssume`, where that is known.
  ///
  /// - Throws: `SpecError` for an unknown name, a wrong argument, or a second phase.
  public static func build(_ chain: Chain, in context: RunContext = RunContext()) throws(SpecError)
    -> any OptimizerRecipe
  {
    guard chain.phases.count == 1 else {
      throw SpecError(
        Localized("an optimizer is one thing; '+' joins schedules, after '@'", zh: "优化器只能有一个；“+”用于连接“@”之后的调度"),
        in: chain.source, at: chain.phases[1].nameRange)
    }
    var spec = chain.phases[0]
    let entry = try catalogue.entry(for: spec, in: chain.source)
    if let rate = context.rateToAssume, let name = entry.requiredRate,
      !spec.arguments.contains(where: { $0.key == name })
    {
      spec.add(name, rate)
    }
    try entry.checkRate(of: spec, in: chain.source)
    var arguments = try Arguments(
      spec, parameters: entry.parameters, ignoring: entry.ignored, context: context, source: chain.source)
    return try entry.build(&arguments)
  }
}

extension [OptimizerEntry] {
  /// lrplot's own rules, then each framework's; otherwise in the same order.
  fileprivate var ownFirst: [OptimizerEntry] {
    let frameworks = ["torch", "keras", "paddle", "optax", "pytorch_optimizer", "torch_optimizer"]
    return filter { $0.origin == nil } + frameworks.flatMap { name in filter { $0.origin?.framework == name } }
  }

  /// Names under which pytorch_optimizer hands out PyTorch's own classes, for its wrappers.
  fileprivate var withReexports: [OptimizerEntry] {
    let classes: Set = ["Adam", "AdamW", "LBFGS", "NAdam", "RMSprop", "SGD"]
    return map { entry in
      guard entry.name.hasPrefix("torch."), classes.contains(String(entry.name.dropFirst(6))) else { return entry }
      var entry = entry
      entry.aliases.append("pytorch_optimizer." + entry.name.dropFirst(6))
      return entry
    }
  }
}

extension CatalogueEntry where Product == any OptimizerRecipe {
  /// The entry with further parameters, and what they make of the recipe.
  func with(
    _ parameters: [Parameter],
    _ wrap: @escaping @Sendable (any OptimizerRecipe, inout Arguments) throws(SpecError) -> any OptimizerRecipe
  ) -> CatalogueEntry {
    var entry = self
    entry.parameters += parameters
    let rule = build
    entry.build = { (arguments: inout Arguments) throws(SpecError) -> any OptimizerRecipe in
      try wrap(try rule(&arguments), &arguments)
    }
    return entry
  }

  /// The name of the rate, where it has no default.
  public var requiredRate: String? {
    parameters.first {
      guard case .required = $0.fallback else { return false }
      return ["lr", "learning_rate"].contains($0.name)
    }?.name
  }

  /// Whether the entry itself has a parameter of this name.
  func declares(_ name: String) -> Bool { parameters.contains { $0.name == name } }

  /// The entry with what its framework offers for every optimizer.
  fileprivate func withFrameworkOptions() -> CatalogueEntry {
    switch origin?.framework {
    case "keras": withKerasOptions()
    case "paddle": withPaddleOptions()
    default: self
    }
  }

  /// The entry with `clip_norm` and `clip_value`: each framework's own way of clipping gradients.
  fileprivate func withClipping() -> CatalogueEntry {
    let parameters = [
      Parameter("clip_norm", .number(.positive), .none, clipNormMeaning),
      Parameter(
        "clip_norm_type", .choice(["1", "2", "inf"]), .word("2"),
        Localized("the norm that is meant: sum of sizes, Euclidean, largest", zh: "所用范数：绝对值之和、欧氏、最大分量")),
      Parameter(
        "clip_value", .number(.positive), .none,
        Localized("largest size of a component of the gradient", zh: "梯度各分量的绝对值上限")),
    ]
    let style = clippingStyle
    return with(parameters) { (recipe, arguments) throws(SpecError) in
      let order = try arguments.word("clip_norm_type")
      var style = style
      if case .keras = style { style = .keras(inSingle: try arguments.word("backend") == "torch") }
      let norm = try arguments.optionalNumber("clip_norm")
      let value = try arguments.optionalNumber("clip_value")
      let clipping = Clipping(
        norm: norm, order: order == "inf" ? .infinity : order == "1" ? 1 : 2, style: style,
        range: value.map { -$0...$0 })
      return clipping.isNone ? recipe : ClippedRecipe(inner: recipe, clipping: clipping)
    }
  }

  private var clippingStyle: Clipping.Style {
    switch origin?.framework {
    case "torch", "torch_optimizer", "pytorch_optimizer": .torch
    case "keras": .keras(inSingle: false)
    default: .exact
    }
  }

  private var clipNormMeaning: Localized {
    let english = "largest norm of the whole gradient; longer ones are scaled "
    return clippingStyle == .torch
      ? Localized(english + "by clip_norm / (norm + 1e-6)", zh: "整个梯度的范数上限，超过则乘以 clip_norm / (范数 + 1e-6)")
      : Localized(english + "down to it", zh: "整个梯度的范数上限，超过则缩放到此值")
  }
}
