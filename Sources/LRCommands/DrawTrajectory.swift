import ArgumentParser
import LRCore
import LRFigures
import LROptimizers
import LRSystem

/// `lrplot trajectory SURFACE OPTIMIZER...`: optimizers descending a surface.
struct DrawTrajectory: Command {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "trajectory",
      abstract: helpWords("Draws the paths of optimizers down a surface.", zh: "绘制优化器在曲面上的下降轨迹。"),
      discussion: helpWords(
        """
        SURFACE is a name such as rosenbrock, 'formula:f=x^2+25*y^2', or 'curve:f=x^2' for a loss of one weight; \
        noise=0.1,seed=7 adds noise to its gradient. OPTIMIZER is a name with parameters, and a schedule after '@': \
        adam:lr=1e-3@warmup:steps=5%+cosine. `lrplot list surfaces` and `lrplot list optimizers` name them all. \
        Without -o the figure goes to out/trajectory-<surface>-<names>.png and .svg.
        """,
        zh: """
          SURFACE 可为 rosenbrock 之类的名称、'formula:f=x^2+25*y^2'，
          或单权重损失 'curve:f=x^2'；noise=0.1,seed=7 给梯度加噪声。
          OPTIMIZER 由名称和参数组成，“@”之后是调度：
          adam:lr=1e-3@warmup:steps=5%+cosine。
          `lrplot list surfaces` 与 `lrplot list optimizers` 列出全部。
          不给 -o 时输出到 out/trajectory-<surface>-<names>.png 与 .svg。
          """))
  }

  @Argument(
    help: helpText("The surface, such as rosenbrock.", zh: "曲面，例如 rosenbrock", value: "surface"),
    completion: .custom { _, _, _ in Surfaces.catalogue.names })
  var surface: String

  @Argument(
    help: helpText(
      "Optimizers, such as sgd or adam:lr=0.05@cosine.", zh: "优化器，例如 sgd 或 adam:lr=0.05@cosine", value: "optimizer"),
    completion: .custom { _, _, prefix in runCompletions(of: prefix) })
  var optimizers: [String]

  @OptionGroup(title: helpWords("Descent", zh: "下降")) var descent: DescentOptions
  @OptionGroup(title: helpWords("Map", zh: "地图")) var map: MapOptions
  @OptionGroup(title: helpWords("Animation", zh: "动画")) var play: PlayOptions
  @OptionGroup(title: helpWords("Time", zh: "时间")) var time: TimeOptions
  @OptionGroup(title: helpWords("Output", zh: "输出")) var output: OutputOptions
  @OptionGroup(title: helpWords("Looks", zh: "外观")) var look: LookOptions
  @OptionGroup(title: helpWords("Looks", zh: "外观")) var panels: FacetOptions
  @OptionGroup(title: helpWords("Language", zh: "语言")) var languages: LanguageOptions

  func run(_ call: Call) throws(Failure) -> Outcome {
    var looks = try look.looks(in: call.language, command: call.arguments)
    looks.facet = panels.facet
    if panels.facet, look.size == nil, let size = TrajectoryFigure.size(ofFacets: optimizers.count) {
      looks.size = size
    }
    let drawing = try look.drawing(of: looks.size)
    let context = try time.context()
    let baseRate = try time.stated().baseRate
    let tuning = try descent.tuning(baseRate: baseRate)
    var descents = try Descents(
      surface, optimizers, baseRate: baseRate, findsRates: tuning != nil, in: context, memory: call.terminal.memory,
      from: { isCurve throws(Failure) in try descent.place(isCurve: isCurve) })
    // Before anything runs or is written.
    let settings = try map.settings(isCurve: descents.surface.isCurve)
    if let tuning { try descents.check(tuning) }
    let targets = try output.targets(
      stem: "trajectory-" + fileNames(of: [descents.surfaceName] + descents.runs.map(\.fileName)), plays: true,
      in: call.terminal)
    try look.refuseUselessText(among: targets)
    let playing = try play.playing(
      targets, size: (looks.size.width, looks.size.height), scale: drawing.scale)
    try call.stopIfChecking()
    if let tuning {
      let notes = try descents.tune(tuning)
      if !output.quiet { notes.forEach(call.note) }
    }
    if !output.quiet { descents.notes.forEach(call.note) }
    let paths = try descents.paths()
    if !output.quiet, tuning == nil, let note = Self.divergence(of: paths) { call.note(note) }
    if !output.quiet { paths.compactMap(\.stop).prefix(4).forEach(call.note) }
    if !output.quiet {
      let pace = SchedulerPaceNotes(context: context, isStated: time.schedulerSteps != nil)
      let curves = zip(descents.runs, paths).compactMap { run, path in
        run.schedule.map { (name: path.name, chain: $0, rates: path.rates) }
      }
      // Where no optimizer has a schedule, there is nothing to step.
      if !curves.isEmpty || time.schedulerSteps != nil { pace.notes(on: curves).forEach(call.note) }
    }
    var figure = TrajectoryFigure(
      surfaceName: descents.surfaceName, formula: descents.formula, surface: descents.surface, trajectories: paths,
      looks: looks)
    figure.view = settings.view
    figure.isFilled = settings.isFilled
    figure.labelsContours = map.labels
    figure.nodes = settings.nodes ?? figure.nodes
    figure.equalAspect = map.equal
    figure.showsRates = map.rates
    figure.tuning = tuning.map { TuningSummary(budget: $0.budget, rates: $0.range) }
    let data = TrajectoryData(
      title: figure.title, xLabel: figure.xLabel, yLabel: figure.yLabel, surfaceSpec: surface,
      surface: descents.surface, paths: paths)
    var moving = figure
    moving.seconds = playing?.seconds
    var files = FigureFiles(
      chart: figure.chart, table: { writer throws(Failure) in try data.writeTable(to: &writer) },
      data: { writer throws(Failure) in try data.writeJSON(to: &writer) })
    files.playing = playing.map { (moving.chart, $0) }
    try files.write(to: targets, drawing, quiet: output.quiet, call)
    return .done
  }

  /// That some paths became infinite, and what would help.
  private static func divergence(of paths: [Trajectory]) -> Localized? {
    let diverged = paths.filter { $0.divergedAt != nil }
    guard !diverged.isEmpty else { return nil }
    let names = diverged.prefix(4).map(\.name).joined(separator: ", ") + (diverged.count > 4 ? ", ..." : "")
    return Localized(
      "\(names) became infinite or undefined: a smaller rate may help (lr=, --lr), or --tune, which finds one",
      zh: "\(names) 发散或进入无定义处：可减小学习率（lr= 或 --lr），或用 --tune 自动寻找")
  }
}
