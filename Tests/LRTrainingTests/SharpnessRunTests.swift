import LRCore
import LROptimizers
import LRSchedules
import Testing

@testable import LRTraining

@Suite("Sharpness along a run")
struct SharpnessRunTests {
  /// A linear model of three rows, whose Hessian is the same everywhere: X^T X / 1.5 of rows with a column of ones.
  private static let inputs: [Double] = [1, 0, 0, 2, -1, 1]
  private static let hessian: [[Double]] = {
    let rows = [[1, 0, 1], [0, 2, 1], [-1, 1, 1.0]]
    var matrix = [[Double]](repeating: [0, 0, 0], count: 3)
    for row in rows { for i in 0..<3 { for j in 0..<3 { matrix[i][j] += row[i] * row[j] / 1.5 } } }
    return matrix
  }()

  private static func setup(steps: Int) -> TrainingSetup {
    let rows = DataSet.Rows(inputs: inputs, targets: [1, -1, 0.5], count: 3)
    let data = DataSet(
      name: "rows", shape: [2], task: .regression(outputs: 1), train: rows, validation: rows)
    let plan = NetworkPlan(layers: [.dense(inputs: 2, outputs: 1)], loss: .meanSquare)
    var setup = TrainingSetup(
      data: data, network: plan,
      initial: [Tensor(shape: [1, 2], values: [0.3, -0.4]), Tensor(shape: [1], values: [0.1])], batch: 1, steps: steps)
    setup.precision = .double
    return setup
  }

  private static func run(_ spec: String, _ schedule: String? = nil, steps: Int) throws -> TrainingRun {
    var context = RunContext(steps: steps, stepsPerEpoch: 1)
    let recipe = try Optimizers.build(SpecParser.chain(spec), in: context)
    context.baseRate = recipe.rate
    return TrainingRun(
      name: "run", spec: spec, recipe: recipe,
      schedule: try schedule.map { try Schedules.build(SpecParser.chain($0), in: context) })
  }

  @Test("is the Hessian's, with the limit of each update's rate")
  func descent() throws {
    let run = try Self.run("sgd:lr=0.1,momentum=0.5", "cosine", steps: 20)
    let (outcome, sharpness) = try Self.setup(steps: 20).sharpness(of: run, every: 5, by: .exact)
    #expect(outcome.record.loss.count == 20)
    #expect(sharpness.points.map(\.step) == [0, 5, 10, 15, 20])
    let vector = try #require(
      Lanczos.exact.largest(count: 3) { x in Self.hessian.map { dot($0, x) } })
    for point in sharpness.points { #expect(abs(point.sharpness - vector.value) < 1e-8) }
    #expect(sharpness.limits == outcome.record.rates[0].values.map { 3 / $0 })
    #expect(!sharpness.isPreconditioned)
  }

  @Test("is the preconditioned Hessian's for Adam, with a decay in the gradient added")
  func adam() throws {
    let run = try Self.run("adam:lr=0.05,weight_decay=0.2", steps: 4)
    var points: [[Double]] = []
    var setup = Self.setup(steps: 4)
    setup.batch = nil
    let batch = try FullBatch<Double>(setup)
    _ = try setup.train(run) { points.append($1.flattened) }
    let (_, sharpness) = try setup.sharpness(of: run, every: 1, by: .exact)
    #expect(sharpness.isPreconditioned)
    #expect(sharpness.limits.allSatisfy { abs($0 - 760) < 1e-9 })
    var second = [0.0, 0, 0]
    for (step, weights) in points.enumerated() {
      let t = Double(step + 1)
      let gradient = batch.gradient(weights).gradient
      var scale: [Double] = []
      for i in 0..<3 {
        let g = gradient[i] + 0.2 * weights[i]
        second[i] = 0.999 * second[i] + 0.001 * g * g
        let root = (second[i] / (1 - Double.power(0.999, t))).squareRoot()
        scale.append(1 / ((1 - Double.power(0.9, t)) * (root + 1e-8)).squareRoot())
      }
      var matrix = Self.hessian
      for i in 0..<3 {
        matrix[i][i] += 0.2
        for j in 0..<3 { matrix[i][j] *= scale[i] * scale[j] }
      }
      let expected = try #require(Lanczos.exact.largest(count: 3) { x in matrix.map { dot($0, x) } })
      #expect(abs(sharpness.points[step].sharpness - expected.value) < 1e-7 * expected.value)
    }
  }

  @Test("as figures measure it is the largest eigenvalue, and not the next", arguments: 40..<60)
  func figure(seed: Int) throws {
    var draw = SplitMix64(stream: 7, seed: seed)
    let inputs = (0..<60).map { _ in draw.normalPair(deviation: 1).x }
    let rows = DataSet.Rows(inputs: inputs, targets: (0..<20).map { Double($0 % 3) }, count: 20)
    let data = DataSet(
      name: "rows", shape: [3], task: .classes(["a", "b", "c"]), train: rows, validation: rows)
    for spec in ["linear", "mlp:hidden=[5],activation=tanh"] {
      let recipe = try Models.recipe(spec)
      let plan = try recipe.plan(for: data)
      var setup = TrainingSetup(
        data: data, network: plan, initial: recipe.initialization.parameters(of: plan, seed: seed), batch: nil, steps: 6
      )
      setup.precision = .double
      for optimizer in ["sgd:lr=0.5", "adam:lr=0.05"] {
        let run = try Self.run(optimizer, steps: 6)
        let (_, figure) = try setup.sharpness(of: run, every: 1)
        let (_, exact) = try setup.sharpness(of: run, every: 1, by: .exact)
        #expect(figure.points.count == 7)
        for (a, b) in zip(figure.points, exact.points) {
          #expect(abs(a.sharpness - b.sharpness) < 2e-3 * b.sharpness, "\(spec), \(optimizer), step \(a.step)")
        }
      }
    }
  }

  @Test("the largest of many eigenvalues is found from chance and from the eigenvector of the next", arguments: 0..<50)
  func overtaken(seed: Int) throws {
    var draw = SplitMix64(stream: 8, seed: seed)
    let values = [1, 0.87 + 0.12 * draw.unit()] + (0..<298).map { _ in 0.5 * draw.unit() - 0.1 }
    func product(_ x: [Double]) -> [Double] { zip(values, x).map { $0 * $1 } }
    let chance = try #require(Lanczos.figure.largest(count: 300, seed: seed, product))
    #expect(abs(chance.value - 1) < 1e-3)
    // What was second when the search before ended is still half of where it starts.
    var start = [Double](repeating: 0, count: 300)
    (start[0], start[1]) = (0.5, 1)
    let warm = try #require(Lanczos.figure.largest(count: 300, near: start, seed: seed, product))
    #expect(abs(warm.value - 1) < 1e-3 && warm.products < 20)
  }

  @Test("is measured at the start and after the last update, whatever the interval", arguments: [1, 3, 4, 7, 9])
  func ends(interval: Int) throws {
    let run = try Self.run("sgd:lr=0.1", steps: 7)
    let (_, sharpness) = try Self.setup(steps: 7).sharpness(of: run, every: interval)
    let between = stride(from: 0, to: 7, by: interval)
    #expect(sharpness.points.map(\.step) == Array(between) + [7])
  }

  @Test("is refused where weights have rates of their own")
  func groups() throws {
    var run = try Self.run("sgd:lr=0.1", steps: 4)
    run.groups = [TrainingRun.Group(name: "bias", parameters: ["b1"], recipe: run.recipe)]
    let (setup, grouped) = (Self.setup(steps: 4), run)
    let error = #expect(throws: TrainingError.self) { _ = try setup.sharpness(of: grouped, every: 1) }
    #expect(error?.message.english.contains("rates of their own") == true)
  }

  @Test("of a run that diverges ends with it")
  func diverges() throws {
    let run = try Self.run("sgd:lr=1e200", steps: 10)
    let (outcome, sharpness) = try Self.setup(steps: 10).sharpness(of: run, every: 1)
    #expect(outcome.record.divergedAt != nil)
    #expect(sharpness.points.allSatisfy { $0.sharpness.isFinite })
    #expect(sharpness.limits.count == outcome.record.steps)
  }

  @Test("a trail has the first and the last weights, and some between")
  func trail() throws {
    let run = try Self.run("sgd:lr=0.1", steps: 20)
    let (outcome, trail) = try Self.setup(steps: 20).trail(of: run, atMost: 4)
    #expect(trail.steps == [0, 7, 14, 20])
    #expect(trail.weights.first == Self.setup(steps: 20).initial.flattened)
    #expect(trail.weights.last == outcome.parameters.flattened)
    let all = try Self.setup(steps: 3).trail(of: run).trail
    #expect(all.steps == [0, 1, 2, 3])
  }

  @Test("the trail of a run that diverges ends before it is all that could be seen")
  func lost() throws {
    let run = try Self.run("sgd:lr=10", steps: 400)
    let (outcome, trail) = try Self.setup(steps: 400).trail(of: run, atMost: 401)
    #expect(outcome.record.divergedAt != nil)
    #expect(trail.steps.first == 0)
    #expect(trail.weights.allSatisfy { norm($0) <= 100 })
    #expect(trail.steps.count < 10)
  }
}
