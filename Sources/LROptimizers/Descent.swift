import LRCore
import LRSchedules

/// An optimizer running down a surface, under a schedule.
public struct Descent: Sendable {
  public var surface: any Surface
  public var recipe: any OptimizerRecipe
  /// nil keeps the recipe's own rate.
  public var schedule: AnySchedule?
  public var start: (x: Double, y: Double)
  public var steps: Int

  public init(
    on surface: any Surface, _ recipe: any OptimizerRecipe, under schedule: AnySchedule? = nil,
    from start: (x: Double, y: Double), steps: Int
  ) {
    self.surface = surface
    self.recipe = recipe
    self.schedule = schedule
    self.start = start
    self.steps = steps
  }

  /// Runs it. Both coordinates form one parameter of shape [2], as a framework's user would write it.
  ///
  /// A listening schedule hears the loss at the point that an update starts from.
  public func run(named name: String, spec: String? = nil) -> Trajectory {
    var optimizer = recipe.optimizer(of: Double.self)
    return follow(&optimizer, Trajectory(name: name, spec: spec))
  }

  private func follow(_ optimizer: inout any Optimizer<Double>, _ empty: Trajectory) -> Trajectory {
    var path = empty
    var parameters = [Tensor([start.x, start.y])]
    let objective = Objective<Double>(
      value: { surface.value($0[0].values[0], $0[0].values[1]) },
      gradient: {
        let gradient = surface.gradient($0[0].values[0], $0[0].values[1])
        return [Tensor([gradient.x, gradient.y])]
      })
    var listener: (any FeedbackSchedule)?
    var fixed: (any Schedule)?
    switch schedule {
    case .listening(let feedback): listener = feedback
    case .fixed(let plan): fixed = plan
    case nil: break
    }
    func record(_ point: [Tensor<Double>]) -> Bool {
      let (x, y) = (point[0].values[0], point[0].values[1])
      let loss = surface.value(x, y)
      guard x.isFinite, y.isFinite, loss.isFinite else { return false }
      path.x.append(x)
      path.y.append(y)
      path.loss.append(loss)
      return true
    }
    guard record(parameters) else {
      path.divergedAt = 0
      return path
    }
    for step in 0..<steps {
      let loss = path.loss[path.loss.count - 1]
      if listener?.hearsOwnStep == true { listener?.advance(metric: loss) }
      let rate = fixed?.rate(at: step) ?? listener?.rate ?? recipe.rate
      if let momentum = fixed?.momentum(at: step) { optimizer.setMomentum(momentum) }
      optimizer.step(&parameters, on: objective, rate: rate)
      guard record(optimizer.evaluationPoint(parameters)) else {
        path.divergedAt = step + 1
        break
      }
      path.rates.append(rate)
      if listener?.hearsOwnStep == false { listener?.advance(metric: loss) }
    }
    return path
  }
}
