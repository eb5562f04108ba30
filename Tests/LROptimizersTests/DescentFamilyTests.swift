import LRCore
import Testing

@testable import LROptimizers

@Suite("descents, signs, Rprop, LARS and rates that are found")
struct DescentFamilyTests {
  @Test("without momentum a step is the rate times the gradient")
  func plainStep() throws {
    #expect(try path("sgd:lr=0.1", from: [1, -2], steps: 1) { $0 } == [1 - 0.1, -2 + 0.1 * 2])
  }

  @Test("a heavy ball's second step holds a share of its first")
  func heavyBall() throws {
    // v = 1, then 0.5 + 1 with a constant gradient of 1.
    #expect(try path("momentum:lr=0.1,momentum=0.5", from: [0], steps: 2) { _ in [1] } == [-0.1 - 0.1 * 1.5])
    #expect(try path("nesterov:lr=0.1,momentum=0.5", from: [0], steps: 1) { _ in [1] } == [-0.1 * 1.5])
  }

  @Test("Keras' velocity keeps the rate it was gathered under, PyTorch's takes the new one")
  func ratesInVelocities() throws {
    let keras = try path("keras.SGD:momentum=0.5", from: [0], rates: [1, 0]) { _ in [1] }
    #expect(keras == [-1.5])
    let torch = try path("torch.SGD:momentum=0.5", from: [0], rates: [1, 0]) { _ in [1] }
    #expect(torch == [-1])
  }

  @Test("torch_optimizer's SGDW takes a constant off, pytorch_optimizer's a share")
  func decays() throws {
    let constant = try path("torch_optimizer.SGDW:lr=0.1,weight_decay=0.5", from: [4], steps: 1) { _ in [0] }
    #expect(constant == [4 - 0.1 * 0.5])
    let share = try path("pytorch_optimizer.SGDW:lr=0.1,weight_decay=0.5", from: [4], steps: 1) { _ in [0] }
    #expect(share == [4 * (1 - 0.1 * 0.5)])
  }

  @Test("asgd is judged at the mean of its points, torch.ASGD at the last")
  func averages() throws {
    // Steps of 1 from 0 on a slope of 1: points -1, -2, -3; the average starts anew at the second.
    let run = try Run("asgd:lr=1,lambd=0", from: [0])
    let judged = run.after(3) { _ in [1] }
    #expect(judged.held == [-3])
    #expect(judged.judged == [-2.5])
    let torch = try Run("torch.ASGD:lr=1,lambd=0,t0=0", from: [0]).after(3) { _ in [1] }
    #expect(torch.judged == torch.held)
  }

  @Test("Rprop grows while the sign stays, and stands still when it turns")
  func rprop() throws {
    let turning: @Sendable ([Double]) -> [Double] = { [$0[0] > -0.2 ? 1 : -1] }
    // 0.1 down, 0.12 down to -0.22; the sign turns: no step; then half of 0.12 up.
    let points = try (1...4).map { try path("rprop:lr=0.1", from: [0], steps: $0, gradient: turning)[0] }
    for (point, expected) in zip(points, [-0.1, -0.22, -0.22, -0.16]) { #expect(abs(point - expected) < 1e-15) }
    #expect(try path("optax.rprop:learning_rate=0.1", from: [0], steps: 1) { _ in [1] } == [0])
    #expect(try path("optax.rprop:learning_rate=0.1", from: [0], steps: 2) { _ in [1] } == [-0.1])
  }

  @Test("a first step outside its limits is brought inside by PyTorch, not by optax")
  func rpropLimits() throws {
    #expect(try path("torch.Rprop:lr=3,step_sizes=[0.1,1]", from: [0], steps: 1) { _ in [1] } == [-1])
    #expect(try path("optax.rprop:learning_rate=3,max_step_size=1", from: [0], steps: 2) { _ in [1] } == [-3])
  }

  @Test("signs make every step one length, and a gradient of 0 none")
  func signs() throws {
    for name in ["signsgd:lr=0.1", "lion:lr=0.1", "tiger:lr=0.1,weight_decay=0", "optax.sign_sgd:learning_rate=0.1"] {
      #expect(try path(name, from: [1, 1, 1], steps: 1) { _ in [5, -1e-9, 0] } == [0.9, 1.1, 1], "\(name)")
    }
  }

  @Test("LARS steps are a share of the weights, tensor by tensor")
  func layers() throws {
    let recipe = try Optimizers.build(SpecParser.chain("lars:lr=1,momentum=0,trust=0.1,weight_decay=0"))
    var optimizer = recipe.optimizer(of: Double.self)
    var parameters = [Tensor([3.0, 4]), Tensor(shape: [1, 1], values: [10.0])]
    let gradients = [Tensor([0.0, 2]), Tensor(shape: [1, 1], values: [-7.0])]
    let objective = Objective<Double>(value: { _ in 0 }, gradient: { _ in gradients })
    optimizer.step(&parameters, on: objective, rate: recipe.rate)
    #expect(parameters[0].values == [3, 3.5])
    #expect(parameters[1].values == [11])
  }

  @Test("a rule over all weights doesn't see how they are cut into parameters", arguments: Self.whole)
  func cuts(spec: String) throws {
    let together = try cut([[4]], spec)
    let apart = try cut([[2], [1, 1], []], spec)
    for (one, other) in zip(together, apart) { #expect(abs(one - other) <= 1e-12 * max(1, abs(one)), "\(spec)") }
    #expect(together != [1, -2, 0.5, 3])
  }

  static let whole = [
    "sgd", "momentum", "nesterov", "asgd", "rprop", "signsgd", "lion", "tiger", "dog:r_eps=0.01",
    "keras.SGD:momentum=0.9",
    "optax.dowg", "optax.cocob", "optax.polyak_sgd", "optax.momo", "pytorch_optimizer.AccSGD:kappa=100",
    "pytorch_optimizer.AggMo", "torch_optimizer.PID:momentum=0.9", "pytorch_optimizer.QHM:momentum=0.5,nu=0.7",
    "torch_optimizer.SGDP:momentum=0.5", "sam:of=(momentum),rho=0.1", "lookahead:of=(lion:lr=0.1),sync=2",
    "optax.mechanize:base_optimizer=(sgd),s_init=0.01", "sam:of=(pytorch_optimizer.SGD),adaptive=true",
    "optax.sam:optimizer=(sgd),adv_optimizer=(sgd),opaque_mode=true",
  ]

  /// Ten steps on a bowl of four weights, cut into vectors and one column.
  private func cut(_ shapes: [[Int]], _ spec: String) throws -> [Double] {
    let recipe = try Optimizers.build(SpecParser.chain(spec))
    var optimizer = recipe.optimizer(of: Double.self)
    var rest = [1, -2, 0.5, 3.0][...]
    var parameters = shapes.map { shape in
      let count = shape.reduce(1, *)
      defer { rest = rest.dropFirst(count) }
      return Tensor(shape: shape, values: Array(rest.prefix(count)))
    }
    let weights = [1.0, 2, 3, 4]
    let objective = Objective<Double>(
      value: { zip($0.flatMap(\.values), weights).reduce(0) { $0 + $1.0 * $1.0 * $1.1 / 2 } },
      gradient: { point in
        var index = 0
        return point.map { tensor in
          var tensor = tensor
          for i in tensor.values.indices {
            tensor.values[i] *= weights[index]
            index += 1
          }
          return tensor
        }
      })
    for _ in 0..<10 { optimizer.step(&parameters, on: objective, rate: recipe.rate) }
    return parameters.flatMap(\.values)
  }

  @Test("what a framework refuses is refused at the argument that it refuses", arguments: Self.refusals)
  func refusal(spec: String, place: String) throws {
    let error = #expect(throws: SpecError.self) { try Optimizers.build(SpecParser.chain(spec)) }
    let at = try #require(error?.range)
    let characters = Array(spec.utf8)
    #expect(String(decoding: characters[at], as: UTF8.self) == place)
  }

  static let refusals = [
    ("torch.SGD:nesterov=true", "true"), ("torch_optimizer.SGDW:nesterov=true,momentum=0.9,dampening=0.1", "true"),
    ("torch_optimizer.LARS:nesterov=true", "true"), ("torch_optimizer.LARS:lr=0", "0"), ("torch.SGD:lr=-1", "-1"),
    ("torch.Rprop:etas=[1.5,1.2]", "[1.5,1.2]"), ("torch.Rprop:etas=[0.5]", "[0.5]"),
    ("paddle.Rprop:learning_rate=100", "100"),
    ("paddle.Rprop:learning_rate_range=[0.1,1]", "[0.1,1]"), ("keras.SGD:momentum=1.5", "1.5"),
    ("keras.Lion:beta_1=0", "0"), ("pytorch_optimizer.SignSGD:momentum=1", "1"), ("paddle.ASGD:batch_num=0", "0"),
    ("optax.dog:init_step=[heuristic]", "[heuristic]"), ("optax.dog:init_step=[luck,1]", "[luck,1]"),
    ("optax.polyak_sgd:variant=sps2", "sps2"), ("pytorch_optimizer.AggMo:betas=[0.9,1]", "1"),
    ("pytorch_optimizer.Lookahead:k=2", "pytorch_optimizer.Lookahead"), ("lookahead:of=(nothing)", "nothing"),
    ("pytorch_optimizer.Lookahead:optimizer=(sgd),k=0", "0"), ("sam:of=(sgd:lr=-1)", "-1"),
  ]

  private func path(
    _ spec: String, from start: [Double], steps: Int, gradient: @escaping ([Double]) -> [Double]
  ) throws -> [Double] {
    try Run(spec, from: start).after(steps, gradient).held
  }

  private func path(
    _ spec: String, from start: [Double], rates: [Double], gradient: @escaping ([Double]) -> [Double]
  ) throws -> [Double] {
    var run = try Run(spec, from: start)
    for rate in rates { run.step(rate: rate, gradient) }
    return run.parameters[0].values
  }
}

/// An optimizer and one vector that it moves.
struct Run {
  let recipe: any OptimizerRecipe
  var optimizer: any Optimizer<Double>
  var parameters: [Tensor<Double>]

  init(_ spec: String, from start: [Double]) throws {
    recipe = try Optimizers.build(SpecParser.chain(spec))
    optimizer = recipe.optimizer(of: Double.self)
    parameters = [Tensor(start)]
  }

  mutating func step(rate: Double? = nil, _ gradient: @escaping ([Double]) -> [Double]) {
    let objective = Objective<Double>(value: { _ in 0 }, gradient: { [Tensor(gradient($0[0].values))] })
    optimizer.step(&parameters, on: objective, rate: rate ?? recipe.rate)
  }

  func after(_ steps: Int, _ gradient: @escaping ([Double]) -> [Double]) -> (held: [Double], judged: [Double]) {
    var run = self
    for _ in 0..<steps { run.step(gradient) }
    return (run.parameters[0].values, run.optimizer.evaluationPoint(run.parameters)[0].values)
  }
}
