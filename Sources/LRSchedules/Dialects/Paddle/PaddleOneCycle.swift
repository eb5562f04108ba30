import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One rise to a peak and one long fall, or two, over a fixed number of epochs; one more is extrapolated.
///
/// In a leg from a to b, p = (t - its start) / its length:
/// cos: b + (a - b) / 2 * (cos(pi p) + 1), linear: a + (b - a) p
struct PaddleOneCycleSchedule: Schedule {
  private let legs: [Leg]
  private let cosine: Bool
  private let total: Int

  /// From one rate to another; the end belongs to it.
  struct Leg: Sendable {
    var kind: Outline.PhaseKind
    var start: Double
    var end: Double
    var from: Double
    var to: Double
  }

  /// - Parameter legs: one or more; the last one goes on past its end.
  init(legs: [Leg], cosine: Bool, total: Int) {
    self.legs = legs
    self.cosine = cosine
    self.total = total
  }

  func rate(at step: Int) -> Double {
    let time = Double(step)
    var index = 0
    while index + 1 < legs.count, time > legs[index].end { index += 1 }
    let leg = legs[index]
    let part = (time - leg.start) / (leg.end - leg.start)
    return cosine
      ? leg.to + (leg.from - leg.to) / 2 * (cos(Double.pi * part) + 1) : (leg.to - leg.from) * part + leg.from
  }

  var ending: Ending? {
    let last = legs[legs.count - 1]
    // A last leg without length is divided by at the epoch after it.
    if last.start == last.end { return Ending(lastStep: total - 1, reason: "float division by zero") }
    return Ending(
      lastStep: total,
      reason: "Tried to step \(total + 1) times. However the number of total steps is \(total)")
  }

  func outline(until steps: Int) -> Outline {
    var phases: [Outline.Phase] = []
    for leg in legs {
      let start = max(0, Int(clamping: leg.start.rounded(.up)))
      let end = min(steps, Int(clamping: leg.end.rounded(.up)))
      if start < end { phases.append(.init(leg.kind, start..<end)) }
    }
    // The last leg ends with the last update; the value after it is beyond, on the way up again.
    return Outline(phases: phases, events: steps == total ? [.init(.handover, at: total)] : [])
  }
}

extension PaddleDialect {
  static let oneCycle = entry(
    "OneCycleLR", summary: Localized("one rise to the peak, one long fall", zh: "一次升到峰值，再长降（单周期策略）"),
    formula: """
      max_learning_rate / divide_factor -> max_learning_rate at t = phase_pct * total_steps - 1
      -> end_learning_rate at t = total_steps - 1
      three_phase: back to the start at t = 2 * phase_pct * total_steps - 2 between them
      cos: b + (a - b)(1 + cos(pi p)) / 2, linear: a + (b - a) p, from a to b, p from 0 to 1
      """,
    parameters: [
      Parameter("max_learning_rate", .rate(.nonNegative), .required, Localized("peak", zh: "峰值")).asBaseRate,
      Parameter("total_steps", .steps(.positive), .required, Localized("epochs of the whole cycle", zh: "整个周期的轮数")),
      Parameter(
        "divide_factor", .number(.positive), .number(25), Localized("the cycle starts at peak / this", zh: "起点为峰值除以此值")),
      Parameter("end_learning_rate", .rate(.nonNegative), .number(0.0001), Localized("last rate", zh: "最终学习率")),
      Parameter("phase_pct", .number(.unit), .number(0.3), Localized("part of the epochs that rises", zh: "上升阶段所占比例")),
      Parameter(
        "anneal_strategy", .choice(["cos", "linear"]), .word("cos"), Localized("form of rise and fall", zh: "升降的形状")),
      Parameter(
        "three_phase", .flag, .flag(false), Localized("fall back to the start first", zh: "先回落到起点，再降至终点")), lastEpoch,
    ],
    nearest: "one-cycle",
    difference: Localized(
      "peak and end come one epoch earlier; the end is absolute", zh: "峰值与终点都早一轮；终点为绝对值"),
    note: Localized(
      "The end is absolute, 0.0001 unless given; PyTorch divides the start by final_div_factor. Epoch "
        + "total_steps is still accepted and extrapolated (cos mirrors, linear falls below the end); the next "
        + "one is an error. Drives no momentum.",
      zh: "终点为绝对值，缺省 0.0001；PyTorch 则以 final_div_factor 除起点。第 total_steps 轮仍被接受并外推（cos 镜像，linear "
        + "降到终点以下），再下一轮报错。不调节动量。"),
    examples: [
      "paddle.OneCycleLR:max_learning_rate=0.1,total_steps=101",
      "paddle.OneCycleLR:max_learning_rate=0.1,total_steps=101,anneal_strategy=linear,three_phase=true",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let peak = try arguments.number("max_learning_rate")
    arguments.countRates(from: peak)
    let total = try arguments.integer("total_steps")
    let start = peak / (try arguments.number("divide_factor"))
    let end = try arguments.number("end_learning_rate")
    let part = try arguments.number("phase_pct")
    let three = try arguments.flag("three_phase")
    guard !three || part < 0.5 else {
      throw arguments.error(
        Localized(
          "Paddle: when three_phase is true, 'phase_pct' must be less than 0.5",
          zh: "Paddle：three_phase 为 true 时，phase_pct 必须小于 0.5"), at: "phase_pct")
    }
    let top = part * Double(total) - 1
    guard top != 0 else {
      throw arguments.error(
        Localized(
          "Paddle: float division by zero: phase_pct * total_steps is 1, which leaves no epoch to rise in",
          zh: "Paddle：除以零：phase_pct * total_steps 为 1，没有上升的轮次"), at: "phase_pct")
    }
    let last = Double(total - 1)
    let rise = PaddleOneCycleSchedule.Leg(kind: .rise, start: 0, end: top, from: start, to: peak)
    let legs: [PaddleOneCycleSchedule.Leg]
    if three {
      let back = 2 * part * Double(total) - 2
      legs = [
        rise, .init(kind: .fall, start: top, end: back, from: peak, to: start),
        .init(kind: .annihilation, start: back, end: last, from: start, to: end),
      ]
    } else {
      legs = [rise, .init(kind: .fall, start: top, end: last, from: peak, to: end)]
    }
    let cosine = try arguments.word("anneal_strategy") == "cos"
    return try resumed(PaddleOneCycleSchedule(legs: legs, cosine: cosine, total: total), &arguments)
  }
}
