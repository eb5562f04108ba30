import LRCore

/// Rules that find their rate: Prodigy and D-Adaptation.
extension ProdigySettings {
  private static let summary = Localized("Adam that estimates its own rate", zh: "自行估计学习率的 Adam")
  private static let formula = """
    r = b3 r + d^2 / d0 lr <g, start - w>;  s = b3 s + d^2 / d0 lr g;  d' = max(d, d_coef r / |s|_1)
    m = b1 m + (1 - b1) d g;  v = b2 v + (1 - b2) (d g)^2;  w -= lr d m / (sqrt(v) + d' eps)
    """

  static let entries: [OptimizerEntry] = [
    .own(
      "prodigy", ProdigySettings(), summary, formula: formula,
      fields: [.rate(1), .betas(\.beta1, \.beta2)] + estimate
        + [.corrects, .safeguard, .epsilonOrNone, .decoupledDecay(), .maximize],
      source: "Mishchenko & Defazio 2023", note: .leaveTheRate),
    .framework(
      "pytorch_optimizer.Prodigy", like: "prodigy", ProdigySettings(), summary,
      fields: [.rate(1), .betas(\.beta1, \.beta2)] + estimate + .placedDecay(isDecoupled: true)
        + [.corrects, .safeguard, .epsilonOrNone, .maximize],
      note: Localized("decay does nothing with weight_decouple=false", zh: "weight_decouple=false 时权重衰减不起作用")),
    .framework(
      "optax.prodigy", like: "prodigy", corrected, summary,
      differing: Localized("always corrected for the start at 0", zh: "始终作偏差修正"),
      fields: [
        .rate(1, "learning_rate"), .betas(\.beta1, \.beta2), .thirdBeta, .epsilonOrNone, .first("estim_lr0"),
        .coefficient("estim_lr_coef"), .decoupledDecay(), .safeguard,
      ], module: "optax.contrib"),
  ]

  private static let estimate: [Field<ProdigySettings>] = [
    .thirdBeta, .first("d0"), .coefficient("d_coef"), .growth(\.growth),
  ]

  private static let corrected = {
    var settings = ProdigySettings()
    settings.corrects = true
    return settings
  }()
}

extension DAdaptAdamSettings {
  private static let summary = Localized("Adam that learns its rate from its own steps", zh: "由自身各步学得学习率的 Adam")
  private static let formula = """
    c = sqrt(b2);  r = c r + (1 - c) d lr <g, s / (sqrt(v) + eps)>;  s = c s + (1 - c) d lr g
    m = b1 m + (1 - b1) d lr g;  v = b2 v + (1 - b2) g^2;  d = max(d, r / ((1 - c) |s|_1));  w -= m / (sqrt(v) + eps)
    """

  static let entries: [OptimizerEntry] = [
    .own(
      "dadapt-adam", aliases: ["d-adaptation"], DAdaptAdamSettings(), summary, formula: formula,
      fields: [.rate(1), .betas(\.beta1, \.beta2)] + estimate
        + [.epsilon(\.epsilon, 1e-8), .decoupledDecay(), .maximize],
      source: "Defazio & Mishchenko 2023", note: .leaveTheRate),
    .framework(
      "pytorch_optimizer.DAdaptAdam", like: "dadapt-adam", DAdaptAdamSettings(), summary,
      differing: Localized("decay is coupled unless said otherwise", zh: "默认使用耦合的权重衰减"),
      fields: [.rate(1), .betas(\.beta1, \.beta2)] + estimate + .placedDecay(isDecoupled: false)
        + [.epsilon(\.epsilon, 1e-8), .maximize]),
    .framework(
      "optax.dadapt_adamw", like: "dadapt-adam", corrected, summary,
      differing: Localized("always corrected for the start at 0", zh: "始终作偏差修正"),
      fields: [
        .rate(1, "learning_rate"), .betas(\.beta1, \.beta2), .epsilon(\.epsilon, 1e-8),
        .first(\.firstEstimate, "estim_lr0"), .decoupledDecay(),
      ], module: "optax.contrib"),
  ]

  private static let estimate: [Field<DAdaptAdamSettings>] = [
    .first(\.firstEstimate, "d0"), .growth(\.growth), .corrects(\.corrects),
  ]

  private static let corrected = {
    var settings = DAdaptAdamSettings()
    settings.corrects = true
    return settings
  }()
}

extension Localized {
  fileprivate static var leaveTheRate: Localized {
    Localized("leave lr at 1: it multiplies what is estimated", zh: "lr 保持 1：它会乘以估计值")
  }
}

extension Field {
  fileprivate static func first(_ path: WritableKeyPath<Settings, Double> & Sendable, _ name: String) -> Field {
    number(name, path, 1e-6, in: .positive, Localized("estimate at first", zh: "估计的初值"))
  }

  fileprivate static func growth(_ path: WritableKeyPath<Settings, Double?> & Sendable) -> Field {
    optionalNumber("growth_rate", path, Localized("the estimate grows by no more at once", zh: "估计每步的最大增长倍数"))
  }

  fileprivate static func corrects(_ path: WritableKeyPath<Settings, Bool> & Sendable) -> Field {
    flag("bias_correction", path, Localized("correct for the start at 0", zh: "作偏差修正"))
  }
}

extension Field where Settings == ProdigySettings {
  fileprivate static var corrects: Field { corrects(\.corrects) }
  fileprivate static func first(_ name: String) -> Field { first(\.firstEstimate, name) }

  fileprivate static func coefficient(_ name: String) -> Field {
    number(name, \.coefficient, 1, Localized("factor of the estimate", zh: "估计的系数"))
  }

  fileprivate static var thirdBeta: Field {
    optionalNumber(
      "beta3", \.beta3, in: .unit,
      Localized("share kept by the estimate's sums; else sqrt(b2)", zh: "估计所用累加的保留系数；缺省为 sqrt(b2)"))
  }

  fileprivate static var safeguard: Field {
    flag("safeguard_warmup", \.safeguardsWarmup, Localized("keep a warm-up out of the divisor", zh: "分母不受预热影响"))
  }

  /// `none` steps by atan2(m, sqrt(v)).
  fileprivate static var epsilonOrNone: Field {
    let meaning = Localized("keeps divisions finite; none takes atan2", zh: "避免除以零；none 改用 atan2")
    return Field(Parameter("eps", .number(.nonNegative), .number(1e-8), meaning)) {
      (settings: inout ProdigySettings, arguments: inout Arguments) throws(SpecError) in
      let isNone = arguments.has("eps") && arguments.raw("eps") == nil
      settings.epsilon = isNone ? nil : try arguments.number("eps")
    }
  }
}
