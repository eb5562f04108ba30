import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// fairseq's cosine: a linear warm-up, then half cosines that grow longer and shrink, floor and all.
///
/// u = t - warmup, i = floor(log_m(1 - u / period (1 - m))), or floor(u / period) where m = 1
/// rate = s^i (min + (lr - min) (1 + cos(pi (u - start_i) / (period m^i))) / 2)
struct FairseqCosine: Schedule {
  var base: Double
  var floor: Double
  var start: Double
  var warmup: Int
  /// Updates of the first period; may be negative where max_update is less than the warm-up, as fairseq lets it.
  var period: Double
  var growth: Double
  var shrink: Double

  func rate(at step: Int) -> Double {
    if step < warmup { return start + Double(step) * ((base - start) / Double(warmup)) }
    let time = Double(step - warmup)
    let cycle: Double
    let place: Double
    if growth == 1 {
      cycle = (time / period).rounded(.down)
      place = (time - period * cycle) / period
    } else {
      cycle = (log(1 - time / period * (1 - growth)) / log(growth)).rounded(.down)
      let factor = pow(growth, cycle)
      place = (time - (1 - factor) / (1 - growth) * period) / (factor * period)
    }
    let scale = pow(shrink, cycle)
    return floor * scale + 0.5 * (base * scale - floor * scale) * (1 + cos(Double.pi * place))
  }

  var ending: Ending? {
    if period == 0 { return Ending(lastStep: warmup - 1, reason: "ZeroDivisionError: float division by zero") }
    guard growth < 1 else { return nil }
    let reason = "ValueError: math domain error"
    guard growth > 0 else { return Ending(lastStep: warmup - 1, reason: reason) }
    guard period > 0, (period / (1 - growth)) < 1e15 else { return nil }
    // The periods together last for period / (1 - growth): beyond it there is no logarithm.
    var time = max(0, (period / (1 - growth)).rounded(.down) - 2)
    while 1 - time / period * (1 - growth) > 0 { time += 1 }
    return Ending(lastStep: warmup + Int(clamping: time) - 1, reason: reason)
  }

  func outline(until steps: Int) -> Outline {
    var outline = Outline.consecutive([(.warmup, Double(warmup)), (.decay, Double(steps))], until: steps)
    guard period > 0 else { return outline }
    var length = period
    var bottom = floor
    var next = Double(warmup) + period
    while next <= Double(steps), outline.events.count < Outline.eventLimit, length >= 1e-3 {
      let step = Int(clamping: next.rounded(.up))
      if step >= 1, step <= steps, outline.events.last?.step != step {
        outline.events.append(.init(.restart, at: step, limit: bottom))
      }
      length *= growth
      bottom *= shrink
      next += max(length, 1e-3)
    }
    return outline
  }
}

extension FairseqDialect {
  static let cosine = entry(
    "cosine", file: "cosine_lr_scheduler", nearest: "cosine-restarts",
    difference: Localized("a restart shrinks the floor too", zh: "重启时下限也一同缩小"),
    summary: Localized("warm-up, then half cosines that shrink at every restart", zh: "预热后余弦退火，每次重启缩小"),
    formula: """
      t < warmup: init + (lr - init) * t / warmup
      s^i * (min + (lr - min) * (1 + cos(pi u_i / T_i)) / 2), s = lr_shrink, T_i = period * t_mult^i
      """,
    parameters: [
      warmup(0),
      warmupStart(Localized("first rate of the warm-up; min_lr if negative", zh: "预热的起始学习率；为负时取 min_lr")),
      Parameter("min_lr", .rate(.any), .number(0), Localized("rate at the first period's end", zh: "首个周期末的学习率")),
      Parameter("t_mult", .number(.any), .number(1), Localized("growth of the periods", zh: "周期的增长倍数")),
      Parameter(
        "lr_period_updates", .steps(.any), .number(-1),
        Localized(
          "updates of the first period; what max_update leaves if not positive", zh: "首个周期的更新次数；非正时取 max_update 减去预热")),
      Parameter("lr_shrink", .number(.any), .number(0.1), Localized("factor of every restart", zh: "每次重启的倍数")),
      maxUpdate,
    ],
    note: Localized(
      "lr_shrink multiplies min_lr too. Without lr_period_updates the step max_update already begins the second period. A t_mult below 1 ends in an error.",
      zh: "lr_shrink 也乘到 min_lr 上。未给 lr_period_updates 时，第 max_update 步已进入第二周期。t_mult 小于 1 会以报错告终。"),
    examples: [
      "fairseq.cosine:warmup_updates=10", "fairseq.cosine:lr_period_updates=20,t_mult=2,lr_shrink=0.5,min_lr=1e-3",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> any Schedule in
    let base = arguments.base()
    let floor = try arguments.number("min_lr")
    guard base > floor || (base == 0 && floor == 0) else {
      throw arguments.refusal(
        by: "fairseq", "max_lr (=\(shortest(base))) must be more than min_lr (=\(shortest(floor)))", at: "min_lr")
    }
    let warmup = try arguments.integer("warmup_updates")
    let start = try arguments.number("warmup_init_lr")
    var period = try arguments.time("lr_period_updates")
    let maximum = try arguments.time("max_update")
    if period <= 0 {
      guard maximum > 0 else {
        throw arguments.refusal(
          by: "fairseq", "Either --max_update or --lr-period-updates must be set", at: "max_update")
      }
      period = maximum - Double(warmup)
    }
    let schedule = FairseqCosine(
      base: base, floor: floor, start: start < 0 ? floor : start, warmup: warmup, period: period,
      growth: try arguments.number("t_mult"), shrink: try arguments.number("lr_shrink"))
    if let ending = schedule.ending, ending.lastStep < 0 {
      throw arguments.failure(of: "fairseq", ending.reason, at: "t_mult")
    }
    return schedule
  }
}
