import LRCore

/// Slow weights that follow fast ones.
extension LookaheadSettings {
  static let entries: [OptimizerEntry] = [
    text.entry(
      "lookahead", LookaheadSettings(),
      [
        .optimizer("of", \.inner, unlessSaid: "adam", fast), .integer("sync", \.period, 5, period),
        .number("alpha", \.alpha, 0.5, in: .unit, share), points(.eval),
      ], source: "Zhang, Lucas, Hinton, Ba 2019",
      examples: ["lookahead:of=(adam:lr=0.01),sync=6,alpha=0.5"]),
    text.entry(
      "optax.lookahead", LookaheadSettings(),
      [
        .optimizer("fast_optimizer", \.inner, fast), .integer("sync_period", \.period, 5, period),
        .number("slow_step_size", \.alpha, 0.5, in: .any, share),
        .flag("reset_state", \.resetsState, Localized("the fast rule starts anew each time", zh: "每次同步后重置快速优化器")),
        points(.eval),
      ], source: "optax.lookahead",
      note: Localized(
        "optax has no defaults for sync_period and slow_step_size; 5 and 0.5 are the paper's",
        zh: "optax 未设 sync_period 与 slow_step_size 的默认值，此处取论文的 5 与 0.5"),
      examples: ["optax.lookahead:fast_optimizer=(optax.sgd:learning_rate=0.01),sync_period=5,slow_step_size=0.5"]),
    text.entry(
      "pytorch_optimizer.Lookahead",
      {
        var settings = LookaheadSettings()
        settings.judgesSlow = false
        return settings
      }(),
      .eitherOptimizer("optimizer", "base_optimizer", \.inner, fast) + [
        .integer("k", \.period, 5, period),
        .number("alpha", \.alpha, 0.5, in: .belowOne, share),
        .choice(
          "pullback_momentum", \.reset, [("none", .none), ("reset", .velocity), ("pullback", .pulledVelocity)],
          Localized(
            "what becomes of a momentum_buffer: stays, 0, pulled back as well", zh: "momentum_buffer 的处理：不变、清零、同样拉回")),
        points(.train),
      ], source: "pytorch_optimizer.Lookahead",
      Localized("judged at the fast weights", zh: "以快权重评估"),
      note: Localized(
        "pullback_momentum acts on rules with a momentum_buffer (SGD, RMSprop, SignSGD, LARS), not on Adam",
        zh: "pullback_momentum 只作用于带 momentum_buffer 的规则（SGD、RMSprop、SignSGD、LARS），对 Adam 无效"),
      examples: ["pytorch_optimizer.Lookahead:optimizer=(torch.Adam:lr=0.05)"]),
  ]

  private static let text = RuleText<LookaheadSettings>(
    summary: Localized("slow weights that follow another rule part of the way", zh: "慢权重跟随另一优化器走一部分路"),
    formula: "every k updates: slow += alpha (fast - slow);  fast = slow", nearest: "lookahead")

  private static let fast = Localized("the rule that explores", zh: "用于探索的优化器")
  private static let period = Localized("updates between two syncs", zh: "两次同步之间的更新数")
  private static let share = Localized("how far the slow weights go", zh: "慢权重前进的比例")

  private static func points(_ fallback: DrawnPoint.Choice) -> Field<LookaheadSettings> {
    .points(
      \.judgesSlow, fallback,
      Localized("what is drawn: train, the fast weights; eval, the slow ones", zh: "绘制的点：train 为快权重，eval 为慢权重"))
  }
}

/// Another rule by the gradient at the steepest point nearby.
extension SharpnessAwareSettings {
  static let entries: [OptimizerEntry] = [
    text.entry(
      "sam", SharpnessAwareSettings(),
      [.optimizer("of", \.inner, unlessSaid: "sgd", inner), .rho, .adaptive],
      source: "Foret, Kleiner, Mobahi, Neyshabur 2021",
      note: twice, examples: ["sam:of=(sgd:lr=0.001),rho=0.05"]),
    text.entry(
      "pytorch_optimizer.SAM",
      {
        var settings = SharpnessAwareSettings()
        settings.hasSingleNorm = true
        return settings
      }(),
      [
        .optimizer("base_optimizer", \.inner, inner), .rho, .adaptive,
        .flag("use_gc", \.centralizes, Localized("take the means of rows out of the way up", zh: "上升方向去除各行均值")),
        .epsilon(\.epsilon, 1e-12, "perturb_eps"),
      ], source: "pytorch_optimizer.SAM",
      Localized("finds the norm in float32", zh: "以 float32 计算范数"), note: twice,
      examples: ["pytorch_optimizer.SAM:base_optimizer=(torch.SGD:lr=0.001,momentum=0.9)"]),
  ]

  private static let text = RuleText<SharpnessAwareSettings>(
    summary: Localized("steps by the gradient at the steepest point nearby", zh: "以附近最陡处的梯度更新"),
    formula: "e = rho g / |g|;  the inner rule steps from w by g(w + e)", nearest: "sam")

  private static let inner = Localized("the rule that steps", zh: "执行更新的优化器")
  private static let twice = Localized(
    "two gradients an update; drawn is w, not w + e, where the second one is taken",
    zh: "每次更新求两次梯度；绘制的是 w，而非求第二次梯度的 w + e")
}

extension Field where Settings == SharpnessAwareSettings {
  fileprivate static var rho: Field {
    number("rho", \.rho, 0.05, Localized("how far up the gradient is looked for", zh: "向上探查的距离"))
  }

  fileprivate static var adaptive: Field {
    flag("adaptive", \.isAdaptive, Localized("measure in units of the weights (ASAM)", zh: "以权重为单位度量（ASAM）"))
  }
}

extension AlternatingSharpnessSettings {
  static let entries: [OptimizerEntry] = [
    RuleText<AlternatingSharpnessSettings>(
      summary: Localized("climbs, then steps from below by the gradient on top", zh: "先上升，再以高处的梯度从原处更新"),
      formula: "all updates of a round but the last climb by adv_optimizer; the last steps by optimizer", nearest: "sam"
    ).entry(
      "optax.sam", AlternatingSharpnessSettings(),
      [
        .optimizer("optimizer", \.inner, Localized("the rule that steps", zh: "执行更新的优化器")),
        .optimizer("adv_optimizer", \.adversary, sharesRate: false, Localized("the rule that climbs", zh: "用于上升的优化器")),
        .flag(
          "normalize", \.normalizesClimb, unlessSaid: true,
          Localized("chain normalize() before the climbing rule", zh: "在上升优化器之前加 normalize()")),
        .integer("sync_period", \.period, 2, Localized("updates in a round", zh: "每轮的更新数")),
        .flag(
          "reset_state", \.resetsAdversary, unlessSaid: true,
          Localized("the adversary starts anew each round", zh: "每轮重置上升优化器")),
        .flag(
          "opaque_mode", \.isOpaque, Localized("a whole round is one update", zh: "整轮作为一次更新")),
      ], source: "optax.contrib.sam",
      Localized("the climb is a part of the path, and any rule makes it", zh: "上升是轨迹的一部分，且可用任意优化器"),
      note: Localized(
        """
        adv_optimizer stands for optax.chain(normalize(), adv_optimizer), as optax's own example has it; normalize=false \
        leaves that out. The climber keeps its own rate. Every update is drawn, also those that climb, unless opaque_mode=true
        """,
        zh:
          "adv_optimizer 相当于 optax 示例中的 optax.chain(normalize(), adv_optimizer)；normalize=false 则不归一化。上升优化器的学习率不受调度影响。除非 opaque_mode=true，上升的更新也会绘制"
      ),
      examples: [
        "optax.sam:optimizer=(optax.sgd:learning_rate=0.001),adv_optimizer=(optax.sgd:learning_rate=0.05)"
      ])
  ]
}

extension MechanicSettings {
  static let entries: [OptimizerEntry] = [
    RuleText<MechanicSettings>(
      summary: Localized("tunes the scale of another rule's whole way", zh: "调节另一优化器整个路程的尺度"),
      formula: """
        h = <g, (w0 - w) / s>;  for each memory b: m = max(b m, |h| + eps);  v = b^2 v + h^2;  r = b r + clip(h, m) s
        s = (s0 / n m + max(0, r)) / (sqrt(v) + eps);  w = w0 + sum(s) way
        """
    ).entry(
      "optax.mechanize", MechanicSettings(),
      [
        .optimizer("base_optimizer", \.inner, Localized("the rule that is scaled", zh: "被缩放的优化器")),
        .number("weight_decay", \.decay, 0.01, Localized("pulls towards 0, in h only", zh: "仅在 h 中拉向 0")),
        .epsilon(\.epsilon, 1e-8),
        .number("s_init", \.initialScale, 1e-6, Localized("the scale at first", zh: "初始尺度")),
        .integer("num_betas", \.memories, 6, in: Bounds(1, 100), Localized("scales that are tuned", zh: "被调节的尺度个数")),
      ], source: "optax.contrib.mechanize; Cutkosky, Defazio, Mehta 2023",
      examples: ["optax.mechanize:base_optimizer=(optax.sgd:learning_rate=0.01)"])
  ]
}

extension Array {
  /// An optimizer in brackets under one of two names, of which one is given.
  static func eitherOptimizer<Settings: OptimizerRecipe>(
    _ name: String, _ other: String, _ path: WritableKeyPath<Settings, any OptimizerRecipe> & Sendable,
    _ meaning: Localized
  ) -> [Field<Settings>] where Element == Field<Settings> {
    let first = Field<Settings>(Parameter(name, .thing, .none, meaning)) {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      if let chain = try arguments.chain(name) {
        settings[keyPath: path] = try Optimizers.build(chain, in: arguments.context)
      } else if !arguments.has(other) {
        throw arguments.error(
          Localized("'\(arguments.spec.name)' needs \(name)=(...)", zh: "“\(arguments.spec.name)”缺少 \(name)=(…)"),
          at: name)
      }
    }
    let second = Field<Settings>(Parameter(other, .thing, .none, Localized("the same as ", zh: "同 ") + Localized(name)))
    {
      (settings: inout Settings, arguments: inout Arguments) throws(SpecError) in
      guard let chain = try arguments.chain(other) else { return }
      settings[keyPath: path] = try Optimizers.build(chain, in: arguments.context)
    }
    return [first, second]
  }
}
