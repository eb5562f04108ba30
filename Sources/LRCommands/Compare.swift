import ArgumentParser
import LRCairo
import LRCore
import LRFigures
import LRScene
import LRSchedules

/// `lrplot compare SPEC...`: schedules drawn together.
struct Compare: Command {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "compare",
      abstract: helpWords("Draws learning-rate schedules together; one SPEC draws one.", zh: "把多个学习率调度画在一起；只给一个则单独绘制。"),
      discussion: helpWords(
        """
        A SPEC is a name, then parameters: step:size=30,gamma=0.1. Phases are joined by '+': warmup:steps=5+cosine. \
        `lrplot list` names them all, `lrplot explain NAME` tells about one. Without -o the figure goes to \
        out/compare-<names>.png and .svg.
        """,
        zh: """
          SPEC 由名称和参数组成：step:size=30,gamma=0.1；
          各阶段用“+”连接：warmup:steps=5+cosine。
          `lrplot list` 列出全部，`lrplot explain NAME` 说明某一项。
          不给 -o 时输出到 out/compare-<names>.png 与 .svg。
          """))
  }

  @Argument(
    help: helpText(
      "Schedules to draw, such as cosine or step:size=30.", zh: "要绘制的调度，例如 cosine 或 step:size=30", value: "spec"),
    completion: .custom { _, _, prefix in completions(of: prefix) })
  var specs: [String]

  @OptionGroup(title: helpWords("Time", zh: "时间")) var time: TimeOptions
  @OptionGroup(title: helpWords("Metrics", zh: "指标")) var metric: MetricOptions
  @OptionGroup(title: helpWords("Output", zh: "输出")) var output: OutputOptions
  @OptionGroup(title: helpWords("Looks", zh: "外观")) var look: LookOptions
  @OptionGroup(title: helpWords("Language", zh: "语言")) var languages: LanguageOptions

  /// All rates together: 8 bytes each.
  static let maximumValues = 400_000_000

  func run(_ call: Call) throws(Failure) -> Outcome {
    let language = call.language
    let looks = try look.looks(in: language, command: call.arguments)
    let drawing = try look.drawing(of: looks.size)
    var context = try time.context()
    let chains = try specs.map { spec throws(Failure) in try parsed(spec) }
    let (count, overflow) = chains.count.multipliedReportingOverflow(by: context.steps + 1)
    guard !overflow, count <= Self.maximumValues else {
      throw Failure(
        usage: "\(chains.count) schedules of \(context.steps) steps are more than \(Self.maximumValues) values",
        zh: "\(chains.count) 个调度、每个 \(context.steps) 步，超过了 \(Self.maximumValues) 个值的上限")
    }
    context.metrics = try metric.values(in: call.terminal)
    let plans = try specs.map { spec throws(Failure) in try plan(spec, context) }
    let targets = try output.targets(stem: "compare-" + fileNames(of: chains), in: call.terminal)
    if let metrics = context.metrics, !output.quiet { note(metrics, plans, context.steps, call) }

    let comparison = RateComparison(plans: plans, stepsPerEpoch: context.stepsPerEpoch, looks: looks)
    var pictures: [OutputFormat: [UInt8]] = [:]
    let formats = targets.map(\.format).filter(\.isPicture)
    if !formats.isEmpty {
      // Fonts are loaded here, so numbers alone don't wait for them.
      let renderer = try drawn { () throws(CairoError) in try CairoRenderer(language: language.rawValue) }
      let scene = comparison.chart().scene(measuring: renderer.measurer)
      for format in formats where pictures[format] == nil {
        pictures[format] = try picture(of: scene, format, renderer, drawing)
      }
      if !output.quiet { note(missing: renderer.missingGlyphs, call) }
    }
    var outputs = Outputs()
    for target in targets {
      if let bytes = pictures[target.format] {
        outputs.add(target) { writer throws(Failure) in writer.write(bytes: bytes) }
      } else {
        outputs.add(target, data(of: comparison, plans, context, target.format))
      }
    }
    try outputs.write(in: call.terminal, quiet: output.quiet)
    return .done
  }

  private func parsed(_ spec: String) throws(Failure) -> Chain {
    do throws(SpecError) { return try SpecParser.chain(spec) } catch { throw Failure(error) }
  }

  private func plan(_ spec: String, _ context: RunContext) throws(Failure) -> RatePlan {
    do throws(PlanError) { return try Schedules.plan(spec, in: context) } catch { throw Failure(error) }
  }

  private func picture(
    of scene: Scene, _ format: OutputFormat, _ renderer: CairoRenderer, _ drawing: LookOptions.Drawing
  ) throws(Failure) -> [UInt8] {
    try drawn { () throws(CairoError) in
      switch format {
      case .png: try renderer.png(scene, scale: drawing.scale, appearance: drawing.appearance)
      case .svg: try renderer.svg(scene, appearance: drawing.appearance)
      default: try renderer.pdf(scene, appearance: drawing.appearance)
      }
    }
  }

  /// What can't be drawn although the command line was checked is a fault of lrplot.
  private func drawn<Drawing>(_ draw: () throws(CairoError) -> Drawing) throws(Failure) -> Drawing {
    do throws(CairoError) {
      return try draw()
    } catch {
      throw Failure(.fault, Localized("lrplot \(error)", zh: "lrplot 绘图失败：\(error)"))
    }
  }

  private func data(
    of comparison: RateComparison, _ plans: [RatePlan], _ context: RunContext, _ format: OutputFormat
  ) -> Producer {
    let names = comparison.seriesNames
    if format == .csv {
      let table = StepTable(names: names, columns: plans.map(\.rates))
      return { writer throws(Failure) in try table.write(to: &writer) }
    }
    let stride = context.stepsPerEpoch.map { 1 / Double($0) } ?? 1
    let series = zip(names, plans).map { name, plan in
      Series(name: name, spec: plan.spec, x: .even(start: 0, stride: stride), y: plan.rates)
    }
    let figure = FigureData(
      title: comparison.title,
      x: FigureData.Axis(label: comparison.xLabel, unit: context.stepsPerEpoch == nil ? "step" : "epoch"),
      y: FigureData.Axis(label: comparison.yLabel, unit: ""), series: series)
    return { writer throws(Failure) in try figure.write(to: &writer) }
  }

  /// Metrics that are heard by none, or end before the run does.
  private func note(_ metrics: [Double], _ plans: [RatePlan], _ steps: Int, _ call: Call) {
    if plans.allSatisfy({ $0.metrics == nil }) {
      call.note(Localized("none of these schedules listens to --metrics", zh: "这些调度都不使用 --metrics 中的数值"))
    } else if metrics.count < steps {
      call.note(
        Localized(
          "--metrics ends after \(metrics.count) of \(steps) steps; a rate that listens stays as it is from there",
          zh: "--metrics 只有 \(metrics.count) 个值，而训练有 \(steps) 步；其后根据指标调整的学习率保持不变"))
    }
  }

  private func note(missing glyphs: [Unicode.Scalar], _ call: Call) {
    guard !glyphs.isEmpty else { return }
    let shown = glyphs.map { "'\($0)' (U+" + hexadecimal($0.value) + ")" }.joined(separator: ", ")
    call.note(
      Localized(
        "no installed font has \(shown), so the picture can't show it", zh: "已安装的字体中没有 \(shown)，图中无法显示"))
  }
}

private func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}

/// The names of the schedules for a file's name: `step-exp-cosine`, phases of one joined by `_`.
///
/// Only letters, digits and `. _ -` remain. Long names are cut, and a hash of the whole keeps them apart.
func fileNames(of chains: [Chain]) -> String {
  let all = chains.map { $0.phases.map(\.name).joined(separator: "_") }.joined(separator: "-")
  let safe = String(all.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" })
  guard safe.utf8.count > 100 || safe != all else { return safe }
  // FNV-1a, 64 bits: the same in every process, unlike Swift's own hashes.
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in all.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  return safe.prefix(90) + "-" + String(hash % 0x1_0000_0000, radix: 16)
}
