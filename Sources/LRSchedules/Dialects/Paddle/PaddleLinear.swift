import LRCore

/// A factor that moves in a straight line and then stays, each rate computed from the one before.
///
/// rate(t) = rate(t - 1) * (1 + d / (T * start + (t - 1) * d)), d = end - start; rate(0) = base * start
struct PaddleLinearSchedule: Schedule {
  var base: Double
  var start: Double
  var end: Double
  /// Epochs until the end; positive.
  var length: Double
  /// The epoch of step 0, and the rate before it.
  var first = 0
  var before: Double

  func rate(at step: Int) -> Double {
    var rate = before
    for epoch in first...(first + step) {
      if Double(epoch) > length { break }
      rate = next(rate, at: epoch)
    }
    return rate
  }

  var isReplayed: Bool { true }

  func rates(count: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      var rate = before
      for step in 0..<count {
        rate = next(rate, at: first + step)
        buffer.initializeElement(at: step, to: rate)
      }
      initialized = count
    }
  }

  private func next(_ rate: Double, at epoch: Int) -> Double {
    if epoch == 0 { return base * start }
    if Double(epoch) > length { return rate }
    let change = end - start
    return rate * (1 + change / (length * start + Double(epoch - 1) * change))
  }

  func outline(until steps: Int) -> Outline {
    let last = min(max(0, Int(clamping: max(-1e15, min(length, 1e15)).rounded(.down)) - first), steps)
    var phases: [Outline.Phase] = []
    if last > 0 { phases.append(.init(start < end ? .warmup : start > end ? .decay : .stable, 0..<last)) }
    if last < steps { phases.append(.init(.stable, last..<steps)) }
    return Outline(phases: phases)
  }
}

extension PaddleLinearSchedule: PaddleSettable {
  func set(from first: Int) -> any Schedule {
    var rule = self
    // The constructor has left the rate of its own first epoch.
    rule.before = next(before, at: self.first)
    rule.first = first
    return rule
  }
}

extension PaddleDialect {
  static let linear = entry(
    "LinearLR", summary: Localized("a factor in a straight line, then held", zh: "倍数沿直线变化，然后保持"),
    formula: """
      rate(0) = learning_rate * start_factor, d = end_factor - start_factor
      rate(t) = rate(t-1) * (1 + d / (total_steps * start_factor + (t-1) d)), t <= total_steps
      """,
    parameters: [
      learningRate,
      Parameter(
        "total_steps", .steps(.positive), .required, Localized("epochs until end_factor", zh: "到达 end_factor 的轮数")),
      Parameter("start_factor", .number(.positiveUnit), .number(1.0 / 3), Localized("first factor", zh: "起始倍数")),
      Parameter("end_factor", .number(.unit), .number(1), Localized("last factor", zh: "最终倍数")), lastEpoch,
    ],
    nearest: "linear", difference: Localized("rises from a third of the rate unless told otherwise", zh: "缺省从三分之一升起"),
    note: Localized(
      "A warm-up by default, not a decay; start_factor can't be 0. It is held from t = total_steps on.",
      zh: "缺省是预热而不是衰减；start_factor 不能为 0。自 t = total_steps 起保持不变。"),
    examples: [
      "paddle.LinearLR:learning_rate=0.1,total_steps=10",
      "paddle.LinearLR:learning_rate=0.1,total_steps=80,start_factor=1,end_factor=0.1",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = try learningRate(&arguments)
    return .fixed(
      PaddleLinearSchedule(
        base: base, start: try arguments.number("start_factor"), end: try arguments.number("end_factor"),
        length: try arguments.time("total_steps"), first: try firstEpoch(&arguments), before: base))
  }
}
