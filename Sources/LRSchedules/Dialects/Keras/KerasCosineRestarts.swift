import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Half cosines one after another, numbered by a logarithm as Keras does it.
///
/// An own schedule with the same aim, `CosineRestartsSchedule`, starts a cycle exactly where it should; here the
/// number is what the logarithm's rounding makes of it, growth below 1 included.
private struct KerasCosineRestarts: Schedule {
  var initial: Double
  /// Steps of the first cycle; positive.
  var first: Double
  /// Factor of the cycles' lengths.
  var growth: Double
  /// Factor of the peaks.
  var decay: Double
  var alpha: Double

  /// One cycle, in steps / first.
  private struct Cycle {
    var number: Double
    var start: Double
    var length: Double
    var peak: Double
  }

  func rate(at step: Int) -> Double { rate(at: step, in: cycle(number(at: step))) }

  /// A cycle is looked up once, and not at each of its steps.
  func rates(count: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      var step = 0
      while step < count {
        let number = number(at: step)
        let cycle = cycle(number)
        let end = end(of: number, from: step, limit: count)
        while step < end {
          buffer.initializeElement(at: step, to: rate(at: step, in: cycle))
          step += 1
        }
      }
      initialized = count
    }
  }

  private func rate(at step: Int, in cycle: Cycle) -> Double {
    let part = (Double(step) / first - cycle.start) / cycle.length
    return initial * ((1 - alpha) * (0.5 * cycle.peak * (1 + cos(Double.pi * part))) + alpha)
  }

  private func number(at step: Int) -> Double {
    let time = Double(step) / first
    return Stairs.single(growth == 1 ? time : log(1 - time * (1 - growth)) / log(growth))
  }

  private func cycle(_ number: Double) -> Cycle {
    let peak = pow(decay, number)
    if growth == 1 { return Cycle(number: number, start: number, length: 1, peak: peak) }
    let length = pow(growth, number)
    return Cycle(number: number, start: (1 - length) / (1 - growth), length: length, peak: peak)
  }

  /// The first step from `start` on, at most `limit`, whose number is another one; numbers never fall.
  private func end(of number: Double, from start: Int, limit: Int) -> Int {
    func isSame(_ step: Int) -> Bool {
      let other = self.number(at: step)
      return other == number || (other.isNaN && number.isNaN)
    }
    var low = start
    var stride = 1
    while low + stride < limit, isSame(low + stride) {
      low += stride
      stride *= 2
    }
    var high = min(low + stride, limit)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if isSame(middle) { low = middle } else { high = middle }
    }
    return high
  }

  func outline(until steps: Int) -> Outline {
    var events: [Outline.Event] = []
    var step = 0
    while events.count < Outline.eventLimit {
      step = end(of: number(at: step), from: step, limit: steps + 1)
      guard step <= steps, number(at: step).isFinite else { break }
      events.append(.init(.restart, at: step, limit: initial * alpha))
    }
    return Outline(events: events)
  }
}

extension KerasDialect {
  static let cosineDecayRestarts = entry(
    "CosineDecayRestarts", summary: Localized("half cosines, each starting anew", zh: "余弦衰减，周期性重启"),
    formula: """
      rate(t) = initial_learning_rate * ((1 - alpha) * m_mul^i * (1 + cos(pi p)) / 2 + alpha)
      i = floor(ln(1 - t / first_decay_steps * (1 - t_mul)) / ln(t_mul)), t_mul = 1: floor(t / first_decay_steps)
      p = part of cycle i, of first_decay_steps * t_mul^i steps, that is done
      """,
    parameters: [
      initialRate,
      Parameter(
        "first_decay_steps", .steps(.positive), .required, Localized("length of the first cycle", zh: "首个周期的步数")),
      Parameter(
        "t_mul", .number(.any), .number(2),
        Localized("every cycle is this many times as long as the one before", zh: "周期长度的增长倍数")),
      Parameter("m_mul", .number(.any), .number(1), Localized("factor of the peak at every restart", zh: "每次重启时峰值的倍数")),
      Parameter("alpha", .number(.any), .number(0), Localized("lowest rate as a part of the first", zh: "最低学习率与初始值之比")),
    ],
    nearest: "cosine-restarts",
    difference: Localized(
      "cycles double unless told otherwise; alpha stays while peaks fall", zh: "周期缺省逐个加倍；峰值下降而 alpha 不变"),
    note: Localized(
      "t_mul is 2 unless given. A t_mul below 1 has no rate after first_decay_steps / (1 - t_mul) steps. In Keras's usual "
        + "float32 the logarithm may put a restart one step off; here it is float64.",
      zh: "t_mul 缺省为 2。t_mul 小于 1 时，first_decay_steps / (1 - t_mul) 步之后没有学习率。Keras 缺省的 float32 可能使重启偏差一步，此处为 float64。"),
    examples: [
      "keras.CosineDecayRestarts:initial_learning_rate=0.1,first_decay_steps=14",
      "keras.CosineDecayRestarts:initial_learning_rate=0.1,first_decay_steps=25,t_mul=1,m_mul=0.7,alpha=0.05",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    .fixed(
      KerasCosineRestarts(
        initial: try initialRate(&arguments), first: try arguments.time("first_decay_steps"),
        growth: try arguments.number("t_mul"), decay: try arguments.number("m_mul"),
        alpha: try arguments.number("alpha")))
  }
}
