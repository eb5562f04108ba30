import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A power of half a cosine, down to a part of the first rate.
///
/// rate(t) = base * ((1 - alpha) * ((1 + cos(pi t / steps)) / 2)^exponent + alpha), t <= steps
struct OptaxCosine: Schedule {
  var base: Double
  /// Positive, need not be whole.
  var steps: Double
  /// The last rate as a part of the first.
  var alpha: Double
  var exponent: Double

  func rate(at step: Int) -> Double {
    let left = 0.5 * (1 + cos(Double.pi * min(Double(step), steps) / steps))
    return base * ((1 - alpha) * (exponent == 1 ? left : pow(left, exponent)) + alpha)
  }

  var duration: Int? { steps > 1e15 ? nil : Int(clamping: steps.rounded(.up)) }

  func outline(until last: Int) -> Outline {
    Outline(phases: [.init(alpha > 1 ? .rise : .decay, 0..<Int(clamping: min(steps, Double(last)).rounded(.up)))])
  }
}

extension OptaxDialect {
  static let cosine = entry(
    "cosine_decay_schedule", summary: Localized("half a cosine, or a power of it", zh: "半个余弦衰减，可取幂"),
    formula: """
      rate(t) = init_value * ((1 - alpha) * ((1 + cos(pi u / decay_steps)) / 2)^exponent + alpha)
      u = min(t, decay_steps)
      """,
    parameters: [
      initValue,
      Parameter("decay_steps", .steps(.positive), .required, Localized("steps of the decay", zh: "衰减的步数")),
      Parameter("alpha", .number(.any), .number(0), Localized("last rate as a part of the first", zh: "最终学习率与初始值之比")),
      exponent,
    ],
    nearest: "cosine",
    difference: Localized("the floor is a part of init_value; may be raised to a power", zh: "下限为 init_value 的比例；可取幂"),
    note: Localized("Held at alpha * init_value after the end.", zh: "结束后保持 alpha 乘以 init_value。"),
    examples: [
      "optax.cosine_decay_schedule:init_value=0.1,decay_steps=100",
      "optax.cosine_decay_schedule:init_value=0.1,decay_steps=80,alpha=0.05,exponent=2",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    .fixed(
      OptaxCosine(
        base: try initValue(&arguments), steps: try arguments.time("decay_steps"), alpha: try arguments.number("alpha"),
        exponent: try arguments.number("exponent")))
  }
}
