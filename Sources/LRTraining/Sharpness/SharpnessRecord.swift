import LRCore
import LROptimizers

/// The largest eigenvalue of the Hessian along a run, and the limit that it must stay below.
public struct SharpnessRecord: Sendable, Hashable {
  public struct Point: Sendable, Hashable {
    /// Updates that were made before.
    public var step: Int
    public var sharpness: Double

    public init(step: Int, sharpness: Double) {
      self.step = step
      self.sharpness = sharpness
    }
  }

  public var points: [Point] = []
  /// Of each update.
  public var limits: [Double] = []
  /// Whether both are those of the Hessian that the optimizer's own scale divides.
  public var isPreconditioned: Bool

  public init(isPreconditioned: Bool) { self.isPreconditioned = isPreconditioned }
}

extension TrainingSetup {
  /// How far apart points of sharpness lie, so that a figure has some hundred of them.
  public var sharpnessInterval: Int { max(1, steps / 75) }

  /// Trains a run on all rows at once and measures the sharpness of every so many weights.
  ///
  /// - Throws: `TrainingError` as `train(_:)`, and where no limit is known of the optimizer.
  public func sharpness(
    of run: TrainingRun, every interval: Int, by method: Lanczos = .figure, control: TrainingControl = TrainingControl()
  ) throws(TrainingError) -> (outcome: TrainingOutcome, sharpness: SharpnessRecord) {
    if let refusal = sharpnessRefusal(of: run) { throw TrainingError(refusal) }
    let limit = try StabilityLimit(run.recipe)
    var setup = self
    setup.batch = nil
    setup.accumulation = 1
    let loss = try FullBatch<Double>(setup)
    var momenta: [Double]?
    if case .fixed(let schedule) = run.schedule { momenta = schedule.momenta(count: steps) }
    func momentum(at step: Int) -> Double? {
      guard let momenta, step < momenta.count, !momenta[step].isNaN else { return nil }
      return momenta[step]
    }

    var record = SharpnessRecord(isPreconditioned: limit.isPreconditioned)
    var preconditioner: Preconditioner?
    if case .adam(let settings) = limit.rule { preconditioner = Preconditioner(settings, count: loss.count) }
    var latest: [Double]?
    let outcome = try setup.train(run, control: control) { step, parameters in
      let weights = parameters.flattened
      // Adam's scale hears of every gradient.
      preconditioner?.take(loss.gradient(weights).gradient, at: weights)
      guard step % max(1, interval) == 0 || step == steps else { return }
      let scale = preconditioner?.diagonal(momentum: momentum(at: step)).map { 1 / $0.squareRoot() }
      let found = method.largest(count: loss.count, near: latest, seed: step) { vector in
        guard let scale else { return loss.curvature(weights, along: vector) }
        let direction = zip(vector, scale).map { $0 * $1 }
        let product = loss.curvature(weights, along: direction)
        return product.indices.map { scale[$0] * (product[$0] + limit.addedCurvature * direction[$0]) }
      }
      guard let found else { return }
      // The next eigenvector is the one that may overtake it.
      latest = found.next.isEmpty ? found.vector : zip(found.vector, found.next).map { $0 + 0.5 * $1 }
      record.points.append(SharpnessRecord.Point(step: step, sharpness: found.value))
    }
    let rates = outcome.record.rates.first?.values ?? []
    record.limits = rates.indices.map { limit(rate: rates[$0], momentum: momentum(at: $0)) }
    return (outcome, record)
  }
}
