import LRCore

/// Rates of their own for each coordinate: from the squares of its gradients.
extension AdagradSettings {
  static let entries: [OptimizerEntry] = [
    OptimizerEntry(
      "adagrad", AdagradSettings(),
      summary: Localized("a rate for each coordinate that only shrinks", zh: "每个坐标只减不增的学习率"),
      formula: "s += g^2;  w -= lr g / (sqrt(s) + eps)",
      fields: [.rate(0.01), .epsilon(\.epsilon, 1e-10), .epsilonInside(\.epsilonInside), .coupledDecay(), .maximize],
      source: "Duchi, Hazan, Singer 2011", examples: ["adagrad:lr=0.5"]),
    OptimizerEntry(
      "torch.Adagrad", AdagradSettings(), summary: Localized("a rate for each coordinate", zh: "每个坐标各自的学习率"),
      formula: "s += g^2;  w -= lr / (1 + (t - 1) lr_decay) g / (sqrt(s) + eps)",
      fields: [
        .rate(0.01),
        .number("lr_decay", \.rateDecay, 0, Localized("slows the rate with time", zh: "学习率随时间的衰减")),
        .coupledDecay(),
        .number("initial_accumulator_value", \.initialSum, 0, Localized("s at first", zh: "s 的初值")),
        .epsilon(\.epsilon, 1e-10), .maximize,
      ], source: "torch.optim.Adagrad", examples: ["torch.Adagrad:lr=0.5"],
      origin: .optimizer(
        "torch", nearest: "adagrad", Localized("has lr_decay and a start value of the sum", zh: "另有 lr_decay 与累加初值"))),
  ]
}

extension AdadeltaSettings {
  static let entries: [OptimizerEntry] = [
    OptimizerEntry(
      "adadelta", AdadeltaSettings(), summary: Localized("steps measured by earlier steps", zh: "以先前步长度量的步长"),
      formula:
        "s = rho s + (1 - rho) g^2;  d = sqrt(u + eps) / sqrt(s + eps) g;  u = rho u + (1 - rho) d^2;  w -= lr d",
      fields: [.rate(1), .share("rho", \.rho, 0.9), .epsilon(\.epsilon, 1e-6), .coupledDecay(), .maximize],
      source: "Zeiler 2012"),
    OptimizerEntry(
      "torch.Adadelta", AdadeltaSettings(), summary: Localized("steps measured by earlier steps", zh: "以先前步长度量的步长"),
      formula: "as adadelta",
      fields: [.rate(1), .share("rho", \.rho, 0.9), .epsilon(\.epsilon, 1e-6), .coupledDecay(), .maximize],
      source: "torch.optim.Adadelta",
      origin: .optimizer("torch", nearest: "adadelta", Localized("the same", zh: "相同"))),
  ]
}

extension RMSpropSettings {
  static let entries: [OptimizerEntry] = [
    OptimizerEntry(
      "rmsprop", RMSpropSettings(),
      summary: Localized("the gradient over its running root mean square", zh: "梯度除以其均方根的滑动平均"),
      formula: "s = alpha s + (1 - alpha) g^2;  w -= lr g / (sqrt(s) + eps)",
      fields: [
        .rate(0.01), .share("alpha", \.alpha, 0.99), .momentum(\.momentum), .centered, .epsilon(\.epsilon, 1e-8),
        .epsilonInside(\.epsilonInside), .coupledDecay(), .maximize,
      ], source: "Hinton 2012, lecture 6e; Graves 2013", examples: ["rmsprop", "rmsprop:centered=true,momentum=0.9"]),
    OptimizerEntry(
      "torch.RMSprop", RMSpropSettings(),
      summary: Localized("the gradient over its running root mean square", zh: "梯度除以其均方根的滑动平均"),
      formula: "as rmsprop",
      fields: [
        .rate(0.01), .share("alpha", \.alpha, 0.99), .epsilon(\.epsilon, 1e-8), .coupledDecay(),
        .momentum(\.momentum), .centered, .maximize,
      ], source: "torch.optim.RMSprop",
      origin: .optimizer("torch", nearest: "rmsprop", Localized("the same", zh: "相同"))),
  ]
}

extension Field where Settings == RMSpropSettings {
  fileprivate static var centered: Field {
    flag("centered", \.centered, Localized("subtract the squared mean gradient", zh: "减去梯度均值的平方"))
  }
}
