import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// fairseq's fixed rate: (t + 1) / warmup at first; from an epoch on, a factor smaller with every epoch.
struct FairseqFixed: Schedule {
  var base: Double
  var warmup: Int
  var shrink: Double
  /// First epoch with a smaller rate; from 1.
  var anneal: Int?
  var epochLength: Int

  func rate(at step: Int) -> Double {
    var rate = base
    let epoch = step / epochLength + 1
    if let anneal, epoch >= anneal { rate = base * pow(shrink, Double(epoch + 1 - anneal)) }
    return step < warmup ? Double(step + 1) / Double(warmup) * rate : rate
  }

  func outline(until steps: Int) -> Outline {
    var outline = Outline.consecutive([(.warmup, Double(warmup - 1)), (.stable, Double(steps))], until: steps)
    if let anneal, anneal - 1 <= steps / epochLength {
      outline.events = .every(epochLength, from: max(0, anneal - 1) * epochLength, through: steps, kind: .milestone)
    }
    return outline
  }
}

/// fairseq's stair: a linear warm-up, then a factor every `period` updates, not below the floor.
struct FairseqStep: Schedule {
  var stair: StepSchedule
  var floor: Double
  var start: Double
  var warmup: Int

  func rate(at step: Int) -> Double {
    if step < warmup { return start + Double(step) * ((stair.base - start) / Double(warmup)) }
    return max(stair.rate(at: step - warmup), floor)
  }

  func outline(until steps: Int) -> Outline {
    var outline = Outline.consecutive([(.warmup, Double(warmup))], until: steps)
    outline.events = .every(stair.size, from: warmup + stair.size, through: steps, kind: .milestone)
    return outline
  }
}

extension FairseqDialect {
  static let fixed = entry(
    "fixed", file: "fixed_schedule", nearest: "constant",
    difference: Localized(
      "with a warm-up and a factor an epoch from force_anneal on", zh: "带预热，并自 force_anneal 起每轮乘以倍数"),
    summary: Localized("held, then a factor smaller with every epoch", zh: "保持，之后每轮乘以一个倍数"),
    formula: """
      epoch < force_anneal: lr, then lr * lr_shrink^(epoch + 1 - force_anneal); epochs from 1
      t < warmup: times (t + 1) / warmup
      """,
    parameters: [
      forceAnneal,
      Parameter("lr_shrink", .number(.any), .number(0.1), Localized("factor of every epoch", zh: "每轮的倍数")),
      warmup(0), updatesPerEpoch,
    ],
    note: Localized(
      "The warm-up begins at lr / warmup and is done one update early. fairseq's list of rates, one an epoch, is our piecewise.",
      zh: "预热从 lr / warmup 开始，早一次更新到顶。fairseq 按轮给出的学习率列表可用 piecewise。"),
    examples: [
      "fairseq.fixed:warmup_updates=10", "fairseq.fixed:force_anneal=3,lr_shrink=0.5,updates_per_epoch=20",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> any Schedule in
    FairseqFixed(
      base: arguments.base(), warmup: try arguments.integer("warmup_updates"),
      shrink: try arguments.number("lr_shrink"), anneal: try arguments.optionalInteger("force_anneal"),
      epochLength: try arguments.epochUpdates())
  }

  static let step = entry(
    "step", file: "step_lr_scheduler", nearest: "step",
    difference: Localized(
      "halves every 25000 updates by default, with a floor and a warm-up", zh: "缺省每 25000 次更新减半，带下限与预热"),
    summary: Localized(
      "warm-up, then multiplied by lr_decay every lr_deacy_period updates", zh: "预热后每隔 lr_deacy_period 次更新乘以 lr_decay"),
    formula: """
      t < warmup: init + (lr - init) * t / warmup
      then max(min_lr, lr * lr_decay^floor((t - warmup) / lr_deacy_period))
      """,
    parameters: [
      warmup(0),
      warmupStart(Localized("first rate of the warm-up; min_lr if negative", zh: "预热的起始学习率；为负时取 min_lr")),
      Parameter("min_lr", .rate(.any), .number(0), Localized("never below", zh: "下限")),
      Parameter(
        "lr_deacy_period", .steps(.any), .integer(25000),
        Localized("updates on one stair (fairseq's spelling)", zh: "每级的更新次数（fairseq 原拼写）")),
      Parameter("lr_decay", .number(.any), .number(0.5), Localized("factor of each drop", zh: "每次下降的倍数")),
    ],
    note: Localized(
      "The stairs count from the end of the warm-up. The option is spelled lr_deacy_period in fairseq.",
      zh: "阶梯从预热结束起算。fairseq 中此选项就拼作 lr_deacy_period。"),
    examples: ["fairseq.step:lr_deacy_period=25", "fairseq.step:warmup_updates=10,lr_deacy_period=20,min_lr=5%"]
  ) { (arguments: inout Arguments) throws(SpecError) -> any Schedule in
    let base = arguments.base()
    let floor = try arguments.number("min_lr")
    let period = try arguments.integer("lr_deacy_period")
    let factor = try arguments.number("lr_decay")
    let conditions: [(Bool, String, String)] = [
      (period > 0, "assert self.lr_deacy_period > 0", "lr_deacy_period"),
      (factor <= 1, "assert self.lr_decay <= 1", "lr_decay"),
      (floor >= 0, "assert self.min_lr >= 0", "min_lr"),
      (base > floor || (base == 0 && floor == 0), "assert self.max_lr > self.min_lr", "min_lr"),
    ]
    for (holds, reason, name) in conditions where !holds {
      throw arguments.refusal(by: "fairseq", reason, at: name)
    }
    let start = try arguments.number("warmup_init_lr")
    return FairseqStep(
      stair: StepSchedule(base: base, size: period, gamma: factor, offset: 0), floor: floor,
      start: start < 0 ? floor : start, warmup: try arguments.integer("warmup_updates"))
  }
}
