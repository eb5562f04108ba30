import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The step decay of tutorial 000, which counts the epochs from 1.
///
/// rate(t) = base * drop^floor((1 + t) / every)
struct TutorialStepSchedule: Schedule {
  var base: Double
  var drop: Double
  /// Epochs on one stair; positive, need not be whole.
  var every: Double

  func rate(at step: Int) -> Double { base * pow(drop, (Double(1 + step) / every).rounded(.down)) }

  func outline(until steps: Int) -> Outline {
    let stairs = Cycles(start: { $0 * every - 1 }, number: { (($0 + 1) / every).rounded(.down) })
    let drops = stairs.steps(from: (1 / every).rounded(.down) + 1, through: steps)
    return Outline(events: drops.map { .init(.milestone, at: $0) })
  }
}

/// The cosine of tutorial 000, which begins again whenever `period` divides the epoch.
///
/// rate(t) = base * (1 + cos(pi (t mod period) / period)) / 2
struct TutorialCosineSchedule: Schedule {
  var base: Double
  /// Epochs of a cycle; positive, need not be whole.
  var period: Double

  func rate(at step: Int) -> Double { base / 2 * (cos(Double.pi * (fmod(Double(step), period) / period)) + 1) }

  private var restarts: CosineRestartsSchedule {
    CosineRestartsSchedule(base: base, floor: 0, period: period, growth: 1, decay: 1)
  }

  func outline(until steps: Int) -> Outline { restarts.outline(until: steps) }
  var rule: Rule? { period == period.rounded() ? restarts.rule : nil }
}

/// The decay of tutorial 001 as printed: no decay at first, then a rising sawtooth.
///
/// rate(t) = base for t < T, then base * factor^(T - t mod T)
struct TutorialSawtoothSchedule: Schedule {
  var base: Double
  var factor: Double
  /// Steps on one tooth; positive.
  var period: Int

  func rate(at step: Int) -> Double {
    step < period ? base : base * pow(factor, Double(period - step % period))
  }

  func outline(until steps: Int) -> Outline {
    Outline(
      phases: [.init(.stable, 0..<min(period, steps))],
      events: .every(period, from: period, through: steps, kind: .restart))
  }
}

/// Tutorial 000 and 001: functions of the epoch or step.
extension TutorialDialect {
  static let stepDecay = entry(
    "step_decay", of: "000",
    summary: Localized("multiplied by drop every epochs_drop epochs", zh: "每 epochs_drop 轮乘以 drop"),
    formula: "rate(t) = initial_lrate * drop^floor((1 + t) / epochs_drop)",
    parameters: [
      Parameter("initial_lrate", .rate(.nonNegative), .number(0.1), Localized("first rate", zh: "初始学习率")).asBaseRate,
      Parameter("drop", .number(.nonNegative), .number(0.5), Localized("factor of each drop", zh: "每次下降的倍数")),
      Parameter("epochs_drop", .number(.positive), .number(10), Localized("epochs on one stair", zh: "每级的轮数")),
    ],
    nearest: "step", difference: Localized("step with offset=1", zh: "相当于 step 取 offset=1"),
    note: Localized(
      "Because of the 1 + t the first stair is one epoch shorter than all others: the first drop is at epoch "
        + "9, not 10.",
      zh: "由于 1 + t，第一级比其余各级少一轮：首次下降在第 9 轮，而不是第 10 轮。"),
    examples: ["tutorial.step_decay", "tutorial.step_decay:drop=0.5", "tutorial.step_decay:constants={epochs_drop:30}"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    .fixed(
      TutorialStepSchedule(
        base: try arguments.number("initial_lrate"), drop: try arguments.number("drop"),
        every: try arguments.number("epochs_drop")))
  }.withConstants()

  static let expDecay = entry(
    "exp_decay", of: "000", summary: Localized("exponential decay by a rate constant", zh: "以衰减常数表示的指数衰减"),
    formula: "rate(t) = initial_lrate * e^(-k t)",
    parameters: [
      Parameter("initial_lrate", .rate(.nonNegative), .number(0.1), Localized("first rate", zh: "初始学习率")).asBaseRate,
      Parameter("k", .number(.any), .number(0.1), Localized("decay per epoch", zh: "每轮的衰减")),
    ],
    nearest: "exp", difference: Localized("exp with k=0.1", zh: "相当于 exp 取 k=0.1"),
    note: Localized(
      "Its k = 0.1 leaves 1 % after 46 epochs and half of that 7 epochs later, at any length of the run.",
      zh: "k = 0.1 时 46 轮后只剩 1 %，再过 7 轮减半，与全程长短无关。"),
    examples: ["tutorial.exp_decay", "tutorial.exp_decay:k=0.02"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = try arguments.number("initial_lrate")
    return .fixed(ExponentialSchedule(base: base, decay: .constant(try arguments.number("k")), stair: nil))
  }.withConstants()

  static let cosAnneal = entry(
    "cos_anneal", of: "000", summary: Localized("half cosines down to 0, each starting anew", zh: "余弦退火到 0，周期性重启"),
    formula: "rate(t) = lrate_max * (1 + cos(pi (t mod nb_epochs) / nb_epochs)) / 2",
    parameters: [
      Parameter("nb_epochs", .number(.positive), .required, Localized("epochs of a cycle", zh: "一个周期的轮数")),
      Parameter("lrate_max", .rate(.nonNegative), .number(0.1), Localized("peak", zh: "峰值")).asBaseRate,
    ],
    nearest: "cosine-restarts", difference: Localized("always to 0, never ends", zh: "总是降到 0，不会终止"),
    note: Localized(
      "The name says annealing, t mod nb_epochs makes it warm restarts: 0 is never reached, that epoch has "
        + "the peak again.",
      zh: "名为退火，但 t mod nb_epochs 使它成为热重启：永远到不了 0，那一轮已回到峰值。"),
    examples: ["tutorial.cos_anneal:nb_epochs=50"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    .fixed(
      TutorialCosineSchedule(base: try arguments.number("lrate_max"), period: try arguments.number("nb_epochs")))
  }

  static let learningRateDecay = entry(
    "learning_rate_decay", of: "001", aliases: ["001_decay"],
    summary: Localized("held, then a sawtooth that rises", zh: "先不变，此后为上升的锯齿波"),
    formula: """
      rate(t) = initial_rate * decay_factor^floor(t / decay_steps) = initial_rate, t < decay_steps
      rate(t) = initial_rate * decay_factor^(decay_steps - t mod decay_steps), else
      """,
    parameters: [
      Parameter("initial_rate", .rate(.nonNegative), .required, Localized("first rate", zh: "初始学习率")).asBaseRate,
      Parameter("decay_steps", .steps(.positive), .required, Localized("steps on one tooth", zh: "每齿的步数")),
      Parameter("decay_factor", .number(.nonNegative), .required, Localized("base of the power", zh: "幂的底")),
    ],
    nearest: "step", difference: Localized("it rises, where step falls", zh: "step 下降之处它在上升"),
    note: Localized(
      "As printed. What was meant is initial_rate * decay_factor^floor(t / decay_steps) at every t (step). "
        + "The worked example beside it is wrong as well: 0.1 * 0.99^(10000/10000) is 0.099, not 0.00004.",
      zh:
        "照原文给出。本意应是任何 t 都取 initial_rate * decay_factor^floor(t / decay_steps)（即 step）。原文的算例也有误：0.1 * "
        + "0.99^(10000/10000) 是 0.099，而不是 0.00004。"
    ),
    examples: [
      "tutorial.learning_rate_decay:initial_rate=0.1,decay_steps=30,decay_factor=0.99",
      "tutorial.001_decay:initial_rate=0.1,decay_steps=10,decay_factor=0.9",
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    .fixed(
      TutorialSawtoothSchedule(
        base: try arguments.number("initial_rate"), factor: try arguments.number("decay_factor"),
        period: try arguments.integer("decay_steps")))
  }
}
