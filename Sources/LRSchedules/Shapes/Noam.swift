import LRCore

/// The Transformer's schedule: a linear warm-up, then a fall with the square root of time; counted from step 1.
///
/// rate(t) = lr * min((t + 1) / warmup, sqrt(warmup / (t + 1)))
struct NoamSchedule: Schedule {
  /// The rate at the peak.
  var peak: Double
  /// Steps of the warm-up; positive.
  var warmup: Int

  func rate(at step: Int) -> Double {
    let part = Double(step + 1) / Double(warmup)
    return peak * (part < 1 ? part : (1 / part).squareRoot())
  }

  func outline(until steps: Int) -> Outline { .warmup(warmup - 1, thenDecayUntil: steps) }

  var rule: Rule? { .noam(peak: peak, warmup: warmup) }

  static let entry = CatalogueEntry<AnySchedule>(
    "noam", aliases: ["transformer"],
    summary: Localized("the Transformer's warm-up and square-root decay", zh: "Transformer 的预热与平方根衰减"),
    formula: """
      rate(t) = lr * min((t + 1) / warmup, sqrt(warmup / (t + 1)))
      with model: lr = 1 / sqrt(model * warmup), the paper's model^-0.5 * min(s^-0.5, s * warmup^-1.5), s = t + 1
      """,
    parameters: [
      Parameter("warmup", .steps(.positive), .partOfRun(0.1), Localized("steps of the warm-up", zh: "预热步数")),
      Parameter(
        "model", .integer(.positive), .none,
        Localized("width of the model, which then sets the peak in place of lr", zh: "模型宽度 d_model；给出时由它代替 lr 决定峰值")),
    ],
    source: "Vaswani et al. 2017, equation 3",
    note: Localized(
      "The paper counts steps from 1, so the first rate isn't 0 and the peak is at step warmup - 1. It never ends.",
      zh: "论文从 1 开始计步，故首步不为 0，峰值在第 warmup - 1 步。衰减不会终止。"),
    examples: ["noam", "noam:warmup=20", "noam:model=512,warmup=4000"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let warmup = try arguments.integer("warmup")
    guard let model = try arguments.optionalInteger("model") else {
      return .fixed(NoamSchedule(peak: arguments.base(), warmup: warmup))
    }
    if arguments.has("lr") {
      throw arguments.error(
        Localized(
          "'model' and 'lr' both set the peak: give one (scale= multiplies)", zh: "“model”与“lr”都决定峰值：只给一个（scale= 可再乘倍数）"
        ),
        at: "model")
    }
    return .fixed(NoamSchedule(peak: 1 / (Double(model) * Double(warmup)).squareRoot(), warmup: warmup))
  }
}
