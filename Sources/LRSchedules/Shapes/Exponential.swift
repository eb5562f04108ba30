import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Exponential decay, by a factor each step, a rate constant, or a factor each `steps` steps.
///
/// rate(t) = lr * exp(-k u), u = t, or steps * floor(t / steps) as a staircase
struct ExponentialSchedule: Schedule {
  var base: Double
  var decay: Decay
  /// Steps on one stair, where it is a staircase.
  var stair: Int?

  enum Decay: Sendable {
    /// exp(-k u)
    case constant(Double)
    /// factor^(u / steps)
    case factor(Double, steps: Double)
  }

  func rate(at step: Int) -> Double {
    let time = Double(stair.map { step / $0 * $0 } ?? step)
    switch decay {
    case .constant(let k): return base * exp(-k * time)
    case .factor(let factor, let steps): return base * pow(factor, time / steps)
    }
  }

  func outline(until steps: Int) -> Outline {
    guard let stair else { return Outline(phases: [.init(.decay, 0..<steps)]) }
    return Outline(events: .every(stair, from: stair, through: steps, kind: .milestone))
  }

  var rule: Rule? {
    switch decay {
    case .constant(let k): .exponential(base: base, decay: .constant(k), stair: stair)
    case .factor(let factor, let steps):
      .exponential(base: base, decay: .factor(factor, steps: steps), stair: stair)
    }
  }

  static let entry = CatalogueEntry<AnySchedule>(
    "exp", aliases: ["exponential", "exponential-decay", "exp-decay"],
    summary: Localized("the same factor every step", zh: "每步乘以同一倍数（指数衰减）"),
    formula: """
      rate(t) = lr * gamma^t
      rate(t) = lr * exp(-k t)
      rate(t) = lr * rate^(t / steps)
      staircase: t becomes steps * floor(t / steps)
      """,
    parameters: [
      Parameter(
        "gamma", .number(.nonNegative), .none, Localized("factor of every step", zh: "每步的倍数")),
      Parameter("k", .number(.any), .none, Localized("rate constant, per step", zh: "衰减常数（每步）")),
      Parameter(
        "rate", .number(.nonNegative), .none, Localized("factor of every `steps` steps", zh: "每 steps 步的倍数")),
      Parameter(
        "steps", .steps(.positive), .partOfRun(0.1),
        Localized("steps of one `rate`, or of one stair", zh: "一个 rate（或一级台阶）的步数")),
      Parameter(
        "staircase", .flag, .flag(false), Localized("drop every `steps` steps only", zh: "仅每 steps 步下降一次")),
    ],
    source: "TensorFlow exponential_decay; PyTorch ExponentialLR; Keras ExponentialDecay",
    note: Localized(
      "Give one of gamma, k and rate; with none of them the run ends at 1 % of lr. The decay never ends.",
      zh: "gamma、k、rate 只取其一；都不给时全程降到 lr 的 1 %。衰减不会终止。"),
    examples: ["exp", "exp:gamma=0.95", "exp:k=0.1", "exp:rate=0.96,steps=10,staircase=true"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = arguments.base()
    let steps = try arguments.integer("steps")
    let staircase = try arguments.flag("staircase")
    let gamma = try arguments.optionalNumber("gamma")
    let k = try arguments.optionalNumber("k")
    let rate = try arguments.optionalNumber("rate")
    let given = ["gamma", "k", "rate"].filter { arguments.has($0) }
    if given.count > 1 {
      throw arguments.error(
        Localized(
          "'\(given[0])' and '\(given[1])' both say how fast it decays: give one of gamma, k and rate",
          zh: "“\(given[0])”与“\(given[1])”都在规定衰减快慢：gamma、k、rate 只给一个"), at: given[1])
    }
    if arguments.has("steps"), rate == nil, !staircase {
      throw arguments.error(
        Localized(
          "'steps' has no effect here: it goes with rate=... or staircase=true",
          zh: "“steps”在此无效：它与 rate=… 或 staircase=true 同用"), at: "steps")
    }
    let decay: Decay
    if let gamma {
      decay = .factor(gamma, steps: 1)
    } else if let k {
      decay = .constant(k)
    } else if let rate {
      decay = .factor(rate, steps: Double(steps))
    } else {
      decay = .constant(log(100) / Double(max(1, arguments.context.steps)))
    }
    return .fixed(ExponentialSchedule(base: base, decay: decay, stair: staircase ? steps : nil))
  }
}
