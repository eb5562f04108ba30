import ArgumentParser
import LRCairo
import LRCore
import LRReports
import LRSystem
import LRTemplates
import LRTraining

/// `lrplot report NAME|FILE.yml`: figures and text through templates into a page.
struct Report: Command {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "report",
      abstract: helpWords(
        "Writes a report: figures, text and numbers in one HTML page.", zh: "生成报告：把图、文字与数值汇成 HTML 页面。"),
      discussion: helpWords(
        """
        A REPORT is the name of a built-in one (`lrplot list reports`) or a YAML file: a title and sections with \
        Markdown text and figures, each the command line that draws it. docs/reports.md describes the keys. The page is \
        one file that needs no network; --assets writes a folder with separate files instead. Figures that didn't \
        change are taken from the cache ($XDG_CACHE_HOME/lrplot). Without -o the page goes to out/<name>.html.
        """,
        zh: """
          REPORT 为内置报告的名称（`lrplot list reports`）
          或 YAML 文件：标题与各节，节中有 Markdown 文字和图，
          图以绘图命令给出；各键见 docs/reports.md。
          页面为单个文件，无需联网；--assets 则写成文件夹。
          未变的图取自缓存（$XDG_CACHE_HOME/lrplot）。
          不给 -o 时输出到 out/<name>.html。
          """))
  }

  @Argument(
    help: helpText(
      "A built-in report, or a YAML file.", zh: "内置报告的名称，或 YAML 文件", value: "report"), completion: .file())
  var report: String?

  @Argument(
    help: helpText(
      "With run: the plan, such as warmup:steps=5+cosine.", zh: "用于 run：计划，例如 warmup:steps=5+cosine", value: "spec"),
    completion: .custom { _, _, prefix in completions(of: prefix) })
  var specs: [String] = []

  @OptionGroup(title: helpWords("Report", zh: "报告")) var options: ReportOptions
  @OptionGroup(title: helpWords("Plan of report run", zh: "report run 的计划")) var configs: ConfigOptions
  @OptionGroup(title: helpWords("Plan of report run", zh: "report run 的计划")) var time: TimeOptions
  @OptionGroup(title: helpWords("Plan of report run", zh: "report run 的计划")) var metric: MetricOptions
  @OptionGroup(title: helpWords("Language", zh: "语言")) var languages: LanguageOptions

  func run(_ call: Call) throws(Failure) -> Outcome {
    if let folder = options.dumpTemplates {
      guard report == nil else {
        throw Failure(
          usage: "--dump-templates writes the templates and no report: leave out '\(report ?? "")'",
          zh: "--dump-templates 只写出模板：请去掉“\(report ?? "")”")
      }
      return try Self.dump(into: folder, quiet: options.quiet, call)
    }
    guard let report else {
      throw Failure(
        .usage, parserMessage("Missing expected argument '<report>'"),
        context: [Localized("  see `lrplot report --help`", zh: "  用法见 `lrplot report --help`")])
    }
    guard call.terminal.templates != nil else { return try handOver(call) }
    let job = try ReportJob(
      report, options, ReportPlan(specs: specs, configs: configs, time: time, metric: metric), call)
    return try job.write(call)
  }

  private static func dump(into folder: String, quiet: Bool, _ call: Call) throws(Failure) -> Outcome {
    try refusePath(folder, as: "--dump-templates")
    var outputs = Outputs()
    for (name, text) in BuiltIn.files {
      let path = folder + (folder.hasSuffix("/") ? "" : "/") + name
      if let old = try? contents(of: path, limit: 16 << 20, in: call.terminal), old != Array(text.utf8) {
        throw Failure(
          .cannotWrite,
          Localized("\(path) is there already, and different: name another folder", zh: "\(path) 已存在且内容不同：请换一个文件夹"))
      }
      outputs.add(path, try OutputPlace(path, in: call.terminal, makesFolders: true)) { writer throws(Failure) in
        writer.write(text: text)
      }
    }
    try outputs.write(in: call.terminal, quiet: quiet)
    return .done
  }
}

/// Options of everything that makes a report.
struct ReportOptions: ParsableArguments {
  @Option(
    name: .shortAndLong, parsing: .unconditional,
    help: helpText("Write the page here; '-' is standard output.", zh: "页面写到此处；“-”为标准输出", value: "path"),
    completion: .file())
  var output: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Write a folder: index.html, style.css, script.js, pictures, model.json.", zh: "写成文件夹：页面、样式、脚本、图分开", value: "dir"),
    completion: .directory)
  var assets: String?

  @Option(
    parsing: .unconditional,
    help: helpText("Also write every figure as SVG and PNG.", zh: "另将每张图存为 SVG 与 PNG", value: "dir"),
    completion: .directory)
  var figures: String?

  @Option(
    parsing: .unconditional,
    help: helpText("Take templates from here where they are.", zh: "使用此处的模板", value: "dir"), completion: .directory)
  var templates: String?

  @Option(
    parsing: .unconditional,
    help: helpText("Write lrplot's own templates, to be changed.", zh: "写出内置模板以供修改", value: "dir"),
    completion: .directory)
  var dumpTemplates: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "html, md or pdf (default: html, or by the suffix of -o).", zh: "html、md 或 pdf（默认 html，或依 -o 后缀）", value: "format"
    ))
  var format: String?

  @Option(
    parsing: .unconditional,
    help: helpText(
      "Compare the numbers with an earlier report; exit code 1 if some differ.", zh: "与旧报告比较数值；不同则退出码为 1", value: "old"),
    completion: .file())
  var against: String?

  @Flag(help: helpText("Draw everything again.", zh: "全部重绘"))
  var noCache = false

  @Option(
    parsing: .unconditional,
    help: helpText("Figures drawn at a time (default: processors).", zh: "同时绘制的图数（默认为处理器数）", value: "n"))
  var jobs: String?

  @Option(
    parsing: .unconditional,
    help: helpText("auto, light or dark (default: auto).", zh: "auto、light 或 dark（默认 auto）", value: "theme"))
  var theme: String?

  @Flag(name: [.short, .long], help: helpText("No notes on standard error.", zh: "不在标准错误上输出提示"))
  var quiet = false
}

/// The plan that `report run` is about.
struct ReportPlan {
  var specs: [String]
  /// nil where there are no options.
  var configs: ConfigOptions?
  var time: TimeOptions?
  var metric: MetricOptions?

  /// No plan.
  static let none = ReportPlan(specs: [], configs: nil, time: nil, metric: nil)

  var isEmpty: Bool {
    guard let configs, let time, let metric else { return true }
    return specs.isEmpty && configs.files.isEmpty && time.steps == nil && time.epochs == nil
      && time.stepsPerEpoch == nil
      && time.schedulerSteps == nil && time.lr == nil && metric.metrics == nil && metric.metric == nil
  }
}
