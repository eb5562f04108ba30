import LRCore

/// A schedule evaluated over a run: everything that a figure needs.
public struct RatePlan: Sendable {
  /// `label=`, or the spec as typed, at most 60 characters.
  public var label: String
  public var spec: String
  /// N + 1 values, the rates of steps 0...N; all finite up to the ending, if there is one.
  public var rates: [Double]
  /// Momentum of steps 0...N, where the schedule drives it; NaN in phases that don't.
  public var momentum: [Double]?
  /// Phases and events within 0...N; at most 1000 events.
  public var outline: Outline
  /// What the schedule listened to.
  public var metrics: [Double]?
  /// `lr=`, or `--lr`; of a chain the largest.
  public var baseRate: Double
  /// Where the framework would stop with an error; the rates after it are NaN.
  public var ending: Ending?
  /// When the scheduler was stepped, where that is what the figure is about.
  public var stepping: Stepping?
  /// The step from which the scheduler isn't stepped any more, although it has not come to its end.
  public var standstill: Int?

  public init(
    label: String, spec: String, rates: [Double], momentum: [Double]? = nil, outline: Outline = Outline(),
    metrics: [Double]? = nil, baseRate: Double
  ) {
    self.label = label
    self.spec = spec
    self.rates = rates
    self.momentum = momentum
    self.outline = outline
    self.metrics = metrics
    self.baseRate = baseRate
  }
}

extension RatePlan {
  /// Leaves no rates after the ending, if it comes before the last step.
  fileprivate mutating func end(at ending: Ending?) {
    guard let ending, ending.lastStep + 1 < rates.count else { return }
    self.ending = ending
    for step in (ending.lastStep + 1)..<rates.count {
      rates[step] = .nan
      momentum?[step] = .nan
    }
  }
}

/// Why a spec can't be made into a plan.
public enum PlanError: Error, Sendable, Hashable {
  /// The spec is wrong.
  case spec(SpecError)
  /// The spec is right, but its rates or the metrics can't be used.
  case data(DataError)

  public var message: Localized {
    switch self {
    case .spec(let error): error.message
    case .data(let error): error.message
    }
  }
}

extension Schedules {
  /// Parses a spec, builds its schedule and evaluates steps 0...`context.steps`.
  ///
  /// A listening schedule is fed `context.metrics`: value t ends step t. Past the last value it keeps its rate.
  ///
  /// - Parameter stepping: when the scheduler is stepped, if not once a step. The schedule itself stays one of
  ///   `context.steps` steps; what it does beyond them is what its rule says.
  /// - Throws: `.spec` if the spec is wrong or listens and there are no metrics; `.data` if a rate isn't finite.
  public static func plan(
    _ spec: String, in context: RunContext, stepped stepping: Stepping? = nil
  ) throws(PlanError) -> RatePlan {
    guard (0...1_000_000_000).contains(context.steps), context.baseRate.isFinite, context.baseRate >= 0 else {
      throw .data(
        DataError(
          Localized(
            "a run has 0 to 1,000,000,000 steps and a finite base rate of 0 or more, not \(context.steps) steps at \(shortest(context.baseRate))",
            zh: "步数须在 0 到 1,000,000,000 之间，基准学习率须有限且不小于 0，而不是 \(context.steps) 步、\(shortest(context.baseRate))")))
    }
    let chain: Chain
    let assembly: Assembly
    var context = context
    if let stepping { context.reach = stepping.reach(of: context.steps) }
    do {
      chain = try SpecParser.chain(spec)
      assembly = try Assembly(chain, in: context)
    } catch {
      throw .spec(error)
    }
    var plan = RatePlan(
      label: assembly.label ?? shortened(spec), spec: spec, rates: [], baseRate: assembly.baseRate)
    switch assembly.schedule {
    case .fixed(var schedule):
      plan.stepping = stepping
      if let stepping, stepping.factor > 1 {
        let pace = stepping.pace(of: chain, schedule)
        if let last = pace.last, last < schedule.ending?.lastStep ?? 0, let step = pace.step(reaching: last),
          step < context.steps
        {
          plan.standstill = step
        }
        schedule = Paced(inner: schedule, pace: pace)
      }
      plan.rates = schedule.rates(count: context.steps + 1)
      plan.momentum = schedule.momenta(count: context.steps + 1)
      plan.outline = schedule.outline(until: context.steps).limited()
      plan.end(at: schedule.ending)
    case .listening(let listener):
      if let stepping {
        guard stepping.factor == 1 else { throw .spec(unheard(spec, at: assembly.listener ?? 0..<spec.count)) }
        plan.stepping = stepping
      }
      guard let metrics = context.metrics else {
        throw .spec(noMetrics(spec, at: assembly.listener ?? 0..<spec.count))
      }
      (plan.rates, plan.outline) = replay(listener, metrics, through: context.steps)
      plan.metrics = metrics
    }
    if let bad = plan.rates.firstIndex(where: { !$0.isFinite }), bad <= plan.ending?.lastStep ?? .max {
      let value = plan.rates[bad].isNaN ? "NaN" : shortest(plan.rates[bad])
      throw .data(
        DataError(
          Localized(
            "the rate of '\(plan.label)' is \(value) at step \(bad): rates must be finite",
            zh: "“\(plan.label)”在第 \(bad) 步的学习率为 \(value)：学习率必须有限")))
    }
    return plan
  }

  private static func replay(
    _ listener: some FeedbackSchedule, _ metrics: [Double], through steps: Int
  ) -> ([Double], Outline) {
    var listener = listener
    let rates = [Double](unsafeUninitializedCapacity: steps + 1) { buffer, initialized in
      for step in 0...steps {
        let metric = step < metrics.count ? metrics[step] : nil
        listener.begin(metric: metric)
        buffer.initializeElement(at: step, to: listener.rate)
        if step < steps { listener.advance(metric: metric) }
      }
      initialized = steps + 1
    }
    return (rates, listener.outline.limited())
  }

  private static func noMetrics(_ spec: String, at range: Range<Int>) -> SpecError {
    SpecError(
      Localized(
        "'\(String(Array(spec)[range.clamped(to: 0..<spec.count)]))' listens to a metric: give --metrics FILE",
        zh: "“\(String(Array(spec)[range.clamped(to: 0..<spec.count)]))”需要听取指标：请给出 --metrics FILE"),
      in: spec, at: range)
  }

  private static func unheard(_ spec: String, at range: Range<Int>) -> SpecError {
    SpecError(
      Localized(
        "this listens to a metric; what it would hear when it is stepped more often is not known",
        zh: "它需要听取指标；步进更频繁时会听到什么无从得知"), in: spec, at: range)
  }

  /// One line of at most 60 characters.
  private static func shortened(_ spec: String) -> String {
    let words = spec.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.count <= 60 ? words : words.prefix(59) + "…"
  }
}
