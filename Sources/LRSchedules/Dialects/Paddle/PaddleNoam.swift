import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The Transformer's schedule, counted from epoch 0, whose rate is 0.
///
/// rate(t) = base * model^-0.5 * min(t^-0.5, t * warmup^-1.5)
struct PaddleNoamSchedule: Schedule {
  /// Epochs of the warm-up; positive.
  private let warmup: Double
  private let scale: Double
  private let slope: Double

  init(base: Double, model: Double, warmup: Double) {
    self.warmup = warmup
    scale = base * pow(model, -0.5)
    slope = pow(warmup, -1.5)
  }

  /// The peak, at the end of the warm-up.
  var ownBaseRate: Double? { scale / warmup.squareRoot() }

  func rate(at step: Int) -> Double {
    let time = Double(step)
    return scale * min(step == 0 ? 1 : 1 / time.squareRoot(), slope * time)
  }

  func outline(until steps: Int) -> Outline {
    .warmup(Int(clamping: min(warmup, 1e15).rounded(.up)), thenDecayUntil: steps)
  }
}

extension PaddleDialect {
  static let noam = entry(
    "NoamDecay", summary: Localized("the Transformer's warm-up and square-root decay", zh: "Transformer 的预热与平方根衰减"),
    formula: "rate(t) = learning_rate * d_model^-0.5 * min(t^-0.5, t * warmup_steps^-1.5)",
    parameters: [
      Parameter("d_model", .number(.positive), .required, Localized("width of the model", zh: "模型宽度")),
      Parameter("warmup_steps", .steps(.positive), .required, Localized("epochs of the warm-up", zh: "预热的轮数")),
      Parameter(
        "learning_rate", .rate(.nonNegative), .number(1),
        Localized("factor of the whole curve, not its peak", zh: "整条曲线的倍数，不是峰值")), lastEpoch,
    ],
    nearest: "noam",
    difference: Localized(
      "counts from 0, so that the first rate is 0 and the peak one epoch later", zh: "从 0 开始计，故首个学习率为 0，峰值晚一轮"),
    note: Localized(
      "The peak is learning_rate / sqrt(d_model * warmup_steps), at t = warmup_steps.",
      zh: "峰值为 learning_rate / sqrt(d_model * warmup_steps)，在 t = warmup_steps。"),
    examples: ["paddle.NoamDecay:d_model=512,warmup_steps=40"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let rule = PaddleNoamSchedule(
      base: try learningRate(&arguments), model: try arguments.number("d_model"),
      warmup: try arguments.time("warmup_steps"))
    return try resumed(rule, &arguments)
  }
}
