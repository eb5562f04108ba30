import LRCore
import LROptimizers
import Testing

@testable import LRTraining

@Suite("How runs are judged")
struct EvaluationTests {
  /// Two rows, whose outputs the first weights make 0.3 and 0.7, with classes 0 and 1.
  private static func setup(_ loss: Loss) -> TrainingSetup {
    let rows = DataSet.Rows(inputs: [0.3, 0.7], targets: [0, 1], count: 2)
    let data = DataSet(name: "rows", shape: [1], task: .classes(["a", "b"]), train: rows, validation: rows)
    var setup = TrainingSetup(
      data: data, network: NetworkPlan(layers: [.dense(inputs: 1, outputs: 1)], loss: loss),
      initial: [Tensor(shape: [1, 1], values: [1]), Tensor(shape: [1], values: [0])], batch: nil, steps: 1)
    setup.precision = .double
    return setup
  }

  @Test(
    "one output is a logit for bce, and compared with 0 and 1 for squared losses",
    arguments: [(Loss.binaryCrossEntropy, 0.5), (.meanSquare, 1), (.halfSumOfSquares, 1)])
  func threshold(loss: Loss, accuracy: Double) throws {
    let setup = Self.setup(loss)
    let run = TrainingRun(name: "run", spec: "sgd", recipe: try Optimizers.build(SpecParser.chain("sgd:lr=1e-9")))
    let record = try setup.train(run).record
    #expect(record.evaluations.map(\.accuracy) == [accuracy, accuracy])
    #expect(record.accuracy == [accuracy])
  }

  @Test(
    "groups are judged where their optimizers judge",
    arguments: ["schedule-free-sgd:lr=0.1", "lookahead:of=(sgd:lr=0.1),sync=3", "asgd:lr=0.1,points=eval"])
  func groups(spec: String) throws {
    var setup = Self.setup(.binaryCrossEntropy)
    setup.steps = 8
    let recipe = try Optimizers.build(SpecParser.chain(spec))
    func run(_ groups: [TrainingRun.Group]) -> TrainingRun {
      TrainingRun(name: "run", spec: spec, recipe: recipe, groups: groups)
    }
    func losses(_ run: TrainingRun) throws -> [Double] { try setup.train(run).record.evaluations.map(\.loss) }
    let whole = try losses(run([]))
    #expect(try losses(run([TrainingRun.Group(name: "bias", parameters: ["b1"], recipe: recipe)])) == whole)
    // They judge by other weights than those that are trained.
    #expect(
      try losses(
        TrainingRun(
          name: "run", spec: "sgd", recipe: try Optimizers.build(SpecParser.chain("sgd:lr=0.1")))) != whole)
  }
}
