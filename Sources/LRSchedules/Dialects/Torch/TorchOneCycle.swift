import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// OneCycleLR: up to the peak, down far below the start, and an exception after `total` steps.
///
/// The rates stand in the group, as PyTorch has them, so that a second one in a list changes those of the first.
struct TorchOneCycle: TorchRule {
  var state = TorchState()
  private let total: Int
  private let legs: [Leg]
  private let cosine: Bool
  private let cyclesMomentum: Bool

  private enum Level: Sendable { case initial, peak, final }

  private struct Leg: Sendable {
    var kind: Outline.PhaseKind
    var end: Double
    var rates: (from: Level, to: Level)
    /// Whether the momentum at its two ends is the high one.
    var isHigh: (from: Bool, to: Bool)
  }

  struct Settings: Sendable {
    var total: Int
    var rise: Double
    var threePhase: Bool
    var cosine: Bool
    var peak: Double
    var divisor: Double
    var finalDivisor: Double
    var momentum: (low: Double, high: Double)?
  }

  init(_ settings: Settings, on group: inout TorchGroup) {
    total = settings.total
    cosine = settings.cosine
    cyclesMomentum = settings.momentum != nil
    let length = Double(total)
    let rise = Leg(
      kind: .rise, end: settings.rise * length - 1, rates: (.initial, .peak), isHigh: (true, false))
    legs =
      settings.threePhase
      ? [
        rise,
        Leg(kind: .fall, end: 2 * settings.rise * length - 2, rates: (.peak, .initial), isHigh: (false, true)),
        Leg(kind: .annihilation, end: length - 1, rates: (.initial, .final), isHigh: (true, true)),
      ] : [rise, Leg(kind: .fall, end: length - 1, rates: (.peak, .final), isHigh: (false, true))]
    let initial = settings.peak / settings.divisor
    group.initialRate = initial
    group.peakRate = settings.peak
    group.finalRate = initial / settings.finalDivisor
    if let momentum = settings.momentum {
      group.momentum = momentum.high
      group.highMomentum = momentum.high
      group.lowMomentum = momentum.low
    }
    attach(to: &group)
  }

  func nextRate(in group: inout TorchGroup) -> Double {
    if state.epoch > total {
      group.failure = .tooManySteps(state.epoch, of: total)
      return .nan
    }
    let step = Double(state.epoch)
    var start = 0.0
    var index = 0
    while index < legs.count - 1, step > legs[index].end {
      start = legs[index].end
      index += 1
    }
    let leg = legs[index]
    if leg.end == start {
      group.failure = .division
      return .nan
    }
    let part = (step - start) / (leg.end - start)
    let weight = cosine ? cos(Double.pi * part) + 1 : part
    if cyclesMomentum {
      let from = leg.isHigh.from ? group.highMomentum : group.lowMomentum
      group.momentum = annealed(from, leg.isHigh.to ? group.highMomentum : group.lowMomentum, weight)
    }
    return annealed(rate(leg.rates.from, group), rate(leg.rates.to, group), weight)
  }

  private func rate(_ level: Level, _ group: TorchGroup) -> Double {
    switch level {
    case .initial: group.initialRate ?? group.rate
    case .peak: group.peakRate
    case .final: group.finalRate
    }
  }

  private func annealed(_ start: Double, _ end: Double, _ weight: Double) -> Double {
    cosine ? end + (start - end) / 2 * weight : (end - start) * weight + start
  }

  func jump(to step: Int, on group: inout TorchGroup) -> Bool {
    var here = self
    here.state.epoch = step
    let rate = here.nextRate(in: &group)
    group.rate = rate
    return true
  }

  var canFail: Bool { true }
  var firstRisk: Int { total }

  func outline(until steps: Int) -> Outline {
    var outline = Outline()
    var start = 0
    for leg in legs {
      let end = max(start, leg.end.step(within: steps))
      if end > start { outline.phases.append(.init(leg.kind, start..<end)) }
      start = end
    }
    // The last leg ends with the last update; the value after it is beyond, on the way up again.
    if steps == total { outline.events.append(.init(.handover, at: total)) }
    return outline
  }
}

extension TorchOneCycle {
  static let definition = TorchClass(
    "OneCycleLR",
    summary: Localized("one rise to max_lr, one long fall far below the start", zh: "一次升到 max_lr，再长降至远低于起点（单周期策略）"),
    formula: """
      max_lr/div_factor -> max_lr at pct_start total - 1 -> max_lr/div_factor/final_div_factor at total - 1
      three_phase: back to max_lr/div_factor at 2 pct_start total - 2 first
      cos: b + (a - b)(1 + cos(pi p)) / 2, linear: a + (b - a) p, from a to b, p from 0 to 1
      """,
    parameters: [
      Parameter("max_lr", .rate(.any), .required, Localized("rate at the peak", zh: "峰值学习率")).asBaseRate,
      Parameter("total_steps", .steps(.any), .none, Localized("steps of the cycle", zh: "整个周期的步数")),
      Parameter(
        "epochs", .integer(.any), .none,
        Localized("with steps_per_epoch, instead of total_steps", zh: "与 steps_per_epoch 一起代替 total_steps")),
      Parameter("steps_per_epoch", .integer(.any), .none, Localized("steps of an epoch", zh: "每轮的步数")),
      Parameter("pct_start", .number(.any), .number(0.3), Localized("part of the cycle that rises", zh: "上升部分的比例")),
      Parameter(
        "anneal_strategy", .choice(["cos", "linear"]), .word("cos"), Localized("form of rise and fall", zh: "升降的形状")),
      Parameter(
        "cycle_momentum", .flag, .flag(true), Localized("drive momentum, or beta1, too", zh: "同时反向调节动量（或 beta1）")),
      Parameter("base_momentum", .number(.any), .number(0.85), Localized("momentum at the peak", zh: "峰值处的动量")),
      Parameter("max_momentum", .number(.any), .number(0.95), Localized("momentum at both ends", zh: "两端的动量")),
      Parameter("div_factor", .number(.any), .number(25), Localized("max_lr over the first rate", zh: "峰值与起点之比")),
      Parameter(
        "final_div_factor", .number(.any), .number(1e4), Localized("the first rate over the last", zh: "起点与终点之比")),
      Parameter(
        "three_phase", .flag, .flag(false), Localized("fall back to the start first, then further", zh: "先回落到起点，再继续下降")),
    ],
    note: Localized(
      "The optimizer's rate is overwritten. Step total_steps runs past the end (a linear fall goes below it), the next raises.",
      zh: "优化器的学习率被覆盖。第 total_steps 步已越过终点（线性时更低），再下一步报错。"),
    examples: [
      "torch.OneCycleLR:max_lr=0.1,total_steps=100",
      "torch.OneCycleLR:max_lr=0.1,epochs=10,steps_per_epoch=10,three_phase=true",
    ], nearest: "one-cycle",
    difference: Localized("peak and end one step earlier; raises after total_steps", zh: "峰值与终点早一步；超过 total_steps 报错"),
    overwritesRate: true
  ) { (arguments: inout Arguments, group: inout TorchGroup) throws(SpecError) -> TorchOneCycle in
    let peak = try arguments.number("max_lr")
    let total = try arguments.torchTotalSteps()
    let rise = try arguments.number("pct_start")
    guard (0...1).contains(rise) else {
      throw arguments.torchError("Expected float between 0 and 1 pct_start, but got \(shortest(rise))", at: "pct_start")
    }
    let divisor = try arguments.number("div_factor")
    let finalDivisor = try arguments.number("final_div_factor")
    if divisor == 0 { throw arguments.torchError(TorchFailure.division.words, at: "div_factor") }
    if finalDivisor == 0 { throw arguments.torchError(TorchFailure.division.words, at: "final_div_factor") }
    let settings = Settings(
      total: total, rise: rise, threePhase: try arguments.flag("three_phase"),
      cosine: try arguments.word("anneal_strategy") == "cos", peak: peak,
      divisor: divisor, finalDivisor: finalDivisor, momentum: try arguments.torchMomentum())
    return TorchOneCycle(settings, on: &group)
  }
}

extension Arguments {
  /// `total_steps`, else `epochs` times `steps_per_epoch`.
  fileprivate mutating func torchTotalSteps() throws(SpecError) -> Int {
    let names = ["total_steps", "epochs", "steps_per_epoch"]
    let given = (
      try optionalTorchCount(names[0]), try optionalTorchCount(names[1]), try optionalTorchCount(names[2])
    )
    if given.0 != nil { return try torchWhole(names[0], atLeast: 1, "Expected positive integer total_steps") }
    guard given.1 != nil, given.2 != nil else {
      throw torchError(
        "You must define either total_steps OR (epochs AND steps_per_epoch)", at: given.1 != nil ? names[1] : names[2])
    }
    let epochs = try torchWhole(names[1], atLeast: 1, "Expected positive integer epochs")
    let steps = try torchWhole(names[2], atLeast: 1, "Expected positive integer steps_per_epoch")
    let (total, overflow) = epochs.multipliedReportingOverflow(by: steps)
    guard !overflow, total <= 1_000_000_000_000_000 else {
      throw error(
        Localized("epochs * steps_per_epoch is more than 15 digits", zh: "epochs * steps_per_epoch 超过 15 位"),
        at: names[1])
    }
    return total
  }
}
