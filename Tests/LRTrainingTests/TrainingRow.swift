import Foundation
import LRCore
import LROptimizers
import LRSchedules
import Testing

@testable import LRTraining

/// A row of Tests/Fixtures/training.jsonl: a network that PyTorch trained.
struct TrainingRow: Sendable, CustomTestStringConvertible {
  var id: String
  var setup: TrainingSetup
  var run: TrainingRun
  var loss: [Double]
  var rates: [[Double]]
  var gradientNorm: [Double]
  var firstGradients: [[Double]]
  var afterFirst: [[Double]]
  var final: [[Double]]
  var finalLoss: Double
  var finalAccuracy: Double?
  var sensitivity: Double

  var testDescription: String { "\(id) \(run.spec)" }

  static let all: [TrainingRow] = fixture("training.jsonl").compactMap { try? TrainingRow($0) }
  static let lines = fixture("training.jsonl").count

  init?(_ row: [String: Any]) throws {
    guard let id = row["id"] as? String, let layers = row["layers"] as? [Int],
      let initial = row["init"] as? [String: Any],
      let data = row["data"] as? [String: Any], let x = data["x"] as? [[Double]], let batch = row["batch_size"] as? Int,
      let epochs = row["epochs"] as? Int, let optimizer = row["optimizer"] as? [String: Any],
      let lossName = row["loss_fn"] as? String, let loss = row["loss"] as? [Double],
      let norms = row["grad_norm"] as? [Double], let first = row["grads_step0"] as? [String: Any],
      let after = row["weights_after_step1"] as? [String: Any], let final = row["final"] as? [String: Any],
      let finalLoss = row["final_full_loss"] as? Double, let sensitivity = row["sensitivity"] as? Double
    else { return nil }
    self.id = id
    self.loss = loss
    self.finalLoss = finalLoss
    self.sensitivity = sensitivity
    gradientNorm = norms
    finalAccuracy = row["final_accuracy"] as? Double
    let activation = (row["activation"] as? String).flatMap(Activation.init(rawValue:))
    let plan = NetworkPlan(
      layers: denseLayers(layers, activation), loss: namedLoss(lossName, smoothing: row["label_smoothing"] as? Double))
    firstGradients = plan.names.map { flat(first[$0]) }
    afterFirst = plan.names.map { flat(after[$0]) }
    self.final = plan.names.map { flat(final[$0]) }
    let isClassified = lossName != "mse"
    let targets = flat(data["y"])
    let rows = DataSet.Rows(inputs: x.flatMap { $0 }, targets: targets, count: x.count)
    let set = DataSet(
      name: "row", shape: [layers[0]],
      task: isClassified
        ? .classes((0..<max(2, layers.last ?? 2)).map { "\($0)" }) : .regression(outputs: layers.last ?? 1),
      train: rows, validation: rows)
    let perEpoch = (x.count + batch - 1) / batch
    setup = TrainingSetup(
      data: set, network: plan,
      initial: zip(plan.shapes, plan.names).map { Tensor(shape: $0, values: flat(initial[$1])) },
      batch: batch, steps: epochs * perEpoch)
    setup.shuffles = false
    setup.precision = .double
    setup.metric = .meanTrainingLoss

    // The optimizer, its schedule and its groups as specs.
    var context = RunContext(steps: setup.steps, stepsPerEpoch: perEpoch)
    var spec = "torch.\(optimizer["name"] as? String ?? ""):" + arguments(optimizer["args"])
    if let clip = row["clip"] as? [String: Any] {
      if let norm = clip["max_norm"] as? Double { spec += ",clip_norm=\(norm)" }
      if let value = clip["clip_value"] as? Double { spec += ",clip_value=\(value)" }
    }
    var schedule: String?
    if let scheduler = row["scheduler"] as? [String: Any], let name = scheduler["name"] as? String {
      let module = name == "GradualWarmupScheduler" ? "tutorial" : "torch"
      schedule = "\(module).\(name):" + arguments(scheduler["args"])
      context.stepsSchedulersByEpoch = scheduler["interval"] as? String == "epoch"
    } else if let function = row["lr_function"] as? [String: Any], let name = function["name"] as? String {
      schedule = "tutorial.\(name):" + arguments(function["args"]) + ",total_batches=\(perEpoch)"
    }
    func built(_ rate: Double) throws -> AnySchedule? {
      var context = context
      context.baseRate = rate
      return try schedule.map { try Schedules.build(SpecParser.chain($0), in: context) }
    }
    let recipe = try Optimizers.build(SpecParser.chain(spec), in: context)
    let groups = (row["param_groups"] as? [[String: Any]] ?? []).map { group in
      var recipe = recipe
      recipe.rate = group["lr"] as? Double ?? recipe.rate
      return (names: Set(group["params"] as? [String] ?? []), recipe: recipe)
    }
    run = TrainingRun(
      name: id, spec: spec + (schedule.map { "@" + $0 } ?? ""), recipe: recipe, schedule: try built(recipe.rate),
      groups: try groups.map {
        TrainingRun.Group(
          name: $0.names.sorted().joined(), parameters: $0.names, recipe: $0.recipe, schedule: try built($0.recipe.rate)
        )
      })

    // Of each group, the rate of every update.
    if let steps = row["lr_step"] as? [Double] {
      rates = [steps]
    } else if let perGroup = row["lr"] as? [[Double]] {
      rates = groups.indices.map { group in perGroup.flatMap { [Double](repeating: $0[group], count: perEpoch) } }
    } else {
      rates = [(row["lr"] as? [Double] ?? []).flatMap { [Double](repeating: $0, count: perEpoch) }]
    }
  }
}

/// The rows of a file in Tests/Fixtures.
func fixture(_ name: String) -> [[String: Any]] {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/" + name)
  let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
  return text.split(separator: "\n").compactMap {
    (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any]
  }
}

/// All numbers of nested lists, in order.
func flat(_ value: Any?) -> [Double] {
  switch value {
  case let list as [Any]: list.flatMap { flat($0) }
  case let number as NSNumber: [number.doubleValue]
  default: []
  }
}

/// Fully connected layers with an activation after all but the last.
func denseLayers(_ widths: [Int], _ activation: Activation?) -> [Layer] {
  var layers: [Layer] = []
  for index in 1..<widths.count {
    layers.append(.dense(inputs: widths[index - 1], outputs: widths[index]))
    if index < widths.count - 1, let activation { layers.append(.activation(activation, width: widths[index])) }
  }
  return layers
}

func namedLoss(_ name: String, smoothing: Double? = nil) -> Loss {
  switch name {
  case "mse": .meanSquare
  case "half_sse": .halfSumOfSquares
  case "bce_with_logits": .binaryCrossEntropy
  default: .crossEntropy(smoothing: smoothing ?? 0)
  }
}

private func arguments(_ value: Any?) -> String {
  let pairs = (value as? [String: Any] ?? [:]).sorted { $0.key < $1.key }
  return pairs.map { "\($0.key)=\(written($0.value))" }.joined(separator: ",")
}

private func written(_ value: Any) -> String {
  switch value {
  case let number as NSNumber:
    String(cString: number.objCType) == "c" ? "\(number.boolValue)" : shortest(number.doubleValue)
  case let list as [Any]: "[" + list.map(written).joined(separator: ",") + "]"
  default: "\(value)"
  }
}
