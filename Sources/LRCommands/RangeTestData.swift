import LRCore
import LRFigures
import LRTraining

/// The numbers of `lrplot find-lr`, as CSV and JSON.
struct RangeTestData {
  var records: [RangeTestRecord]
  var figure: RangeTestFigure
  var checkSteps: Int

  /// One kind of value of one run.
  private struct Column {
    var name: String
    /// nil of values that have no batch.
    var hasSteps = true
    var rates: [Double]
    var values: [Double]
  }

  private func columns(_ record: RangeTestRecord) -> [Column] {
    var columns = [Column(name: "loss", rates: record.rates, values: record.losses)]
    for reading in record.readings {
      let library = String(reading.library.rawValue.map { $0 == "-" ? "_" : $0 })
      columns.append(Column(name: "smoothed_\(library)", rates: record.rates, values: reading.smoothed))
    }
    if !record.checks.isEmpty {
      columns.append(
        Column(
          name: "final_val_loss", hasSteps: false, rates: record.checks.map(\.rate),
          values: record.checks.map { $0.loss ?? .nan }))
    }
    return columns
  }

  /// `run,series,step,epoch,value,rate`: a row for each batch, and for each real run its final loss, empty where it
  /// diverged.
  func writeTable(to writer: inout ByteWriter) throws(Failure) {
    writer.write("run,series,step,epoch,value,rate\n")
    for record in records {
      for column in columns(record) {
        for (step, value) in column.values.enumerated() {
          let epoch = column.hasSteps ? shortest(Double(step) / Double(max(1, record.stepsPerEpoch))) : ""
          let text = value.isFinite ? shortest(value) : ""
          writer.write(
            text: "\(csvField(record.name)),\(column.name),\(column.hasSteps ? String(step) : ""),\(epoch),"
              + "\(text),\(shortest(column.rates[step]))\n")
          try writer.drain()
        }
      }
    }
  }

  /// The contract's figure: x are rates; beside the series the suggestions, and for each run where each library stops.
  func writeJSON(to writer: inout ByteWriter) throws(Failure) {
    let series = records.flatMap { record in
      columns(record).map { column in
        JSON.object([
          ("name", .string(record.name)), ("spec", .string(record.spec)), ("series", .string(column.name)),
          ("x", .array(column.values.indices.map { .number(column.rates[$0]) })),
          ("y", .array(column.values.map { number($0) })),
        ])
      }
    }
    writer.write(
      .object([
        ("title", .string(figure.title)),
        ("x", .object([("label", .string(figure.xLabel)), ("unit", .string(""))])),
        ("y", .object([("label", .string(figure.yLabel)), ("unit", .string(""))])),
        ("runs", .array(records.map(run))),
        ("suggestions", .array(records.flatMap(suggestions))),
        ("series", .array(series)),
      ]), indent: 0)
    writer.write("\n")
  }

  private func number(_ value: Double?) -> JSON { value.flatMap { $0.isFinite ? .number($0) : nil } ?? .null }

  private func run(_ record: RangeTestRecord) -> JSON {
    .object([
      ("name", .string(record.name)), ("spec", .string(record.spec)),
      ("planned_batches", .integer(record.rates.count)), ("batches", .integer(record.losses.count)),
      ("diverged_at", record.divergedAt.map { .integer($0) } ?? .null),
      ("stopped_at", record.stoppedAt.map { .integer($0) } ?? .null),
      (
        "libraries",
        .array(
          record.readings.map { reading in
            .object([
              ("name", .string(reading.library.rawValue)), ("recorded", .integer(reading.smoothed.count)),
              ("stops", .bool(reading.stops)), ("left_out_first", .integer(reading.test.skipStart)),
              ("left_out_last", .integer(reading.test.skipEnd)),
            ])
          })
      ),
      ("check_steps", record.checks.isEmpty ? .null : .integer(checkSteps)),
      ("start_val_loss", number(record.startLoss)),
    ])
  }

  private func suggestions(_ record: RangeTestRecord) -> [JSON] {
    record.readings.flatMap { reading in
      reading.suggestions.map { one in
        var (index, error) = (JSON.null, JSON.null)
        switch one.suggestion {
        case .found(let place, _): index = .integer(place)
        case .failed(let message, _): error = .string(message)
        case .nothing: break
        }
        let check = one.suggestion.rate.flatMap { record.check(at: $0) }
        return .object([
          ("run", .string(record.name)), ("library", .string(reading.library.rawValue)),
          ("rule", .string(one.rule.rawValue)), ("rate", number(one.suggestion.rate)), ("index", index),
          ("reason", one.suggestion.reason.map { .string($0.text(in: figure.looks.language)) } ?? .null),
          ("error", error), ("final_val_loss", number(check?.loss)),
        ])
      }
    }
  }
}
