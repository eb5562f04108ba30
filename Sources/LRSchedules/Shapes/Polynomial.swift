import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A power of the part of the run that is left, from `base` to `end`, then held or cycling.
///
/// rate(t) = end + (lr - end) * (1 - t / T)^power, T = steps; cycling: T = steps * max(1, ceil(t / steps))
struct PolynomialSchedule: Schedule {
  var base: Double
  var end: Double
  /// Steps from `base` to `end`; positive.
  var length: Int
  var power: Double
  var cycles: Bool
  var duration: Int?

  func rate(at step: Int) -> Double {
    var period = length
    if step >= length {
      if !cycles { return end }
      period *= (step + length - 1) / length
    }
    let left = 1 - Double(step) / Double(period)
    return end + (base - end) * (power == 1 ? left : power == 2 ? left * left : pow(left, power))
  }

  func outline(until steps: Int) -> Outline {
    // The step after a multiple of `length` is the first of a longer decay, above the rate before it.
    let restarts: [Outline.Event] = cycles ? .every(length, from: length + 1, through: steps, kind: .restart) : []
    return Outline(phases: [.init(.decay, 0..<(cycles ? steps : min(length, steps)))], events: restarts)
  }

  var rule: Rule? { .polynomial(base: base, end: end, length: length, power: power, cycles: cycles) }

  static let entry = CatalogueEntry<AnySchedule>(
    "polynomial", aliases: ["poly", "polynomial-decay"],
    summary: Localized("a power of the time that is left", zh: "剩余时间的幂（多项式衰减）"),
    formula: """
      rate(t) = end + (lr - end) * (1 - t / steps)^power
      cycle=true: steps becomes steps * ceil(t / steps), at least steps
      """,
    parameters: [
      Parameter("steps", .steps(.positive), .partOfRun(1), Localized("steps from lr to end", zh: "从 lr 到 end 的步数")),
      Parameter("power", .number(.positive), .number(2), Localized("1 is a straight line", zh: "幂；1 为直线")),
      Parameter(
        "end", .rate(.nonNegative), .none, Localized("last rate; min unless given", zh: "最终学习率；缺省取 min")),
      Parameter(
        "cycle", .flag, .flag(false),
        Localized("after the end: start again, ever longer and lower", zh: "结束后重新开始，周期渐长、峰值渐低")),
    ],
    source: "TensorFlow polynomial_decay; Chen et al. 2018 (DeepLab), section 4.1",
    note: Localized(
      "Held at end, unless cycle=true: then the step after a multiple of steps jumps up again.",
      zh: "结束后保持 end；cycle=true 时，在 steps 整数倍的下一步重新跃升。"),
    examples: [
      "polynomial", "polynomial:power=0.9,end=1e-4", "polynomial:steps=25,power=0.5,end=10%,cycle=true",
      "warmup+polynomial",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let steps = try arguments.integer("steps")
    let cycles = try arguments.flag("cycle")
    let end = try arguments.end()
    return .fixed(
      PolynomialSchedule(
        base: arguments.base(), end: end, length: steps, power: try arguments.number("power"), cycles: cycles,
        duration: arguments.has("steps") && !cycles ? steps : nil))
  }
}
