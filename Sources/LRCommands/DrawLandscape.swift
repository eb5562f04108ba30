import ArgumentParser
import LRCore
import LRFigures
import LRSystem
import LRTraining

/// `lrplot landscape RUN...`: the loss around trained networks.
struct DrawLandscape: Command {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "landscape",
      abstract: helpWords("Draws the loss around trained networks.", zh: "绘制训练所得网络周围的损失地形。"),
      discussion: helpWords(
        """
        Trains RUNs as `lrplot train` does, and draws the loss of all training rows on a plane of weights: the plane that \
        the paths of all runs lie in best, with the paths on it, or with --random the plane of two filter-normalised \
        random directions around the first run's end. Without -o the figure goes to out/landscape-<names>.png and .svg.
        """,
        zh: """
          像 `lrplot train` 一样训练各 RUN，
          并在权重空间的一个平面上绘制全部训练样本的损失：
          缺省为最能容纳各训练路径的平面（路径画在其上）；--random 为首个训练终点周围
          两个滤波器归一化随机方向张成的平面。
          不给 -o 时输出到 out/landscape-<names>.png 与 .svg。
          """))
  }

  @Argument(
    help: helpText("Runs, such as sgd:lr=0.1@cosine or adam.", zh: "训练，例如 sgd:lr=0.1@cosine 或 adam", value: "run"),
    completion: .custom { _, _, prefix in runCompletions(of: prefix) })
  var runs: [String]

  @OptionGroup(title: helpWords("Training", zh: "训练")) var training: TrainingOptions

  @Flag(
    help: helpText(
      "Two random directions around the first run's end; no paths, for they collapse there.",
      zh: "首个训练终点周围的两个随机方向；不画路径"))
  var random = false

  @Option(
    parsing: .unconditional,
    help: helpText("Lines of the grid each way (default: 41).", zh: "网格每个方向的点数（默认 41）", value: "n"))
  var grid: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "A map, or the surface in space: map or 3d (default: map).", zh: "平面图或立体图：map 或 3d（默认 map）", value: "v"),
    completion: .list(["map", "3d"]))
  var view: String?

  @OptionGroup(title: helpWords("Output", zh: "输出")) var output: OutputOptions
  @OptionGroup(title: helpWords("Looks", zh: "外观")) var look: LookOptions
  @OptionGroup(title: helpWords("Language", zh: "语言")) var languages: LanguageOptions

  func run(_ call: Call) throws(Failure) -> Outcome {
    if let option = [("--log-x", look.logX), ("--x-range", look.xRange != nil), ("--y-range", look.yRange != nil)]
      .first(where: \.1)?.0
    {
      throw Failure(
        usage: "\(option) changes nothing of a landscape: its axes are distances in the plane of weights",
        zh: "\(option) 对地形没有作用：其坐标轴是权重平面中的距离")
    }
    let looks = try look.looks(in: call.language, command: call.arguments)
    let drawing = try look.drawing(of: looks.size)
    let count = try wholeNumber(grid, "--grid", 5...401) ?? 41
    let views = ["map": TrajectoryFigure.View.map, "3d": .relief(azimuth: nil, elevation: nil)]
    guard let chosen = views[try given(view, "--view") ?? "map"] else {
      throw Failure(usage: "--view is map or 3d, not '\(view ?? "")'", zh: "--view 为 map 或 3d，而不是“\(view ?? "")”")
    }
    let session = try TrainingSession(training, in: call.terminal)
    var planned: [PlannedRun] = []
    for source in runs {
      do throws(SpecError) {
        planned.append(try PlannedRun(source, in: session.context, parameters: session.setup.network.names))
      } catch { throw Failure(error) }
    }
    if !output.quiet {
      session.setup.data.remarks.forEach(call.note)
      planned.compactMap { session.setup.slownessNote(of: $0) }.forEach(call.note)
    }
    if random, planned.count > 1, !output.quiet {
      call.note(
        Localized("--random is around one network: that of the first run is drawn", zh: "--random 只围绕一个网络：绘制首个训练的结果"))
    }
    let targets = try output.targets(
      stem: session.stem("landscape", planned.map(\.optimizer.fileName)), in: call.terminal)
    try session.refuseOverwriting(targets)
    try look.refuseUselessText(among: targets)
    var made: [TrainingRun] = []
    for (run, name) in zip(planned, PlannedRun.names(of: planned)) {
      do throws(SpecError) { made.append(try run.run(named: name)) } catch { throw Failure(error) }
    }
    if random { made = Array(made.prefix(1)) }
    let (plane, records, isInterrupted) = try plane(made, session, count, call)
    guard let plane else {
      throw Failure(.interrupted, Localized("interrupted before there was a plane", zh: "在得到平面之前被中断"))
    }
    var figure = LandscapeFigure(plane, looks: looks)
    figure.view = chosen
    figure.protocolWords = session.protocolLines(for: random ? Array(planned.prefix(1)) : planned)
    figure.rateWords = PlannedRun.rateWords(of: random ? Array(planned.prefix(1)) : planned)
    for record in records { figure.divergences[record.name] = record.divergedAt }
    if !output.quiet { TrainedRuns.notes(on: records.map { [$0] }).forEach(call.note) }
    let drawn = figure
    let files = FigureFiles(
      chart: { drawn.chart() }, table: { writer throws(Failure) in try Self.writeTable(plane, to: &writer) },
      data: { writer throws(Failure) in try Self.writeJSON(plane, drawn, to: &writer) })
    try files.write(to: targets, drawing, quiet: output.quiet, call)
    let table = TrainingTable(records.map { [$0] }, language: call.language)
    try call.printResults(table.rows, beside: targets, quiet: output.quiet)
    return isInterrupted ? .interrupted : .done
  }

  private func plane(
    _ runs: [TrainingRun], _ session: TrainingSession, _ count: Int, _ call: Call
  ) throws(Failure) -> (LandscapePlane?, [TrainingRecord], isInterrupted: Bool) {
    let interruption = call.terminal.unfinished
    try call.stopIfChecking()
    call.deferInterruption(quiet: output.quiet)
    defer { interruption.endDeferral() }
    let setup = session.setup
    let made: [Result<(outcome: TrainingOutcome, trail: LandscapePlane.Trail), TrainingError>] = SideBySide.map(
      runs.count, jobs: session.jobs
    ) { index in
      var control = TrainingControl()
      control.isInterrupted = { interruption.isInterrupted }
      do throws(TrainingError) {
        return .success(try setup.trail(of: runs[index], control: control))
      } catch {
        return .failure(error)
      }
    }
    var trails: [LandscapePlane.Trail] = []
    var records: [TrainingRecord] = []
    for result in made {
      switch result {
      case .success(let made):
        trails.append(made.trail)
        records.append(made.outcome.record)
      case .failure(let error): throw Failure(error.isMissingLibrary ? .inputMissing : .usage, error.message)
      }
    }
    // What an interruption left of the runs is still drawn, on a coarse grid; one that comes now leaves nothing to draw.
    var control = TrainingControl()
    var count = count
    if interruption.isInterrupted {
      count = min(count, 15)
    } else {
      control.isInterrupted = { interruption.isInterrupted }
    }
    do throws(TrainingError) {
      if random, let trail = trails.first, let end = trail.weights.last {
        return (
          try setup.randomPlane(
            around: end, of: trail.name, seed: setup.seed, count: count | 1, jobs: session.jobs, control: control),
          records, interruption.isInterrupted
        )
      }
      return (
        try setup.pathPlane(trails, count: count, jobs: session.jobs, control: control), records,
        interruption.isInterrupted
      )
    } catch {
      // Paths that were cut off at their start have no plane.
      if interruption.isInterrupted { return (nil, records, true) }
      let diverged = records.filter { $0.divergedAt != nil }
      if diverged.count == records.count, let first = diverged.first, let step = first.divergedAt {
        throw Failure(
          .badData,
          Localized(
            "\(first.name) diverged at step \(step), before it left a path to draw: give a lower learning rate",
            zh: "\(first.name) 在第 \(step) 步发散，没有可绘制的路径：请减小学习率"))
      }
      throw Failure(.badData, error.message)
    }
  }

  /// `run,series,step,x,y,value`: `grid` losses, and of each path the true and the projected loss.
  private static func writeTable(_ plane: LandscapePlane, to writer: inout ByteWriter) throws(Failure) {
    writer.write("run,series,step,x,y,value\n")
    func text(_ value: Double) -> String { value.isFinite ? shortest(value) : "" }
    for (row, y) in plane.grid.y.enumerated() {
      for (column, x) in plane.grid.x.enumerated() {
        writer.write(text: ",grid,,\(text(x)),\(text(y)),\(text(plane.grid.losses[row][column]))\n")
      }
      try writer.drain()
    }
    for path in plane.paths {
      for (name, losses) in [("loss", path.trueLosses), ("projected_loss", path.projectedLosses)] {
        for (index, point) in path.points.enumerated() {
          writer.write(
            text:
              "\(csvField(path.name)),\(name),\(path.steps[index]),\(text(point[0])),\(text(point[1])),\(text(losses[index]))\n"
          )
        }
      }
      try writer.drain()
    }
  }

  private static func writeJSON(
    _ plane: LandscapePlane, _ figure: LandscapeFigure, to writer: inout ByteWriter
  ) throws(Failure) {
    func numbers(_ values: [Double]) -> JSON { .array(values.map { $0.isFinite ? .number($0) : .null }) }
    let series = plane.paths.map { path in
      JSON.object([
        ("name", .string(path.name)), ("step", .array(path.steps.map { .integer($0) })),
        ("x", numbers(path.points.map { $0[0] })), ("y", numbers(path.points.map { $0[1] })),
        ("loss", numbers(path.trueLosses)), ("projected_loss", numbers(path.projectedLosses)),
      ])
    }
    writer.write(
      .object([
        ("title", .string(figure.title)), ("x", .object([("label", .string(figure.xLabel)), ("unit", .string(""))])),
        ("y", .object([("label", .string(figure.yLabel)), ("unit", .string(""))])),
        (
          "grid",
          .object([
            ("x", numbers(plane.grid.x)), ("y", numbers(plane.grid.y)),
            ("loss", .array(plane.grid.losses.map { numbers($0) })),
          ])
        ),
        ("series", .array(series)),
      ]), indent: 0)
    writer.write("\n")
  }
}
