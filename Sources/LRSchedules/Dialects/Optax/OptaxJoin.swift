import LRCore

/// Schedules one after another.
extension OptaxDialect {
  static let join = entry(
    "join_schedules", summary: Localized("schedules one after another", zh: "多个调度首尾相接"),
    formula: """
      rate(t) = schedules[i](t - boundaries[i-1]), i - 1 the last boundary in the list that is <= t
      rate(t) = schedules[0](t) before them all
      """,
    parameters: [
      Parameter(
        "schedules", .schedules, .required,
        Localized("the schedules, each from its own step 0", zh: "各调度，均从自己的第 0 步开始")),
      Parameter(
        "boundaries", .stepList(.any), .required,
        Localized("steps at which the next one takes over", zh: "下一个调度接手的步")),
    ],
    nearest: "product", difference: Localized("in sequence; lrplot writes a + b", zh: "按顺序相接；lrplot 自身写作 a + b"),
    note: Localized(
      "optax's functions may be named with or without 'optax.'. Schedules or boundaries without a partner are left out, "
        + "as optax does. If boundaries don't increase, the last of the list that is reached decides.",
      zh: "optax 的函数可省去“optax.”。没有配对的调度或边界会被略去，与 optax 相同。边界不递增时，以列表中最后一个已到达的为准。"),
    examples: [
      "optax.join_schedules:schedules=[(linear_schedule:init_value=0,end_value=0.1,transition_steps=20),"
        + "(cosine_decay_schedule:init_value=0.1,decay_steps=80)],boundaries=[20]"
    ],
    source: "schedules/_join.py"
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    let chains = try arguments.chains("schedules")
    let boundaries = try arguments.integers("boundaries")
    guard !chains.isEmpty else {
      throw arguments.error(
        Localized("'schedules' needs one or more (list index out of range)", zh: "“schedules”至少要有一个（列表越界）"),
        at: "schedules")
    }
    var schedules: [any Schedule] = []
    var base = 0.0
    for chain in chains {
      let assembly = try Assembly(dotted(chain), in: arguments.context)
      base = max(base, assembly.baseRate)
      switch assembly.schedule {
      case .fixed(let schedule): schedules.append(schedule)
      case .listening:
        throw SpecError(
          Localized("this listens to a metric: it isn't a function of the step", zh: "它要听取指标，不是步数的函数"),
          in: chain.source,
          at: chain.range)
      }
    }
    return .fixed(joined(schedules, at: boundaries, base: base))
  }

  /// The chain with plain names of optax's functions made dotted ones.
  private static func dotted(_ chain: Chain) -> Chain {
    var chain = chain
    for index in chain.phases.indices {
      let name = "optax." + chain.phases[index].name
      if Schedules.catalogue[name] != nil { chain.phases[index].name = name }
    }
    return chain
  }

  static let sgdr = entry(
    "sgdr_schedule", summary: Localized("cosines with warm-ups, one after another", zh: "带预热的余弦衰减，逐个重启"),
    formula:
      "warmup_cosine_decay_schedule(cosine_kwargs[i]) for its decay_steps steps, i = 0, 1, ...; the last goes on",
    parameters: [
      Parameter(
        "cosine_kwargs",
        .any(form: "[{peak_value:0.1,init_value:0,warmup_steps:5,decay_steps:30},...]"), .required,
        Localized(
          "arguments of warmup_cosine_decay_schedule, cycle by cycle", zh: "逐个周期给出 warmup_cosine_decay_schedule 的参数"))
    ],
    nearest: "cosine-restarts", difference: Localized("each cycle says all its own values", zh: "各周期的数值都单独给出"),
    note: Localized(
      "A cycle's decay_steps includes its warm-up. The last cycle is held at its end_value.",
      zh: "各周期的 decay_steps 含其预热。最后一个周期结束后保持其 end_value。"),
    examples: [
      "optax.sgdr_schedule:cosine_kwargs=[{init_value:0,peak_value:0.1,warmup_steps:5,decay_steps:30},"
        + "{init_value:0,peak_value:0.05,warmup_steps:5,decay_steps:60}]"
    ]
  ) { (arguments: inout Arguments) throws(SpecError) -> AnySchedule in
    guard case .list(let items)? = arguments.raw("cosine_kwargs")?.kind, !items.isEmpty else {
      throw arguments.error(
        Localized(
          "'cosine_kwargs' is a list of maps: [{init_value:0,peak_value:0.1,warmup_steps:5,decay_steps:30},...]",
          zh: "“cosine_kwargs”应为映射的列表：[{init_value:0,peak_value:0.1,warmup_steps:5,decay_steps:30},…]"),
        at: "cosine_kwargs")
    }
    var cycles: [any Schedule] = []
    var ends: [Int] = []
    var base = 0.0
    for item in items {
      var cycle = try arguments.keywords(
        item, of: "warmup_cosine_decay_schedule", parameters: warmupCosineParameters)
      cycles.append(try warmupCosine(&cycle))
      base = max(base, try cycle.number("peak_value"))
      let (end, overflows) = (ends.last ?? 0).addingReportingOverflow(try cycle.integer("decay_steps"))
      guard !overflows else {
        throw cycle.error(Localized("the cycles are too long", zh: "各周期过长"), at: "decay_steps")
      }
      ends.append(end)
    }
    let restarts = Array(ends.dropLast())
    return .fixed(OptaxRestarts(rule: joined(cycles, at: restarts, base: base), restarts: restarts.sorted()))
  }

  /// optax's rule: of all boundaries that are reached, the last in the list decides. Those without a schedule, and
  /// schedules without a boundary, are left out.
  static func joined(_ schedules: [any Schedule], at boundaries: [Int], base: Double? = nil) -> any Schedule {
    var phases: [any Schedule] = []
    var starts: [Int] = []
    var limit = Int.max
    for index in (0..<min(schedules.count, boundaries.count + 1)).reversed() {
      let boundary = index == 0 ? 0 : boundaries[index - 1]
      guard max(0, boundary) < limit else { continue }
      limit = max(0, boundary)
      phases.append(boundary < 0 ? OptaxLater(rule: schedules[index], first: -boundary) : schedules[index])
      starts.append(limit)
    }
    return Joined(phases: phases.reversed(), starts: starts.reversed(), ownBaseRate: base)
  }
}

/// A schedule from its step `first` on.
private struct OptaxLater: Schedule {
  var rule: any Schedule
  var first: Int

  func rate(at step: Int) -> Double { rule.rate(at: step + first) }
  func momentum(at step: Int) -> Double? { rule.momentum(at: step + first) }
  var drivesMomentum: Bool { rule.drivesMomentum }
  var isReplayed: Bool { rule.isReplayed }

  var ending: Ending? { rule.ending.map { Ending(lastStep: $0.lastStep - first, cause: $0.cause) } }
}

/// Joined cycles, whose joints are restarts.
private struct OptaxRestarts: Schedule {
  var rule: any Schedule
  var restarts: [Int]

  func rate(at step: Int) -> Double { rule.rate(at: step) }
  func rates(count: Int) -> [Double] { rule.rates(count: count) }
  var isReplayed: Bool { rule.isReplayed }
  var ownBaseRate: Double? { rule.ownBaseRate }

  func outline(until steps: Int) -> Outline {
    var outline = rule.outline(until: steps)
    let inner = outline
    outline.events = restarts.filter { (1...max(1, steps)).contains($0) }.prefix(Outline.eventLimit).map {
      .init(.restart, at: $0, limit: inner.limit(at: $0))
    }
    return outline
  }
}
