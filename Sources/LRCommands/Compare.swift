import ArgumentParser
import LRCore
import LRFigures
import LRSchedules
import LRSystem

/// `lrplot compare SPEC...`: schedules drawn together.
struct Compare: Command {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "compare",
      abstract: helpWords("Draws learning-rate schedules together; one SPEC draws one.", zh: "把多个学习率调度画在一起；只给一个则单独绘制。"),
      discussion: helpWords(
        """
        A SPEC is a name, then parameters: step:size=30,gamma=0.1. Phases are joined by '+': warmup:steps=5+cosine. \
        `lrplot list` names them all, `lrplot explain NAME` tells about one. --from reads the schedule of a training \
        configuration. Without -o the figure goes to out/compare-<names>.png and .svg.
        """,
        zh: """
          SPEC 由名称和参数组成：step:size=30,gamma=0.1；
          各阶段用“+”连接：warmup:steps=5+cosine。
          `lrplot list` 列出全部，`lrplot explain NAME` 说明某一项。
          --from 从训练配置中读取调度。
          不给 -o 时输出到 out/compare-<names>.png 与 .svg。
          """))
  }

  @Argument(
    help: helpText(
      "Schedules to draw, such as cosine or step:size=30.", zh: "要绘制的调度，例如 cosine 或 step:size=30", value: "spec"),
    completion: .custom { _, _, prefix in completions(of: prefix) })
  var specs: [String] = []

  @OptionGroup(title: helpWords("Configurations", zh: "配置文件")) var configs: ConfigOptions
  @OptionGroup(title: helpWords("Time", zh: "时间")) var time: TimeOptions
  @OptionGroup(title: helpWords("Stepping", zh: "步进方式")) var unit: SteppingOptions
  @OptionGroup(title: helpWords("Metrics", zh: "指标")) var metric: MetricOptions
  @OptionGroup(title: helpWords("Loss bound", zh: "损失上界")) var bound: BoundOptions
  @OptionGroup(title: helpWords("Output", zh: "输出")) var output: OutputOptions
  @OptionGroup(title: helpWords("Looks", zh: "外观")) var look: LookOptions
  @OptionGroup(title: helpWords("Looks", zh: "外观")) var panels: FacetOptions
  @OptionGroup(title: helpWords("Language", zh: "语言")) var languages: LanguageOptions

  func run(_ call: Call) throws(Failure) -> Outcome {
    var looks = try look.looks(in: call.language, command: call.arguments)
    looks.facet = panels.facet
    let drawing = try look.drawing(of: looks.size)
    guard !(specs.isEmpty && configs.files.isEmpty) else {
      throw Failure(
        .usage, parserMessage("Missing expected argument '<spec> ...'"),
        context: [Localized("  see `lrplot compare --help`", zh: "  用法见 `lrplot compare --help`")])
    }
    let stepping = try unit.stepping()
    let constants = try bound.constants()
    let sources = try configs.sources(specs, time, in: call.terminal)
    let planned = try PlannedSpecs(
      sources, stepped: stepping, metric, extra: constants == nil ? 0 : 16 * sources.all.count, in: call.terminal)
    let targets = try output.targets(stem: "compare-" + fileNames(of: planned.names), in: call.terminal)
    try refuseOverwriting(configs.files + (metric.metrics.map { [$0] } ?? []), by: targets, in: call.terminal)
    try look.refuseUselessText(among: targets)
    let (plans, stepsPerEpoch) = (planned.plans, planned.context.stepsPerEpoch)
    let comparison = RateComparison(plans: plans, stepsPerEpoch: stepsPerEpoch, looks: looks, bound: constants)
    let names = comparison.seriesNames
    if !output.quiet {
      for note in planned.notes(naming: names) + comparison.boundNotes { call.note(note) }
    }
    var files = FigureFiles(
      chart: comparison.chart,
      table: { writer throws(Failure) in try comparison.table(of: plans).write(to: &writer) },
      data: { writer throws(Failure) in try comparison.data(of: plans).write(to: &writer) })
    files.stepsPerEpoch = stepsPerEpoch
    try files.write(to: targets, drawing, quiet: output.quiet, call)
    return .done
  }
}

extension RateComparison {
  /// The rates of the steps, and the bounds at the updates where they are drawn.
  fileprivate func table(of plans: [RatePlan]) -> StepTable {
    let count = plans.map(\.rates.count).max() ?? 0
    let columns = bounds.map { curve in
      var column = [Double](repeating: .nan, count: count)
      for (step, value) in zip(curve.steps, curve.values) { column[step] = value }
      return column
    }
    return StepTable(
      names: seriesNames + (bounds.isEmpty ? [] : boundNames), columns: plans.map(\.rates) + columns)
  }

  fileprivate func data(of plans: [RatePlan]) -> FigureData {
    let series = zip(seriesNames, plans).map { name, plan in (name, Optional(plan.spec), plan.rates) }
    var data = FigureData(
      title: title, xLabel: xLabel, yLabel: yLabel, stepsPerEpoch: stepsPerEpoch, series: series)
    data.series += bounds.indices.map { boundSeries($0) }
    return data
  }
}

/// The names of the schedules for a file's name: `step-exp-cosine`, phases of one joined by `_`.
///
/// Only letters, digits and `. _ -` remain. Long names are cut, and a hash of the whole keeps them apart.
func fileNames(of chains: [Chain]) -> String {
  fileNames(of: chains.map { $0.phases.map(\.name).joined(separator: "_") })
}

func fileNames(of names: [String]) -> String {
  let all = names.joined(separator: "-")
  let safe = String(all.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" })
  guard safe.utf8.count > 100 || safe != all else { return safe }
  // FNV-1a, 64 bits: the same in every process, unlike Swift's own hashes.
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in all.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  return safe.prefix(90) + "-" + String(hash % 0x1_0000_0000, radix: 16)
}
