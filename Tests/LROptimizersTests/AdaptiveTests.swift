import LRCore
import Testing

@testable import LROptimizers

@Suite("adaptive rules")
struct AdaptiveTests {
  static let names = Optimizers.adaptive.map(\.name)

  /// The place after a step from 1 with slope 4.
  static let firstSteps: [(String, Double)] = [
    ("adagrad:lr=0.5,eps=0", 0.5),
    // 0.5 * 4 / sqrt(16 + 9)
    ("adagrad:lr=0.5,eps=9,eps_inside=true", 0.6),
    // sqrt(0.4) / sqrt(1.6 + 0.4) * 4
    ("adadelta:eps=0.4", 1 - 4 * 0.2.squareRoot()),
    // 4 / sqrt(4)
    ("rmsprop:alpha=0.75,lr=0.1,eps=0", 0.8),
    // 4 / sqrt(4 - 1)
    ("rmsprop:alpha=0.75,lr=0.1,eps=0,centered=true", 1 - 0.4 / 3.0.squareRoot()),
    ("adam:lr=0.1,eps=0", 0.9), ("adam:lr=0.1,eps=4", 0.95), ("adam:lr=0.1,eps=9,eps_inside=true", 0.92),
    // Coupled decay is normalized away, decoupled decay isn't.
    ("adam:lr=0.1,eps=0,weight_decay=1", 0.9), ("adamw:lr=0.1,eps=0,weight_decay=1", 0.8),
    ("adam:lr=0.1,eps=0,maximize=true", 1.1), ("amsgrad:lr=0.1,eps=0", 0.9),
    ("adamax:lr=0.1,eps=0", 0.9), ("adamax:lr=0.1,eps=4", 0.95),
    // No divisor yet.
    ("radam:lr=0.1", 0.6),
    // With no growth u = 0.45: (0.45 * 0.4 / (1 - 0.45^2) + 0.55 * 4 / (1 - 0.45)) / 4
    ("nadam:lr=0.1,eps=0,momentum_decay=0", 1 - 0.1 * (0.18 / 0.7975 + 4) / 4),
  ]

  @Test("the first step is the paper's", arguments: firstSteps)
  func firstStep(spec: String, expected: Double) throws {
    let moved = try walk(spec, from: [Tensor([1.0])], gradients: [[[4]]])
    #expect(abs(moved[0].values[0] - expected) < 1e-15)
  }

  @Test("amsgrad keeps dividing by the largest slope it met, adam forgets it")
  func amsgradRemembers() throws {
    let slopes: [[[Double]]] = [[[100]]] + Array(repeating: [[0.01]], count: 300)
    let start = [Tensor([0.0])]
    let adam = try walk("adam:lr=0.01,betas=[0.9,0.9]", from: start, gradients: slopes)
    let amsgrad = try walk("amsgrad:lr=0.01,betas=[0.9,0.9]", from: start, gradients: slopes)
    #expect(adam[0].values[0] < 5 * amsgrad[0].values[0])
  }

  @Test("every coordinate moves as it would alone, in any number of parameters of any shape", arguments: names)
  func coordinatesAreApart(name: String) throws {
    let shapes = [[2], [], [1, 3], [0]]
    var drawn = 0.3
    func next() -> Double {
      drawn = (drawn * 37.7 + 0.41).truncatingRemainder(dividingBy: 1)
      return drawn * 2 - 1
    }
    let start = shapes.map { shape in
      Tensor(shape: shape, values: (0..<shape.reduce(1, *)).map { _ in next() })
    }
    let gradients = (0..<12).map { _ in start.map { $0.values.map { _ in next() } } }
    let together = try walk(name, from: start, gradients: gradients)
    for p in start.indices {
      #expect(together[p].shape == shapes[p])
      for i in start[p].values.indices {
        let alone = try walk(name, from: [Tensor([start[p].values[i]])], gradients: gradients.map { [[$0[p][i]]] })
        #expect(together[p].values[i] == alone[0].values[0])
      }
    }
  }

  @Test("Float runs follow Double runs", arguments: names)
  func floats(name: String) throws {
    let gradients: [[[Double]]] = (0..<10).map { [[0.5 + 0.1 * Double($0), -0.3]] }
    let double = try walk(name, from: [Tensor([0.7, -0.4])], gradients: gradients)
    let float = try walk(name, from: [Tensor<Float>([0.7, -0.4])], gradients: gradients)
    for (a, b) in zip(double[0].values, float[0].values) { #expect(abs(a - Double(b)) < 1e-5) }
  }

  @Test("a copy is a checkpoint", arguments: ["adam", "torch.NAdam", "keras.Nadam", "keras.Adam:use_ema=true"])
  func copies(spec: String) throws {
    var optimizer = try recipe(spec).optimizer(of: Double.self)
    var point = [Tensor([1.0])]
    let slope = Objective<Double>(value: { _ in 0 }, gradient: { [Tensor([2 * $0[0].values[0]])] })
    optimizer.step(&point, on: slope, rate: 0.1)
    var (copy, copied) = (optimizer, point)
    for _ in 0..<3 { optimizer.step(&point, on: slope, rate: 0.1) }
    for _ in 0..<3 { copy.step(&copied, on: slope, rate: 0.1) }
    #expect(point == copied)
  }

  @Test(
    "a schedule's momentum is beta1, or RMSprop's momentum",
    arguments: [
      ("adam", "adam:betas=[0.5,0.999]"), ("torch.NAdam", "torch.NAdam:betas=[0.5,0.999]"),
      ("adamax", "adamax:betas=[0.5,0.999]"), ("radam", "radam:betas=[0.5,0.999]"),
      ("rmsprop:momentum=0.9", "rmsprop:momentum=0.5"),
    ])
  func drivenMomentum(driven: String, fixed: String) throws {
    let gradients = [[[1.0]], [[-0.5]], [[0.2]]]
    let ours = try walk(driven, from: [Tensor([1.0])], gradients: gradients, momentum: 0.5)
    #expect(ours == (try walk(fixed, from: [Tensor([1.0])], gradients: gradients)))
  }

  @Test("a velocity of whole moves goes on at rate 0, one of gradients stands")
  func rateZero() throws {
    for (spec, moves) in [("keras.RMSprop:momentum=0.9", true), ("torch.RMSprop:momentum=0.9", false)] {
      var optimizer = try recipe(spec).optimizer(of: Double.self)
      var point = [Tensor([1.0])]
      let slope = Objective<Double>(value: { _ in 0 }, gradient: { _ in [Tensor([1.0])] })
      optimizer.step(&point, on: slope, rate: 0.1)
      let before = point
      optimizer.step(&point, on: slope, rate: 0)
      #expect((point != before) == moves)
    }
  }

  @Test("FTRL's L1 penalty makes weights exactly 0")
  func ftrlIsSparse() throws {
    let spec = "keras.Ftrl:learning_rate=0.1,l1_regularization_strength=2"
    let moved = try walk(spec, from: [Tensor([0.0, 0.0])], gradients: [[[1, 5]]])
    #expect(moved[0].values[0] == 0)
    #expect(moved[0].values[1] < 0)
  }

  @Test("every declared argument of every optimizer is read, and every example builds")
  func argumentsAreRead() throws {
    for entry in Optimizers.catalogue.entries {
      for example in entry.examples {
        let spec = try SpecParser.chain(example).phases[0]
        var arguments = try Arguments(
          spec, parameters: entry.parameters, context: RunContext(), source: example)
        _ = try entry.build(&arguments)
        #expect(arguments.unread.isEmpty, "\(example)")
      }
    }
  }

  @Test(
    "what the framework refuses is an error at that argument",
    arguments: [
      ("torch.Adam:betas=[0.9,1]", 22), ("torch.Adam:betas=[0.9]", 17), ("torch.NAdam:momentum_decay=-1", 27),
      ("torch.RMSprop:momentum=-0.1", 23), ("torch.Adadelta:rho=1.5", 19), ("torch_optimizer.RAdam:lr=0", 25),
      ("paddle.Adam:beta1=1", 18), ("paddle.Adam:beta2=1", 18), ("keras.Ftrl:learning_rate_power=0.1", 31),
      ("optax.optimistic_adam:learning_rate=0,optimism=1", 47), ("keras.Adam:lr=0.1", 11),
    ])
  func refusals(spec: String, column: Int) throws {
    let error = #expect(throws: SpecError.self) { try recipe(spec) }
    #expect(error?.range.lowerBound == column)
  }
}

/// The recipe that a spec names.
func recipe(_ spec: String) throws -> any OptimizerRecipe {
  try Optimizers.build(try SpecParser.chain(spec))
}

/// Where a rule goes along given gradients, at its own rate.
func walk<Scalar: TrainingScalar>(
  _ spec: String, from start: [Tensor<Scalar>], gradients: [[[Double]]], momentum: Scalar? = nil
) throws -> [Tensor<Scalar>] {
  let recipe = try recipe(spec)
  var optimizer = recipe.optimizer(of: Scalar.self)
  var parameters = start
  for step in gradients {
    if let momentum { optimizer.setMomentum(momentum) }
    let objective = Objective<Scalar>(
      value: { _ in 0 },
      gradient: { zip($0, step).map { Tensor(shape: $0.shape, values: $1.map { Scalar($0) }) } })
    optimizer.step(&parameters, on: objective, rate: Scalar(recipe.rate))
  }
  return parameters
}
