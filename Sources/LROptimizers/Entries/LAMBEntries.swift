import LRCore

extension LAMBSettings {
  private static let summary = Localized("Adam's direction, as long as the weights say", zh: "Adam 方向，步长与权重范数成比例")

  static let entries: [OptimizerEntry] = [
    .own(
      "lamb", LAMBSettings(), summary,
      formula: """
        d = m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps) + weight_decay w
        w -= lr |w| / |d| d (for each tensor; the ratio is 1 where a norm is 0)
        """,
      fields: [.rate(0.001), .betas(\.beta1, \.beta2), .epsilon(\.epsilon, 1e-6), .plainDecay(), .maximize],
      source: "You et al. 2020", note: origin),
    .framework(
      "pytorch_optimizer.Lamb", like: "lamb", kozistr, summary,
      differing: Localized(
        "lr alone is divided by 1 - b1^t, v isn't corrected; |w| counts up to 10; decay is decoupled",
        zh: "仅 lr 除以 1 - b1^t，v 不修正；|w| 最多计 10；解耦的权重衰减"),
      formula: "d = m / (sqrt(v) + eps);  w -= lr / (1 - b1^t) min(|w|, 10) / (|d| + eps) d",
      fields: [.rate(0.001), .betas(\.beta1, \.beta2)] + .placedDecay(isDecoupled: true)
        + Self.rectification(steps: false) + [
          .flag(
            "grad_averaging", \.averages, unlessSaid: true, Localized("g enters m with 1 - b1", zh: "梯度以 1 - b1 计入 m")),
          .number(
            "max_grad_norm", \.largestNorm, 1, Localized("largest norm, with pre_norm", zh: "启用 pre_norm 时的范数上限")),
          .ratioOff,
          .flag("pre_norm", \.limitsNorm, Localized("limit the norm of all gradients", zh: "限制梯度总范数")),
          .epsilon(\.epsilons, 1e-6), .maximize,
        ], note: origin),
    .framework(
      "torch_optimizer.Lamb", like: "lamb", uncorrected, summary,
      differing: Localized("moments aren't corrected unless said; |w| counts up to 10", zh: "默认不修正矩；|w| 最多计 10"),
      fields: [
        .positiveRate(0.001), .betas(\.beta1, \.beta2), .epsilon(\.epsilon, 1e-6), .plainDecay(),
        .number("clamp_value", \.largestWeight, 10, Localized("what |w| counts at most", zh: "|w| 的计入上限")), .ratioOff,
        .flag("debias", \.debiases, Localized("correct the step for the start at 0", zh: "对步长作偏差修正")),
      ], note: origin),
    .framework(
      "optax.lamb", like: "lamb", LAMBSettings(), summary,
      fields: [
        .rate(nil, "learning_rate"), .share("b1", \.beta1, 0.9), .share("b2", \.beta2, 0.999),
        .epsilon(\.epsilon, 1e-6),
        .insideEpsilon(\.squareEpsilon, 0), .plainDecay(),
      ], note: origin),
    .framework(
      "keras.Lamb", like: "lamb", LAMBSettings(), summary,
      differing: Localized("eps is 1e-7; decay stays out of the ratio", zh: "eps 为 1e-7；权重衰减不计入比值"),
      fields: [
        .rate(0.001, "learning_rate"), .share("beta_1", \.beta1, 0.9), .share("beta_2", \.beta2, 0.999),
        .epsilon(\.epsilon, 1e-7, "epsilon"),
      ], note: origin),
    .framework(
      "paddle.Lamb", like: "lamb", rounded, summary,
      differing: Localized("without decay it is Adam, unless always_adapt", zh: "无权重衰减时即 Adam，除非 always_adapt"),
      fields: [
        .rate(0.001, "learning_rate"), .plainDecay(0.01, "lamb_weight_decay"), .share("beta1", \.beta1, 0.9),
        .share("beta2", \.beta2, 0.999), .epsilon(\.epsilon, 1e-6, "epsilon"),
        .flag(
          "always_adapt", \.alwaysTrusts, Localized("measure steps by weights without decay too", zh: "无衰减时也按权重范数缩放")),
      ], note: origin),
  ]

  private static let origin = Localized(
    "steps shrink near 0: flattering where the minimum is there", zh: "靠近原点时步长变小：最小值恰在原点时会显得格外好")

  private static let kozistr = {
    var settings = LAMBSettings()
    settings.correction = .firstOutside
    settings.largestWeight = 10
    return settings
  }()

  private static let uncorrected = {
    var settings = LAMBSettings()
    settings.correction = .neither
    return settings
  }()

  private static let rounded = {
    var settings = LAMBSettings()
    settings.trustsOnlyWithDecay = true
    return settings
  }()

  /// Both epsilons, where a framework has one for them.
  fileprivate var epsilons: Double {
    get { epsilon }
    set { (epsilon, ratioEpsilon) = (newValue, newValue) }
  }

  fileprivate var debiases: Bool {
    get { correction == .bothOutside }
    set { correction = newValue ? .bothOutside : .neither }
  }

  fileprivate var alwaysTrusts: Bool {
    get { !trustsOnlyWithDecay }
    set { trustsOnlyWithDecay = !newValue }
  }

  fileprivate var ignoresWeights: Bool {
    get { !trusts }
    set { trusts = !newValue }
  }
}

extension Field where Settings == LAMBSettings {
  fileprivate static var ratioOff: Field {
    flag("adam", \.ignoresWeights, Localized("leave the ratio at 1", zh: "比值恒为 1"))
  }
}
