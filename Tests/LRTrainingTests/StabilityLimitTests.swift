import LRCore
import LROptimizers
import LRSchedules
import Testing

@testable import LRTraining

@Suite("Limits of stability")
struct StabilityLimitTests {
  private static func recipe(_ spec: String) throws -> any OptimizerRecipe {
    try Optimizers.build(SpecParser.chain(spec), in: RunContext(steps: 100, stepsPerEpoch: 10))
  }

  @Test(
    "are those of the literature",
    arguments: [
      ("sgd:lr=0.1", 20.0), ("sgd:lr=0.1,momentum=0.9", 38), ("sgd:lr=0.1,momentum=0.9,nesterov=true", 3.8 / 0.28),
      ("sgd:lr=0.1,momentum=0.9,dampening=0.5", 76), ("sgd:lr=0.1,momentum=0.9,weight_decay=3", 35),
      ("sgd:lr=0.1,weight_decay=3", 17), ("torch.SGD:lr=0.1,momentum=0,dampening=0.5", 20),
      ("adam:lr=0.1", 380), ("adam:lr=0.01,betas=[0.8,0.99]", 1800), ("adamw:lr=0.1,weight_decay=0", 380),
    ])
  func known(spec: String, limit: Double) throws {
    let recipe = try Self.recipe(spec)
    let found = try StabilityLimit(recipe)(rate: recipe.rate)
    #expect(abs(found - limit) <= 1e-12 * limit)
  }

  /// With a large epsilon Adam's scale is epsilon, so that it, too, is stable or not on a parabola.
  @Test(
    "are where the optimizer itself leaves a parabola",
    arguments: [
      "sgd:lr=0.1", "sgd:lr=0.1,momentum=0.9", "sgd:lr=0.1,momentum=0.5,nesterov=true",
      "sgd:lr=0.1,momentum=0.9,dampening=0.3", "sgd:lr=0.1,momentum=0.7,weight_decay=2",
      "sgd:lr=0.1,momentum=0.7,nesterov=true,weight_decay=2", "torch.SGD:lr=0.1,momentum=0,dampening=0.5",
      "pytorch_optimizer.SGDW:lr=0.1,momentum=0.6,weight_decay=2,weight_decouple=true",
      "keras.SGD:learning_rate=0.1,momentum=0.8,nesterov=true",
      "adam:lr=0.1,eps=1", "adam:lr=0.1,eps=1,weight_decay=3", "adamw:lr=0.1,eps=1,weight_decay=2",
      "adam:lr=0.1,betas=[0.6,0.99],eps=1",
    ])
  func real(spec: String) throws { try expectEdge(of: Self.recipe(spec)) }

  @Test("are where the optimizer leaves a parabola with a decay that the rate doesn't multiply", arguments: [0.0, 0.6])
  func unscaledDecay(momentum: Double) throws {
    var descent = GradientDescentSettings()
    descent.common = CommonSettings(rate: 0.1, decay: WeightDecay(0.5, .weightsUnscaled))
    descent.momentum = momentum
    try expectEdge(of: descent)
    var adam = AdamSettings()
    adam.common = CommonSettings(rate: 0.1, decay: WeightDecay(0.5, .weightsUnscaled))
    adam.beta1 = momentum
    adam.epsilon = 1
    try expectEdge(of: adam)
  }

  private func expectEdge(of recipe: any OptimizerRecipe) throws {
    let stability = try StabilityLimit(recipe)
    let limit = stability(rate: recipe.rate) - stability.addedCurvature
    for (share, isStable) in [(0.97, true), (1.03, false)] {
      let curvature = share * limit
      let objective = Objective<Double>(
        value: { $0[0].values[0] * $0[0].values[0] * curvature / 2 },
        gradient: { [Tensor([$0[0].values[0] * curvature])] })
      // So small that Adam's scale stays epsilon.
      var parameters = [Tensor([1e-140])]
      var optimizer = recipe.optimizer(of: Double.self)
      optimizer.prepare(for: parameters)
      var sizes: [Double] = []
      for _ in 0..<1200 {
        optimizer.step(&parameters, on: objective, rate: recipe.rate)
        sizes.append(abs(parameters[0].values[0]))
      }
      let (early, late) = (sizes[560..<600].max() ?? 0, sizes[1160..<1200].max() ?? 0)
      #expect((late < early || late == 0) == isStable, "\(share) of \(limit): \(early), then \(late)")
    }
  }

  @Test(
    "are refused with the reason where there is none",
    arguments: [
      ("rmsprop", "none is known of this optimizer"), ("nadam", "looks ahead"), ("sgd:lr=0.1,clip_norm=1", "clipped"),
      ("torch.SGD:lr=0.1,maximize=true", "climbs"),
    ])
  func refused(spec: String, reason: String) throws {
    let recipe = try Self.recipe(spec)
    let error = #expect(throws: TrainingError.self) { _ = try StabilityLimit(recipe) }
    #expect(error?.message.english.contains(reason) == true)
  }
}
