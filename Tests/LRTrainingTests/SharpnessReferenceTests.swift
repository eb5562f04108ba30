import LROptimizers
import Testing

@testable import LRTraining

/// A row of Tests/Fixtures/sharpness.jsonl: the whole Hessian of a small network, as PyTorch has it.
struct SharpnessRow: Sendable, CustomTestStringConvertible {
  var id: String
  var plan: NetworkPlan
  var rows: DataSet.Rows
  var areClasses: Bool
  var weights: [Double]
  var loss: Double
  var gradient: [Double]
  var largest: Double
  var second: Double
  var smallest: Double
  var eigenvector: [Double]
  var vector: [Double]
  var product: [Double]

  var testDescription: String { id }

  static let all: [SharpnessRow] = fixture("sharpness.jsonl").compactMap { SharpnessRow($0) }
  static let lines = fixture("sharpness.jsonl").count

  init?(_ row: [String: Any]) {
    guard let id = row["id"] as? String, let layers = row["layers"] as? [Int],
      let name = row["loss_fn"] as? String, let initial = row["init"] as? [String: Any],
      let data = row["data"] as? [String: Any], let x = data["x"] as? [[Double]],
      let loss = row["loss"] as? Double, let largest = row["lambda_max"] as? Double,
      let second = row["lambda_second"] as? Double, let smallest = row["lambda_min"] as? Double,
      let product = row["hvp"] as? [String: Any]
    else { return nil }
    self.id = id
    let activation = (row["activation"] as? String).flatMap(Activation.init(rawValue:))
    plan = NetworkPlan(layers: denseLayers(layers, activation), loss: namedLoss(name))
    areClasses = name == "cross_entropy"
    rows = DataSet.Rows(inputs: x.flatMap { $0 }, targets: flat(data["y"]), count: x.count)
    weights = plan.names.flatMap { flat(initial[$0]) }
    self.loss = loss
    gradient = flat(row["gradient"])
    self.largest = largest
    self.second = second
    self.smallest = smallest
    eigenvector = flat(row["eigenvector"])
    vector = flat(product["v"])
    self.product = flat(product["Hv"])
  }

  func fullBatch(chunk: Int = 512) throws -> FullBatch<Double> {
    FullBatch(plan, rows, areClasses: areClasses, library: try .required(), chunk: chunk)
  }
}

@Suite("The Hessian as PyTorch has it")
struct SharpnessReferenceTests {
  @Test("every line of the fixture is read")
  func whole() { #expect(SharpnessRow.all.count == SharpnessRow.lines && SharpnessRow.lines > 0) }

  @Test("loss, gradient, products and the largest eigenvalue are PyTorch's", arguments: SharpnessRow.all)
  func row(row: SharpnessRow) throws {
    let batch = try row.fullBatch()
    let (loss, gradient) = batch.gradient(row.weights)
    #expect(abs(loss - row.loss) <= 1e-13 * abs(row.loss))
    #expect(abs(batch.loss(row.weights) - row.loss) <= 1e-13 * abs(row.loss))
    #expect(distance(gradient, row.gradient) < 1e-13)
    #expect(distance(batch.curvature(row.weights, along: row.vector), row.product) < 1e-8)
    let found = try #require(
      Lanczos.exact.largest(count: batch.count) { batch.curvature(row.weights, along: $0) })
    #expect(abs(found.value - row.largest) <= 1e-8 * row.largest)
    #expect(distance(found.vector, row.eigenvector) < 1e-5)
  }

  @Test("some rows at a time come to the same", arguments: SharpnessRow.all)
  func chunks(row: SharpnessRow) throws {
    let batch = try row.fullBatch(chunk: 3)
    let (loss, gradient) = batch.gradient(row.weights)
    #expect(abs(loss - row.loss) <= 1e-13 * abs(row.loss))
    #expect(abs(batch.loss(row.weights) - row.loss) <= 1e-13 * abs(row.loss))
    #expect(distance(gradient, row.gradient) < 1e-13)
  }

  @Test("a start at another eigenvector finds the largest nevertheless", arguments: SharpnessRow.all)
  func overtaken(row: SharpnessRow) throws {
    let batch = try row.fullBatch()
    // The eigenvector of the most negative eigenvalue: the largest one's of the matrix turned round.
    let lowest = try #require(
      Lanczos.exact.largest(count: batch.count) { batch.curvature(row.weights, along: $0).map { -$0 } })
    #expect(abs(lowest.value + row.smallest) <= 1e-8 * abs(row.smallest))
    let found = try #require(
      Lanczos.exact.largest(count: batch.count, near: lowest.vector) { batch.curvature(row.weights, along: $0) })
    #expect(abs(found.value - row.largest) <= 1e-8 * row.largest)
    let rough = try #require(
      Lanczos.figure.largest(count: batch.count, near: row.eigenvector) { batch.curvature(row.weights, along: $0) })
    #expect(abs(rough.value - row.largest) <= 3e-3 * row.largest)
    #expect(rough.products <= 8)
  }

  @Test("a step across the kink of a relu doesn't count it")
  func kink() throws {
    // Loss (relu(w x + b))^2 of one row just on the passing side: its Hessian is 2 (x, 1)^T (x, 1) for w and b.
    let plan = NetworkPlan(
      layers: [.dense(inputs: 1, outputs: 1), .activation(.relu, width: 1), .dense(inputs: 1, outputs: 1)],
      loss: .meanSquare)
    let rows = DataSet.Rows(inputs: [1, 2], targets: [0, 3], count: 2)
    let batch = FullBatch<Double>(plan, rows, areClasses: false, library: try .required())
    // Pre-activations 1e-9 and 1; the last layer passes them on.
    let product = batch.curvature([1, -1 + 1e-9, 1, 0], along: [1, 0, 0, 0])
    #expect(abs(product[0] - 5) < 1e-6)
    #expect(abs(product[1] - 3) < 1e-6)
  }

  private func distance(_ values: [Double], _ expected: [Double]) -> Double {
    guard values.count == expected.count else { return .infinity }
    let scale = expected.reduce(0) { max($0, abs($1)) }
    return zip(values, expected).reduce(0) { max($0, abs($1.0 - $1.1)) } / max(scale, 1e-300)
  }
}
