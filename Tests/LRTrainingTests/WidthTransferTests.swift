import LRCore
import LROptimizers
import LRSchedules
import Testing

@testable import LRTraining

@Suite("Transfer of rates across widths")
struct WidthTransferTests {
  private static let data = try? DataSets.set("blobs:samples=60", seed: 3, in: ".")

  private static func setup(
    width: Int, _ parametrization: WidthTransfer.Parametrization, model: String = "mlp:hidden=[4,4],init=torch"
  ) throws -> TrainingSetup {
    let data = try #require(data)
    let recipe = try #require(try Models.recipe(model).ofWidth(width, base: 4, parametrization))
    let plan = try recipe.plan(for: data)
    var setup = TrainingSetup(
      data: data, network: plan, initial: recipe.initialization.parameters(of: plan, seed: 3), batch: 8, steps: 6,
      seed: 3)
    setup.precision = .double
    return setup
  }

  private static func run(_ spec: String) throws -> TrainingRun {
    let names = ["W1", "b1", "W2", "b2", "W3", "b3"]
    return try PlannedRun(spec, in: RunContext(steps: 6, stepsPerEpoch: 6), parameters: names).run(named: spec)
  }

  @Test(
    "at the base width both parametrizations are one, number for number",
    arguments: ["sgd:lr=0.1,momentum=0.9,weight_decay=0.01@cosine", "adam:lr=0.01", "adamw"],
    [TrainingSetup.Precision.single, .double])
  func base(spec: String, precision: TrainingSetup.Precision) throws {
    let run = try Self.run(spec)
    let outcomes = try WidthTransfer.Parametrization.allCases.map { parametrization in
      var setup = try Self.setup(width: 4, parametrization)
      setup.precision = precision
      return try setup.train(run)
    }
    #expect(outcomes[0].parameters == outcomes[1].parameters)
    #expect(outcomes[0].record.loss == outcomes[1].record.loss)
    let wide = try WidthTransfer.Parametrization.allCases.map { try Self.setup(width: 8, $0).train(run).record.loss }
    #expect(wide[0] != wide[1])
  }

  @Test("initial values are those of the standard parametrization, each role times its factor")
  func initial() throws {
    let rule = MuP(baseWidth: 4, width: 16)
    for (model, factors) in [
      ("mlp:hidden=[4,4],init=torch", [1, 1, 1, 2, 2, 2]), ("mlp:hidden=[4,4],init=he", [1, 1, 1, 1, 2, 1]),
    ] {
      let standard = try Self.setup(width: 16, .standard, model: model)
      let mup = try Self.setup(width: 16, .mup, model: model)
      for (index, factor) in factors.enumerated() {
        let scaled = standard.initial[index].values.map { $0 * Double(factor) }
        for (a, b) in zip(mup.initial[index].values, scaled) { #expect(abs(a - b) <= 1e-15 * abs(b)) }
      }
      #expect(mup.network.outputFactor == 0.25 && mup.network.parametrization == rule)
      #expect(standard.network.outputFactor == 1)
    }
    // Xavier's spread also follows from the outputs: at any width W1 has that of the base.
    let (inputs, outputs) = (2.0, 16.0)
    let standard = try Self.setup(width: 16, .standard, model: "mlp:hidden=[4,4],init=xavier")
    let mup = try Self.setup(width: 16, .mup, model: "mlp:hidden=[4,4],init=xavier")
    let factor = ((inputs + outputs) / (inputs + 4)).squareRoot()
    #expect(abs(mup.initial[0].values[0] / standard.initial[0].values[0] - factor) < 1e-14)
  }

  @Test("one update moves each parameter by its own rate and decay")
  func update() throws {
    // m = 4; of SGD the rates of W1, b1, b2, W3 are 4 times the given one, decays a fourth.
    for (spec, kind) in [
      ("sgd:lr=0.1,weight_decay=0.5", MuP.Kind.sgd), ("adam:lr=0.01", .adam),
      ("adamw:lr=0.01,weight_decay=0.5", .adamW),
    ] {
      var setup = try Self.setup(width: 16, .mup)
      setup.steps = 1
      let outcome = try setup.train(try Self.run(spec))
      let rule = MuP(baseWidth: 4, width: 16)
      let rate = kind == .sgd ? 0.1 : 0.01
      for place in setup.initial.indices {
        let role = MuP.Role(layer: place / 2, of: 3, isBias: place % 2 == 1)
        let own = rate * rule.rateFactor(role, kind)
        let decay = kind == .adam ? 0 : 0.5 * rule.decayFactor(role, kind)
        let gradients = outcome.firstGradients[place].values
        for (index, gradient) in gradients.enumerated() {
          let before = setup.initial[place].values[index]
          let expected =
            switch kind {
            case .sgd: before - own * (gradient + decay * before)
            // At the first update the mean over the root of the mean square is the sign.
            case .adam, .adamW: before * (1 - own * decay) - own * gradient / (abs(gradient) + 1e-8)
            }
          #expect(abs(outcome.parameters[place].values[index] - expected) < 1e-12, "\(spec), parameter \(place)")
        }
      }
    }
  }

  @Test("init=mup in a model's spec is the same network; without a base it is init=torch")
  func spec() throws {
    let data = try #require(Self.data)
    func parameters(_ model: String) throws -> (NetworkPlan, [Tensor<Double>]) {
      let recipe = try Models.recipe(model)
      let plan = try recipe.plan(for: data)
      return (plan, recipe.initialization.parameters(of: plan, seed: 3))
    }
    let named = try parameters("mlp:hidden=[16,16],init=mup,base=4")
    let transferred = try Self.setup(width: 16, .mup)
    #expect(named.0 == transferred.network && named.1 == transferred.initial)
    #expect(
      try parameters("mlp:hidden=[16,16],init=mup").1 == parameters("mlp:hidden=[16,16],init=torch").1)
    #expect(try parameters("mlp:hidden=[16,16],init=mup").0.outputFactor == 1)
    for model in ["mlp:hidden=[16,8],init=mup", "mlp:base=4", "linear:init=mup", "cnn:init=mup"] {
      #expect(throws: SpecError.self) { try Models.recipe(model) }
    }
  }

  @Test("optimizers without known factors are refused", arguments: ["lion", "adagrad", "sgd:lr=0.1,clip_norm=1"])
  func refusals(spec: String) throws {
    let setup = try Self.setup(width: 8, .mup)
    let run = try Self.run(spec)
    #expect(throws: TrainingError.self) { try setup.train(run) }
    #expect(throws: Never.self) { try Self.setup(width: 8, .standard).train(run) }
  }

  @Test("the movement of the best rate is in powers of two")
  func octaves() {
    func sweep(_ best: [Int]) -> RateSweep {
      RateSweep(
        rates: [0.1, 0.2, 0.4],
        runs: best.map { best in
          RateSweep.Run(name: "", spec: "", losses: (0..<3).map { [$0 == best ? 0.5 : 1] }, start: [2])
        })
    }
    let transfer = WidthTransfer(widths: [64, 128], standard: sweep([2, 0]), mup: sweep([1, 1]))
    #expect(transfer.octaves(.standard) == -2 && transfer.octaves(.mup) == 0)
    #expect(transfer.gridSteps(.standard) == -2 && transfer.gridSteps(.mup) == 0)
    #expect(transfer.gridFactor == 2)
    // In whatever order they are given, the width farthest from the base is compared with it.
    let other = WidthTransfer(widths: [64, 512, 128], standard: sweep([0, 1, 2]), mup: sweep([2, 2, 2]))
    #expect(other.farthest == 1 && other.octaves(.standard) == 1)
    #expect(WidthTransfer.rates(around: 1) == [0.0625, 0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256])
  }
}
