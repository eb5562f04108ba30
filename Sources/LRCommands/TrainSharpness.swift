import LRCore
import LRFigures
import LRSystem
import LRTraining

/// `lrplot train --sharpness`: the largest eigenvalue of the Hessian along each run, against its limit of stability.
struct TrainSharpness {
  var planned: [PlannedRun]
  var session: TrainingSession

  /// Steps unless told otherwise: sharpness takes some hundred to rise to its limit.
  static let usualSteps = 200

  func run(
    _ looks: Looks, _ drawing: LookOptions.Drawing, to targets: [OutputTarget], quiet: Bool, _ call: Call
  ) throws(Failure) -> Outcome {
    var runs: [TrainingRun] = []
    for (plan, name) in zip(planned, PlannedRun.names(of: planned)) {
      do throws(SpecError) { runs.append(try plan.run(named: name)) } catch { throw Failure(error) }
    }
    let setup = session.setup
    for run in runs { if let refusal = setup.sharpnessRefusal(of: run) { throw Failure(.usage, refusal) } }
    let interruption = call.terminal.unfinished
    try call.stopIfChecking()
    call.deferInterruption(quiet: quiet)
    defer { interruption.endDeferral() }
    let made: [Result<SharpnessFigure.Run, TrainingError>] = SideBySide.map(runs.count, jobs: session.jobs) {
      [setup, runs] index in
      var control = TrainingControl()
      control.isInterrupted = { interruption.isInterrupted }
      do throws(TrainingError) {
        let (outcome, sharpness) = try setup.sharpness(
          of: runs[index], every: setup.sharpnessInterval, control: control)
        return .success(
          SharpnessFigure.Run(
            name: runs[index].name, losses: outcome.record.loss, sharpness: sharpness,
            divergedAt: outcome.record.divergedAt))
      } catch {
        return .failure(error)
      }
    }
    var measured: [SharpnessFigure.Run] = []
    for result in made {
      switch result {
      case .success(let run): measured.append(run)
      case .failure(let error): throw Failure(error.isMissingLibrary ? .inputMissing : .usage, error.message)
      }
    }
    if !quiet {
      for run in measured {
        guard let step = run.divergedAt else { continue }
        call.note(Localized("\(run.name) diverged at step \(step)", zh: "\(run.name) 在第 \(step) 步发散"))
      }
    }
    var figure = SharpnessFigure(measured, looks: looks)
    figure.protocolWords = session.protocolLines(for: planned)
    figure.rateWords = PlannedRun.rateWords(of: planned)
    let (drawn, data) = (figure, SharpnessData(figure: figure, runs: measured, stepsPerEpoch: setup.stepsPerEpoch))
    let files = FigureFiles(
      chart: { drawn.chart() }, table: { writer throws(Failure) in try data.writeTable(to: &writer) },
      data: { writer throws(Failure) in try data.writeJSON(to: &writer) })
    try files.write(to: targets, drawing, quiet: quiet, call)
    try call.printResults(figure.rows, beside: targets, quiet: quiet)
    return interruption.isInterrupted ? .interrupted : .done
  }
}

/// The numbers of `lrplot train --sharpness`.
private struct SharpnessData {
  /// Whose words name the axes.
  var figure: SharpnessFigure
  var runs: [SharpnessFigure.Run]
  var stepsPerEpoch: Int

  private func series(_ run: SharpnessFigure.Run) -> [(name: String, points: [(step: Int, value: Double)])] {
    [
      ("loss", run.losses.enumerated().map { ($0.offset, $0.element) }),
      ("sharpness", run.sharpness.points.map { ($0.step, $0.sharpness) }),
      ("stability_limit", run.sharpness.limits.enumerated().map { ($0.offset, $0.element) }),
    ]
  }

  func writeTable(to writer: inout ByteWriter) throws(Failure) {
    writer.write("run,series,step,epoch,value\n")
    for run in runs {
      for (name, points) in series(run) {
        for (step, value) in points {
          let epoch = shortest(Double(step) / Double(max(1, stepsPerEpoch)))
          writer.write(
            text: "\(csvField(run.name)),\(name),\(step),\(epoch),\(value.isFinite ? shortest(value) : "")\n")
          try writer.drain()
        }
      }
    }
  }

  func writeJSON(to writer: inout ByteWriter) throws(Failure) {
    let all = runs.flatMap { run in
      series(run).map { name, points in
        JSON.object([
          ("name", .string("\(run.name) \(name)")), ("run", .string(run.name)), ("series", .string(name)),
          ("x", .array(points.map { .integer($0.step) })),
          ("y", .array(points.map { $0.value.isFinite ? .number($0.value) : .null })),
        ])
      }
    }
    writer.write(
      .object([
        ("title", .string(figure.title)), ("x", .object([("label", .string(figure.xLabel)), ("unit", .string(""))])),
        ("y", .object([("label", .string(figure.yLabel)), ("unit", .string(""))])),
        ("series", .array(all)),
      ]), indent: 0)
    writer.write("\n")
  }
}
