import LRCore
import LRSchedules

/// A rule's recipe and the schedules that were given as its arguments: `optax.adamw:weight_decay=(optax....)`.
struct ScheduledRecipe: WrappingRecipe {
  var inner: any OptimizerRecipe
  var plan: (any Schedule)?
  /// A rate that depends on a metric, which whoever runs the optimizer has to drive.
  var feedback: (any FeedbackSchedule)?
  var settings: [(setting: DrivenSetting, schedule: any Schedule)] = []

  var drivesRate: Bool { plan != nil || feedback != nil }
  var listener: (any FeedbackSchedule)? { feedback }

  func optimizer<S: TrainingScalar>(of type: S.Type) -> any Optimizer<S> {
    ScheduledOptimizer(inner: inner.optimizer(of: type), plan: plan, settings: settings)
  }
}

/// A rule whose rate or settings are those of schedules, which count its own updates from 0.
///
/// - Source: optax `scale_by_learning_rate`, `add_decayed_weights`; Keras `BaseOptimizer.learning_rate`.
private struct ScheduledOptimizer<Scalar: TrainingScalar>: WrappingOptimizer {
  var inner: any Optimizer<Scalar>
  private let plan: (any Schedule)?
  private let settings: [(setting: DrivenSetting, schedule: any Schedule)]
  private var count = 0
  private var latest: Scalar?

  init(
    inner: any Optimizer<Scalar>, plan: (any Schedule)?, settings: [(setting: DrivenSetting, schedule: any Schedule)]
  ) {
    self.inner = inner
    self.plan = plan
    self.settings = settings
  }

  var ownRate: Scalar? { latest ?? inner.ownRate }

  mutating func step(_ parameters: inout [Tensor<Scalar>], on objective: Objective<Scalar>, rate: Scalar) {
    for (setting, schedule) in settings { inner.set(setting, to: Scalar(schedule.rate(at: count))) }
    latest = plan.map { Scalar($0.rate(at: count)) }
    inner.step(&parameters, on: objective, rate: latest ?? rate)
    count += 1
  }

  mutating func exchangeState(with archive: inout StateArchive) throws(StateError) {
    try inner.exchangeState(with: &archive)
    try archive.exchange(&count, atMost: archive.updates)
    try archive.exchange(&latest)
    for schedule in (plan.map { [$0] } ?? []) + settings.map(\.schedule) {
      try archive.confirm(schedule.rates(count: count))
    }
  }
}
