/// What a spec is scaled to: the length of the run, its epochs, the base rate, and the metric that was recorded.
public struct RunContext: Sendable, Hashable {
  /// Steps N of the run; a schedule is evaluated at 0, 1, ..., N.
  public var steps: Int
  /// Steps in an epoch, when epochs are known.
  public var stepsPerEpoch: Int?
  /// `--lr`: the rate that schedules start from unless they say otherwise.
  public var baseRate: Double
  /// The rate of optimizers that have no default of their own and whose spec says none: `--lr`, or what a schedule
  /// starts from; nil leaves that an error.
  public var rateToAssume: Double?
  /// Recorded values for schedules that listen; `metrics[t]` is known after step t.
  public var metrics: [Double]?
  /// Steps of the whole run where `steps` is only a phase of it: `5%` is a part of these.
  public var runSteps: Int?
  /// Whether the schedulers of frameworks are stepped once an epoch, and a metric is measured as often; otherwise once a
  /// step. Without `stepsPerEpoch` it says nothing.
  public var stepsSchedulersByEpoch = false
  /// The last step that is asked for, where that lies beyond `steps`: what happens there has to be known as well.
  public var reach: Int?

  public init(
    steps: Int = 100, stepsPerEpoch: Int? = nil, baseRate: Double = 0.1, metrics: [Double]? = nil,
    runSteps: Int? = nil
  ) {
    self.steps = steps
    self.stepsPerEpoch = stepsPerEpoch
    self.baseRate = baseRate
    self.metrics = metrics
    self.runSteps = runSteps
  }

  /// The context of a phase of `steps` steps within this run.
  public func phase(steps: Int) -> RunContext {
    var phase = self
    phase.steps = steps
    phase.runSteps = runSteps ?? self.steps
    return phase
  }

  /// Steps of the run for one of a framework's scheduler, and for one value of the metric.
  public var stepsPerSchedulerStep: Int { stepsSchedulersByEpoch ? max(1, stepsPerEpoch ?? 1) : 1 }

  /// The same run for a scheduler that is stepped once in `steps` steps: its steps are epochs.
  public func paced(every steps: Int) -> RunContext {
    func count(_ value: Int) -> Int { (value + steps - 1) / steps }
    var context = self
    context.steps = max(1, count(self.steps))
    context.runSteps = runSteps.map { max(1, count($0)) }
    context.reach = reach.map(count)
    context.stepsPerEpoch = 1
    context.stepsSchedulersByEpoch = false
    return context
  }

  /// The last step that is asked for. A phase may be meant to last longer than the run; then it is the run's.
  public var horizon: Int { max(min(steps, runSteps ?? steps), reach ?? 0) }
}
