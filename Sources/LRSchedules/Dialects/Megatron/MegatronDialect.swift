import LRCore

/// Megatron-LM's `OptimizerParamScheduler`: one entry for every decay style, and one that takes the style.
enum MegatronDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = [
    entry(
      "linear", nearest: "linear",
      summary: Localized("warm-up, then a straight line to min_lr", zh: "预热后沿直线降到 min_lr"),
      rule: "min + (max - min) * (1 - r)",
      difference: Localized("warm-up included in lr_decay_steps", zh: "lr_decay_steps 包含预热")),
    entry(
      "cosine", nearest: "cosine",
      summary: Localized("warm-up, then half a cosine to min_lr", zh: "预热后沿半个余弦降到 min_lr"),
      rule: "min + (max - min) * (1 + cos(pi r)) / 2",
      difference: Localized("warm-up included in lr_decay_steps", zh: "lr_decay_steps 包含预热")),
    entry(
      "inverse-square-root", aliases: ["inverse_square_root"], nearest: "inverse-sqrt",
      summary: Localized("warm-up, then falls with the square root of time", zh: "预热后与时间的平方根成反比"),
      rule: "max(min, max * sqrt(max(warmup, 1)) / sqrt(max(t, 1)))",
      difference: Localized(
        "never below min_lr, and drops to min_lr after lr_decay_steps", zh: "不低于 min_lr，且在 lr_decay_steps 之后跳到 min_lr")),
    entry(
      "constant", nearest: "constant",
      summary: Localized("warm-up, then held at max_lr", zh: "预热后保持 max_lr"), rule: "max",
      difference: Localized("with a warm-up; min_lr is only checked", zh: "带预热；min_lr 仅作检查")),
    entry(
      "WSD", aliases: ["wsd"], nearest: "wsd",
      summary: Localized("warm-up, stable, decay in the last wsd_decay_steps", zh: "预热—稳定—衰减，末段 wsd_decay_steps 步衰减"),
      rule: """
        max until t = decay_steps - wsd_decay_steps, then min + (max - min) * c(s), s from 0 to 1
        c: linear 1-s, cosine (1+cos(pi s))/2, exponential 2*0.5^s - 1, minus_sqrt 1-sqrt(s)
        """,
      difference: Localized(
        "the decay ends at lr_decay_steps; minus_sqrt is our 1-sqrt", zh: "衰减止于 lr_decay_steps；minus_sqrt 即 1-sqrt")),
    generic,
  ].map { $0.asDialect(rateFromOptimizer: false) }

  private static let styles = ["constant", "linear", "cosine", "inverse-square-root", "WSD"]

  private static func entry(
    _ style: String, aliases: [String] = [], nearest: String, summary: Localized, rule: String, difference: Localized
  ) -> CatalogueEntry<AnySchedule> {
    let isStable = style == "WSD"
    return CatalogueEntry(
      "megatron." + style, aliases: aliases.map { "megatron." + $0 }, summary: summary,
      formula: """
        t <= warmup: init_lr + (max_lr - init_lr) * t / warmup
        then: \(rule)
        """ + (style == "constant" ? "" : "\nt > decay_steps: min_lr; r = (t - warmup) / (decay_steps - warmup)"),
      parameters: shared + (isStable ? stable : []),
      source: "Megatron-LM megatron/core/optimizer_param_scheduler.py, OptimizerParamScheduler",
      note: note,
      examples: [
        "megatron.\(style)", "megatron.\(style):lr_warmup_steps=5%,min_lr=10%",
      ] + (isStable ? ["megatron.WSD:lr_wsd_decay_style=minus_sqrt,wsd_decay_steps=30"] : []),
      origin: Origin("megatron", version: "core 0.16.1", nearest: nearest, difference: difference)
    ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
      .fixed(try schedule(style, &arguments))
    }
  }

  private static let generic = CatalogueEntry<AnySchedule>(
    "megatron.OptimizerParamScheduler",
    summary: Localized("any of Megatron's styles, by lr_decay_style", zh: "由 lr_decay_style 选择 Megatron 的任一衰减方式"),
    formula: "as megatron.linear, .cosine, .inverse-square-root, .constant or .WSD, whichever lr_decay_style says",
    parameters: [
      Parameter("lr_decay_style", .choice(styles), .required, Localized("form of the decay", zh: "衰减方式"))
    ] + shared + stable,
    source: "Megatron-LM megatron/core/optimizer_param_scheduler.py, OptimizerParamScheduler", note: note,
    examples: ["megatron.OptimizerParamScheduler:lr_decay_style=cosine,lr_warmup_steps=10,min_lr=1%"],
    origin: Origin(
      "megatron", version: "core 0.16.1", nearest: "wsd",
      difference: Localized("one constructor for all styles", zh: "一个构造函数包含所有方式"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let style = try arguments.word("lr_decay_style")
    if style != "WSD", let given = ["wsd_decay_steps", "lr_wsd_decay_style"].first(where: arguments.has) {
      throw arguments.error(
        Localized(
          "'\(given)' has no effect here: it belongs to lr_decay_style=WSD", zh: "“\(given)”在此无效：它属于 lr_decay_style=WSD"
        ),
        at: given)
    }
    if style != "WSD" { for name in stable.map(\.name) { _ = arguments.raw(name) } }
    return .fixed(try schedule(style, &arguments))
  }

  private static let note = Localized(
    """
    The last warm-up step is at max_lr, and lr_decay_steps counts the warm-up. Defaults are those of Megatron's command \
    line; max_lr (its --lr) is --lr, and lr_decay_steps the run, where Megatron wants them said.
    """,
    zh: """
      预热的最后一步即达 max_lr，lr_decay_steps 包含预热。缺省值取自 Megatron 命令行；Megatron 必填的 max_lr（其 --lr）取 --lr，\
      lr_decay_steps 取全程。
      """)

  private static let shared: [Parameter] = [
    Parameter("init_lr", .rate(.any), .number(0), Localized("first rate of the warm-up", zh: "预热的起始学习率")),
    Parameter("max_lr", .rate(.any), .partOfBaseRate(1), Localized("peak; --lr unless given", zh: "峰值；缺省取 --lr")),
    Parameter("min_lr", .rate(.any), .number(0), Localized("rate after the decay", zh: "衰减之后的学习率")),
    Parameter(
      "lr_warmup_steps", .steps(.any), .integer(0), Localized("last step of the warm-up", zh: "预热的最后一步（步数）")),
    Parameter(
      "lr_decay_steps", .steps(.any), .partOfRun(1),
      Localized("last step of the decay, counted from the start", zh: "衰减的最后一步，自开始计")),
  ]

  private static let stable: [Parameter] = [
    Parameter(
      "wsd_decay_steps", .steps(.any), .none,
      Localized("steps of the decay; a fifth of lr_decay_steps", zh: "衰减步数；缺省为 lr_decay_steps 的五分之一")),
    Parameter(
      "lr_wsd_decay_style", .choice(["linear", "cosine", "exponential", "minus_sqrt"]), .word("exponential"),
      Localized("form of the decay", zh: "衰减的形状")),
  ]

  private static func schedule(_ style: String, _ arguments: inout Arguments) throws(SpecError) -> MegatronSchedule {
    let start = try arguments.number("init_lr")
    let peak = try arguments.number("max_lr")
    let floor = try arguments.number("min_lr")
    let warmup = try arguments.time("lr_warmup_steps")
    let end = try arguments.time("lr_decay_steps")
    let conditions: [(Bool, String, String)] = [
      (floor >= 0, "assert self.min_lr >= 0.0", "min_lr"),
      (peak >= floor, "assert self.max_lr >= self.min_lr", arguments.has("max_lr") ? "max_lr" : "min_lr"),
      (start <= peak, "assert self.init_lr <= self.max_lr", "init_lr"),
      (end > 0, "assert self.lr_decay_steps > 0", "lr_decay_steps"),
      (warmup < end, "assert self.lr_warmup_steps < self.lr_decay_steps", "lr_warmup_steps"),
    ]
    for (holds, reason, name) in conditions where !holds {
      throw arguments.refusal(by: "Megatron", reason, at: name)
    }
    let form: MegatronSchedule.Style
    switch style {
    case "constant": form = .constant
    case "linear": form = .linear
    case "cosine": form = .cosine
    case "WSD":
      if arguments.isNone("wsd_decay_steps") {
        throw arguments.refusal(by: "Megatron", "assert self.wsd_decay_steps is not None", at: "wsd_decay_steps")
      }
      let word = try arguments.word("lr_wsd_decay_style")
      let shape = WarmupStableDecaySchedule.Shape(rawValue: word) ?? .oneMinusRoot
      let length = try arguments.optionalTime("wsd_decay_steps") ?? max(1, (end / 5).rounded())
      form = .stable(then: shape, length: length)
    default: form = .inverseSquareRoot
    }
    return MegatronSchedule(start: start, peak: peak, floor: floor, warmup: warmup, end: end, style: form)
  }
}
