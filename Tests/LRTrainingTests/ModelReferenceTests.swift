import LROptimizers
import Testing

@testable import LRTraining

@Suite("Layers, losses and networks as PyTorch computes them")
struct ModelReferenceTests {
  /// A row of Tests/Fixtures/models.jsonl.
  struct Row: @unchecked Sendable, CustomTestStringConvertible {
    let fields: [String: Any]
    var testDescription: String { fields["id"] as? String ?? "?" }
    subscript(name: String) -> Any? { fields[name] }
    func number(_ name: String) -> Double { flat(fields[name]).first ?? .nan }
    func whole(_ name: String) -> Int { fields[name] as? Int ?? 0 }
    func map(_ name: String) -> [String: Any] { fields[name] as? [String: Any] ?? [:] }
  }

  static let rows = fixture("models.jsonl").map(Row.init)

  @Test("every row is met", arguments: rows)
  func row(row: Row) throws {
    switch row["op"] as? String {
    case "conv2d", "conv1d", "max_pool2d", "max_pool1d", "gelu", "silu": try checkLayer(row)
    case "dropout": try checkDropout(row)
    case "cross_entropy", "bce_with_logits": checkLoss(row)
    case "cnn": try checkNetwork(row)
    case "init": checkInitialization(row)
    default: Issue.record("no rule for \(row["op"] ?? "nothing")")
    }
  }

  private func shape(_ value: Any?) -> [Int] {
    var shape: [Int] = []
    var value = value
    while let list = value as? [Any] {
      shape.append(list.count)
      value = list.first
    }
    return shape
  }

  private func layer(_ row: Row) throws -> Layer {
    let x = shape(row.map("inputs")["x"])
    let w = shape(row.map("inputs")["W"])
    switch row["op"] as? String {
    case "conv2d":
      return .convolution(
        Convolution(
          channels: x[1], rows: x[2], columns: x[3], filters: w[0], kernel: w[2], padding: row.whole("padding"),
          stride: row.whole("stride")))
    case "conv1d":
      return .convolution(
        Convolution(
          channels: x[1], positions: x[2], filters: w[0], kernel: w[2], padding: row.whole("padding"),
          stride: row.whole("stride")))
    case "max_pool2d": return .maxPool(MaxPool(channels: x[1], rows: x[2], columns: x[3], window: row.whole("window")))
    case "max_pool1d": return .maxPool(MaxPool(channels: x[1], rows: 1, columns: x[2], window: row.whole("window")))
    case "gelu":
      return .activation(row["approximate"] as? String == "tanh" ? .geluTanh : .gelu, width: x.reduce(1, *))
    default: return .activation(.silu, width: x.reduce(1, *))
    }
  }

  private func checkLayer(_ row: Row) throws {
    let library = try #require(MatrixLibrary.shared)
    let layer = try layer(row)
    let inputs = row.map("inputs")
    let x = flat(inputs["x"])
    let rows = x.count / layer.inputs
    let plan = NetworkPlan(layers: [layer], loss: .meanSquare)
    let network = Network<Double>(plan, capacity: rows, library: library)
    let parameters = zip(plan.shapes, ["W", "b"]).map { Tensor(shape: $0, values: flat(inputs[$1])) }
    let output = network.logits(parameters, x, rows: rows, isTraining: true)
    check(Array(UnsafeBufferPointer(start: output, count: rows * layer.outputs)), flat(row["output"]))
    let upstream = flat(row["upstream"])
    for (i, u) in upstream.enumerated() { network.outputSlopes[i] = u }
    var slope = [Double](repeating: 0, count: x.count)
    x.withUnsafeBufferPointer { x in
      slope.withUnsafeMutableBufferPointer { slope in
        network.back(parameters, x.baseAddress!, rows: rows, inputSlope: slope.baseAddress)
      }
    }
    let gradients = row.map("gradients")
    check(slope, flat(gradients["x"]))
    for (gradient, name) in zip(network.gradients, ["W", "b"]) { check(gradient.values, flat(gradients[name])) }
  }

  private func checkDropout(_ row: Row) throws {
    let library = try #require(MatrixLibrary.shared)
    let x = flat(row.map("inputs")["x"])
    let mask = flat(row["mask"])
    let plan = NetworkPlan(layers: [.dropout(row.number("p"), width: x.count)], loss: .meanSquare)
    let network = Network<Double>(plan, capacity: 1, library: library)
    network.keeps = { _, index in mask[index] != 0 }
    func output(_ isTraining: Bool) -> [Double] {
      Array(UnsafeBufferPointer(start: network.logits([], x, rows: 1, isTraining: isTraining), count: x.count))
    }
    check(output(false), flat(row["output_eval"]))
    check(output(true), flat(row["output"]))
    for (i, u) in flat(row["upstream"]).enumerated() { network.outputSlopes[i] = u }
    var slope = [Double](repeating: 0, count: x.count)
    slope.withUnsafeMutableBufferPointer { network.back([], x, rows: 1, inputSlope: $0.baseAddress) }
    check(slope, flat(row.map("gradients")["x"]))
  }

  private func checkLoss(_ row: Row) {
    let z = flat(row.map("inputs")["z"])
    let y = flat(row["y"])
    let isCross = row["op"] as? String == "cross_entropy"
    let loss: Loss = isCross ? .crossEntropy(smoothing: row["label_smoothing"] as? Double ?? 0) : .binaryCrossEntropy
    let outputs = z.count / y.count
    var slope = [Double](repeating: 0, count: z.count)
    let value = slope.withUnsafeMutableBufferPointer {
      loss.value(z, y, areClasses: isCross, rows: y.count, outputs: outputs, slope: $0.baseAddress)
    }
    check([value], flat(row["output"]))
    check(slope, flat(row.map("gradients")["z"]))
  }

  private func checkNetwork(_ row: Row) throws {
    let library = try #require(MatrixLibrary.shared)
    let data = row.map("data")
    let initial = row.map("init")
    let x = shape(data["x"])
    let isSequence = row.whole("dimensions") == 1
    let activation = try #require(Activation(rawValue: row["activation"] as? String ?? ""))
    let paddings = row["paddings"] as? [Int] ?? []
    var layers: [Layer] = []
    var (channels, rows, columns) = (x[1], isSequence ? 1 : x[2], x[x.count - 1])
    for (index, name) in ["c1", "c2"].enumerated() {
      let w = shape(initial[name + ".weight"])
      let convolution =
        isSequence
        ? Convolution(channels: channels, positions: columns, filters: w[0], kernel: w[2], padding: paddings[index])
        : Convolution(
          channels: channels, rows: rows, columns: columns, filters: w[0], kernel: w[2], padding: paddings[index])
      layers.append(.convolution(convolution))
      layers.append(.activation(activation, width: w[0] * convolution.outRows * convolution.outColumns))
      let pool = MaxPool(
        channels: w[0], rows: convolution.outRows, columns: convolution.outColumns, window: row.whole("pooling"))
      layers.append(.maxPool(pool))
      (channels, rows, columns) = (w[0], pool.outRows, pool.outColumns)
    }
    let names = initial.keys.filter { $0.hasSuffix(".weight") }.sorted()
    let head = try #require(names.first { !$0.hasPrefix("c") })
    layers.append(.dense(inputs: channels * rows * columns, outputs: shape(initial[head])[0]))
    let plan = NetworkPlan(layers: layers, loss: .crossEntropy(smoothing: 0))
    let keys = ["c1", "c2", String(head.dropLast(".weight".count))].flatMap { [$0 + ".weight", $0 + ".bias"] }
    let parameters = zip(plan.shapes, keys).map { Tensor(shape: $0, values: flat(initial[$1])) }
    let inputs = flat(data["x"])
    let targets = flat(data["y"])
    let network = Network<Double>(plan, capacity: targets.count, library: library)
    let loss = network.lossAndGradients(parameters, inputs, targets, areClasses: true, rows: targets.count)
    check(
      Array(UnsafeBufferPointer(start: network.lastValues, count: targets.count * plan.outputs)), flat(row["logits"]))
    check([loss], flat(row["loss"]))
    for (gradient, key) in zip(network.gradients, keys) { check(gradient.values, flat(row.map("gradients")[key])) }

    let training = row.map("training")
    let set = DataSet.Rows(inputs: inputs, targets: targets, count: targets.count)
    var setup = TrainingSetup(
      data: DataSet(
        name: "row", shape: Array(x.dropFirst()), task: .classes((0..<plan.outputs).map { "\($0)" }), train: set,
        validation: set), network: plan, initial: parameters, batch: nil, steps: training["steps"] as? Int ?? 0)
    setup.precision = .double
    var settings = GradientDescentSettings()
    settings.rate = training["lr"] as? Double ?? 0
    settings.momentum = training["momentum"] as? Double ?? 0
    let outcome = try setup.train(TrainingRun(name: "sgd", spec: "sgd", recipe: settings))
    check(outcome.record.loss + [outcome.record.evaluations.last?.loss ?? 0], flat(training["losses"]))
    let final = training["final"] as? [String: Any] ?? [:]
    for (tensor, key) in zip(outcome.parameters, keys) { check(tensor.values, flat(final[key])) }
  }

  private func checkInitialization(_ row: Row) {
    let (fanIn, fanOut) = (row.whole("fan_in"), row.whole("fan_out"))
    // Many rows of the layer, so that the deviation is known to a few thousandths.
    let kernel = Int((row["id"] as? String ?? "").split(separator: "_").last ?? "") ?? 1
    let layer: Layer
    switch row["layer"] as? String {
    case "conv2d":
      layer = .convolution(
        Convolution(
          channels: fanIn / kernel / kernel, rows: 8, columns: 8, filters: fanOut / kernel / kernel, kernel: kernel))
    case "conv1d":
      layer = .convolution(
        Convolution(channels: fanIn / kernel, positions: 8, filters: fanOut / kernel, kernel: kernel))
    default: layer = .dense(inputs: fanIn, outputs: fanOut)
    }
    let size = layer.shapes?.weight.reduce(1, *) ?? 1
    let plan = NetworkPlan(
      layers: [Layer](repeating: layer, count: max(1, 400_000 / size)), loss: .meanSquare)
    func weights(_ initialization: Initialization, _ kind: Int) -> [Double] {
      initialization.parameters(of: plan, seed: 3).enumerated().filter { $0.offset % 2 == kind }.flatMap(
        \.element.values)
    }
    func deviation(_ values: [Double]) -> Double {
      (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
    }
    func isNear(_ value: Double, _ expected: Double) -> Bool { abs(value / expected - 1) < 0.01 }
    let torch = weights(.torch, 0)
    #expect(torch.allSatisfy { abs($0) <= row.number("weight_uniform_bound") })
    #expect(isNear(torch.map(abs).max() ?? 0, row.number("weight_uniform_bound")))
    #expect(isNear(deviation(torch), row.number("weight_std")))
    #expect(weights(.torch, 1).allSatisfy { abs($0) <= row.number("bias_uniform_bound") })
    #expect(isNear(deviation(weights(.he, 0)), row.number("he_normal_std")))
    #expect(isNear(weights(.xavier, 0).map(abs).max() ?? 0, row.number("xavier_uniform_bound")))
    #expect(isNear(deviation(weights(.xavier, 0)), row.number("xavier_normal_std")))
    #expect(weights(.he, 1).allSatisfy { $0 == 0 } && weights(.xavier, 1).allSatisfy { $0 == 0 })
  }

  /// Within 1e-13, and of large numbers as many digits.
  private func check(_ values: [Double], _ expected: [Double], line: Int = #line) {
    #expect(values.count == expected.count)
    for (value, other) in zip(values, expected) where abs(value - other) > 1e-13 * max(1, abs(other)) {
      Issue.record("\(value) is not \(other)")
      return
    }
  }
}
