import LRCore

/// The schedulers that go along a cosine, and the one that listens.
extension MMEngineDialect {
  private static func floors(_ fallback: String) -> [Parameter] {
    [
      Parameter("eta_min", .rate(.any), .none, Localized("lowest rate" + fallback, zh: "最低学习率")),
      Parameter(
        "eta_min_ratio", .number(.any), .none,
        Localized("lowest rate, as a part of the optimizer's; one of the two", zh: "最低学习率与优化器学习率之比；二者取一")),
    ]
  }

  static let cosine = Scheduler(
    name: "CosineAnnealingLR", nearest: "cosine",
    summary: Localized("half a cosine down to eta_min, and up again", zh: "余弦退火到 eta_min，随后再升起"),
    formula: """
      rate(t) = (1 + cos(pi u / T_max)) / (1 + cos(pi (u - 1) / T_max)) * (rate(t - 1) - eta_min) + eta_min
      u = t - begin; one step beyond the bottom: rate + (lr - eta_min) * (1 - cos(pi / T_max)) / 2
      """,
    parameters: [
      Parameter(
        "T_max", .steps(.any), .none, Localized("steps from top to bottom; end - begin", zh: "从顶到底的步数；缺省为 end - begin"))
    ] + floors("; 0 unless given"),
    note: always
      + Localized(
        "It rises again after T_max. Without T_max and end the window is 1e9 steps long, and nothing seems to move.",
        zh: "T_max 之后再升起。T_max 与 end 都不给时窗口长 1e9 步，几乎不变。"),
    difference: Localized("a recursion on the current rate, rising again after T_max", zh: "在当前学习率上递推，T_max 之后再升起"),
    examples: ["mmengine.CosineAnnealingLR:T_max=100,eta_min=1e-4", "mmengine.CosineAnnealingLR:begin=10,end=100"]
  ) { (arguments: inout Arguments, setting: Setting) throws(SpecError) -> Part in
    let given = try arguments.optionalTime("T_max") ?? 0
    let floor = try floor(&arguments, base: setting.base, isRequired: false)
    return .rule(
      MMEngineCosine(
        base: setting.base, floor: floor, period: given == 0 ? Double(setting.end - setting.begin) : given))
  }

  static let restarts = Scheduler(
    name: "CosineRestartLR", nearest: "cosine-restarts",
    summary: Localized("half cosines of given lengths, each from its weight times lr", zh: "给定长度的多段余弦，各从权重乘 lr 开始"),
    formula: """
      at a period's start lr * weight, then
      rate(t) = (1 + cos(pi u / T)) / (1 + cos(pi (u - 1) / T)) * (rate(t - 1) - eta_min) + eta_min
      """,
    parameters: [
      Parameter("periods", .stepList(.nonNegative), .required, Localized("steps of every period", zh: "各周期的步数")),
      Parameter(
        "restart_weights", .numbers(.any), .numbers([1]),
        Localized("every period's start, as a part of lr; as many as periods", zh: "各周期起点与 lr 之比；个数同 periods")),
    ] + floors(", needed unless eta_min_ratio is given"),
    note: Localized(
      "It sets the rate at a period's start, whatever it was. After the last period the rate stays.",
      zh: "周期开始时直接设定学习率。最后一个周期之后保持不变。"),
    difference: Localized(
      "periods and weights are lists; the last value is short of eta_min", zh: "周期与权重为列表；末值未达 eta_min"),
    examples: ["mmengine.CosineRestartLR:periods=[20,30,50],restart_weights=[1,0.5,0.25],eta_min=1e-4"]
  ) { (arguments: inout Arguments, setting: Setting) throws(SpecError) -> Part in
    let floor = try floor(&arguments, base: setting.base, isRequired: true)
    let periods = try arguments.integers("periods")
    let weights = try arguments.numbers("restart_weights")
    guard periods.count == weights.count else {
      throw arguments.refusal(
        by: "mmengine", "periods and restart_weights should have the same length.", at: "restart_weights")
    }
    return .rule(MMEngineRestarts(base: setting.base, floor: floor, periods: periods, weights: weights))
  }

  private static func floor(
    _ arguments: inout Arguments, base: Double, isRequired: Bool
  ) throws(SpecError) -> Double {
    let floor = try arguments.optionalNumber("eta_min")
    let ratio = try arguments.optionalNumber("eta_min_ratio")
    if floor != nil && ratio != nil || floor == nil && ratio == nil && isRequired {
      throw arguments.refusal(
        by: "mmengine", "Either `eta_min` or `eta_min_ratio` should be specified", at: "eta_min_ratio")
    }
    return floor ?? ratio.map { base * $0 } ?? 0
  }

  static let oneCycle = Scheduler(
    name: "OneCycleLR", nearest: "one-cycle",
    summary: Localized("one rise to eta_max, one long fall far below the start", zh: "一次升到 eta_max，再长降至远低于起点"),
    formula: """
      eta_max / div_factor -> eta_max at pct_start * total_steps - 1 -> eta_max / div_factor / final_div_factor
      cos: b + (a - b)(1 + cos(pi p)) / 2, linear: a + (b - a) p
      """,
    parameters: [
      Parameter("eta_max", .rate(.any), .number(0), Localized("peak", zh: "峰值")),
      Parameter(
        "total_steps", .steps(.any), .none, Localized("steps of the cycle; end - begin", zh: "整个周期的步数；缺省为 end - begin")),
      Parameter("pct_start", .number(.any), .number(0.3), Localized("part of the cycle spent rising", zh: "上升所占的比例")),
      Parameter(
        "anneal_strategy", .choice(["cos", "linear"]), .word("cos"), Localized("form of rise and fall", zh: "升降的形状")),
      Parameter(
        "div_factor", .number(.any), .number(25),
        Localized("the start is eta_max / div_factor", zh: "起点为 eta_max 除以 div_factor")),
      Parameter(
        "final_div_factor", .number(.any), .number(1e4),
        Localized("the end is the start / final_div_factor", zh: "终点为起点除以 final_div_factor")),
      Parameter(
        "three_phase", .flag, .flag(false),
        Localized("fall back to the start first, then to the end", zh: "先回落到起点，再降至终点")),
    ],
    note: Localized(
      "It sets the rate whatever it was, and its start becomes lr for schedulers after it. eta_max is 0 unless given. The step after total_steps raises an error.",
      zh: "直接设定学习率，其起点成为其后调度器的 lr。未给 eta_max 时为 0。total_steps 的下一步报错。"),
    difference: Localized(
      "peak and end one step earlier; no momentum; an error past the end", zh: "峰值与终点早一步；不调度动量；超出后报错"),
    examples: [
      "mmengine.OneCycleLR:eta_max=0.1,total_steps=100", "mmengine.OneCycleLR:eta_max=0.1,end=100,three_phase=true",
    ]
  ) { (arguments: inout Arguments, setting: Setting) throws(SpecError) -> Part in
    let peak = try arguments.number("eta_max")
    let total = try arguments.optionalInteger("total_steps")
    if let total, total <= 0 {
      throw arguments.refusal(
        by: "mmengine", "Expected positive integer total_steps, but got \(total)", at: "total_steps")
    }
    let turn = try arguments.number("pct_start")
    guard (0...1).contains(turn) else {
      throw arguments.refusal(
        by: "mmengine", "Expected float between 0 and 1 pct_start, but got \(shortest(turn))", at: "pct_start")
    }
    let divisor = try arguments.number("div_factor")
    let last = try arguments.number("final_div_factor")
    guard divisor != 0, last != 0 else {
      throw arguments.refusal(
        by: "mmengine", "ZeroDivisionError: float division by zero",
        at: divisor == 0 ? "div_factor" : "final_div_factor")
    }
    return .rule(
      MMEngineOneCycle(
        .init(start: peak / divisor, peak: peak, last: peak / divisor / last),
        total: total ?? setting.end - setting.begin, turn: turn,
        isCosine: try arguments.word("anneal_strategy") == "cos",
        threePhase: try arguments.flag("three_phase")))
  }

  static let plateau = Scheduler(
    name: "ReduceOnPlateauLR", nearest: "plateau",
    summary: Localized("lowered when a metric stops improving", zh: "指标停止改善时降低学习率"),
    formula: """
      bad > patience: rate = max(rate * factor, min_value)
      better: m < best * (1 - threshold), abs: m < best - threshold; rule=greater mirrors it; best is 1e9 at first
      """,
    parameters: [
      Parameter(
        "monitor", .text, .text("loss"),
        Localized("name of the metric, which --metrics gives", zh: "指标的名称，其值由 --metrics 给出")),
      Parameter(
        "rule", .choice(["less", "greater"]), .word("less"),
        Localized("whether less or more is better", zh: "指标越小越好还是越大越好")),
      Parameter("factor", .number(.any), .number(0.1), Localized("factor of a reduction, below 1", zh: "每次降低的倍数，小于 1")),
      Parameter(
        "patience", .steps(.any), .integer(10), Localized("epochs without improvement that are borne", zh: "可容忍的无改善轮数")),
      Parameter(
        "threshold", .number(.any), .number(1e-4), Localized("smallest improvement that counts", zh: "算作改善的最小幅度")),
      Parameter(
        "threshold_rule", .choice(["rel", "abs"]), .word("rel"),
        Localized("threshold as a part of the best, or absolute", zh: "幅度按最佳值的比例，或按绝对值")),
      Parameter(
        "cooldown", .steps(.any), .integer(0),
        Localized("epochs after a reduction that aren't counted", zh: "降低之后不计数的轮数")),
      Parameter("min_value", .rate(.any), .number(0), Localized("never below", zh: "下限")),
      Parameter("eps", .number(.any), .number(1e-8), Localized("smaller reductions are left out", zh: "小于此值的降低被忽略")),
    ],
    note: Localized(
      "Needs --metrics in a figure: value t ends step t. The window counts epochs that have ended. A first metric worse than 1e9 counts as bad.",
      zh: "作图时需要 --metrics：第 t 个值在第 t 步之后得到。窗口按已结束的轮计。差于 1e9 的首个指标算作无改善。"),
    difference: Localized("a window of epochs; the worst metric is 1e9", zh: "带轮次窗口；最差指标为 1e9"),
    examples: ["mmengine.ReduceOnPlateauLR", "mmengine.ReduceOnPlateauLR:patience=3,factor=0.5,min_value=1%"]
  ) { (arguments: inout Arguments, setting: Setting) throws(SpecError) -> Part in
    _ = try arguments.word("monitor")
    guard try arguments.flag("by_epoch") else {
      throw arguments.refusal(by: "mmengine", "Now ReduceOnPlateauLR only support by_epoch=True", at: "by_epoch")
    }
    let factor = try arguments.number("factor")
    guard factor < 1 else { throw arguments.refusal(by: "mmengine", "Factor should be < 1.0.", at: "factor") }
    let threshold = try arguments.number("threshold")
    guard threshold >= 0 else {
      throw arguments.refusal(by: "mmengine", "threshold \(shortest(threshold)) should be >= 0.", at: "threshold")
    }
    return .plateau(
      MMEnginePlateau(
        factor: factor, patience: try arguments.time("patience"), threshold: threshold,
        isRelative: try arguments.word("threshold_rule") == "rel",
        wantsMore: try arguments.word("rule") == "greater", cooldown: try arguments.integer("cooldown"),
        floor: try arguments.number("min_value"), smallest: try arguments.number("eps"),
        window: setting.begin..<setting.end))
  }
}
