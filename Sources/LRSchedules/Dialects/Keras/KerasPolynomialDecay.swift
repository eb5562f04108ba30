import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// From `start` to `end` by a power of the time that is left, after a delay.
///
/// rate(t) = (start - end) * (1 - u / T)^power + end, u = t - delay within 0...T, T = length;
/// cycling: T = length * max(1, ceil(u / length))
///
/// Unlike `PolynomialSchedule`, whose power is positive and whose length is whole, it follows Keras and optax into
/// their corners: a power of 0 stays at `start` for ever, and lengths are any numbers.
struct PowerTransition: Schedule {
  var start: Double
  var end: Double
  /// Positive, need not be whole.
  var length: Double
  var power = 1.0
  var delay = 0.0
  var cycles = false
  /// Whether the time is rounded to single precision, as `keras.ops.minimum` on the torch backend does for every type.
  var isSingle = false
  /// What the transition means; told from its direction unless given.
  var kind: Outline.PhaseKind?

  func rate(at step: Int) -> Double {
    var time = Double(step) - delay
    var period = length
    if cycles {
      period *= max(1, (time / length).rounded(.up))
    } else {
      time = min(max(time, 0), length)
      if isSingle { time = Double(Float(time)) }
    }
    let left = 1 - time / period
    return (start - end) * (power == 1 ? left : pow(left, power)) + end
  }

  var duration: Int? {
    cycles || delay + length > 1e15 ? nil : Int(clamping: (delay + length).rounded(.up))
  }

  func outline(until steps: Int) -> Outline {
    let begin = Int(clamping: min(max(0, delay), Double(steps)).rounded(.up))
    let finish = cycles ? steps : Int(clamping: min(delay + length, Double(steps)).rounded(.up))
    var outline = Outline(phases: begin > 0 ? [.init(.stable, 0..<begin)] : [])
    if begin < finish {
      outline.phases.append(.init(kind ?? (start == end ? .stable : end > start ? .rise : .decay), begin..<finish))
    }
    if kind == .warmup, finish < steps { outline.phases.append(.init(.stable, finish..<steps)) }
    if cycles {
      // The first step past a multiple of the length begins a longer decay, above the rate before it.
      outline.events = [Outline.Event].stairs(every: length, through: steps).compactMap { stair in
        let step = Double(stair.step).remainder(dividingBy: length) == 0 ? stair.step + 1 : stair.step
        return step <= steps ? .init(.restart, at: step) : nil
      }
    }
    return outline
  }
}

extension KerasDialect {
  static let polynomialDecay = entry(
    "PolynomialDecay", summary: Localized("a power of the time that is left", zh: "剩余时间的幂（多项式衰减）"),
    formula: """
      rate(t) = end_learning_rate + (initial_learning_rate - end_learning_rate) * (1 - t / decay_steps)^power
      cycle=true: decay_steps becomes decay_steps * ceil(t / decay_steps), at least decay_steps
      """,
    parameters: [
      initialRate, decaySteps(Localized("steps of the decay", zh: "衰减的步数")),
      Parameter("end_learning_rate", .rate(.any), .number(0.0001), Localized("last rate", zh: "最终学习率")),
      Parameter("power", .number(.any), .number(1), Localized("1 is a straight line", zh: "幂；1 为直线")),
      Parameter(
        "cycle", .flag, .flag(false),
        Localized("after the end: start again, ever longer and lower", zh: "结束后重新开始，周期渐长、峰值渐低")),
    ],
    nearest: "polynomial",
    difference: Localized("ends at 0.0001 and is straight unless told otherwise", zh: "缺省终点为 0.0001，且为直线"),
    note: Localized(
      "end_learning_rate is 0.0001 unless given: from a smaller initial rate the 'decay' rises. "
        + "cycle=true starts again one step after each multiple of decay_steps.",
      zh: "end_learning_rate 缺省为 0.0001：若初始学习率更小，“衰减”反而上升。cycle=true 时在 decay_steps 各整数倍的下一步重新开始。"),
    examples: [
      "keras.PolynomialDecay:initial_learning_rate=0.1,decay_steps=80",
      "keras.PolynomialDecay:initial_learning_rate=0.1,decay_steps=25,end_learning_rate=0.01,power=0.5,cycle=true",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    .fixed(
      PowerTransition(
        start: try initialRate(&arguments), end: try arguments.number("end_learning_rate"),
        length: try arguments.time("decay_steps"), power: try arguments.number("power"),
        cycles: try arguments.flag("cycle"), isSingle: true))
  }
}
