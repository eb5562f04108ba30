extension TrainingSetup {
  /// Trains a run and keeps some of its weights, the first and the last finite ones among them.
  ///
  /// Of a run that diverges the weights are kept until they are a hundred times as long as they were: what comes after would
  /// be all that a plane shows.
  ///
  /// - Parameter most: weights to keep, at least 2.
  public func trail(
    of run: TrainingRun, atMost most: Int = 61, control: TrainingControl = TrainingControl()
  ) throws(TrainingError) -> (outcome: TrainingOutcome, trail: LandscapePlane.Trail) {
    let gaps = max(1, most - 1)
    let interval = max(1, (steps + gaps - 1) / gaps)
    var trail = LandscapePlane.Trail(name: run.name, steps: [], weights: [])
    var pending: (step: Int, weights: [Double])?
    var reach = Double.infinity
    var isLost = false
    let outcome = try train(run, control: control) { step, parameters in
      guard !isLost else { return }
      let weights = parameters.flattened
      let size = norm(weights)
      if step == 0 { reach = 100 * max(1, size) }
      guard size <= reach else {
        isLost = true
        return
      }
      pending = (step, weights)
      guard step % interval == 0 else { return }
      trail.steps.append(step)
      trail.weights.append(weights)
    }
    if let pending, trail.steps.last != pending.step {
      trail.steps.append(pending.step)
      trail.weights.append(pending.weights)
    }
    return (outcome, trail)
  }
}
