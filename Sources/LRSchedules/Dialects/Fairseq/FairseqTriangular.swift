import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// fairseq's triangular cycles: straight up and down, every peak a part of the last.
///
/// half = floor(period / 2), i = floor(t / (2 half))
/// rate = min_i + (max s^i - min_i) max(0, 1 - |t / half - 2i - 1|), min_i = lr, or lr s^i
struct FairseqTriangular: Schedule {
  var low: Double
  var high: Double
  /// Updates up, and down; positive and whole.
  var half: Double
  var shrink: Double
  var shrinksLow: Bool

  var ownBaseRate: Double? { high }

  func rate(at step: Int) -> Double {
    let time = Double(step)
    let cycle = (time / (2 * half)).rounded(.down)
    let scale = pow(shrink, cycle)
    let top = high * scale
    let bottom = shrinksLow ? low * scale : low
    let distance = abs(time / half - 2 * (cycle + 1) + 1)
    return bottom + (top - bottom) * max(0, 1 - distance)
  }

  func outline(until steps: Int) -> Outline {
    let period = Int(clamping: min(2 * half, 1e15))
    return Outline(events: .every(period, from: period, through: steps, kind: .restart))
  }
}

extension FairseqDialect {
  static let triangular = entry(
    "triangular", file: "triangular_lr_scheduler", nearest: "cyclic",
    difference: Localized(
      "the peak shrinks by lr_shrink every cycle, even below lr", zh: "每个周期峰值乘以 lr_shrink，甚至可低于 lr"),
    summary: Localized("straight up and down, peaks shrinking", zh: "三角循环，峰值逐周期缩小"),
    formula: """
      half = floor(lr_period_updates / 2), i = floor(t / (2 half))
      m + (max_lr * lr_shrink^i - m) * (1 - |t / half - 2i - 1|), m = lr, with shrink_min lr * lr_shrink^i
      """,
    parameters: [
      Parameter("max_lr", .rate(.any), .required, Localized("first peak, above lr", zh: "首个峰值，须高于 lr")),
      Parameter(
        "lr_period_updates", .steps(.positive), .number(5000), Localized("updates of a cycle", zh: "一个周期的更新次数")),
      Parameter(
        "lr_shrink", .number(.any), .number(0.1), Localized("factor of the peak at every cycle", zh: "每个周期峰值的倍数")),
      Parameter("shrink_min", .flag, .flag(false), Localized("shrink lr too", zh: "同时缩小 lr")),
    ],
    note: Localized(
      "lr is the low rate. With shrink_min=false a shrunk peak can fall below it, and the triangle turns over.",
      zh: "lr 是低点。shrink_min=false 时峰值可缩到 lr 以下，三角形随之翻转。"),
    examples: [
      "fairseq.triangular:max_lr=0.5,lr_period_updates=20,lr_shrink=0.8",
      "fairseq.triangular:max_lr=0.5,lr_period_updates=20,lr_shrink=0.5,shrink_min=true",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> any Schedule in
    let low = arguments.base()
    let high = try arguments.number("max_lr")
    guard high > low else { throw arguments.refusal(by: "fairseq", "max_lr must be more than lr", at: "max_lr") }
    let period = try arguments.time("lr_period_updates")
    guard period >= 2 else {
      throw arguments.failure(of: "fairseq", "ZeroDivisionError: float division by zero", at: "lr_period_updates")
    }
    return FairseqTriangular(
      low: low, high: high, half: (period / 2).rounded(.down), shrink: try arguments.number("lr_shrink"),
      shrinksLow: try arguments.flag("shrink_min"))
  }
}
