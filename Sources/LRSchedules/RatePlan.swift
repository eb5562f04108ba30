import LRCore

/// A schedule evaluated over a run: everything that a figure needs.
public struct RatePlan: Sendable {
  /// `label=`, or the spec as typed, at most 60 characters.
  public var label: String
  public var spec: String
  /// N + 1 values, the rates of steps 0...N: finite up to the ending, if there is one, and NaN after it.
  public var rates: [Double]
  /// Momentum of steps 0...N, where the schedule drives it; NaN in phases that don't.
  public var momentum: [Double]?
  /// Phases and events within 0...N; at most 1000 events.
  public var outline: Outline
  /// What the schedule listened to.
  public var metrics: [Double]?
  /// Steps for one of a framework's scheduler that the spec names.
  public var stepsPerSchedulerStep = 1
  /// Steps for one value of the metric.
  public var stepsPerMetric = 1
  /// `lr=`, or `--lr`; of a chain the largest.
  public var baseRate: Double
  /// Whether the rates follow from the base rate and only `lr` says it: a formula that names each rate itself doesn't
  /// follow from it, and a framework's argument has a name of its own.
  public var followsBaseRate = true
  /// Where the framework would stop with an error or the rule has no finite rate any more; the rates after it are NaN.
  public var ending: Ending?
  /// When the scheduler was stepped, where that is what the figure is about.
  public var stepping: Stepping?
  /// The step from which the scheduler isn't stepped any more, although it has not come to its end.
  public var standstill: Int?
  /// About arguments that were given and change nothing.
  public var remarks: [Localized] = []

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
    outline = outline.cut(after: ending.lastStep)
    for step in (ending.lastStep + 1)..<rates.count {
      rates[step] = .nan
      momentum?[step] = .nan
    }
  }

  /// Ends at the last step before the first that has no finite rate or momentum.
  ///
  /// - Throws: `DataError` if the first step has none.
  fileprivate mutating func endWhereNotFinite() throws(DataError) {
    if let ending, ending.lastStep < 0 {
      throw DataError(
        Localized(
          "'\(label)' stops with an error before its first step: \(ending.reason)",
          zh: "“\(label)”在第一步之前即报错停止：\(ending.reason)"))
    }
    var bad = rates.firstIndex { !$0.isFinite } ?? .max
    var value = bad < rates.count ? rates[bad] : 0
    // No momentum is NaN; an infinite one is as bad as an infinite rate.
    if let momentum, let step = momentum.firstIndex(where: \.isInfinite), step < bad {
      bad = step
      value = momentum[step]
    }
    guard bad < rates.count, bad <= ending?.lastStep ?? .max else { return }
    guard bad > 0 else { throw .noRate(label, isInfinite: value.isInfinite, at: 0) }
    end(at: Ending(lastStep: bad - 1, cause: .notFinite(isInfinite: value.isInfinite)))
  }

  /// The error for a schedule that has no finite rate at some step of the run, for those who need all of them.
  public var notFiniteError: DataError? {
    guard let ending, case .notFinite(let isInfinite) = ending.cause else { return nil }
    return .noRate(label, isInfinite: isInfinite, at: ending.lastStep + 1)
  }
}

extension DataError {
  /// The error for a schedule that has no rate where one is needed.
  static func noRate(_ label: String, isInfinite: Bool, at step: Int) -> DataError {
    DataError(
      Localized(
        "the learning rate of '\(label)' is \(isInfinite ? "infinite" : "undefined") at step \(step): rates must be finite",
        zh: "“\(label)”在第 \(step) 步的学习率\(isInfinite ? "为无穷大" : "无定义")：学习率必须有限"))
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
  /// A listening schedule is fed `context.metrics`: value t ends step t, or epoch t where schedulers are stepped once an
  /// epoch. Past the last value it keeps its rate.
  ///
  /// - Parameter stepping: when the scheduler is stepped, if not once a step. The schedule itself stays one of
  ///   `context.steps` steps; what it does beyond them is what its rule says.
  /// - Throws: `.spec` if the spec is wrong or listens and there are no metrics; `.data` if the rate of step 0 isn't
  ///   finite.
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
    let remarks: [Localized]
    let assembly: Assembly
    var context = context
    if let stepping { context.reach = stepping.reach(of: context.steps) }
    do {
      let pasted = try Pasted(catalogue.chain(spec))
      chain = pasted.chain
      remarks = pasted.remarks
      assembly = try Assembly(chain, in: context)
    } catch {
      throw .spec(error)
    }
    var plan = RatePlan(
      label: assembly.label ?? shortened(spec), spec: spec, rates: [], baseRate: assembly.baseRate)
    plan.remarks = remarks
    plan.followsBaseRate = assembly.followsBaseRate(of: chain, in: context)
    if namesStepped(chain) { plan.stepsPerSchedulerStep = context.stepsPerSchedulerStep }
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
      plan.stepsPerMetric = context.stepsPerSchedulerStep
      (plan.rates, plan.outline) = replay(listener, metrics, each: plan.stepsPerMetric, through: context.steps)
      plan.metrics = metrics
      plan.end(at: listener.ending)
    }
    do { try plan.endWhereNotFinite() } catch { throw .data(error) }
    return plan
  }

  private static func replay(
    _ listener: some FeedbackSchedule, _ metrics: [Double], each stride: Int, through steps: Int
  ) -> ([Double], Outline) {
    var listener = listener
    let rates = [Double](unsafeUninitializedCapacity: steps + 1) { buffer, initialized in
      for step in 0...steps {
        let metric = step / stride < metrics.count ? metrics[step / stride] : nil
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
  static func shortened(_ spec: String) -> String {
    let words = spec.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.count <= 60 ? words : words.prefix(59) + "…"
  }
}
