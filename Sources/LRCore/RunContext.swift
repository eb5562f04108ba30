/// What a spec is scaled to: the length of the run, its epochs, the base rate, and the metric that was recorded.
public struct RunContext: Sendable, Hashable {
  /// Steps N of the run; a schedule is evaluated at 0, 1, ..., N.
  public var steps: Int
  /// Steps in an epoch, when epochs are known.
  public var stepsPerEpoch: Int?
  /// `--lr`: the rate that schedules start from unless they say otherwise.
  public var baseRate: Double
  /// Recorded values for schedules that listen; `metrics[t]` is known after step t.
  public var metrics: [Double]?

  public init(steps: Int = 100, stepsPerEpoch: Int? = nil, baseRate: Double = 0.1, metrics: [Double]? = nil) {
    self.steps = steps
    self.stepsPerEpoch = stepsPerEpoch
    self.baseRate = baseRate
    self.metrics = metrics
  }
}
