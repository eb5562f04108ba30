import LRCore

/// `torch.optim` under dotted names: parameter names, defaults and values of PyTorch.
enum TorchOptimizers {
  static let entries: [CatalogueEntry<any OptimizerRecipe>] = [sgd, adagrad, adadelta, rmsprop, adam, adamw]

  private static func origin(_ nearest: String, _ difference: Localized) -> Origin {
    Origin("torch", version: "2.13.0", nearest: nearest, difference: difference)
  }

  private static let sgd = CatalogueEntry<any OptimizerRecipe>(
    "torch.SGD", summary: Localized("gradient descent with momentum", zh: "带动量的梯度下降"),
    formula: "v = momentum v + (1 - dampening) g;  w -= lr v",
    parameters: [
      OptimizerParameter.rate(0.001), OptimizerParameter.momentum,
      Parameter(
        "dampening", .number(.any), .number(0), Localized("part of g kept out of the velocity", zh: "梯度不计入速度的部分")),
      OptimizerParameter.decay(0, decoupled: false),
      Parameter("nesterov", .flag, .flag(false), Localized("look ahead", zh: "Nesterov 动量")),
      OptimizerParameter.maximize,
    ], source: "torch.optim.SGD", examples: ["torch.SGD:lr=0.001,momentum=0.9"],
    origin: origin("momentum", Localized("the first velocity is g, without dampening", zh: "首步速度为 g，不受 dampening 影响"))
  ) { (arguments: inout Arguments) throws(SpecError) -> any OptimizerRecipe in
    var settings = GradientDescentSettings()
    settings.rate = try arguments.number("lr")
    settings.momentum = try arguments.number("momentum")
    settings.dampening = try arguments.number("dampening")
    settings.nesterov = try arguments.flag("nesterov")
    settings.decay = WeightDecay(try arguments.number("weight_decay"))
    settings.maximizes = try arguments.flag("maximize")
    if settings.nesterov, settings.momentum <= 0 || settings.dampening != 0 {
      throw arguments.error(
        Localized(
          "Nesterov momentum requires a momentum and zero dampening", zh: "Nesterov 动量要求 momentum 大于 0 且 dampening 为 0"),
        at: "nesterov")
    }
    return settings
  }

  private static let adagrad = CatalogueEntry<any OptimizerRecipe>(
    "torch.Adagrad", summary: Localized("a rate for each coordinate", zh: "每个坐标各自的学习率"),
    formula: "s += g^2;  w -= lr / (1 + (t - 1) lr_decay) g / (sqrt(s) + eps)",
    parameters: [
      OptimizerParameter.rate(0.01),
      Parameter("lr_decay", .number(.nonNegative), .number(0), Localized("slows the rate with time", zh: "学习率随时间的衰减")),
      OptimizerParameter.decay(0, decoupled: false),
      Parameter(
        "initial_accumulator_value", .number(.nonNegative), .number(0), Localized("s at first", zh: "s 的初值")),
      OptimizerParameter.epsilon(1e-10),
    ], source: "torch.optim.Adagrad", examples: ["torch.Adagrad:lr=0.5"],
    origin: origin("adagrad", Localized("has lr_decay and a start value of the sum", zh: "另有 lr_decay 与累加初值"))
  ) { (arguments: inout Arguments) throws(SpecError) -> any OptimizerRecipe in
    var settings = AdagradSettings()
    settings.rate = try arguments.number("lr")
    settings.rateDecay = try arguments.number("lr_decay")
    settings.initialSum = try arguments.number("initial_accumulator_value")
    settings.epsilon = try arguments.number("eps")
    settings.decay = WeightDecay(try arguments.number("weight_decay"))
    return settings
  }

  private static let adadelta = CatalogueEntry<any OptimizerRecipe>(
    "torch.Adadelta", summary: Localized("steps measured by earlier steps", zh: "以先前步长度量的步长"),
    formula: "as adadelta",
    parameters: [
      OptimizerParameter.rate(1),
      Parameter("rho", .number(.unit), .number(0.9), Localized("share kept of the means", zh: "均值保留系数")),
      OptimizerParameter.epsilon(1e-6), OptimizerParameter.decay(0, decoupled: false),
    ], source: "torch.optim.Adadelta", examples: ["torch.Adadelta"],
    origin: origin("adadelta", Localized("the same", zh: "相同"))
  ) { (arguments: inout Arguments) throws(SpecError) -> any OptimizerRecipe in
    var settings = AdadeltaSettings()
    settings.rate = try arguments.number("lr")
    settings.rho = try arguments.number("rho")
    settings.epsilon = try arguments.number("eps")
    settings.decay = WeightDecay(try arguments.number("weight_decay"))
    return settings
  }

  private static let rmsprop = CatalogueEntry<any OptimizerRecipe>(
    "torch.RMSprop", summary: Localized("the gradient over its running root mean square", zh: "梯度除以其均方根的滑动平均"),
    formula: "as rmsprop",
    parameters: [
      OptimizerParameter.rate(0.01),
      Parameter("alpha", .number(.unit), .number(0.99), Localized("share kept of the mean square", zh: "均方保留系数")),
      OptimizerParameter.epsilon(1e-8), OptimizerParameter.decay(0, decoupled: false), OptimizerParameter.momentum,
      Parameter("centered", .flag, .flag(false), Localized("subtract the squared mean gradient", zh: "减去梯度均值的平方")),
    ], source: "torch.optim.RMSprop", examples: ["torch.RMSprop:lr=0.01"],
    origin: origin("rmsprop", Localized("the same", zh: "相同"))
  ) { (arguments: inout Arguments) throws(SpecError) -> any OptimizerRecipe in
    var settings = RMSpropSettings()
    settings.rate = try arguments.number("lr")
    settings.alpha = try arguments.number("alpha")
    settings.epsilon = try arguments.number("eps")
    settings.momentum = try arguments.number("momentum")
    settings.centered = try arguments.flag("centered")
    settings.decay = WeightDecay(try arguments.number("weight_decay"))
    return settings
  }

  private static let adam = adam(
    "torch.Adam", decay: 0, decoupled: false, nearest: "adam", Localized("the same", zh: "相同"))
  private static let adamw = adam(
    "torch.AdamW", decay: 0.01, decoupled: true, nearest: "adamw", Localized("the same", zh: "相同"))

  private static func adam(
    _ name: String, decay: Double, decoupled: Bool, nearest: String, _ difference: Localized
  ) -> CatalogueEntry<any OptimizerRecipe> {
    CatalogueEntry(
      name, summary: Localized("momentum over a running root mean square", zh: "动量除以均方根的滑动平均"),
      formula: "as \(nearest)",
      parameters: [
        OptimizerParameter.rate(0.001), OptimizerParameter.betas, OptimizerParameter.epsilon(1e-8),
        OptimizerParameter.decay(decay, decoupled: decoupled),
        Parameter("amsgrad", .flag, .flag(false), Localized("the divisor never shrinks", zh: "分母不减小")),
        OptimizerParameter.maximize,
      ], source: "torch.optim.\(name.dropFirst(6))", examples: ["\(name):lr=0.05"], origin: origin(nearest, difference)
    ) { (arguments: inout Arguments) throws(SpecError) -> any OptimizerRecipe in
      var settings = AdamSettings()
      settings.rate = try arguments.number("lr")
      (settings.beta1, settings.beta2) = try arguments.betas()
      settings.epsilon = try arguments.number("eps")
      settings.amsgrad = try arguments.flag("amsgrad")
      settings.decay = WeightDecay(try arguments.number("weight_decay"), isDecoupled: decoupled)
      settings.maximizes = try arguments.flag("maximize")
      return settings
    }
  }
}
