import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Half cosines one after another, each from a peak down to `floor`.
///
/// rate(t) = floor + (peak_i - floor) * (1 + cos(pi u / T_i)) / 2
/// T_i = T * mult^i, peak_i = lr * decay^i, u = steps since cycle i began
struct CosineRestartsSchedule: Schedule {
  var base: Double
  var floor: Double
  /// Steps of the first cycle; positive, need not be whole.
  var period: Double
  /// Growth of the cycles; 1 or more.
  var growth: Double
  /// Factor of the peak at every restart; 0...1.
  var decay: Double
  /// Cycles before the rate stays at `floor`; nil for no end.
  var cycles: Int?
  var duration: Int?

  func rate(at step: Int) -> Double {
    let time = Double(step)
    let cycle = cycle(at: time)
    if let cycles, cycle >= Double(cycles) { return floor }
    let length = growth == 1 ? period : period * pow(growth, cycle)
    let part = max(0, min(1, (time - start(of: cycle)) / length))
    let peak = decay == 1 ? base : max(floor, base * pow(decay, cycle))
    return floor + (peak - floor) * (1 + cos(Double.pi * part)) / 2
  }

  /// The number of the cycle that `time` is in, from 0.
  private func cycle(at time: Double) -> Double {
    if growth == 1 { return (time / period).rounded(.down) }
    let guess = (log1p(time / period * (growth - 1)) / log(growth)).rounded(.down)
    // The logarithm may fall short of, or overshoot, a whole number by a rounding error.
    if start(of: guess + 1) <= time { return guess + 1 }
    return guess > 0 && start(of: guess) > time ? guess - 1 : guess
  }

  /// When a cycle begins.
  private func start(of cycle: Double) -> Double {
    growth == 1 ? period * cycle : period * (pow(growth, cycle) - 1) / (growth - 1)
  }

  func outline(until steps: Int) -> Outline {
    var last = steps
    if let cycles {
      guard cycles > 1 else { return Outline() }
      last = min(last, Int(stepAtOrAfter: start(of: Double(cycles - 1))))
    }
    let restarts = Cycles(start: start, number: cycle).steps(through: last)
    return Outline(events: restarts.map { .init(.restart, at: $0, limit: floor) })
  }

  var rule: Rule? {
    .cosineRestarts(base: base, floor: floor, period: period, growth: growth, decay: decay, cycles: cycles)
  }

  static let entry = CatalogueEntry<AnySchedule>(
    "cosine-restarts", aliases: ["sgdr", "warm-restarts", "cosine-warm-restarts", "cosine-annealing-warm-restarts"],
    summary: Localized("half cosines, each starting anew", zh: "余弦退火，周期性重启"),
    formula: """
      rate(t) = min + (lr decay^i - min) * (1 + cos(pi u / T_i)) / 2
      T_i = steps * mult^i, u = steps since cycle i = 0, 1, ... began
      """,
    parameters: [
      Parameter(
        "steps", .steps(.positive), .none,
        Localized("length of the first cycle; such that `cycles` fill the run", zh: "首个周期的长度；缺省使 cycles 个周期占满全程")),
      Parameter(
        "mult", .number(Bounds(1, 1000)), .number(1),
        Localized("every cycle is this many times as long as the one before", zh: "周期长度的增长倍数（T_mult）")),
      Parameter(
        "decay", .number(.unit), .number(1), Localized("factor of the peak at every restart", zh: "每次重启时峰值的倍数")),
      Parameter(
        "cycles", .integer(Bounds(1, 1_000_000)), .none,
        Localized("then hold min; without `steps` 4, with it no end", zh: "周期数，之后保持 min；未给 steps 时为 4，给了则不终止")),
    ],
    source: "Loshchilov & Hutter 2017 (SGDR), equation 5",
    note: Localized(
      "The step of a restart has the peak again, so min itself is reached only after the last of `cycles`.",
      zh: "重启那一步已回到峰值，因此只有在 cycles 个周期都结束后才真正到达 min。"),
    examples: [
      "cosine-restarts", "sgdr:steps=10,mult=2", "cosine-restarts:cycles=5,decay=0.7,min=1%",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = arguments.base()
    let floor = try arguments.floor()
    let growth = try arguments.number("mult")
    let decay = try arguments.number("decay")
    let steps = try arguments.optionalInteger("steps")
    let cycles = try arguments.optionalInteger("cycles") ?? (steps == nil ? 4 : nil)
    let parts = cycles.map { growth == 1 ? Double($0) : (pow(growth, Double($0)) - 1) / (growth - 1) } ?? 1
    let period = steps.map { Double($0) } ?? Double(max(1, arguments.context.steps)) / parts
    guard period > 1e-9, parts.isFinite else {
      throw arguments.error(
        Localized(
          "the first cycle would last no time: give fewer cycles or a smaller mult", zh: "首个周期几乎没有长度：请减小 cycles 或 mult"),
        at: arguments.has("cycles") ? "cycles" : "mult")
    }
    let total = (period * parts).rounded(.up)
    return .fixed(
      CosineRestartsSchedule(
        base: base, floor: floor, period: period, growth: growth, decay: decay, cycles: cycles,
        duration: steps != nil && cycles != nil && total < 1e15 ? Int(wholeStepsOf: total) : nil))
  }
}
