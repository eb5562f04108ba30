import LRCore
import LRSchedules
import Testing

@testable import LROptimizers

@Suite("the frameworks' own paths")
struct OptimizerReferenceTests {
  @Test("the fixture is there")
  func rows() {
    #expect(OptimizerRow.all.count == 673)
  }

  @Test("every point of every path is met to 1e-8, more only where rounding grows", arguments: OptimizerRow.all)
  func paths(row: OptimizerRow) throws {
    let run = try row.run()
    // Rounding of one step, amplified along the path; what float32 does inside a framework is no rule of its.
    var tolerance = max(row.isSinglePrecision ? 2e-6 : 1e-8, 2e-10 * row.sensitivity)
    // PyTorch itself misses these paths by as much as that when it only sums the gradient in another order: close to
    // the minimum a gradient is all rounding, and Adafactor and SOAP scale it up.
    if row.surface == "matrix_ls", row.sensitivity > 1000 { tolerance = 1e-8 * row.sensitivity }
    try row.compare(run.held, with: row.path, within: tolerance, "point")
    if let judged = row.judged {
      try row.compare(Array(run.judged.dropFirst()), with: judged, within: tolerance, "evaluation point")
    }
  }
}

extension OptimizerRow {
  /// The points held and the points to judge by, the start included.
  func run() throws -> (held: [[Double]], judged: [[Double]]) {
    let parsed = try SpecParser.run(spec)
    let recipe = try Optimizers.build(parsed.subject)
    var optimizer = recipe.optimizer(of: Double.self)
    let steps = path.count - 1
    var plan: RatePlan?
    if let schedule = parsed.schedule {
      plan = try Schedules.plan(schedule.text, in: RunContext(steps: steps, baseRate: recipe.rate))
    }
    let objective = try objective()
    var parameters = [Tensor<Double>(shape: shape, values: start)]
    var held = [start]
    var judged = [start]
    for step in 0..<steps {
      if let momentum = plan?.momentum?[step], momentum.isFinite { optimizer.setMomentum(momentum) }
      optimizer.step(&parameters, on: objective, rate: plan?.rates[step] ?? recipe.rate)
      held.append(parameters[0].values)
      judged.append(optimizer.evaluationPoint(parameters)[0].values)
    }
    return (held, judged)
  }

  func objective() throws -> Objective<Double> {
    if surface == "matrix_ls" { return leastSquares }
    let chain = try SpecParser.chain(surface)
    let surface = try Surfaces.build(chain.phases[0], of: chain, in: RunContext()).surface
    let sign: Double = negates ? -1 : 1
    return Objective(
      value: { sign * surface.value($0[0].values[0], $0[0].values[1]) },
      gradient: {
        let gradient = surface.gradient($0[0].values[0], $0[0].values[1])
        return [Tensor([sign * gradient.x, sign * gradient.y])]
      },
      hessianDiagonal: {
        let hessian = surface.hessian($0[0].values[0], $0[0].values[1])
        return [Tensor([sign * hessian.xx, sign * hessian.yy])]
      })
  }

  /// f(W) = |A W - B|^2 / 2, whose gradient is A^T (A W - B).
  private var leastSquares: Objective<Double> {
    let (a, b) = (matrices[0], matrices[1])
    func residual(_ w: Tensor<Double>) -> [[Double]] {
      let columns = w.shape[1]
      return a.indices.map { i in
        (0..<columns).map { j in
          a[i].indices.reduce(0) { $0 + a[i][$1] * w.values[$1 * columns + j] } - b[i][j]
        }
      }
    }
    let sign: Double = negates ? -1 : 1
    return Objective(
      value: { sign * residual($0[0]).joined().reduce(0) { $0 + $1 * $1 } / 2 },
      gradient: { parameters in
        let w = parameters[0]
        let rest = residual(w)
        let values = (0..<w.shape[0]).flatMap { k in
          (0..<w.shape[1]).map { j in sign * a.indices.reduce(0) { $0 + a[$1][k] * rest[$1][j] } }
        }
        return [Tensor(shape: w.shape, values: values)]
      },
      hessianDiagonal: { parameters in
        let w = parameters[0]
        let values = (0..<w.values.count).map { i in
          sign * a.reduce(0) { $0 + $1[i / w.shape[1]] * $1[i / w.shape[1]] }
        }
        return [Tensor(shape: w.shape, values: values)]
      })
  }

  func compare(_ ours: [[Double]], with theirs: [[Double]], within tolerance: Double, _ what: String) throws {
    try #require(ours.count == theirs.count)
    for (step, (our, their)) in zip(ours, theirs).enumerated() {
      let scale = max(1e-3, their.map(abs).max() ?? 0)
      let error = (zip(our, their).map { abs($0 - $1) }.max() ?? 0) / scale
      // NaN must fail as well.
      if !(error <= tolerance) {
        Issue.record("\(what) \(step) is \(our), not \(their); error \(error), allowed \(tolerance)")
        return
      }
    }
  }
}
