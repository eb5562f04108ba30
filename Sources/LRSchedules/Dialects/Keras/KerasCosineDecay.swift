import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A linear warm-up, if there is one, and half a cosine after it.
private struct KerasCosineDecay: Schedule {
  var initial: Double
  /// Positive; the warm-up isn't part of it.
  var steps: Double
  /// The last rate as a part of the first.
  var alpha: Double
  var warmup: (target: Double, steps: Double)?

  func rate(at step: Int) -> Double {
    guard let warmup else { return decay(from: initial, at: time(step, until: steps)) }
    let time = time(step, until: steps + warmup.steps)
    if time < warmup.steps { return (warmup.target - initial) * (time / warmup.steps) + initial }
    return decay(from: warmup.target, at: time - warmup.steps)
  }

  /// `keras.ops.minimum` on the torch backend rounds to single precision, whatever the type.
  private func time(_ step: Int, until end: Double) -> Double { Double(Float(min(Double(step), end))) }

  private func decay(from rate: Double, at time: Double) -> Double {
    rate * ((1 - alpha) * (0.5 * (1 + cos(Double.pi * (time / steps)))) + alpha)
  }

  private var end: Double { steps + (warmup?.steps ?? 0) }

  var duration: Int? { end > 1e15 ? nil : Int(clamping: max(0, end).rounded(.up)) }

  func outline(until last: Int) -> Outline {
    let handover = Int(clamping: min(max(0, warmup?.steps ?? 0), Double(last)).rounded(.up))
    let finish = Int(clamping: min(max(0, end), Double(last)).rounded(.up))
    var phases: [Outline.Phase] = []
    if handover > 0 { phases.append(.init(.warmup, 0..<handover)) }
    if handover < finish { phases.append(.init(alpha > 1 ? .rise : .decay, handover..<finish)) }
    return Outline(phases: phases)
  }
}

extension KerasDialect {
  static let cosineDecay = entry(
    "CosineDecay", summary: Localized("half a cosine, with a warm-up if asked for", zh: "半个余弦衰减，可带预热"),
    formula: """
      rate(t) = r * ((1 - alpha) * (1 + cos(pi u / decay_steps)) / 2 + alpha), u <= decay_steps
      without warmup_target: r = initial_learning_rate, u = t
      with: r = warmup_target, u = t - warmup_steps; before that
      rate(t) = initial_learning_rate + (warmup_target - initial_learning_rate) * t / warmup_steps
      """,
    parameters: [
      initialRate, decaySteps(Localized("steps of the cosine, after the warm-up", zh: "余弦部分的步数，不含预热")),
      Parameter("alpha", .number(.any), .number(0), Localized("last rate as a part of the peak", zh: "最终学习率与峰值之比")),
      Parameter(
        "warmup_target", .rate(.any), .none,
        Localized("rate that the warm-up rises to; no warm-up unless given", zh: "预热达到的学习率；不给则不预热")
      ).asBaseRate,
      Parameter("warmup_steps", .steps(.any), .integer(0), Localized("steps of the warm-up", zh: "预热步数")),
    ],
    nearest: "cosine",
    difference: Localized(
      "the floor is a part of the peak; decay_steps excludes the warm-up", zh: "下限为峰值的比例；decay_steps 不含预热"),
    note: Localized(
      "warmup_steps does nothing without warmup_target. decay_steps doesn't include the warm-up (optax's does). "
        + "Held at alpha times the peak after the end.",
      zh: "不给 warmup_target 时 warmup_steps 不起作用。decay_steps 不含预热（optax 的则包含）。结束后保持 alpha 乘以峰值。"),
    examples: [
      "keras.CosineDecay:initial_learning_rate=0.1,decay_steps=100",
      "keras.CosineDecay:initial_learning_rate=0,decay_steps=80,alpha=0.1,warmup_target=0.1,warmup_steps=10",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let initial = try arguments.number("initial_learning_rate")
    let target = try arguments.optionalNumber("warmup_target")
    let steps = try arguments.time("warmup_steps")
    return .fixed(
      KerasCosineDecay(
        initial: initial, steps: try arguments.time("decay_steps"), alpha: try arguments.number("alpha"),
        warmup: target.map { ($0, steps) }))
  }
}
