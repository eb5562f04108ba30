import ArgumentParser
import LRCore
import LRFigures
import LRSchedules
import LRSystem

/// `lrplot diff A B`: where and by how much two schedules differ.
struct Diff: Command {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "diff",
      abstract: helpWords("Tells where and by how much two schedules differ.", zh: "指出两个调度在何处不同、相差多少。"),
      discussion: helpWords(
        """
        Prints the first step whose rates differ, the largest difference, absolute and relative, and the sum of the \
        rates of all updates (the area under the curve). Exit code 1 if they differ, 0 if not. A difference is \
        relative to the larger rate; a millionth of the peak counts as the smallest rate. With --draw or -o the \
        curves and B - A are drawn, and the text goes to standard error; without, --format json prints the numbers.
        """,
        zh: """
          给出首个不同的步、绝对与相对的最大差，以及全部更新步的
          学习率之和（曲线下面积）。有差异时退出码为 1，否则为 0。
          相对差以较大的学习率为准；小于峰值百万分之一的按此值计。
          给出 --draw 或 -o 时绘制两条曲线与 B - A，文字改到标准错误；
          否则 --format json 输出这些数值。
          """))
  }

  @Argument(
    help: helpText("The first schedule, such as step:size=30.", zh: "第一个调度，例如 step:size=30", value: "a"),
    completion: .custom { _, _, prefix in completions(of: prefix) })
  var a: String

  @Argument(
    help: helpText("The second, such as torch.StepLR:step_size=30.", zh: "第二个，如 step:size=29", value: "b"),
    completion: .custom { _, _, prefix in completions(of: prefix) })
  var b: String

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Relative difference that is none (default: 1e-9, so that rounding is none); 0 asks for equal rates.",
      zh: "容许的相对差（默认 1e-9；0 要求相等）", value: "part"))
  var tolerance: String?

  @Flag(help: helpText("Draw it: out/diff-<names>.png and .svg, or -o.", zh: "绘图到 out/diff-<names>.*"))
  var draw = false

  @OptionGroup(title: helpWords("Time", zh: "时间")) var time: TimeOptions
  @OptionGroup(title: helpWords("Metrics", zh: "指标")) var metric: MetricOptions
  @OptionGroup(title: helpWords("Output", zh: "输出")) var output: OutputOptions
  @OptionGroup(title: helpWords("Looks", zh: "外观")) var look: LookOptions
  @OptionGroup(title: helpWords("Looks", zh: "外观")) var panels: FacetOptions
  @OptionGroup(title: helpWords("Language", zh: "语言")) var languages: LanguageOptions

  func run(_ call: Call) throws(Failure) -> Outcome {
    let tolerance = try finiteNumber(tolerance, "--tolerance", .unit) ?? 1e-9
    let draws = draw || !output.output.isEmpty
    let printsJSON = try draws ? false : printsJSON()
    let looks = try look.looks(in: call.language, command: call.arguments)
    let drawing = try look.drawing(of: looks.size)
    let planned = try PlannedSpecs([a, b], time, metric, extra: 16, in: call.terminal)
    let targets = try draws ? output.targets(stem: "diff-" + fileNames(of: planned.chains), in: call.terminal) : []
    try refuseOverwriting(metric.metrics.map { [$0] } ?? [], by: targets, in: call.terminal)
    if draws { try look.refuseUselessText(among: targets) }
    let plans = (planned.plans[0], planned.plans[1])
    let difference = PlanDifference(plans.0, plans.1, tolerance: tolerance)
    let figure = RateDifference(
      plans.0, plans.1, difference: difference, stepsPerEpoch: planned.context.stepsPerEpoch, looks: looks)
    if !output.quiet {
      for note in [planned.metricNote].compactMap({ $0 }) + planned.paceNotes(naming: figure.seriesNames) {
        call.note(note)
      }
    }
    let report = DifferenceReport(
      difference: difference, plans: [plans.0, plans.1], names: figure.seriesNames, context: planned.context)
    if draws {
      if !output.quiet {
        call.terminal.tell(
          report.text(
            in: call.language, width: call.terminal.width, keepsWords: !call.terminal.errorIsTerminal))
      }
      try files(figure, planned).write(to: targets, drawing, quiet: output.quiet, call)
    } else if printsJSON {
      try call.terminal.print(data: try report.json())
    } else {
      try call.terminal.print(
        report.text(in: call.language, width: call.terminal.width, keepsWords: !call.terminal.outputIsTerminal))
    }
    return difference.isDifferent ? .difference : .done
  }

  /// Without a figure `--format json` asks for the numbers as JSON; every other option of figures was meant for one.
  private func printsJSON() throws(Failure) -> Bool {
    for word in output.format { try refuseOption(word, as: "--format") }
    let formats = try OutputFormat.list(output.format)
    if let format = formats.first(where: { $0 != .json }) {
      throw Failure(
        usage: "--format \(format.rawValue) is about a figure: give --draw or -o as well (only json goes without)",
        zh: "--format \(format.rawValue) 用于绘图：请同时给出 --draw 或 -o（只有 json 例外）")
    }
    if let option = look.firstGiven ?? (panels.facet ? "--facet" : nil) {
      throw Failure(
        usage: "\(option) is about a figure: give --draw or -o as well", zh: "\(option) 用于绘图：请同时给出 --draw 或 -o")
    }
    return !formats.isEmpty
  }

  private func files(_ figure: RateDifference, _ planned: PlannedSpecs) -> FigureFiles {
    let columns = planned.plans.map(\.rates) + [figure.changes]
    let change = "difference"
    let names = figure.seriesNames + [figure.changeLabel]
    let specs = planned.plans.map { Optional($0.spec) } + [nil]
    return FigureFiles(
      chart: figure.chart,
      table: StepTable(
        names: columnNames(figure.seriesNames, beside: ["step", "epoch", change]) + [change], columns: columns),
      data: FigureData(
        title: figure.title, xLabel: figure.xLabel, yLabel: figure.yLabel,
        stepsPerEpoch: planned.context.stepsPerEpoch,
        series: zip(zip(names, specs), columns).map { ($0.0, $0.1, $1) }))
  }
}
