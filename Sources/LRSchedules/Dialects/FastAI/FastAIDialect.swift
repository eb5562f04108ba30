import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// fastai's `combined_cos`: half a cosine from one value to a second, another to a third.
///
/// fastai cuts the time in single precision (its tensors), and bends it in double: so do we, to have its numbers.
struct FastAICombinedCosine: Sendable {
  var start: Double
  var middle: Double
  var end: Double
  /// The part of the run at which the second leg begins, and where it ends: about 1.
  private let turn: Float
  private let stop: Float

  init(turn: Double, start: Double, middle: Double, end: Double) {
    self.start = start
    self.middle = middle
    self.end = end
    self.turn = Float(turn)
    stop = Float(Double(Float(turn)) + Double(Float(1 - turn)))
  }

  /// The value at a part of the run, 0 to 1 and on.
  func callAsFunction(_ position: Double) -> Double {
    let position = Float(position)
    if position >= turn { return Self.cosine(middle, end, Double((position - turn) / (stop - turn))) }
    return Self.cosine(start, middle, Double(position / turn))
  }

  private static func cosine(_ start: Double, _ end: Double, _ position: Double) -> Double {
    start + (1 + cos(Double.pi * (1 - position))) * (end - start) / 2
  }
}

/// What fastai's `ParamScheduler` sets before every batch: rate and momentum at t / steps.
struct FastAISchedule: Schedule {
  var rate: FastAICombinedCosine
  var momentum: FastAICombinedCosine?
  var steps: Int
  /// The batch at which the second leg begins.
  var turn: Double
  var kinds: (first: Outline.PhaseKind, second: Outline.PhaseKind)
  var duration: Int?

  var ownBaseRate: Double? { rate.middle }
  var drivesMomentum: Bool { momentum != nil }

  /// Where the second leg has no length, fastai divides 0 by 0 at its end.
  var ending: Ending? {
    turn >= Double(steps)
      ? Ending(lastStep: steps - 1, reason: "the rate is nan (0 / 0): pct_start leaves no time") : nil
  }

  func rate(at step: Int) -> Double { rate(Double(step) / Double(steps)) }
  func momentum(at step: Int) -> Double? { momentum?(Double(step) / Double(steps)) }

  func outline(until steps: Int) -> Outline {
    .consecutive([(kinds.first, turn), (kinds.second, Double(self.steps))], until: steps)
  }
}

/// fastai's ways to fit, as schedules of batches.
enum FastAIDialect {
  static let entries: [CatalogueEntry<AnySchedule>] = [oneCycle, flatCosine]

  private static let source = "fastai fastai/callback/schedule.py, Learner."

  private static let note = Localized(
    """
    Counts batches: the step is t / steps of the fit. fastai cuts the time in single precision, so values are exact to \
    about 7 digits of the time only; so are ours. The last batch is steps - 1; past the end the cosine would turn back.
    """,
    zh: "按批次计：时间为 t / steps。fastai 以单精度切分时间，时间只精确到约 7 位，此处相同。最后一批为 steps - 1；结束之后余弦会折返。")

  private static let steps = Parameter(
    "steps", .steps(.positive), .partOfRun(1), Localized("batches of the fit: epochs times batches", zh: "总批次数：轮数乘每轮批次")
  )

  private static func start(_ fallback: Double, _ meaning: Localized) -> Parameter {
    Parameter("pct_start", .number(.any), .number(fallback), meaning)
  }

  private static let oneCycle = CatalogueEntry<AnySchedule>(
    "fastai.one_cycle", aliases: ["fastai.fit_one_cycle"],
    summary: Localized(
      "a quarter of the time up to lr_max, then down far below the start", zh: "用四分之一时间升到 lr_max，再降至远低于起点"),
    formula: """
      lr_max / div -> lr_max in pct_start of the steps -> lr_max / div_final, by half cosines
      momentum: moms[0] -> moms[1] -> moms[2]
      """,
    parameters: [
      Parameter("lr_max", .rate(.any), .partOfBaseRate(1), Localized("peak; --lr unless given", zh: "峰值；缺省取 --lr")),
      Parameter("div", .number(.any), .number(25), Localized("the start is lr_max / div", zh: "起点为 lr_max 除以 div")),
      Parameter(
        "div_final", .number(.any), .number(1e5),
        Localized("the end is lr_max / div_final", zh: "终点为 lr_max 除以 div_final")),
      start(0.25, Localized("part of the time spent rising", zh: "上升所占的时间比例")),
      Parameter(
        "moms", .numbers(.any), .numbers([0.95, 0.85, 0.95]),
        Localized("momentum at start, peak and end", zh: "起点、峰值、终点的动量")),
      steps,
    ],
    source: source + "fit_one_cycle", note: note,
    examples: ["fastai.one_cycle", "fastai.one_cycle:lr_max=1e-2,pct_start=0.3,moms=[0.9,0.8,0.9]"],
    origin: Origin(
      "fastai", version: "2.8.12", nearest: "one-cycle",
      difference: Localized(
        "peak at 25%; the end counts from the peak, not from the start", zh: "峰值在 25% 处；终点按峰值（而非起点）的比例计"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let peak = try arguments.number("lr_max")
    let moms = try arguments.numbers("moms")
    guard moms.count == 3 else {
      throw arguments.refusal(by: "fastai", "combined_cos() takes start, middle and end: three moms", at: "moms")
    }
    let first = peak / (try divisor("div", &arguments))
    let last = peak / (try divisor("div_final", &arguments))
    let turn = try part(&arguments)
    let steps = try arguments.integer("steps")
    return .fixed(
      FastAISchedule(
        rate: FastAICombinedCosine(turn: turn, start: first, middle: peak, end: last),
        momentum: FastAICombinedCosine(turn: turn, start: moms[0], middle: moms[1], end: moms[2]), steps: steps,
        turn: turn * Double(steps), kinds: (.rise, .fall), duration: arguments.has("steps") ? steps : nil))
  }.asDialect(rateFromOptimizer: false)

  private static let flatCosine = CatalogueEntry<AnySchedule>(
    "fastai.flat_cos", aliases: ["fastai.fit_flat_cos"],
    summary: Localized("flat for three quarters of the time, then half a cosine", zh: "四分之三时间保持不变，然后余弦退火"),
    formula: "lr for pct_start of the steps, then lr -> lr / div_final by half a cosine",
    parameters: [
      Parameter(
        "lr", .rate(.any), .partOfBaseRate(1), Localized("flat rate; --lr unless given", zh: "保持的学习率；缺省取 --lr")),
      Parameter(
        "div_final", .number(.any), .number(1e5), Localized("the end is lr / div_final", zh: "终点为 lr 除以 div_final")),
      start(0.75, Localized("part of the time spent flat", zh: "保持不变的时间比例")),
      steps,
    ],
    source: source + "fit_flat_cos", note: note,
    examples: ["fastai.flat_cos", "fastai.flat_cos:pct_start=0.5,div_final=100"],
    origin: Origin(
      "fastai", version: "2.8.12", nearest: "wsd",
      difference: Localized("without a warm-up; a cosine down to lr / 100000", zh: "没有预热；余弦降至 lr 的十万分之一"))
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let rate = try arguments.number("lr")
    let turn = try part(&arguments)
    let steps = try arguments.integer("steps")
    let last = rate / (try divisor("div_final", &arguments))
    return .fixed(
      FastAISchedule(
        rate: FastAICombinedCosine(turn: turn, start: rate, middle: rate, end: last), momentum: nil, steps: steps,
        turn: turn * Double(steps), kinds: (.stable, .decay), duration: arguments.has("steps") ? steps : nil))
  }.asDialect(rateFromOptimizer: false)

  private static func divisor(_ name: String, _ arguments: inout Arguments) throws(SpecError) -> Double {
    let divisor = try arguments.number(name)
    guard divisor != 0 else { throw arguments.refusal(by: "fastai", "division by zero: \(name)", at: name) }
    return divisor
  }

  private static func part(_ arguments: inout Arguments) throws(SpecError) -> Double {
    let part = try arguments.number("pct_start")
    guard (0...1).contains(part) else {
      throw arguments.refusal(by: "fastai", "assert torch.all(pcts >= 0)", at: "pct_start")
    }
    return part
  }
}
