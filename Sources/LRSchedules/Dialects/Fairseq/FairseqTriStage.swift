import LRCore

extension FairseqDialect {
  static let triStage = entry(
    "tri_stage", file: "tri_stage_lr_scheduler", nearest: "tri-stage",
    difference: Localized("no defaults for the stages; rates as parts of lr", zh: "各阶段没有缺省值；学习率以 lr 的比例计"),
    summary: Localized("warm-up, hold, exponential tail", zh: "预热—保持—指数尾三阶段"),
    formula: """
      init_lr_scale * lr -> lr in warmup_steps; lr for hold_steps
      lr * exp(ln(final_lr_scale) * u / decay_steps), u updates into the decay; then final_lr_scale * lr
      """,
    parameters: [
      Parameter("warmup_steps", .steps(.nonNegative), .integer(0), Localized("updates of the warm-up", zh: "预热的更新次数")),
      Parameter("hold_steps", .steps(.nonNegative), .integer(0), Localized("updates at lr", zh: "保持 lr 的更新次数")),
      Parameter("decay_steps", .steps(.nonNegative), .integer(0), Localized("updates of the decay", zh: "衰减的更新次数")),
      Parameter(
        "phase_ratio", .numbers(.nonNegative), .none,
        Localized("the three as parts of max_update, 1 together", zh: "三个阶段占 max_update 的比例，合计为 1")),
      Parameter(
        "init_lr_scale", .number(.any), .number(0.01), Localized("first rate, as a part of lr", zh: "起始学习率与 lr 之比")),
      Parameter(
        "final_lr_scale", .number(.any), .number(0.01), Localized("last rate, as a part of lr", zh: "最终学习率与 lr 之比")),
      maxUpdate,
    ],
    note: Localized(
      "Give the steps, or phase_ratio, which takes their place; its sum must be 1 to the last bit, and each part is cut to whole updates.",
      zh: "给出各阶段步数，或用 phase_ratio 代替；其和须精确为 1，各部分向下取整。"),
    examples: [
      "fairseq.tri_stage:phase_ratio=[0.1,0.4,0.5]", "fairseq.tri_stage:warmup_steps=10,hold_steps=40,decay_steps=40",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> any Schedule in
    let base = arguments.base()
    let initial = try arguments.number("init_lr_scale")
    let final = try arguments.number("final_lr_scale")
    var stages: [Int] = []
    for name in ["warmup_steps", "hold_steps", "decay_steps"] { stages.append(try arguments.integer(name)) }
    let maximum = try arguments.time("max_update")
    if let ratios = try arguments.optionalNumbers("phase_ratio") {
      guard maximum > 0 else { throw arguments.refusal(by: "fairseq", "assert cfg.max_update > 0", at: "max_update") }
      guard ratios.count == 3, ratios.reduce(0, +) == 1 else {
        throw arguments.refusal(
          by: "fairseq", ratios.count == 3 ? "phase ratios must add up to 1" : "phase_ratio has three parts",
          at: "phase_ratio")
      }
      stages = ratios.map { Int(clamping: max(-1e15, min(1e15, maximum * $0))) }
    }
    guard stages.reduce(0, +) > 0 else {
      throw arguments.refusal(by: "fairseq", "please specify steps or phase_ratio", at: "phase_ratio")
    }
    guard final > 0 else {
      throw arguments.refusal(by: "fairseq", "ValueError: math domain error, final_lr_scale", at: "final_lr_scale")
    }
    guard stages[2] > 0 else {
      throw arguments.refusal(
        by: "fairseq", "ZeroDivisionError: float division by zero, decay_steps", at: "decay_steps")
    }
    let holdEnd = stages[0] + stages[1]
    return TriStageSchedule(
      start: initial * base, base: base, floor: final * base, holdStart: stages[0], decayStart: holdEnd,
      end: holdEnd + stages[2])
  }
}
