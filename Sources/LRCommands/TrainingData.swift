import LRCore
import LRTraining

/// The numbers of `lrplot train`.
struct TrainingData {
  var title: String
  /// That of steps.
  var xLabel: String
  var yLabel: String
  /// For each run its repeats.
  var groups: [[TrainingRecord]]

  func writeTable(to writer: inout ByteWriter) throws(Failure) {
    try TrainingSeriesTable(groups).write { bytes throws(Failure) in
      writer.write(bytes: bytes)
      try writer.drain()
    }
  }

  /// The contract's figure: series with x (steps) and y, which of a run's they are in `series`; before them the runs with
  /// their best and final evaluations.
  ///
  /// - Parameter members: further ones, after the axes.
  func writeJSON(members: [(String, JSON)] = [], to writer: inout ByteWriter) throws(Failure) {
    let series = TrainingSeries.all(groups)
    writer.write("{\n  \"title\": ")
    writer.write(jsonString: title)
    for (key, label) in [("x", xLabel), ("y", yLabel)] {
      writer.write(text: ",\n  \"\(key)\": {\"label\": ")
      writer.write(jsonString: label)
      writer.write(", \"unit\": \"\"}")
    }
    for (key, value) in members {
      writer.write(text: ",\n  \"\(key)\": ")
      writer.write(value, indent: 1)
    }
    writer.write(",\n  \"runs\": ")
    writer.write(.array(runs), indent: 1)
    writer.write(",\n  \"series\": [")
    for (position, one) in series.enumerated() {
      writer.write(text: position > 0 ? ",\n    {\"name\": " : "\n    {\"name\": ")
      writer.write(jsonString: one.run)
      writer.write(", \"spec\": ")
      writer.write(jsonString: one.spec)
      writer.write(text: ", \"series\": \"\(one.name)\"")
      if let group = one.group {
        writer.write(", \"group\": ")
        writer.write(jsonString: group)
      }
      if groups.contains(where: { $0.count > 1 }) { writer.write(text: ", \"repeat\": \(one.repetition)") }
      writer.write(", \"x\": [")
      try writer.write(one.values.count) { Double(one.step($0)) }
      writer.write("], \"y\": [")
      try writer.write(one.values.count) { one.values[$0] }
      writer.write("]}")
    }
    writer.write("\n  ]\n}\n")
  }

  private var runs: [JSON] {
    zip(groups.filter { !$0.isEmpty }, TrainingSeries.runNames(groups)).flatMap { group, name in
      group.enumerated().map { repetition, record in
        .object(
          [
            ("name", .string(name)), ("spec", .string(record.spec)), ("repeat", .integer(repetition)),
            ("steps", .integer(record.steps)), ("planned_steps", .integer(record.plannedSteps)),
            ("steps_per_epoch", .integer(record.stepsPerEpoch)),
            ("diverged_at", record.divergedAt.map { .integer($0) } ?? .null),
            ("stopped_at", record.stoppedAt.map { .integer($0) } ?? .null),
            ("best", Self.json(record.bestEvaluation)), ("final", Self.json(record.finalEvaluation)),
          ])
      }
    }
  }

  private static func json(_ evaluation: TrainingRecord.Evaluation?) -> JSON {
    guard let evaluation else { return .null }
    return .object([
      ("step", .integer(evaluation.step)), ("val_loss", .number(evaluation.loss)),
      ("val_accuracy", evaluation.accuracy.map { .number($0) } ?? .null),
    ])
  }
}
