import LRCore
import Testing

@testable import LROptimizers

@Suite("rules around other rules")
struct ComposedFamilyTests {
  @Test("lookahead returns half of the way every second step, and is judged where it returns to")
  func lookahead() throws {
    let run = try Run("lookahead:of=(sgd:lr=1),sync=2,alpha=0.5", from: [0])
    let points = (1...4).map { run.after($0) { _ in [1] } }
    #expect(points.map(\.held) == [[-1], [-1], [-2], [-2]])
    #expect(points.map(\.judged) == [[0], [-1], [-1], [-2]])
    let torch = try Run("pytorch_optimizer.Lookahead:optimizer=(torch.SGD:lr=1),k=2", from: [0]).after(3) { _ in [1] }
    #expect(torch.held == [-2])
    #expect(torch.judged == [-2])
  }

  @Test("a pulled-back velocity is half of itself, a reset one is 0, Adam has none")
  func velocities() throws {
    func held(_ pullback: String, _ inner: String) throws -> [Double] {
      let spec = "pytorch_optimizer.Lookahead:optimizer=(\(inner)),k=1,alpha=0.5,pullback_momentum=\(pullback)"
      return try Run(spec, from: [0]).after(2) { _ in [1] }.held
    }
    let ball = "torch.SGD:lr=1,momentum=0.5"
    // -1 and back to -0.5; then 1 + 0.5 v more, and half of the way back.
    #expect(try held("none", ball) == [-0.5 - 0.75])
    #expect(try held("pullback", ball) == [-0.5 - 0.625])
    #expect(try held("reset", ball) == [-0.5 - 0.5])
    #expect(try held("reset", "torch.Adam") == held("none", "torch.Adam"))
  }

  @Test("SAM steps from where it is by the gradient rho away")
  func sharpness() throws {
    // On x^2 / 2 from 1: the gradient at 1.5 is 1.5.
    let plain = try Run("sam:of=(sgd:lr=0.1),rho=0.5", from: [1]).after(1) { $0 }.held
    #expect(abs(plain[0] - (1 - 0.1 * 1.5)) < 1e-12)
    // Adaptive from 2: e = rho w^2 g / |w g| = 0.5 * 4 * 2 / 4.
    let adaptive = try Run("sam:of=(sgd:lr=0.1),rho=0.5,adaptive=true", from: [2]).after(1) { $0 }.held
    #expect(abs(adaptive[0] - (2 - 0.1 * 3)) < 1e-12)
  }

  @Test("optax's SAM shows its climb, unless it is opaque")
  func alternation() throws {
    let spec = "optax.sam:optimizer=(sgd:lr=0.1),adv_optimizer=(sgd:lr=0.5)"
    let run = try Run(spec, from: [1])
    #expect(run.after(1) { $0 }.held == [1.5])
    #expect(run.after(2) { $0 }.held == [1 - 0.1 * 1.5])
    #expect(try Run(spec + ",opaque_mode=true", from: [1]).after(1) { $0 }.held == [1 - 0.1 * 1.5])
  }

  @Test("a wrapper's rate is its inner rule's, however deep")
  func rates() throws {
    let spec = "lookahead:of=(sam:of=(optax.mechanize:base_optimizer=(adam:lr=0.3)))"
    var recipe = try Optimizers.build(SpecParser.chain(spec))
    #expect(recipe.rate == 0.3)
    recipe.rate = 0.7
    #expect(recipe.rate == 0.7)
    let run = try Run("lookahead:of=(sam:of=(sgd:lr=0.3),rho=0),sync=9", from: [1]).after(1) { $0 }
    #expect(run.held == [0.7])
  }

  @Test("a momentum that a schedule drives reaches the inner rule")
  func momentum() throws {
    for spec in ["sam:of=(momentum:lr=1),rho=0", "lookahead:of=(sam:of=(momentum:lr=1),rho=0),sync=9"] {
      var run = try Run(spec, from: [0])
      run.optimizer.setMomentum(0.5)
      #expect(run.after(2) { _ in [1] }.held == [-2.5], "\(spec)")
    }
  }

  @Test("a copy is a checkpoint")
  func checkpoints() throws {
    let run = try Run("lookahead:of=(sam:of=(momentum)),sync=2", from: [1, 2])
    var first = run
    for _ in 0..<3 { first.step { $0 } }
    let saved = first
    for _ in 0..<4 { first.step { $0 } }
    #expect(saved.after(4) { $0 }.held == first.parameters[0].values)
  }

  @Test("every example runs in single precision as in double", arguments: Self.examples)
  func precision(spec: String) throws {
    let double = try point(spec, Double.self)
    let single = try point(spec, Float.self)
    for (one, other) in zip(double, single) { #expect(abs(one - Double(other)) < 1e-3 * max(1, abs(one)), "\(spec)") }
  }

  @Test("no argument is declared and ignored", arguments: Self.examples)
  func arguments(spec: String) throws {
    let chain = try SpecParser.chain(spec)
    let entry = try Optimizers.catalogue.entry(for: chain.phases[0], in: spec)
    var arguments = try Arguments(
      chain.phases[0], parameters: entry.parameters, context: RunContext(), source: spec)
    _ = try entry.build(&arguments)
    #expect(arguments.unread == [])
  }

  static let examples = (Optimizers.descent + Optimizers.composed).flatMap(\.examples)

  /// Five steps from (1, 0.5) on x^2 / 2 + y^2.
  private func point<Scalar: TrainingScalar>(_ spec: String, _ type: Scalar.Type) throws -> [Scalar] {
    let recipe = try Optimizers.build(SpecParser.chain(spec))
    var optimizer = recipe.optimizer(of: type)
    var parameters = [Tensor<Scalar>([1, 0.5])]
    let objective = Objective<Scalar>(
      value: { $0[0].values[0] * $0[0].values[0] / 2 + $0[0].values[1] * $0[0].values[1] },
      gradient: { [Tensor([$0[0].values[0], 2 * $0[0].values[1]])] },
      hessianDiagonal: { _ in [Tensor([1, 2])] })
    for _ in 0..<5 { optimizer.step(&parameters, on: objective, rate: Scalar(recipe.rate)) }
    return parameters[0].values
  }
}
