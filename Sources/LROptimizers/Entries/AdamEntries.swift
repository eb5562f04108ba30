import LRCore

private let summary = Localized("momentum over a running root mean square", zh: "动量除以均方根的滑动平均")
private let decayed = Localized("Adam with decoupled weight decay", zh: "解耦权重衰减的 Adam")
private let ahead = Localized("Adam with a look ahead", zh: "带 Nesterov 前瞻的 Adam")

/// Adam and its nearest kin, in every framework.
extension AdamSettings {
  static let entries: [OptimizerEntry] = own + torch + keras + paddle + optax

  private static let formula = """
    m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2
    w -= lr m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps)
    """

  private static let aheadFormula = """
    u(t) = b1 (1 - 0.96^(t momentum_decay) / 2);  P = u(1) u(2) ... u(t);  m, v as adam
    n = u(t+1) m / (1 - P u(t+1)) + (1 - u(t)) g / (1 - P)
    w -= lr n / (sqrt(v / (1 - b2^t)) + eps)
    """

  // MARK: lrplot's own

  private static let own = [
    own("adam", summary, source: "Kingma & Ba 2015"),
    own("adamw", decayed, decay: .decoupledDecay(0.01), source: "Loshchilov & Hutter 2019"),
    own(
      "amsgrad", Localized("Adam whose divisor never shrinks", zh: "分母不减小的 Adam"), AdamSettings(amsgrad: true),
      formula: formula + "\nv in the divisor is the largest so far", source: "Reddi, Kale, Kumar 2018",
      note: Localized(
        "the moments are corrected for their start, as in every framework; the paper leaves that out",
        zh: "与各框架一致，对矩做偏差校正；原论文没有这一步")),
    own(
      "nadam", ahead, AdamSettings(lookahead: .growing(decay: 0.004)), rate: 0.002, formula: aheadFormula,
      more: [.momentumDecay], source: "Dozat 2016; defaults of PyTorch"),
  ]

  private static func own(
    _ name: String, _ summary: Localized, _ settings: AdamSettings = AdamSettings(), rate: Double = 0.001,
    formula: String = formula, decay: Field<AdamSettings> = .coupledDecay(), more: [Field<AdamSettings>] = [],
    source: String, note: Localized? = nil
  ) -> OptimizerEntry {
    OptimizerEntry(
      name, settings, summary: summary, formula: formula,
      fields: .own(rate: rate) + [.epsilonInside(\.epsilonInside)] + more + [decay, .maximize], source: source,
      note: note, examples: ["\(name):lr=0.05"])
  }

  // MARK: frameworks

  private static let torch: [OptimizerEntry] = [
    .framework(
      "torch.Adam", like: "adam", AdamSettings(), summary,
      fields: .torch(rate: 0.001) + [.coupledDecay(), .amsgrad, .maximize, .decouples], examples: ["torch.Adam:lr=0.05"]
    ),
    .framework(
      "torch.AdamW", like: "adamw", AdamSettings(), decayed,
      fields: .torch(rate: 0.001) + [.decoupledDecay(0.01), .amsgrad, .maximize], examples: ["torch.AdamW:lr=0.05"]),
    .framework(
      "torch.NAdam", like: "nadam", AdamSettings(movesTwice: true), ahead,
      fields: .torch(rate: 0.002) + [.coupledDecay(), .momentumDecay, .decouples, .maximize],
      examples: ["torch.NAdam:lr=0.05"]),
  ]

  private static let keras: [OptimizerEntry] = {
    let uncorrected = AdamSettings(epsilonPlace: .uncorrected)
    let difference = Localized(
      "eps = 1e-7, added before the square root is corrected", zh: "eps = 1e-7，且在校正均方根之前相加")
    return [
      .framework(
        "keras.Adam", like: "adam", uncorrected, summary, differing: difference, formula: kerasFormula,
        fields: .keras() + [.amsgrad], examples: ["keras.Adam:learning_rate=0.05"]),
      .framework(
        "keras.AdamW", like: "adamw", uncorrected, decayed,
        differing: difference + Localized("; decays by 0.004", zh: "；衰减 0.004"),
        formula: kerasFormula + "\nbefore it, w -= lr wd w", fields: .keras() + [.decoupledDecay(0.004), .amsgrad],
        examples: ["keras.AdamW:learning_rate=0.05"]),
      .framework(
        "keras.Nadam", like: "nadam", AdamSettings(lookahead: .growing(decay: 1)), ahead,
        differing: Localized(
          "the look ahead is full after some 100 steps, not 25,000 (momentum_decay 1, not 0.004); eps = 1e-7",
          zh: "约 100 步后前瞻即达上限（momentum_decay 为 1 而非 0.004）；eps = 1e-7"), formula: aheadFormula + "\nmomentum_decay = 1",
        fields: .keras(), examples: ["keras.Nadam:learning_rate=0.05"]),
    ]
  }()

  private static let kerasFormula = """
    m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2
    w -= lr sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + eps)
    """

  private static let paddle: [OptimizerEntry] = [
    .framework(
      "paddle.Adam", like: "adam", AdamSettings(), summary, fields: .paddle(kernel: false) + [.amsgrad],
      examples: ["paddle.Adam:learning_rate=0.05"]),
    .framework(
      "paddle.AdamW", like: "adamw", AdamSettings(), decayed,
      fields: .paddle(kernel: false) + [.decoupledDecay(0.01).singleDecay, .amsgrad],
      examples: ["paddle.AdamW:learning_rate=0.05"]),
    .framework(
      "paddle.NAdam", like: "nadam", AdamSettings(), ahead,
      fields: .paddle(rate: 0.002) + [.momentumDecay.single(\.momentumDecay)],
      examples: ["paddle.NAdam:learning_rate=0.05"]),
  ]

  private static let optax: [OptimizerEntry] = {
    let same = Localized("the same, with eps_root under the root", zh: "相同，另有根号内的 eps_root")
    let constant = Localized(
      "looks ahead by b1 from the first step, without a growing share", zh: "从首步起即以 b1 前瞻，没有递增过程")
    func entry(
      _ name: String, nearest: String, _ summary: Localized, _ settings: AdamSettings = AdamSettings(),
      more: [Field<AdamSettings>], _ difference: Localized
    ) -> OptimizerEntry {
      .framework(
        "optax.\(name)", like: nearest, settings, summary, differing: difference,
        formula: nearest == "nadam" ? "as adam, with b1 m / (1 - b1^(t+1)) + (1 - b1) g / (1 - b1^t) for m" : nil,
        fields: .optax(rate: nearest == "nadam" ? 0.002 : 0.001) + [.epsilonRoot(\.epsilonRoot)] + more,
        note: .rateIsRequired, examples: ["optax.\(name):learning_rate=0.05"])
    }
    let decay = Field<AdamSettings>.decoupledDecay(1e-4)
    return [
      entry("adam", nearest: "adam", summary, more: [.nesterov(\.nesterov)], same),
      entry(
        "adamw", nearest: "adamw", decayed, more: [decay, .nesterov(\.nesterov)],
        same + Localized("; decays by 1e-4", zh: "；衰减 1e-4")),
      entry("nadam", nearest: "nadam", ahead, more: [.nesterov(\.nesterov, unlessSaid: true)], constant),
      entry(
        "nadamw", nearest: "nadam", ahead + Localized(" and decoupled weight decay", zh: "与解耦权重衰减"),
        more: [decay, .nesterov(\.nesterov, unlessSaid: true)], constant),
      entry(
        "amsgrad", nearest: "amsgrad", Localized("Adam whose divisor never shrinks", zh: "分母不减小的 Adam"),
        AdamSettings(amsgrad: true, comparesCorrected: true),
        more: [
          .flag(
            "bias_correction_mu", \.correctsFirst, unlessSaid: true,
            Localized("correct the mean for its start", zh: "校正一阶矩偏差")),
          .flag(
            "bias_correction_nu", \.correctsSecond, unlessSaid: true,
            Localized("correct the mean square for its start", zh: "校正二阶矩偏差")),
        ],
        Localized(
          "takes the largest of the corrected mean squares, of which the first is often the largest",
          zh: "在校正后的二阶矩中取最大值，往往由首步决定")),
    ]
  }()
}

extension AdamSettings {
  /// Settings that differ from Adam's in a few things.
  init(
    epsilonPlace: EpsilonPlace = .outside, lookahead: Lookahead = .none, amsgrad: Bool = false,
    comparesCorrected: Bool = false, movesTwice: Bool = false
  ) {
    self.init()
    self.epsilonPlace = epsilonPlace
    self.lookahead = lookahead
    self.amsgrad = amsgrad
    self.comparesCorrected = comparesCorrected
    self.movesTwice = movesTwice
  }
}

extension Field where Settings == AdamSettings {
  fileprivate static var amsgrad: Field {
    flag("amsgrad", \.amsgrad, Localized("the divisor never shrinks", zh: "分母不减小"))
  }

  fileprivate static var momentumDecay: Field {
    number("momentum_decay", \.momentumDecay, 0.004, Localized("how fast the look ahead grows", zh: "前瞻增长的快慢"))
  }
}

// MARK: optimistic Adam

extension OptimisticSettings {
  static let entries: [OptimizerEntry] = [
    entry(
      "optimistic_adam_v2", alpha: Localized("weight of the way to go", zh: "当前方向的权重"),
      [.number("beta", \.beta, 1, in: .any, Localized("weight of what changed in it", zh: "方向变化量的权重"))]),
    entry(
      "optimistic_adam", alpha: nil,
      [
        Field(
          Parameter(
            "optimism", .number(.any), .none,
            Localized("weight of what changed in the way to go; the rate unless said", zh: "方向变化量的权重；默认等于学习率"))
        ) { (settings: inout OptimisticSettings, arguments: inout Arguments) throws(SpecError) in
          guard let optimism = try arguments.optionalNumber("optimism") else { return }
          guard settings.common.rate > 0 else {
            throw arguments.error(Localized("optimism needs a rate above 0", zh: "optimism 要求学习率大于 0"), at: "optimism")
          }
          settings.beta = optimism / settings.common.rate
        }
      ]),
  ]

  private static func entry(_ name: String, alpha: Localized?, _ own: [Field<OptimisticSettings>]) -> OptimizerEntry {
    var settings = OptimisticSettings()
    settings.adam.nesterov = true
    return .framework(
      "optax.\(name)", like: "adam", settings,
      Localized("Adam that expects its way to change again as it just did", zh: "预期方向会延续刚才变化的 Adam"),
      differing: Localized("adds the change of its way, and looks ahead", zh: "加上方向的变化量，并带前瞻"),
      formula: "d as optax.nadam;  w -= lr ((alpha + beta) d - beta d_before)",
      fields: [
        .rate(0.001, "learning_rate"), .share("b1", \.adam.beta1, 0.9), .share("b2", \.adam.beta2, 0.999),
        .epsilon(\.adam.epsilon, 1e-8),
        .number("eps_root", \.adam.epsilonRoot, 0, Localized("added under the root", zh: "加在根号内的小量")),
        .flag("nesterov", \.adam.nesterov, unlessSaid: true, Localized("look ahead", zh: "Nesterov 动量")),
      ] + (alpha.map { [.number("alpha", \.alpha, 1, in: .any, $0)] } ?? []) + own,
      note: alpha == nil
        ? .rateIsRequired
          + Localized("; optax calls this one deprecated, and takes no schedule for it", zh: "；optax 已弃用此函数，且不支持调度")
        : .rateIsRequired, examples: ["optax.\(name):learning_rate=0.02"])
  }
}
