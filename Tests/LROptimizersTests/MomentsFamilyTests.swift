import LRCore
import Testing

@testable import LROptimizers

/// The points that one parameter takes, on given gradients.
private func walk<S: TrainingScalar>(
  _ spec: String, from start: [S], along gradients: [[S]], loss: S = 1
) throws -> [[S]] {
  let recipe = try Optimizers.build(try SpecParser.run(spec).subject)
  var optimizer = recipe.optimizer(of: S.self)
  var parameters = [Tensor(start)]
  return gradients.map { gradient in
    let objective = Objective<S>(value: { _ in loss }, gradient: { _ in [Tensor(gradient)] })
    optimizer.step(&parameters, on: objective, rate: S(recipe.rate))
    return parameters[0].values
  }
}

private func isNear(_ ours: [Double], _ theirs: [Double]) -> Bool {
  ours.count == theirs.count && zip(ours, theirs).allSatisfy { abs($0 - $1) <= 1e-12 * max(1, abs($1)) }
}

@Suite("descendants of Adam")
struct MomentsFamilyTests {
  /// One step from a start along a gradient, and where it leads; worked out by hand.
  static let firstSteps: [(spec: String, start: [Double], gradient: [Double], end: [Double])] = [
    // s = 0.001 (0.9 g)^2 + eps over 1 - b2 = 0.001, which is (3.6)^2; the mean corrected is g.
    ("adabelief:lr=0.09,eps=0", [1], [4], [0.9]),
    // v starts at g^2; m = g / 10 isn't corrected.
    ("yogi:lr=0.1,eps=0", [1], [4], [0.99]),
    // The direction is the sign, of length sqrt 2; the weights' length is sqrt 8.
    ("lamb:lr=0.1,eps=0", [2, 2], [2, -7], [1.8, 2.2]),
    // g / |g|, the norm over the tensor.
    ("novograd:lr=0.1,eps=0", [1, 1], [3, 4], [0.94, 0.92]),
    // The first update only looks.
    ("adopt:lr=0.1", [1], [4], [1]),
    // Without a difference yet this is Adam's first step, then the decay divides.
    ("adan:lr=0.1,eps=0,weight_decay=1.25", [1], [4], [0.8]),
    // Adam's first step plus alpha (1 - b3) g / |g|.
    ("ademamix:lr=0.1,eps=0", [1], [4], [0.89995]),
    // c = 0.125: z = start - c g / cbrt(c g^2) = start - 1 / 2, of which a tenth is gone.
    ("madgrad:lr=0.125,eps=0", [1], [8], [0.95]),
    // The lower bound is final_lr / 1001 * gamma t: 1 on m = 0.4.
    ("adabound:lr=0.01,eps=0,final_lr=1001", [1], [4], [0.6]),
    ("schedule-free-adamw:lr=0.1,eps=0", [1], [4], [0.9]),
  ]

  @Test("own names take the paper's first step", arguments: firstSteps)
  func firstStep(spec: String, start: [Double], gradient: [Double], end: [Double]) throws {
    let reached = try walk(spec, from: start, along: [gradient])[0]
    #expect(isNear(reached, end), "\(reached)")
  }

  @Test("adopt divides by the root of the squares before, within t^0.25")
  func secondStep() throws {
    let path = try walk("adopt:lr=0.1", from: [1.0], along: [[4], [2], [400]])
    #expect(isNear(path[1], [0.995]))
    // m = 0.9 * 0.05 + 0.1 * 2^0.25
    #expect(isNear(path[2], [0.995 - 0.0045 - 0.01 * 1.189207115002721]))
  }

  @Test("a tensor's norm is its own, not all parameters'")
  func severalTensors() throws {
    let recipe = try Optimizers.build(try SpecParser.run("novograd:lr=0.1,eps=0").subject)
    var optimizer = recipe.optimizer(of: Double.self)
    var parameters = [Tensor(shape: [2, 1], values: [1.0, 1]), Tensor(shape: [], values: [1.0])]
    let objective = Objective<Double>(
      value: { _ in 0 },
      gradient: { _ in [Tensor(shape: [2, 1], values: [3.0, 4]), Tensor(shape: [], values: [50.0])] })
    optimizer.step(&parameters, on: objective, rate: 0.1)
    #expect(isNear(parameters[0].values, [0.94, 0.92]))
    #expect(isNear(parameters[1].values, [0.9]))
  }

  @Test("every name runs in Float as in Double, on parameters of any shape")
  func singlePrecision() throws {
    for entry in Optimizers.moments + Optimizers.composed {
      let spec = entry.examples[0]
      // Steps that start at a millionth are near a Float's resolution.
      let tolerance = entry.parameters.contains { ["d0", "estim_lr0"].contains($0.name) } ? 2e-2 : 2e-3
      let gradients = (0..<30).map { [1 + Double($0 % 3), -0.5, 0.25 * Double($0)] }
      let double = try walk(spec, from: [1, 2, -3], along: gradients)
      let single = try walk(spec, from: [1, 2, -3] as [Float], along: gradients.map { $0.map(Float.init) })
      for (ours, theirs) in zip(single, double) {
        for (our, their) in zip(ours, theirs) {
          #expect(abs(Double(our) - their) <= tolerance * max(1, abs(their)), "\(spec): \(our) for \(their)")
        }
      }
    }
  }

  @Test("climbing is descending on the negated loss")
  func climbing() throws {
    for entry in Optimizers.moments + Optimizers.composed {
      guard entry.parameters.contains(where: { $0.name == "maximize" }), entry.name != "pytorch_optimizer.Adan" else {
        continue
      }
      let gradients: [[Double]] = [[1, -2], [0.5, 3], [2, 2]]
      let up = try walk("\(entry.name):maximize=true", from: [1, 2], along: gradients)
      let down = try walk(entry.name, from: [1, 2], along: gradients.map { $0.map { -$0 } })
      #expect(up == down, "\(entry.name)")
    }
  }

  @Test(
    "what a framework refuses is refused",
    arguments: [
      "torch_optimizer.Yogi:lr=0", "pytorch_optimizer.ScheduleFreeSGD:momentum=1", "adan:betas=[0.9,0.9]",
      "pytorch_optimizer.AdaBelief:betas=[1,0.9]", "optax.lamb", "torch_optimizer.AdaBound:gamma=1",
      "pytorch_optimizer.ScheduleFreeAdamW:betas=[0,0.9]",
    ])
  func refusals(spec: String) throws {
    #expect(throws: SpecError.self) { try Optimizers.build(try SpecParser.run(spec).subject) }
  }

  @Test("a schedule-free rule is judged at the mean of its steps")
  func averages() throws {
    let recipe = try Optimizers.build(try SpecParser.run("schedule-free-sgd:lr=0.1").subject)
    var optimizer = recipe.optimizer(of: Double.self)
    var parameters = [Tensor([0.0])]
    let objective = Objective<Double>(value: { _ in 0 }, gradient: { _ in [Tensor([1.0])] })
    for _ in 0..<4 { optimizer.step(&parameters, on: objective, rate: 0.1) }
    // z is -0.1, -0.2, -0.3, -0.4.
    #expect(isNear(optimizer.evaluationPoint(parameters)[0].values, [-0.25]))
    #expect(isNear(parameters[0].values, [-0.25 * 0.9 - 0.4 * 0.1]))
  }

  @Test("rate-free rules stand still on a minimum, and grow their estimate elsewhere")
  func estimates() throws {
    for name in ["prodigy", "dadapt-adam"] {
      #expect(try walk(name, from: [1], along: [[0.0], [0]]) == [[1], [1]])
      let path = try walk(name, from: [1], along: [[Double]](repeating: [1], count: 60)).map { 1 - $0[0] }
      #expect(path[59] - path[58] > 10 * (path[1] - path[0]), "\(name): \(path)")
    }
  }
}
