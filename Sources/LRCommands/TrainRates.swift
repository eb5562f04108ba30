import LRCore
import LRFigures
import LRSystem
import LRTraining

/// `lrplot train --rates`: the final loss of each run over a grid of rates.
struct TrainRates {
  var planned: [PlannedRun]
  var session: TrainingSession
  var rates: [Double]

  /// Trains all of them, and draws and prints what came out.
  func run(
    _ looks: Looks, _ drawing: LookOptions.Drawing, to targets: [OutputTarget], quiet: Bool, _ call: Call
  ) throws(Failure) -> Outcome {
    let names = PlannedRun.names(of: planned)
    var runs: [TrainingRun] = []
    for (plan, name) in zip(planned, names) {
      for rate in rates {
        do throws(SpecError) {
          runs.append(try plan.run(named: "\(name), \(digits(rate, 4))", rate: rate))
        } catch {
          throw Failure(error)
        }
      }
    }
    let all = runs.count * session.seeds.count
    try TrainingSession.check(session.setup, runs: min(session.jobs, all), of: all, in: call.terminal)
    let trained = try TrainedRuns(runs, session, quiet: quiet, call)
    // What an interruption kept from being finished has not diverged: the figure is of the rates that are done.
    let done = rates.indices.filter { rate in
      planned.indices.allSatisfy { run in
        trained.records[run * rates.count + rate].allSatisfy { $0.stoppedAt == nil }
      }
    }
    guard done.count > 1 else {
      throw Failure(
        .interrupted, Localized("interrupted before two rates were done", zh: "在完成两个学习率之前被中断"))
    }
    let sweep = RateSweep(
      rates: done.map { rates[$0] },
      runs: zip(planned, names).enumerated().map { index, pair in
        let own = Array(trained.records[index * rates.count..<(index + 1) * rates.count])
        return RateSweep.Run(
          name: pair.1, spec: pair.0.optimizer.source, losses: done.map { own[$0].map(\.soundFinalLoss) },
          start: own[0].map { $0.evaluations.first?.loss ?? .nan })
      })
    let figure = RateSweepFigure(sweep, protocol: session.protocolLines(for: planned), looks: looks)
    if !quiet { figure.warnings.forEach(call.note) }
    let files = FigureFiles(
      chart: { figure.chart() },
      table: { writer throws(Failure) in try Self.writeTable(sweep, to: &writer) },
      data: { writer throws(Failure) in try Self.writeJSON(sweep, figure, to: &writer) })
    try files.write(to: targets, drawing, quiet: quiet, call)
    try call.printResults(figure.rows, legend: [Self.sensitivity], beside: targets, quiet: quiet)
    return trained.isInterrupted ? .interrupted : .done
  }

  /// What the column S means.
  private static let sensitivity = Localized(
    "S: sensitivity to the learning rate, the mean over the grid of min(loss, loss at the start) - lowest loss",
    zh: "S：对学习率的敏感度，即 min(损失, 初始损失) - 最低损失 在网格上的均值")

  /// `run,series,step,epoch,value,rate,repeat`: of each seed the loss at the start (`val_loss` at step 0, which S needs),
  /// and the final loss of each rate, empty where it diverged.
  private static func writeTable(_ sweep: RateSweep, to writer: inout ByteWriter) throws(Failure) {
    writer.write("run,series,step,epoch,value,rate,repeat\n")
    for run in sweep.runs {
      for (seed, loss) in run.start.enumerated() where loss.isFinite {
        writer.write(text: "\(csvField(run.name)),val_loss,0,0,\(shortest(loss)),,\(seed)\n")
      }
      for (rate, losses) in zip(sweep.rates, run.losses) {
        for (seed, loss) in losses.enumerated() {
          let value = loss.map { shortest($0) } ?? ""
          writer.write(text: "\(csvField(run.name)),final_val_loss,,,\(value),\(shortest(rate)),\(seed)\n")
        }
      }
      try writer.drain()
    }
  }

  private static func writeJSON(
    _ sweep: RateSweep, _ figure: RateSweepFigure, to writer: inout ByteWriter
  ) throws(Failure) {
    let series = sweep.runs.map { run in
      JSON.object([
        ("name", .string(run.name)), ("spec", .string(run.spec)), ("x", .array(sweep.rates.map { .number($0) })),
        ("y", .array(sweep.rates.indices.map { run.spread(at: $0).map { .number($0.mean) } ?? .null })),
        (
          "seeds",
          .array(run.losses.map { .array($0.map { $0.map { .number($0) } ?? .null }) })
        ),
        ("start", .number(run.startLoss)), ("sensitivity", .number(run.sensitivity)),
        ("best_rate", run.best.map { .number(sweep.rates[$0]) } ?? .null),
      ])
    }
    writer.write(
      .object([
        ("title", .string(figure.title)),
        ("x", .object([("label", .string(figure.xLabel)), ("unit", .string(""))])),
        ("y", .object([("label", .string(figure.yLabel)), ("unit", .string(""))])),
        ("series", .array(series)),
      ]), indent: 0)
    writer.write("\n")
  }
}
