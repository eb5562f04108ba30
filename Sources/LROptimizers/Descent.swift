import LRCore
import LRSchedules

/// An optimizer running down a surface, under a schedule.
public struct Descent: Sendable {
  public var surface: any Surface
  public var recipe: any OptimizerRecipe
  /// nil keeps the recipe's own rate, or its own schedule.
  public var schedule: AnySchedule?
  public var start: (x: Double, y: Double)
  public var steps: Int
  /// What is added to the gradient; losses are recorded without it.
  public var noise: GradientNoise?
  /// Whether x is the only weight.
  public var isCurve = false

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

  /// On a surface of the catalogue, with its noise, from its start unless another is given.
  public init(
    on test: TestSurface, _ recipe: any OptimizerRecipe, under schedule: AnySchedule? = nil,
    from start: (x: Double, y: Double)? = nil, steps: Int
  ) {
    self.init(on: test.surface, recipe, under: schedule, from: start ?? test.start, steps: steps)
    noise = test.noise
    isCurve = test.isCurve
  }

  /// Runs it. Both coordinates form one parameter of shape [2], as a framework's user would write it; of a curve the
  /// parameter has shape [1].
  ///
  /// A listening schedule hears the loss at the point that an update starts from.
  public func run(named name: String, spec: String? = nil) -> Trajectory {
    var path = Trajectory(name: name, spec: spec)
    path.point = recipe.point?.drawn
    let room = min(steps, 10_000_000) + 1
    path.x.reserveCapacity(room)
    path.y.reserveCapacity(room)
    path.loss.reserveCapacity(room)
    path.rates.reserveCapacity(room)
    let fate = follow { x, y, loss, rate in
      if let rate { path.rates.append(rate) }
      path.x.append(x)
      path.y.append(y)
      path.loss.append(loss)
    }
    switch fate {
    case .arrived: break
    case .infinite(let step): path.divergedAt = step
    case .undefined(let step):
      path.divergedAt = step
      path.leftDomain = true
    case .stopped(let ending): path.stop = ending.message(about: name)
    }
    return path
  }

  /// How a descent ended; the step is the first update after which a coordinate or the loss wasn't finite, 0 for the
  /// start.
  enum Fate {
    case arrived
    case infinite(step: Int)
    /// The loss is no number at a place that is one.
    case undefined(step: Int)
    /// The schedule has no learning rate for the next update.
    case stopped(Ending)
  }

  /// Goes the way step by step.
  ///
  /// - Parameter visit: told every point with its loss, and the rate of the update that led there; nil at the start.
  func follow(_ visit: (_ x: Double, _ y: Double, _ loss: Double, _ rate: Double?) -> Void) -> Fate {
    var optimizer = recipe.optimizer(of: Double.self)
    let landscape = TiltedLandscape(surface: surface, isCurve: isCurve)
    let objective = landscape.objective
    var parameters = [landscape.tensor(start)]
    var listener: (any FeedbackSchedule)?
    var fixed: (any Schedule)?
    switch schedule {
    case .listening(let feedback): listener = feedback
    case .fixed(let plan): fixed = plan
    case nil: listener = recipe.listener
    }
    var loss = surface.value(start.x, isCurve ? 0 : start.y)
    guard start.x.isFinite, start.y.isFinite, loss.isFinite else { return .infinite(step: 0) }
    visit(start.x, isCurve ? loss : start.y, loss, nil)
    let ending = fixed?.ending
    for step in 0..<steps {
      if let ending, step > ending.lastStep { return .stopped(ending) }
      listener?.begin(metric: loss)
      let rate = fixed?.rate(at: step) ?? listener?.rate ?? recipe.rate
      guard rate.isFinite else {
        return .stopped(Ending(lastStep: step - 1, cause: .notFinite(isInfinite: rate.isInfinite)))
      }
      if let momentum = fixed?.momentum(at: step) { optimizer.setMomentum(momentum) }
      if let noise { landscape.tilt(noise.vector(at: step), at: parameters[0].values) }
      optimizer.step(&parameters, on: objective, rate: rate)
      let (x, y) = landscape.point(optimizer.evaluationPoint(parameters))
      listener?.advance(metric: loss)
      loss = surface.value(x, y)
      guard x.isFinite, y.isFinite, loss.isFinite else {
        // Differences of overflowing terms are no numbers either, but far away.
        let isNear = max(abs(x), abs(y)) < 1e100
        return loss.isNaN && isNear ? .undefined(step: step + 1) : .infinite(step: step + 1)
      }
      visit(x, isCurve ? loss : y, loss, optimizer.ownRate ?? rate)
    }
    return .arrived
  }
}

/// A surface as optimizers see it: a loss of one tensor, tilted within a step by that step's noise.
///
/// f(w) + n . (w - w_t): the gradient is that of the surface plus n, and the loss agrees with it, so a line search
/// meets one consistent mini-batch. A class, for the objective's closures share the tilt with the descent.
private final class TiltedLandscape {
  private let surface: any Surface
  private let isCurve: Bool
  private let shape: Tensor<Double>
  /// The latest gradient, kept so that the next one takes its place in memory.
  private var slope: [Tensor<Double>]
  private var tilt: (x: Double, y: Double)?
  private var origin: (x: Double, y: Double) = (0, 0)

  init(surface: any Surface, isCurve: Bool) {
    self.surface = surface
    self.isCurve = isCurve
    shape = Tensor([Double](repeating: 0, count: isCurve ? 1 : 2))
    slope = [shape]
  }

  /// The noise of the step that begins at this point.
  func tilt(_ noise: (x: Double, y: Double), at values: [Double]) {
    tilt = noise
    origin = (values[0], isCurve ? 0 : values[1])
  }

  func tensor(_ point: (x: Double, y: Double)) -> Tensor<Double> {
    var tensor = shape
    tensor.values = isCurve ? [point.x] : [point.x, point.y]
    return tensor
  }

  func point(_ parameters: [Tensor<Double>]) -> (x: Double, y: Double) {
    let values = parameters[0].values
    return (values[0], isCurve ? 0 : values[1])
  }

  var objective: Objective<Double> {
    Objective(
      value: { [self] in
        let (x, y) = point($0)
        let loss = surface.value(x, y)
        guard let tilt else { return loss }
        return loss + tilt.x * (x - origin.x) + tilt.y * (y - origin.y)
      },
      gradient: { [self] in
        let (x, y) = point($0)
        let (dx, dy) = surface.gradient(x, y)
        slope[0].values[0] = dx + (tilt?.x ?? 0)
        if !isCurve { slope[0].values[1] = dy + (tilt?.y ?? 0) }
        return slope
      },
      hessianDiagonal: { [self] in
        let (x, y) = point($0)
        let bend = surface.hessian(x, y)
        return [tensor((bend.xx, bend.yy))]
      })
  }
}
