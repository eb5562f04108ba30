import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Triangles between `bottom` and `peak`.
///
/// rate(t) = bottom + (peak - bottom) * height(t) * fade(t)
/// height rises from 0 to 1 in `up` steps and falls back in `down`; fade is 1, 2^-cycle or gamma^t by `mode`
struct CyclicSchedule: Schedule {
  var bottom: Double
  var peak: Double
  /// Steps from bottom to peak, and back; positive, need not be whole.
  var up: Double
  var down: Double
  var mode: Mode
  /// Fading of the triangles per step, for `exp_range`.
  var gamma: Double
  /// Runs against the rate: upper end at the bottom.
  var momentumRange: ClosedRange<Double>?

  enum Mode: String, Sendable, CaseIterable {
    case triangular, triangular2
    case expRange = "exp_range"
  }

  func rate(at step: Int) -> Double { bottom + (peak - bottom) * swing(at: step) }

  func momentum(at step: Int) -> Double? {
    momentumRange.map { $0.upperBound - ($0.upperBound - $0.lowerBound) * swing(at: step) }
  }

  var drivesMomentum: Bool { momentumRange != nil }

  /// 0 at the bottom, 1 at a peak that hasn't faded.
  private func swing(at step: Int) -> Double {
    let time = Double(step)
    let cycle = (time / (up + down)).rounded(.down)
    let local = time - cycle * (up + down)
    let height = max(0, local <= up ? local / up : 1 - (local - up) / down)
    switch mode {
    case .triangular: return height
    case .triangular2: return height * exp2(-cycle)
    case .expRange: return height * pow(gamma, time)
    }
  }

  func outline(until steps: Int) -> Outline {
    let period = up + down
    let cycles = Cycles(start: { $0 * period }, number: { ($0 / period).rounded(.down) })
    return Outline(events: cycles.steps(through: steps - 1).map { .init(.restart, at: $0) })
  }

  var rule: Rule? {
    let fade: Rule.Fade =
      switch mode {
      case .triangular: .none
      case .triangular2: .halving
      case .expRange: .exponential(gamma: gamma)
      }
    return .cyclic(bottom: bottom, peak: peak, up: up, down: down, fade: fade, momentum: momentumRange)
  }

  static let entry = CatalogueEntry<AnySchedule>(
    "cyclic", aliases: ["triangular", "clr", "cyclical"],
    summary: Localized("triangles between min and max", zh: "在 min 与 max 之间往复的三角波（循环学习率）"),
    formula: """
      rate(t) = min + (max - min) * height(t) * fade(t)
      height: 0 to 1 in `up` steps, back to 0 in `down`
      fade: triangular 1, triangular2 2^-(cycle), exp_range gamma^t
      """,
    parameters: [
      Parameter(
        "min", .rate(.nonNegative), .none,
        Localized(
          "bottom; a tenth of the peak, or lr where max is given too", zh: "谷值；缺省为峰值的十分之一，若同时给出 lr 与 max 则为 lr")),
      Parameter("max", .rate(.nonNegative), .none, Localized("peak; lr unless given", zh: "峰值；缺省取 lr")),
      Parameter(
        "up", .steps(.positive), .none, Localized("steps to the peak; a tenth of the run", zh: "上升步数；缺省为全程的十分之一")),
      Parameter("down", .steps(.positive), .none, Localized("steps back; as `up`", zh: "下降步数；缺省同 up")),
      Parameter(
        "mode", .choice(Mode.allCases.map(\.rawValue)), .word("triangular"),
        Localized("how the triangles fade", zh: "三角波如何衰减")),
      Parameter(
        "gamma", .number(.positiveUnit), .none,
        Localized("fading per step of exp_range; a tenth is left at the end", zh: "exp_range 每步的倍数；缺省时末尾剩十分之一")),
    ] + Parameter.momentum(false, 0.8, 0.9),
    source: "Smith 2017, section 3; PyTorch CyclicLR",
    note: Localized("The cycles never end.", zh: "循环不会终止。"),
    examples: [
      "cyclic", "cyclic:min=0.001,max=0.1,up=10", "cyclic:mode=triangular2", "cyclic:mode=exp_range,gamma=0.97",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let peak = try arguments.peak()
    let bottom = try arguments.start(below: peak) ?? peak / 10
    let steps = Double(max(1, arguments.context.steps))
    let up = try arguments.optionalNumber("up") ?? steps / 10
    let mode = Mode(rawValue: try arguments.word("mode")) ?? .triangular
    let gamma = try arguments.optionalNumber("gamma")
    if arguments.has("gamma"), mode != .expRange {
      throw arguments.error(
        Localized("'gamma' has no effect here: it goes with mode=exp_range", zh: "“gamma”在此无效：它与 mode=exp_range 同用"),
        at: "gamma")
    }
    return .fixed(
      CyclicSchedule(
        bottom: bottom, peak: peak, up: up, down: try arguments.optionalNumber("down") ?? up, mode: mode,
        gamma: gamma ?? pow(0.1, 1 / steps), momentumRange: try arguments.momentumRange()))
  }
}

extension Parameter {
  /// Whether a schedule drives momentum, and between which values.
  static func momentum(_ drives: Bool, _ low: Double, _ high: Double) -> [Parameter] {
    [
      Parameter(
        "momentum", .flag, .flag(drives),
        Localized("drive momentum too, against the rate", zh: "同时反向调节动量")),
      Parameter(
        "momentum_min", .number(.unit), .number(low), Localized("momentum at the peak", zh: "峰值处的动量")),
      Parameter(
        "momentum_max", .number(.unit), .number(high), Localized("momentum at the lowest rates", zh: "最低学习率处的动量")),
    ]
  }
}

extension Arguments {
  /// Where a shape with a peak starts: `min`; else `lr` where the peak is `max`; else nil.
  ///
  /// - Throws: `SpecError` if that is above the peak.
  mutating func start(below peak: Double) throws(SpecError) -> Double? {
    let floor = try optionalNumber("min")
    let name = floor == nil ? "lr" : "min"
    guard let start = floor ?? (has("max") && has("lr") ? base() : nil) else { return nil }
    guard start <= peak else {
      throw error(
        Localized(
          "'\(name)' (\(shortest(start))) is above the peak (\(shortest(peak)))",
          zh: "“\(name)”（\(shortest(start))）高于峰值（\(shortest(peak))）"), at: name)
    }
    return start
  }

  /// The momentum to drive, if any.
  mutating func momentumRange() throws(SpecError) -> ClosedRange<Double>? {
    let low = try number("momentum_min")
    let high = try number("momentum_max")
    guard low <= high else {
      throw error(
        Localized(
          "'momentum_min' (\(shortest(low))) is above 'momentum_max' (\(shortest(high)))",
          zh: "“momentum_min”（\(shortest(low))）高于“momentum_max”（\(shortest(high))）"),
        at: has("momentum_min") ? "momentum_min" : "momentum_max")
    }
    if try flag("momentum") { return low...high }
    if let name = ["momentum_min", "momentum_max"].first(where: { has($0) }) {
      throw error(
        Localized("'\(name)' has no effect here: it goes with momentum=true", zh: "“\(name)”在此无效：它与 momentum=true 同用"),
        at: name)
    }
    return nil
  }
}
