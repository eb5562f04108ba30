import LRCore

/// lrplot's own optimizers, of the rules that all frameworks share.
enum OwnOptimizers {
  static let entries: [CatalogueEntry<any OptimizerRecipe>] = [
    descent("sgd", aliases: ["gd"], summary: Localized("straight down the gradient", zh: "沿梯度直下"), momentum: nil),
    descent(
      "momentum", aliases: ["heavy-ball"], summary: Localized("a heavy ball rolling down", zh: "滚下的重球"),
      momentum: 0.9),
    descent(
      "nesterov", aliases: ["nag"], summary: Localized("a ball that looks ahead", zh: "会向前看的球"), momentum: 0.9,
      nesterov: true),
    adagrad, adadelta, rmsprop,
    adam("adam", summary: Localized("momentum over a running root mean square", zh: "动量除以均方根的滑动平均"), amsgrad: false),
    adam(
      "adamw", summary: Localized("Adam with decoupled weight decay", zh: "解耦权重衰减的 Adam"), amsgrad: false,
      decay: 0.01, decoupled: true),
    adam("amsgrad", summary: Localized("Adam whose divisor never shrinks", zh: "分母不减小的 Adam"), amsgrad: true),
  ]

  private static func descent(
    _ name: String, aliases: [String], summary: Localized, momentum: Double?, nesterov: Bool = false
  ) -> CatalogueEntry<any OptimizerRecipe> {
    var parameters = [OptimizerParameter.rate(0.01)]
    if let momentum {
      parameters.append(
        Parameter(
          "momentum", .number(Bounds(0, 1, openUpper: true)), .number(momentum),
          Localized("share of the velocity that is kept", zh: "速度保留系数")))
    }
    parameters.append(OptimizerParameter.decay(0, decoupled: false))
    return CatalogueEntry(
      name, aliases: aliases, summary: summary,
      formula: momentum == nil
        ? "w -= lr * g" : nesterov ? "v = momentum v + g;  w -= lr (g + momentum v)" : "v = momentum v + g;  w -= lr v",
      parameters: parameters,
      source: momentum == nil ? "Cauchy 1847" : nesterov ? "Nesterov 1983; Sutskever et al. 2013" : "Polyak 1964",
      examples: [name]
    ) { (arguments: inout Arguments) throws(SpecError) -> any OptimizerRecipe in
      var settings = GradientDescentSettings()
      settings.rate = try arguments.number("lr")
      if momentum != nil { settings.momentum = try arguments.number("momentum") }
      settings.nesterov = nesterov
      settings.decay = WeightDecay(try arguments.number("weight_decay"))
      return settings
    }
  }

  private static let adagrad = CatalogueEntry<any OptimizerRecipe>(
    "adagrad", summary: Localized("a rate for each coordinate that only shrinks", zh: "每个坐标只减不增的学习率"),
    formula: "s += g^2;  w -= lr g / (sqrt(s) + eps)",
    parameters: [
      OptimizerParameter.rate(0.01), OptimizerParameter.epsilon(1e-10), OptimizerParameter.epsilonInside,
      OptimizerParameter.decay(0, decoupled: false),
    ], source: "Duchi, Hazan, Singer 2011", examples: ["adagrad:lr=0.5"]
  ) { (arguments: inout Arguments) throws(SpecError) -> any OptimizerRecipe in
    var settings = AdagradSettings()
    settings.rate = try arguments.number("lr")
    settings.epsilon = try arguments.number("eps")
    settings.epsilonInside = try arguments.flag("eps_inside")
    settings.decay = WeightDecay(try arguments.number("weight_decay"))
    return settings
  }

  private static let adadelta = CatalogueEntry<any OptimizerRecipe>(
    "adadelta", summary: Localized("steps measured by earlier steps", zh: "以先前步长度量的步长"),
    formula: "s = rho s + (1 - rho) g^2;  d = sqrt(u + eps) / sqrt(s + eps) g;  u = rho u + (1 - rho) d^2;  w -= lr d",
    parameters: [
      OptimizerParameter.rate(1),
      Parameter("rho", .number(.unit), .number(0.9), Localized("share kept of the means", zh: "均值保留系数")),
      OptimizerParameter.epsilon(1e-6), OptimizerParameter.decay(0, decoupled: false),
    ], source: "Zeiler 2012", examples: ["adadelta"]
  ) { (arguments: inout Arguments) throws(SpecError) -> any OptimizerRecipe in
    var settings = AdadeltaSettings()
    settings.rate = try arguments.number("lr")
    settings.rho = try arguments.number("rho")
    settings.epsilon = try arguments.number("eps")
    settings.decay = WeightDecay(try arguments.number("weight_decay"))
    return settings
  }

  private static let rmsprop = CatalogueEntry<any OptimizerRecipe>(
    "rmsprop", summary: Localized("the gradient over its running root mean square", zh: "梯度除以其均方根的滑动平均"),
    formula: "s = alpha s + (1 - alpha) g^2;  w -= lr g / (sqrt(s) + eps)",
    parameters: [
      OptimizerParameter.rate(0.01),
      Parameter("alpha", .number(.unit), .number(0.99), Localized("share kept of the mean square", zh: "均方保留系数")),
      OptimizerParameter.momentum,
      Parameter(
        "centered", .flag, .flag(false), Localized("subtract the squared mean gradient", zh: "减去梯度均值的平方")),
      OptimizerParameter.epsilon(1e-8), OptimizerParameter.epsilonInside,
      OptimizerParameter.decay(0, decoupled: false),
    ], source: "Hinton 2012, lecture 6e; Graves 2013", examples: ["rmsprop", "rmsprop:centered=true,momentum=0.9"]
  ) { (arguments: inout Arguments) throws(SpecError) -> any OptimizerRecipe in
    var settings = RMSpropSettings()
    settings.rate = try arguments.number("lr")
    settings.alpha = try arguments.number("alpha")
    settings.momentum = try arguments.number("momentum")
    settings.centered = try arguments.flag("centered")
    settings.epsilon = try arguments.number("eps")
    settings.epsilonInside = try arguments.flag("eps_inside")
    settings.decay = WeightDecay(try arguments.number("weight_decay"))
    return settings
  }

  private static func adam(
    _ name: String, summary: Localized, amsgrad: Bool, decay: Double = 0, decoupled: Bool = false
  ) -> CatalogueEntry<any OptimizerRecipe> {
    CatalogueEntry(
      name, summary: summary,
      formula: """
        m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2
        w -= lr m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps)
        """,
      parameters: [
        OptimizerParameter.rate(0.001), OptimizerParameter.betas, OptimizerParameter.epsilon(1e-8),
        OptimizerParameter.epsilonInside, OptimizerParameter.decay(decay, decoupled: decoupled),
      ],
      source: decoupled ? "Loshchilov & Hutter 2019" : amsgrad ? "Reddi, Kale, Kumar 2018" : "Kingma & Ba 2015",
      examples: ["\(name):lr=0.05"]
    ) { (arguments: inout Arguments) throws(SpecError) -> any OptimizerRecipe in
      var settings = AdamSettings()
      settings.rate = try arguments.number("lr")
      (settings.beta1, settings.beta2) = try arguments.betas()
      settings.epsilon = try arguments.number("eps")
      settings.epsilonPlace = try arguments.flag("eps_inside") ? .inside : .outside
      settings.amsgrad = amsgrad
      settings.decay = WeightDecay(try arguments.number("weight_decay"), isDecoupled: decoupled)
      return settings
    }
  }
}
