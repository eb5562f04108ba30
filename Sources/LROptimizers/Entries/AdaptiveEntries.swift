import LRCore

/// Rates of their own for each coordinate: from the squares of its gradients.
extension AdagradSettings {
  private static let summary = Localized("a rate for each coordinate that only shrinks", zh: "每个坐标只减不增的学习率")

  static let entries: [OptimizerEntry] = [
    OptimizerEntry(
      "adagrad", AdagradSettings(), summary: summary, formula: "s += g^2;  w -= lr g / (sqrt(s) + eps)",
      fields: [.rate(0.01), .epsilon(\.epsilon, 1e-10), .epsilonInside(\.epsilonInside), .coupledDecay(), .maximize],
      source: "Duchi, Hazan, Singer 2011", examples: ["adagrad:lr=0.5"]),
    .framework(
      "torch.Adagrad", like: "adagrad", AdagradSettings(), summary,
      differing: Localized("has lr_decay and a start value of the sum", zh: "另有 lr_decay 与累加初值"),
      formula: "s += g^2;  w -= lr / (1 + (t - 1) lr_decay) g / (sqrt(s) + eps)",
      fields: [
        .rate(0.01),
        .number("lr_decay", \.rateDecay, 0, Localized("slows the rate with time", zh: "学习率随时间的衰减")),
        .coupledDecay(), .initialSum(0), .epsilon(\.epsilon, 1e-10), .maximize,
      ], examples: ["torch.Adagrad:lr=0.5"]),
    inside(
      "keras", "Adagrad", [.rate(0.001, "learning_rate"), .initialSum(0.1), .epsilon(\.epsilon, 1e-7, "epsilon")]),
    .framework(
      "paddle.Adagrad", like: "adagrad", AdagradSettings(), summary,
      differing: Localized("the same, with eps = 1e-6", zh: "相同，eps = 1e-6"),
      fields: [
        .rate(0.01, "learning_rate"), .epsilon(\.epsilon, 1e-6, "epsilon").single(\.epsilon), .initialSum(0),
      ], note: .paddleRate, examples: ["paddle.Adagrad:learning_rate=0.5"]),
    inside(
      "optax", "adagrad", [.rate(0.01, "learning_rate"), .initialSum(0.1), .epsilon(\.epsilon, 1e-7)],
      note: .rateIsRequired),
  ]

  private static func inside(
    _ framework: String, _ name: String, _ fields: [Field<Self>], note: Localized? = nil
  ) -> OptimizerEntry {
    var settings = AdagradSettings()
    settings.epsilonInside = true
    settings.restsWhereFlat = framework == "optax"
    return .framework(
      "\(framework).\(name)", like: "adagrad", settings, summary,
      differing: Localized("eps = 1e-7 under the root; the sum starts at 0.1", zh: "eps = 1e-7 在根号内；累加初值为 0.1"),
      formula: "s += g^2;  w -= lr g / sqrt(s + eps)", fields: fields, note: note,
      examples: ["\(framework).\(name):learning_rate=0.5"])
  }
}

extension Field where Settings == AdagradSettings {
  fileprivate static func initialSum(_ fallback: Double) -> Field {
    number("initial_accumulator_value", \.initialSum, fallback, Localized("s at first", zh: "s 的初值"))
  }
}

extension Localized {
  fileprivate static let paddleRate = Localized(
    "Paddle has no default rate; the one here is lrplot's", zh: "Paddle 没有默认学习率；此处取 lrplot 的默认值")
}

extension AdadeltaSettings {
  private static let summary = Localized("steps measured by earlier steps", zh: "以先前步长度量的步长")

  static let entries: [OptimizerEntry] = [
    OptimizerEntry(
      "adadelta", AdadeltaSettings(), summary: summary,
      formula:
        "s = rho s + (1 - rho) g^2;  d = sqrt(u + eps) / sqrt(s + eps) g;  u = rho u + (1 - rho) d^2;  w -= lr d",
      fields: plain, source: "Zeiler 2012"),
    .framework(
      "torch.Adadelta", like: "adadelta", AdadeltaSettings(), summary, fields: plain),
    .framework(
      "keras.Adadelta", like: "adadelta", AdadeltaSettings(), summary,
      differing: slow + Localized("; eps = 1e-7", zh: "；eps = 1e-7"),
      fields: [.rate(0.001, "learning_rate"), .share("rho", \.rho, 0.95), .epsilon(\.epsilon, 1e-7, "epsilon")],
      examples: ["keras.Adadelta:learning_rate=1"]),
    .framework(
      "paddle.Adadelta", like: "adadelta", AdadeltaSettings(), summary, differing: slow,
      fields: [
        .rate(0.001, "learning_rate"), .epsilon(\.epsilon, 1e-6, "epsilon").single(\.epsilon),
        .share("rho", \.rho, 0.95).single(\.rho),
      ], examples: ["paddle.Adadelta:learning_rate=1"]),
    .framework(
      "optax.adadelta", like: "adadelta", AdadeltaSettings(), summary,
      fields: [.rate(1, "learning_rate"), .share("rho", \.rho, 0.9), .epsilon(\.epsilon, 1e-6), .coupledDecay()],
      note: .rateIsRequired, examples: ["optax.adadelta:learning_rate=1"]),
  ]

  private static let plain: [Field<Self>] = [
    .rate(1), .share("rho", \.rho, 0.9), .epsilon(\.epsilon, 1e-6), .coupledDecay(), .maximize,
  ]

  private static let slow = Localized(
    "the default rate is 0.001 where the paper has 1; rho = 0.95", zh: "默认学习率为 0.001（原论文为 1）；rho = 0.95")
}

extension RMSpropSettings {
  private static let summary = Localized("the gradient over its running root mean square", zh: "梯度除以其均方根的滑动平均")

  static let entries: [OptimizerEntry] = [
    OptimizerEntry(
      "rmsprop", RMSpropSettings(), summary: summary,
      formula: "s = alpha s + (1 - alpha) g^2;  w -= lr g / (sqrt(s) + eps)",
      fields: [
        .rate(0.01), .share("alpha", \.alpha, 0.99), .momentum(\.momentum), .centered, .epsilon(\.epsilon, 1e-8),
        .epsilonInside(\.epsilonInside), .coupledDecay(), .maximize,
      ], source: "Hinton 2012, lecture 6e; Graves 2013", examples: ["rmsprop", "rmsprop:centered=true,momentum=0.9"]),
    .framework(
      "torch.RMSprop", like: "rmsprop", RMSpropSettings(), summary,
      fields: [
        .rate(0.01), .share("alpha", \.alpha, 0.99, in: .nonNegative), .epsilon(\.epsilon, 1e-8), .coupledDecay(),
        .momentum(\.momentum), .centered, .maximize,
      ]),
    inside(
      "keras", "RMSprop",
      [
        .rate(0.001, "learning_rate"), .share("rho", \.alpha, 0.9), .momentum(\.momentum),
        .epsilon(\.epsilon, 1e-7, "epsilon"), .centered,
      ], Localized("; rho = 0.9, eps = 1e-7", zh: "；rho = 0.9，eps = 1e-7")),
    inside(
      "paddle", "RMSProp",
      [
        .rate(0.01, "learning_rate"), .share("rho", \.alpha, 0.95, in: .nonNegative).single(\.alpha),
        .epsilon(\.epsilon, 1e-6, "epsilon").single(\.epsilon), .momentum(\.momentum).single(\.momentum), .centered,
      ], Localized("; rho = 0.95, eps = 1e-6", zh: "；rho = 0.95，eps = 1e-6"), note: .paddleRate),
    inside(
      "optax", "rmsprop",
      [
        .rate(0.01, "learning_rate"), .share("decay", \.alpha, 0.9), .epsilon(\.epsilon, 1e-8),
        .number("initial_scale", \.initialSquare, 0, Localized("s at first", zh: "s 的初值")),
        .flag("eps_in_sqrt", \.epsilonInside, unlessSaid: true, Localized("add eps under the root", zh: "将 eps 加在根号内")),
        .centered, .momentum(\.momentum), .flag("nesterov", \.nesterov, Localized("look ahead", zh: "Nesterov 动量")),
        .flag("bias_correction", \.correctsBias, Localized("correct the means for their start", zh: "校正均值的起始偏差")),
      ], Localized("; decay = 0.9", zh: "；decay = 0.9"), note: .rateIsRequired),
  ]

  private static func inside(
    _ framework: String, _ name: String, _ fields: [Field<Self>], _ defaults: Localized, note: Localized? = nil
  ) -> OptimizerEntry {
    var settings = RMSpropSettings()
    settings.epsilonInside = true
    settings.velocityHoldsRate = true
    return .framework(
      "\(framework).\(name)", like: "rmsprop", settings, summary,
      differing: Localized("eps under the root; the velocity holds the rate of its time", zh: "eps 在根号内；速度包含当时的学习率")
        + defaults, formula: "s = rho s + (1 - rho) g^2;  b = momentum b + lr g / sqrt(s + eps);  w -= b",
      fields: fields, note: note, examples: ["\(framework).\(name):learning_rate=0.005"])
  }
}

extension Field where Settings == RMSpropSettings {
  fileprivate static var centered: Field {
    flag("centered", \.centered, Localized("subtract the squared mean gradient", zh: "减去梯度均值的平方"))
  }
}
