import LRCore
import Testing

@testable import LROptimizers

/// Counts the gradients that are asked for.
private final class Counter {
  var count = 0
}

@Suite("rules of matrices, curvature and factored squares")
struct StructuredFamilyTests {
  private func recipe(_ spec: String) throws -> any OptimizerRecipe {
    try Optimizers.build(SpecParser.chain(spec))
  }

  /// The parameters after some steps on half the sum of squares, each square weighted by its place.
  private func run<S: TrainingScalar>(_ spec: String, _ start: [Tensor<S>], steps: Int = 20) throws -> [Tensor<S>] {
    let recipe = try recipe(spec)
    var optimizer = recipe.optimizer(of: S.self)
    var parameters = start
    func weighted(_ tensor: Tensor<S>, _ power: Int) -> [S] {
      tensor.values.enumerated().map { S(1 + $0) * (power == 2 ? $1 * $1 / 2 : $1) }
    }
    let objective = Objective<S>(
      value: { $0.reduce(0) { weighted($1, 2).reduce($0, +) } },
      gradient: { $0.map { Tensor(shape: $0.shape, values: weighted($0, 1)) } })
    for _ in 0..<steps { optimizer.step(&parameters, on: objective, rate: S(recipe.rate)) }
    return parameters
  }

  private static let names = Optimizers.structured.map(\.name).filter { $0 != "torch.Muon" }

  private static func spec(_ name: String) -> String {
    // Its steps on a vector are as long as 1 / |g|: close to the minimum they lead away from it.
    if name == "torch_optimizer.Shampoo" { return "\(name):lr=0.001" }
    guard let entry = Optimizers.catalogue[name] else { return name }
    let needsRate = entry.parameters.contains { parameter in
      if case .required = parameter.fallback { parameter.name == "learning_rate" } else { false }
    }
    return needsRate ? "\(name):learning_rate=0.05" : name
  }

  @Test("every rule goes down with parameters of four shapes, in Float as in Double", arguments: names)
  func shapes(name: String) throws {
    func start<S: TrainingScalar>(_: S.Type) -> [Tensor<S>] {
      [[3], [2, 3], [2, 2, 2], [1]].map { shape in
        let count = shape.reduce(1, *)
        return Tensor(shape: shape, values: (0..<count).map { S(($0 * 7 + count) % 5) / 4 - 0.4 })
      }
    }
    let wide = try run(Self.spec(name), start(Double.self))
    let narrow = try run(Self.spec(name), start(Float.self))
    let before = start(Double.self)
    for p in before.indices {
      #expect(wide[p].values != before[p].values)
      #expect(wide[p].values.allSatisfy(\.isFinite) && narrow[p].values.allSatisfy(\.isFinite))
      #expect(wide[p].shape == before[p].shape)
    }
    func loss<S: TrainingScalar>(_ tensors: [Tensor<S>]) -> Double {
      tensors.reduce(0) { $0 + $1.values.enumerated().reduce(0) { $0 + Double($1.0 + 1) * Double($1.1 * $1.1) } }
    }
    #expect(loss(wide) < loss(before))
    #expect(abs(loss(wide) - loss(narrow)) < 0.02 * loss(before))
  }

  @Test("parameters don't feel each other, except through L-BFGS", arguments: names.filter { !$0.contains("lbfgs") })
  func independence(name: String) throws {
    guard !name.contains("LBFGS"), !name.lowercased().contains("sophia") else { return }
    let matrix = Tensor(shape: [2, 3], values: [0.5, -1, 2, 0.25, 1, -0.5])
    let vector = Tensor([1.0, -2])
    let both = try run(Self.spec(name), [matrix, vector])
    #expect(try both[0] == run(Self.spec(name), [matrix])[0])
    #expect(try both[1] == run(Self.spec(name), [vector])[0])
  }

  @Test(
    "L-BFGS evaluates as often in each step as PyTorch's",
    arguments: OptimizerRow.all.filter { $0.evaluations != nil && $0.id.contains("LBFGS") })
  func evaluations(row: OptimizerRow) throws {
    let parsed = try SpecParser.run(row.spec)
    let recipe = try Optimizers.build(parsed.subject)
    var optimizer = recipe.optimizer(of: Double.self)
    let counter = Counter()
    var objective = try row.objective()
    let gradient = objective.gradient
    objective.gradient = { parameters in
      counter.count += 1
      return gradient(parameters)
    }
    var parameters = [Tensor<Double>(shape: row.shape, values: row.start)]
    for expected in row.evaluations ?? [] {
      counter.count = 0
      optimizer.step(&parameters, on: objective, rate: recipe.rate)
      #expect(counter.count == expected)
    }
  }

  @Test("torch.Muon refuses what isn't a matrix, clipped or not")
  func refusal() throws {
    #expect(try recipe("torch.Muon").refusal(ofShape: [2]) != nil)
    #expect(try recipe("torch.Muon:clip_norm=1").refusal(ofShape: [2]) != nil)
    #expect(try recipe("torch.Muon").refusal(ofShape: [2, 2]) == nil)
    #expect(try recipe("muon").refusal(ofShape: [2]) == nil)
  }

  @Test(
    "what a framework refuses is refused",
    arguments: [
      "torch.Adafactor:d=0.5", "torch.Adafactor:beta2_decay=0.1", "torch.Adafactor:eps=[-1,0.1]",
      "torch.Adafactor:eps=0.1", "torch.Muon:ns_steps=100", "torch.Muon:adjust_lr_fn=other",
      "torch.LBFGS:line_search_fn=armijo", "optax.muon:learning_rate=0.1,ns_coeffs=dion,ns_steps=3",
      "optax.muon", "optax.lbfgs:memory_size=0", "pytorch_optimizer.SOAP:betas=[1,0.9]",
      "pytorch_optimizer.SophiaH:update_period=0", "pytorch_optimizer.AdaFactor:betas=[none,1]",
      "torch_optimizer.Adafactor:relative_step=false", "torch_optimizer.Shampoo:lr=0",
    ])
  func refusals(spec: String) {
    #expect(throws: SpecError.self) { try recipe(spec) }
  }

  @Test("one step of shampoo on a vector divides by the root of eps + |g|^2")
  func shampoo() throws {
    let moved = try run("shampoo:lr=0.1,eps=0.01", [Tensor([3.0, 2.0])], steps: 1)[0]
    // The gradient is (3, 4), the only direction that (eps I + g g^T)^(-1/2) sees.
    let length = (0.01 + 25.0).squareRoot()
    #expect(abs(moved.values[0] - (3 - 0.1 * 3 / length)) < 1e-12)
    #expect(abs(moved.values[1] - (2 - 0.1 * 4 / length)) < 1e-12)
  }

  @Test("sophia's Hutchinson estimate is the diagonal itself where nothing is mixed")
  func hutchinson() throws {
    let spec = "pytorch_optimizer.SophiaH:hessian_distribution=rademacher,lr=1,p=100,betas=[0,0]"
    let moved = try run(spec, [Tensor([1.0, -3.0])], steps: 1)[0]
    #expect(moved.values.allSatisfy { abs($0) < 1e-6 })
  }

  @Test("a symmetric matrix is its eigenvectors times its eigenvalues, and powers are powers")
  func matrices() {
    var matrix = Matrix<Double>(rows: 4, columns: 4)
    for i in 0..<4 { for j in 0..<4 { matrix[i, j] = 1 / Double(i + j + 1) } }
    let (values, vectors) = matrix.symmetricEigen()
    #expect(values == values.sorted() && values[0] > 9e-5 && values[0] < 1e-4)
    let back =
      vectors * Matrix(rows: 4, columns: 4, values: (0..<16).map { $0 % 5 == 0 ? values[$0 / 5] : 0 })
      * vectors.transposed
    let root = matrix.symmetricPower(0.5)
    let inverse = matrix.symmetricPower(-1) * matrix
    let basis = matrix.orthonormalBasis()
    let unit = basis * basis.transposed
    let triangle = basis.transposed * matrix
    for i in 0..<4 {
      for j in 0..<4 {
        #expect(abs(back[i, j] - matrix[i, j]) < 1e-14)
        #expect(abs((root * root)[i, j] - matrix[i, j]) < 1e-14)
        #expect(abs(inverse[i, j] - (i == j ? 1 : 0)) < 1e-10)
        #expect(abs(unit[i, j] - (i == j ? 1 : 0)) < 1e-14)
        if i > j { #expect(abs(triangle[i, j]) < 1e-15) }
      }
    }
  }

  @Test("bfloat16 rounds to the nearest of its numbers, ties to even")
  func bfloat16() {
    #expect(NumberFormat.bfloat16.rounded(1.00390625) == 1)
    #expect(NumberFormat.bfloat16.rounded(1.01171875) == 1.015625)
    #expect(NumberFormat.bfloat16.rounded(-3.1415926) == -3.140625)
  }
}
