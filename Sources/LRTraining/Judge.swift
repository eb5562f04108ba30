import LROptimizers

/// Validation rows, judged some at a time.
final class Judge<Scalar: NetworkScalar> {
  private let network: Network<Scalar>
  private let inputs: [Scalar]
  private let rows: DataSet.Rows
  private let features: Int
  private let areClasses: Bool

  init(_ rows: DataSet.Rows, _ data: DataSet, _ plan: NetworkPlan, _ library: MatrixLibrary) {
    network = Network(plan, capacity: max(1, min(256, rows.count)), library: library)
    inputs = rows.inputs.map { Scalar($0) }
    self.rows = rows
    features = data.features
    if case .classes = data.task { areClasses = true } else { areClasses = false }
  }

  /// The loss of all rows, and the share of right ones.
  func judge(_ parameters: [Tensor<Scalar>]) -> (loss: Double, accuracy: Double?) {
    guard rows.count > 0 else { return (.nan, nil) }
    var sum = 0.0
    var right = 0
    let width = areClasses ? 1 : network.plan.outputs
    inputs.withUnsafeBufferPointer { inputs in
      rows.targets.withUnsafeBufferPointer { targets in
        guard let x = inputs.baseAddress, let y = targets.baseAddress else { return }
        for start in stride(from: 0, to: rows.count, by: network.capacity) {
          let count = min(network.capacity, rows.count - start)
          let logits = network.logits(parameters, x + start * features, rows: count, isTraining: false)
          sum +=
            network.plan.loss.value(
              logits, y + start * width, areClasses: areClasses, rows: count, outputs: network.plan.outputs, slope: nil)
            * Double(count)
          if areClasses { right += network.rightOnes(y + start, rows: count) }
        }
      }
    }
    return (sum / Double(rows.count), areClasses ? Double(right) / Double(rows.count) : nil)
  }
}

extension Network {
  /// How many of the rows that were just evaluated have their own class's logit as the largest.
  func rightOnes(_ targets: UnsafePointer<Double>, rows: Int) -> Int {
    let outputs = plan.outputs
    return (0..<rows).count { row in
      let z = lastValues + row * outputs
      // One output is the second class's logit, or compared with 0 and 1 by squares.
      if outputs == 1 { return (z[0] > (plan.loss == .binaryCrossEntropy ? 0 : 0.5)) == (targets[row] > 0.5) }
      var best = 0
      for k in 1..<outputs where z[k] > z[best] { best = k }
      return best == Int(clamping: targets[row])
    }
  }
}
