import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Up, along, down, each by a form of one's choice, from and to a part of the base rate.
struct StableFactor: FactorRule {
  let warmup: Double
  let stable: Double
  let decay: Double
  let rising: Form
  let falling: Form
  /// The part of the base rate that the warm-up starts from and the decay ends at.
  let floor: Double
  let cycles: Double

  enum Form: String, Sendable, CaseIterable {
    case linear, cosine
    case oneMinusRoot = "1-sqrt"

    static let names = allCases.map(\.rawValue)
  }

  func warming(at step: Double) -> Double {
    let progress = step / max(1, warmup)
    let factor: Double
    switch rising {
    case .linear: factor = progress
    case .cosine: factor = 0.5 * (1 - cos(Double.pi * progress))
    case .oneMinusRoot: factor = 1 - (1 - progress).squareRoot()
    }
    return max(0, factor * (1 - floor) + floor)
  }

  func factor(at step: Double) -> Double {
    if step < warmup + stable { return 1 }
    if step >= warmup + stable + decay { return floor }
    let progress = (step - warmup - stable) / max(1, decay)
    let factor: Double
    switch falling {
    case .linear: factor = 1 - progress
    case .cosine: factor = 0.5 * (1 + cos(Double.pi * cycles * 2 * progress))
    case .oneMinusRoot: factor = 1 - progress.squareRoot()
    }
    return max(0, factor * (1 - floor) + floor)
  }

  func outline(from start: Int, until steps: Int) -> Outline {
    let turn = min(max(start, whole(warmup + stable)), steps)
    let end = min(max(turn, whole(warmup + stable + decay)), steps)
    return Outline(
      phases: (start < turn ? [.init(.stable, start..<turn)] : []) + (turn < end ? [.init(.decay, turn..<end)] : []))
  }

  private static let own = [
    Parameter("num_decay_steps", .steps(.any), .required, Localized("steps of the decay", zh: "衰减步数")),
    Parameter(
      "num_stable_steps", .steps(.any), .none,
      Localized("steps at lr; what the training leaves", zh: "保持 lr 的步数；缺省为训练余下的部分")),
    Parameter("warmup_type", .choice(Form.names), .word("linear"), Localized("form of the rise", zh: "上升的形状")),
    Parameter("decay_type", .choice(Form.names), .word("cosine"), Localized("form of the decay", zh: "衰减的形状")),
    Parameter(
      "min_lr_ratio", .number(.any), .number(0),
      Localized("first and last rate as a part of the base rate", zh: "首末学习率占基准的比例")),
    TransformersParameters.cycles,
  ]

  static let entry = CatalogueEntry<AnySchedule>(
    "transformers.warmup_stable_decay", aliases: ["transformers.get_wsd_schedule"],
    summary: Localized("warm-up, stable, decay, with a choice of forms", zh: "预热—稳定—衰减，形状可选"),
    formula: """
      rate(t) = lr * (m + (1 - m) f(p)); lr; lr * (m + (1 - m) g(p)); lr * m,  m = min_lr_ratio
      f: linear p, cosine (1 - cos(pi p))/2, 1-sqrt 1 - sqrt(1 - p)
      g: linear 1-p, cosine (1 + cos(2 pi num_cycles p))/2, 1-sqrt 1 - sqrt(p)
      """,
    parameters: TransformersParameters.of([TransformersParameters.warmup, TransformersParameters.training], own: own),
    source: TransformersDialect.source("get_wsd_schedule"),
    note: Localized(
      "num_decay_steps must be given. The warm-up starts at min_lr_ratio of lr. num_stable_steps wins over num_training_steps; without either there is no schedule.",
      zh: "必须给出 num_decay_steps。预热从 lr 的 min_lr_ratio 倍开始。num_stable_steps 优先于 num_training_steps；两者皆无则无法构造。"),
    examples: [
      "transformers.warmup_stable_decay:num_warmup_steps=10,num_decay_steps=30",
      "transformers.warmup_stable_decay:num_warmup_steps=5%,num_decay_steps=20%,decay_type=1-sqrt,min_lr_ratio=0.1",
    ],
    origin: TransformersDialect.origin(
      nearest: "wsd", Localized("decay by a cosine; the warm-up starts where the decay ends", zh: "余弦衰减；预热起点等于衰减终点"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    try arguments.readSpecific(own)
    let warmup = try arguments.requiredTime("num_warmup_steps")
    let decay = try arguments.time("num_decay_steps")
    let given = try arguments.optionalTime("num_stable_steps")
    let isOpen = arguments.isNone("num_training_steps")
    let training = try arguments.time("num_training_steps")
    if isOpen, given == nil {
      throw arguments.transformersRefusal(
        "Either num_training_steps or num_stable_steps must be specified.", at: "num_training_steps")
    }
    let stable = given ?? training - warmup - decay
    let rule = StableFactor(
      warmup: warmup, stable: stable, decay: decay,
      rising: Form(rawValue: try arguments.word("warmup_type")) ?? .linear,
      falling: Form(rawValue: try arguments.word("decay_type")) ?? .cosine,
      floor: try arguments.number("min_lr_ratio"), cycles: try arguments.number("num_cycles"))
    let hasLength = given != nil || arguments.has("num_training_steps")
    let end = rule.whole(warmup + stable + decay)
    return .fixed(
      LambdaSchedule(base: arguments.base(), rule: rule, duration: hasLength && end > 0 ? end : nil))
  }
}
