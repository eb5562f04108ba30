import LRCore

extension YogiSettings {
  private static let summary = Localized("Adam whose divisor changes in measured steps", zh: "分母按步幅受控变化的 Adam")

  static let entries: [OptimizerEntry] = [
    .own(
      "yogi", YogiSettings(), summary,
      formula: "m = b1 m + (1 - b1) g;  v -= (1 - b2) sign(v - g^2) g^2;  w -= lr m / (sqrt(v) + eps)",
      fields: [
        .rate(0.01), .betas(\.beta1, \.beta2), .epsilon(\.epsilon, 1e-3),
        .optionalNumber(
          "initial_accumulator", \.initialSquare, Localized("v at first; else the first g^2", zh: "v 的初值；缺省为首个 g^2")),
        .flag("bias_correction", \.corrects, Localized("divide moments by 1 - b^t", zh: "矩除以 1 - b^t")),
        .coupledDecay(), .maximize,
      ], source: "Zaheer et al. 2018, algorithm 2",
      note: Localized("frameworks correct for the bias; the paper doesn't", zh: "各框架都作偏差修正，论文没有")),
    .framework(
      "pytorch_optimizer.Yogi", like: "yogi", corrected, summary, differing: difference,
      fields: [.rate(0.01), .betas(\.beta1, \.beta2), .start()] + .placedDecay(isDecoupled: true)
        + [.epsilon(\.epsilon, 1e-3), .maximize]),
    .framework(
      "torch_optimizer.Yogi", like: "yogi", corrected, summary, differing: difference,
      fields: [
        .positiveRate(0.01), .betas(\.beta1, \.beta2), .epsilon(\.epsilon, 1e-3), .start(), .coupledDecay(),
      ]),
    .framework(
      "optax.yogi", like: "yogi", corrected, summary, differing: difference,
      fields: [
        .rate(nil, "learning_rate"), .share("b1", \.beta1, 0.9), .share("b2", \.beta2, 0.999),
        .epsilon(\.epsilon, 1e-3),
      ]),
  ]

  private static let difference = Localized("both moments start at 1e-6 and are corrected", zh: "两个矩从 1e-6 开始并作偏差修正")

  private static let corrected = {
    var settings = YogiSettings()
    settings.corrects = true
    settings.initialMoments = 1e-6
    return settings
  }()
}

extension Field where Settings == YogiSettings {
  fileprivate static func start() -> Field {
    number("initial_accumulator", \.initialMoments, 1e-6, in: .any, Localized("both moments at first", zh: "两个矩的初值"))
  }
}
