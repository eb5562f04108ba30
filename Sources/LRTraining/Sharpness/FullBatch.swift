import LROptimizers

/// The training loss of all rows as a function of all weights in one list: W1 row by row, b1, W2, b2, ...
///
/// Dropout keeps everything here. One thread uses it at a time, for it owns memory that is written over.
public final class FullBatch<Scalar: NetworkScalar> {
  /// Weights.
  public let count: Int
  private let network: Network<Scalar>
  private let inputs: [Scalar]
  private let rows: DataSet.Rows
  private let features: Int
  private let width: Int
  private let areClasses: Bool
  private var parameters: [Tensor<Scalar>]
  /// What passes each relu at `heldPoint`, of all rows.
  private var gates: [(layer: Int, width: Int, values: UnsafeMutablePointer<Scalar>)] = []
  private var heldPoint: [Double] = []

  /// - Parameter chunk: rows that are evaluated at once.
  init(
    _ plan: NetworkPlan, _ rows: DataSet.Rows, areClasses: Bool, library: MatrixLibrary, chunk: Int = 512
  ) {
    var plan = plan
    plan.layers = plan.layers.map { if case .dropout(_, let width) = $0 { .dropout(0, width: width) } else { $0 } }
    network = Network(plan, capacity: max(1, min(chunk, rows.count)), library: library)
    count = plan.count
    inputs = rows.inputs.map { Scalar($0) }
    self.rows = rows
    features = plan.inputs
    width = areClasses ? 1 : plan.outputs
    self.areClasses = areClasses
    parameters = plan.shapes.map { shape in
      Tensor(shape: shape, values: [Scalar](repeating: 0, count: shape.reduce(1, *)))
    }
  }

  deinit {
    for gate in gates { gate.values.deallocate() }
  }

  /// Over the training rows that the runs of a command have in common.
  ///
  /// - Throws: `TrainingError` where OpenBLAS isn't installed.
  public convenience init(_ setup: TrainingSetup) throws(TrainingError) {
    var areClasses = false
    if case .classes = setup.data.task { areClasses = true }
    self.init(setup.network, setup.data.train, areClasses: areClasses, library: try .required())
  }

  /// The mean loss.
  public func loss(_ weights: [Double]) -> Double {
    take(weights)
    return eachChunk { x, y, _, rows in
      let logits = network.logits(parameters, x, rows: rows, isTraining: false)
      return network.plan.loss.value(
        logits, y, areClasses: areClasses, rows: rows, outputs: network.plan.outputs, slope: nil)
    }
  }

  /// The mean loss, and its slope along each weight.
  public func gradient(_ weights: [Double]) -> (loss: Double, gradient: [Double]) {
    gradient(weights, holdsGates: false)
  }

  private func gradient(_ weights: [Double], holdsGates: Bool) -> (loss: Double, gradient: [Double]) {
    take(weights)
    defer { network.gates = [:] }
    var gradient = [Double](repeating: 0, count: count)
    let loss = eachChunk { x, y, start, rows in
      if holdsGates {
        for gate in gates { network.gates[gate.layer] = UnsafePointer(gate.values + start * gate.width) }
      }
      let loss = network.lossAndGradients(parameters, x, y, areClasses: areClasses, rows: rows)
      let share = Double(rows) / Double(self.rows.count)
      gradient.withUnsafeMutableBufferPointer { sum in
        var place = 0
        for tensor in network.gradients {
          tensor.values.withUnsafeBufferPointer { values in
            for i in values.indices { sum[place + i] += share * Double(values[i]) }
          }
          place += tensor.values.count
        }
      }
      return loss
    }
    return (loss, gradient)
  }

  /// The Hessian at `weights` times `direction`, from the gradients on both sides.
  ///
  /// The step is 1e-5 of the weights' usual size, in all directions together, or in Float 1e-2 of it. Each relu passes what
  /// it passes at `weights`: the Hessian knows nothing of kinks, but among many rows a step crosses some.
  public func curvature(_ weights: [Double], along direction: [Double]) -> [Double] {
    let length = norm(direction)
    guard length > 0 else { return [Double](repeating: 0, count: count) }
    hold(at: weights)
    let size = max(1, norm(weights) / Double(max(1, count)).squareRoot())
    let step = (Scalar.significandBitCount < 30 ? 1e-2 : 1e-5) * size / length
    var point = weights
    for i in 0..<count { point[i] = weights[i] + step * direction[i] }
    var product = gradient(point, holdsGates: true).gradient
    for i in 0..<count { point[i] = weights[i] - step * direction[i] }
    let behind = gradient(point, holdsGates: true).gradient
    for i in 0..<count { product[i] = (product[i] - behind[i]) / (2 * step) }
    return product
  }

  private func hold(at weights: [Double]) {
    guard weights != heldPoint else { return }
    heldPoint = weights
    if gates.isEmpty {
      for (index, layer) in network.plan.layers.enumerated() {
        guard case .activation(.relu, let width) = layer else { continue }
        gates.append((index, width, .allocate(capacity: max(1, width * rows.count))))
      }
    }
    guard !gates.isEmpty else { return }
    take(weights)
    _ = eachChunk { x, _, start, rows in
      _ = network.logits(parameters, x, rows: rows, isTraining: false)
      for gate in gates {
        let values = network.values(after: gate.layer)
        let held = gate.values + start * gate.width
        for i in 0..<rows * gate.width { held[i] = values[i] > 0 ? 1 : 0 }
      }
      return 0
    }
  }

  private func take(_ weights: [Double]) {
    precondition(weights.count == count, "as many weights as the network has")
    weights.withUnsafeBufferPointer { weights in
      var place = 0
      for p in parameters.indices {
        let size = parameters[p].values.count
        parameters[p].values.withUnsafeMutableBufferPointer { values in
          for i in 0..<size { values[i] = Scalar(weights[place + i]) }
        }
        place += size
      }
    }
  }

  /// The mean over all rows of what is a mean over some.
  private func eachChunk(
    _ value: (_ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Double>, _ start: Int, _ rows: Int) -> Double
  ) -> Double {
    var sum = 0.0
    inputs.withUnsafeBufferPointer { inputs in
      rows.targets.withUnsafeBufferPointer { targets in
        guard let x = inputs.baseAddress, let y = targets.baseAddress else { return }
        for start in stride(from: 0, to: rows.count, by: network.capacity) {
          let count = min(network.capacity, rows.count - start)
          sum += value(x + start * features, y + start * width, start, count) * Double(count)
        }
      }
    }
    return sum / Double(rows.count)
  }
}

extension Array where Element == Tensor<Double> {
  /// All numbers in one list.
  public var flattened: [Double] { flatMap(\.values) }
}

/// The Euclidean norm.
func norm(_ vector: [Double]) -> Double { dot(vector, vector).squareRoot() }

/// The sum of products.
func dot(_ a: [Double], _ b: [Double]) -> Double {
  a.withUnsafeBufferPointer { a in
    b.withUnsafeBufferPointer { b in
      var sum = 0.0
      for i in 0..<min(a.count, b.count) { sum += a[i] * b[i] }
      return sum
    }
  }
}
