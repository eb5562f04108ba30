import LRCore

/// A schedule that is stepped once in several steps, as an epoch's end steps one: its rates are held in between.
enum HeldSchedule {
  static let entry = CatalogueEntry<AnySchedule>(
    "held", aliases: ["per-epoch", "stairs"],
    summary: Localized("another schedule, stepped once an epoch", zh: "另一个调度，每轮只步进一次"),
    formula: "rate(t) = of(floor(t / every))",
    parameters: [
      Parameter(
        "of", .schedule, .none,
        Localized("what is held; its steps are epochs; a cosine unless given", zh: "被保持的调度，其步即为轮；缺省为余弦")),
      Parameter(
        "every", .steps(.positive), .none,
        Localized("steps that a rate is held for; an epoch, else a tenth of the run", zh: "每个学习率保持的步数；缺省为一轮，否则为全程的十分之一")
      ),
    ],
    source: "training loops that step their scheduler after each epoch",
    note: Localized(
      "A run of N steps is one of N / every steps to what is held; lr= is what it starts from unless it says otherwise.",
      zh: "对被保持的调度而言，N 步的训练只有 N / every 步；lr 为其缺省的基准学习率。"),
    examples: ["held", "held:of=(cosine),every=5", "held:of=(step:size=3),every=10"]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let base = arguments.base()
    let context = arguments.context
    let tenth = max(1, context.steps / 10)
    let every = try arguments.optionalInteger("every") ?? context.stepsPerEpoch ?? tenth
    let given = try arguments.chain("of")
    let chain = if let given { given } else { try SpecParser.chain("cosine") }
    // Rounded up, so that the last and shorter part is one of its steps as well.
    let count = (context.steps + every - 1) / every
    var run = RunContext(steps: max(1, count), stepsPerEpoch: 1, baseRate: base)
    run.reach = (context.horizon + every - 1) / every
    let assembly = try Assembly(chain, in: run)
    guard case .fixed(let schedule) = assembly.schedule else {
      throw arguments.error(
        Localized(
          "'of' listens to a metric, which is heard at every step: it can't be held", zh: "“of”需要逐步听取指标，不能被保持"),
        at: "of")
    }
    return .fixed(Paced(inner: schedule, pace: Pace(times: 1, every: every), base: assembly.baseRate))
  }
}
