import LRCore

/// Plain descent and what is built on its velocity.
extension GradientDescentSettings {
  static let entries: [OptimizerEntry] = [
    own(
      "sgd", aliases: ["gd"], Localized("straight down the gradient", zh: "沿梯度直下"), momentum: nil,
      formula: "w -= lr * g", source: "Cauchy 1847"),
    own(
      "momentum", aliases: ["heavy-ball"], Localized("a heavy ball rolling down", zh: "滚下的重球"), momentum: 0.9,
      formula: "v = momentum v + (1 - dampening) g;  w -= lr v", source: "Polyak 1964"),
    own(
      "nesterov", aliases: ["nag"], Localized("a ball that looks ahead", zh: "会向前看的球"), momentum: 0.9, nesterov: true,
      formula: "v = momentum v + g;  w -= lr (g + momentum v)", source: "Nesterov 1983; Sutskever et al. 2013"),
    torch,
  ]

  private static func own(
    _ name: String, aliases: [String], _ summary: Localized, momentum: Double?, nesterov: Bool = false,
    formula: String, source: String
  ) -> OptimizerEntry {
    var settings = GradientDescentSettings()
    settings.nesterov = nesterov
    var fields: [Field<GradientDescentSettings>] = [.rate(0.01)]
    if let momentum { fields.append(.share("momentum", \.momentum, momentum)) }
    if momentum != nil, !nesterov { fields.append(.dampening) }
    return OptimizerEntry(
      name, aliases: aliases, settings, summary: summary, formula: formula,
      fields: fields + [.coupledDecay(), .maximize], source: source)
  }

  private static let torch = OptimizerEntry(
    "torch.SGD", GradientDescentSettings(),
    summary: Localized("gradient descent with momentum", zh: "带动量的梯度下降"),
    formula: "v = momentum v + (1 - dampening) g;  w -= lr v",
    fields: [
      .rate(0.001), .momentum(\.momentum), .dampening, .coupledDecay(),
      .flag("nesterov", \.nesterov, Localized("look ahead", zh: "Nesterov 动量")), .maximize,
    ], source: "torch.optim.SGD", examples: ["torch.SGD:lr=0.001,momentum=0.9"],
    origin: .optimizer(
      "torch", nearest: "momentum",
      Localized("the first velocity is g, without dampening", zh: "首步速度为 g，不受 dampening 影响"))
  ) { (settings, arguments) throws(SpecError) in
    guard settings.nesterov, settings.momentum <= 0 || settings.dampening != 0 else { return }
    throw arguments.error(
      Localized(
        "Nesterov momentum requires a momentum and zero dampening", zh: "Nesterov 动量要求 momentum 大于 0 且 dampening 为 0"),
      at: "nesterov")
  }
}

extension Field where Settings == GradientDescentSettings {
  fileprivate static var dampening: Field {
    number("dampening", \.dampening, 0, in: .any, Localized("part of g kept out of the velocity", zh: "梯度不计入速度的部分"))
  }
}
