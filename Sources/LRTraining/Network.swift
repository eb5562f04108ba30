import LROptimizers

/// The layers of a network, and what it is trained for.
public struct NetworkPlan: Sendable, Hashable {
  public var layers: [Layer]
  public var loss: Loss
  /// What the last layer's product with its weights is multiplied by, the bias apart (muP).
  public var outputFactor: Double
  /// What rates, decays and initial weights follow from besides the layers; nil is the standard parametrization.
  public private(set) var parametrization: MuP?

  public init(layers: [Layer], loss: Loss, outputFactor: Double = 1) {
    self.layers = layers
    self.loss = loss
    self.outputFactor = outputFactor
  }

  /// The same network under muP.
  func under(_ rule: MuP) -> NetworkPlan {
    var plan = self
    plan.parametrization = rule
    plan.outputFactor = rule.outputFactor
    return plan
  }

  public var inputs: Int { layers.first?.inputs ?? 0 }
  public var outputs: Int { layers.last?.outputs ?? 0 }

  /// The shapes of all parameters: W1, b1, W2, b2, ...
  public var shapes: [[Int]] { layers.compactMap(\.shapes).flatMap { [$0.weight, $0.bias] } }

  /// The names of all parameters.
  public var names: [String] {
    (0..<layers.count { $0.shapes != nil }).flatMap { ["W\($0 + 1)", "b\($0 + 1)"] }
  }

  /// Numbers that are trained.
  public var count: Int { shapes.reduce(0) { $0 + $1.reduce(1, *) } }
}

/// A network that is being evaluated: its memory for the numbers between layers, and their gradients.
///
/// A class, for it owns memory that is written over at every batch. One run has one, in one thread.
final class Network<Scalar: NetworkScalar> {
  let plan: NetworkPlan
  /// Rows that fit at once.
  let capacity: Int
  /// Of the parameters, by the last `gradient`.
  private(set) var gradients: [Tensor<Scalar>]
  private let product: Scalar.Product
  private let kernels = Scalar.kernels
  /// The numbers after each layer, and the loss's slopes there.
  private let values: [UnsafeMutablePointer<Scalar>]
  private let slopes: [UnsafeMutablePointer<Scalar>]
  /// Patches of an image, and the slopes of such.
  private let patches: UnsafeMutablePointer<Scalar>
  private let patchSlopes: UnsafeMutablePointer<Scalar>
  /// Which numbers a dropout kept; what their factors are.
  var keeps: (_ layer: Int, _ index: Int) -> Bool = { _, _ in true }
  /// Which numbers of the next rows pass each relu, 1 or 0, by the layer's place, where that isn't to follow from the
  /// weights.
  var gates: [Int: UnsafePointer<Scalar>] = [:]
  private let lastDense: Int?

  init(_ plan: NetworkPlan, capacity: Int, library: MatrixLibrary) {
    self.plan = plan
    self.capacity = capacity
    product = Scalar.product(library)
    gradients = plan.shapes.map { shape in
      Tensor(shape: shape, values: [Scalar](repeating: 0, count: shape.reduce(1, *)))
    }
    values = plan.layers.map { .allocate(capacity: max(1, $0.outputs * capacity)) }
    slopes = plan.layers.map { .allocate(capacity: max(1, $0.outputs * capacity)) }
    var largest = 1
    for case .convolution(let convolution) in plan.layers {
      largest = max(largest, convolution.patch * convolution.places)
    }
    patches = .allocate(capacity: largest)
    patchSlopes = .allocate(capacity: largest)
    lastDense = plan.outputFactor == 1 ? nil : plan.layers.lastIndex { if case .dense = $0 { true } else { false } }
  }

  deinit {
    for pointer in values + slopes + [patches, patchSlopes] { pointer.deallocate() }
  }

  /// The logits of rows; valid until the next call.
  func logits(
    _ parameters: [Tensor<Scalar>], _ inputs: UnsafePointer<Scalar>, rows: Int, isTraining: Bool
  ) -> UnsafePointer<Scalar> {
    var input = inputs
    var parameter = 0
    for (index, layer) in plan.layers.enumerated() {
      let output = values[index]
      switch layer {
      case .dense(let width, let outputs):
        let factor = index == lastDense ? Scalar(plan.outputFactor) : 1
        parameters[parameter + 1].values.withUnsafeBufferPointer { bias in
          kernels.fillRows(rows, outputs, bias.baseAddress, output)
        }
        parameters[parameter].values.withUnsafeBufferPointer { weight in
          guard let w = weight.baseAddress else { return }
          Scalar.multiply(
            product, transposingA: false, transposingB: true, m: rows, n: outputs, k: width, alpha: factor, a: input,
            b: w, beta: 1, c: output)
        }
        parameter += 2
      case .convolution(let c):
        parameters[parameter].values.withUnsafeBufferPointer { weight in
          parameters[parameter + 1].values.withUnsafeBufferPointer { bias in
            guard let w = weight.baseAddress else { return }
            for row in 0..<rows {
              cut(c, input + row * layer.inputs)
              let out = output + row * layer.outputs
              for filter in 0..<c.filters { (out + filter * c.places).update(repeating: bias[filter], count: c.places) }
              Scalar.multiply(
                product, transposingA: false, transposingB: false, m: c.filters, n: c.places, k: c.patch, alpha: 1,
                a: w, b: patches, beta: 1, c: out)
            }
          }
        }
        parameter += 2
      case .maxPool(let pool):
        kernels.maxPool(
          rows * pool.channels, pool.rows, pool.columns, pool.windowRows, pool.windowColumns, input, output)
      case .activation(let activation, let width):
        if let gate = gates[index] {
          for i in 0..<rows * width { output[i] = input[i] * gate[i] }
        } else if activation == .relu {
          kernels.relu(rows * width, input, output)
        } else if activation == .tanh {
          kernels.tanh(rows * width, input, output)
        } else {
          for i in 0..<rows * width { output[i] = Scalar(activation(Double(input[i])).value) }
        }
      case .dropout(let p, let width):
        let grown = Scalar(1 / (1 - p))
        for i in 0..<rows * width { output[i] = isTraining ? (keeps(index, i) ? input[i] * grown : 0) : input[i] }
      }
      input = UnsafePointer(output)
    }
    return input
  }

  private func cut(_ c: Convolution, _ image: UnsafePointer<Scalar>) {
    kernels.patches(
      image, patches, c.channels, c.rows, c.columns, c.kernelRows, c.kernelColumns, c.padRows, c.padColumns, c.stride,
      c.outRows, c.outColumns)
  }

  /// The loss of rows, and with it the gradients of all parameters.
  func lossAndGradients(
    _ parameters: [Tensor<Scalar>], _ inputs: UnsafePointer<Scalar>, _ targets: UnsafePointer<Double>, areClasses: Bool,
    rows: Int
  ) -> Double {
    let logits = logits(parameters, inputs, rows: rows, isTraining: true)
    let last = plan.layers.count - 1
    let loss = plan.loss.value(
      logits, targets, areClasses: areClasses, rows: rows, outputs: plan.outputs, slope: slopes[last])
    back(parameters, inputs, rows: rows)
    return loss
  }

  /// Goes from the slopes at the logits back to all gradients; `inputSlope` takes those at the inputs.
  func back(
    _ parameters: [Tensor<Scalar>], _ inputs: UnsafePointer<Scalar>, rows: Int,
    inputSlope: UnsafeMutablePointer<Scalar>? = nil
  ) {
    var parameter = gradients.count
    for index in plan.layers.indices.reversed() {
      let layer = plan.layers[index]
      let input = index == 0 ? inputs : UnsafePointer(values[index - 1])
      let slope = slopes[index]
      let before = index == 0 ? inputSlope : slopes[index - 1]
      switch layer {
      case .dense(let width, let outputs):
        parameter -= 2
        let factor = index == lastDense ? Scalar(plan.outputFactor) : 1
        gradients[parameter].values.withUnsafeMutableBufferPointer { gradient in
          guard let g = gradient.baseAddress else { return }
          Scalar.multiply(
            product, transposingA: true, transposingB: false, m: outputs, n: width, k: rows, alpha: factor,
            a: slope, b: input, beta: 0, c: g)
        }
        gradients[parameter + 1].values.withUnsafeMutableBufferPointer { gradient in
          kernels.sumRows(rows, outputs, slope, gradient.baseAddress)
        }
        guard let before else { continue }
        parameters[parameter].values.withUnsafeBufferPointer { weight in
          guard let w = weight.baseAddress else { return }
          Scalar.multiply(
            product, transposingA: false, transposingB: false, m: rows, n: width, k: outputs, alpha: factor, a: slope,
            b: w, beta: 0, c: before)
        }
      case .convolution(let c):
        parameter -= 2
        gradients[parameter].values.withUnsafeMutableBufferPointer { gradient in
          gradient.update(repeating: 0)
          guard let g = gradient.baseAddress else { return }
          for row in 0..<rows {
            cut(c, input + row * layer.inputs)
            Scalar.multiply(
              product, transposingA: false, transposingB: true, m: c.filters, n: c.patch, k: c.places, alpha: 1,
              a: slope + row * layer.outputs, b: patches, beta: 1, c: g)
          }
        }
        gradients[parameter + 1].values.withUnsafeMutableBufferPointer { gradient in
          gradient.update(repeating: 0)
          for row in 0..<rows {
            kernels.sumLines(c.filters, c.places, slope + row * layer.outputs, gradient.baseAddress)
          }
        }
        guard let before else { continue }
        parameters[parameter].values.withUnsafeBufferPointer { weight in
          guard let w = weight.baseAddress else { return }
          before.update(repeating: 0, count: rows * layer.inputs)
          for row in 0..<rows {
            Scalar.multiply(
              product, transposingA: true, transposingB: false, m: c.patch, n: c.places, k: c.filters, alpha: 1, a: w,
              b: slope + row * layer.outputs, beta: 0, c: patchSlopes)
            kernels.addPatches(
              patchSlopes, before + row * layer.inputs, c.channels, c.rows, c.columns, c.kernelRows, c.kernelColumns,
              c.padRows, c.padColumns, c.stride, c.outRows, c.outColumns)
          }
        }
      case .maxPool(let pool):
        guard let before else { continue }
        kernels.maxPoolBack(
          rows * pool.channels, pool.rows, pool.columns, pool.windowRows, pool.windowColumns, input, slope, before)
      case .activation(let activation, let width):
        guard let before else { continue }
        if let gate = gates[index] {
          for i in 0..<rows * width { before[i] = slope[i] * gate[i] }
        } else if activation == .relu {
          kernels.reluBack(rows * width, values[index], slope, before)
        } else if activation == .tanh {
          let y = values[index]
          for i in 0..<rows * width { before[i] = (1 - y[i] * y[i]) * slope[i] }
        } else {
          for i in 0..<rows * width { before[i] = Scalar(activation(Double(input[i])).slope) * slope[i] }
        }
      case .dropout(let p, let width):
        guard let before else { continue }
        let grown = Scalar(1 / (1 - p))
        for i in 0..<rows * width { before[i] = keeps(index, i) ? slope[i] * grown : 0 }
      }
    }
  }

  /// The logits of the rows that were evaluated last.
  var lastValues: UnsafePointer<Scalar> { UnsafePointer(values[plan.layers.count - 1]) }

  /// The numbers after a layer, of the rows that were evaluated last.
  func values(after layer: Int) -> UnsafePointer<Scalar> { UnsafePointer(values[layer]) }

  /// Where the slopes at the outputs stand, for who has others than those of a loss.
  var outputSlopes: UnsafeMutablePointer<Scalar> { slopes[plan.layers.count - 1] }
}
