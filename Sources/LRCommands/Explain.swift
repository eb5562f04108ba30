import ArgumentParser
import LRCore
import LRFigures
import LROptimizers
import LRSchedules
import LRSystem
import LRTraining

/// `lrplot explain [KIND] NAME|SPEC`: all that is known about a schedule, an optimizer, a surface or a data set, and a
/// picture.
struct Explain: Command {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "explain",
      abstract: helpWords(
        "Explains a schedule, an optimizer, a surface or a data set: formula, parameters, source, and a small picture.",
        zh: "说明一个调度、优化器、曲面或数据集：公式、参数、出处与一幅小图。"),
      usage: "lrplot explain [<kind>] <name> [<options>]",
      discussion: helpWords(
        """
        Of a whole SPEC, the values given are shown too. Where several kinds have a NAME, all are told; a KIND before \
        it (schedule, optimizer, surface or data) picks one, also with a colon: data:linear. For data sets, -o FILE draws \
        samples.
        """,
        zh: """
          给出完整的 SPEC 时，一并显示其参数值。若几类中有同名者则逐一
          说明；名称前可写类别 schedule、optimizer、surface 或
          data，也可用冒号：data:linear。对于数据集，-o FILE 绘制样本图。
          """))
  }

  @Argument(
    help: helpText(
      "A name such as cosine, or a spec such as step:size=10,gamma=0.5.", zh: "名称如 cosine，或规格如 step:size=10,gamma=0.5",
      value: "name"),
    completion: .custom { _, _, prefix in
      completions(of: prefix) + Optimizers.catalogue.names + Surfaces.catalogue.names + DataSets.catalogue.names
    })
  var spec: String

  @Argument(
    help: helpText("The name, where a kind stands before it.", zh: "前面写了类别时的名称", value: "name"),
    completion: .custom { _, _, _ in CatalogueKind.explained.flatMap { $0.entries.map(\.name) } })
  var name: String?

  @Flag(help: helpText("As JSON, for programs.", zh: "输出 JSON，供程序使用"))
  var json = false

  @OptionGroup(title: helpWords("Time", zh: "时间")) var time: TimeOptions
  @OptionGroup(title: helpWords("Metrics", zh: "指标")) var metric: MetricOptions
  @OptionGroup(title: helpWords("Output", zh: "输出")) var output: OutputOptions
  @OptionGroup(title: helpWords("Looks", zh: "外观")) var look: LookOptions
  @OptionGroup(title: helpWords("Language", zh: "语言")) var languages: LanguageOptions

  func run(_ call: Call) throws(Failure) -> Outcome {
    let language = call.language
    var context = try time.context()
    let evaluated = min(context.steps, ExplainedSubject.longestReplayed) + 1
    try call.terminal.memory.check(
      // As JSON a number is a value of 32 bytes, and its text.
      Memory.ofPlans(2, values: evaluated, evaluated: evaluated, depth: Memory.depth(of: spec), extra: json ? 64 : 0),
      for: Localized("explaining \(context.steps) steps", zh: "说明 \(context.steps) 步"),
      Localized("give fewer --steps (or --epochs)", zh: "请减少 --steps（或 --epochs）"))
    context.metrics = try metric.values(for: context.steps, in: call.terminal)?.values
    let split = name == nil ? ExplainedKind.split(spec) : nil
    let kinds = try ExplainedKind.kinds(named: split?.kind ?? (name == nil ? nil : spec))
    let spec = split?.spec ?? name ?? spec
    let terminal = call.terminal.plain(for: spec)
    var pages: [String] = []
    var values: [JSON] = []
    var meant = try ExplainedKind.meant(by: spec, among: kinds, in: context)
    if !output.output.isEmpty {
      guard meant.contains(.data) else {
        throw Failure(
          usage:
            "explain draws the samples of data sets; to draw this one: `lrplot \(Self.drawing(meant)) \(shellQuoted(spec))`",
          zh: "explain 只绘制数据集的样本；绘制此项可用 `lrplot \(Self.drawing(meant)) \(shellQuoted(spec))`")
      }
      // Of a name of several kinds, the one that has a figure here.
      meant = [.data]
    } else if let option = output.format.isEmpty ? look.firstGiven : "--format" {
      throw Failure(usage: "\(option) is about a figure: give -o as well", zh: "\(option) 用于绘图：请同时给出 -o")
    }
    var sheet: DataExplanation?
    for kind in meant {
      switch kind {
      case .schedules:
        let phases = try phases(of: spec)
        let subject = try subject(spec, phases, context, call.terminal)
        if json, subject.rates == nil { call.note(Self.leftOut(spec)) }
        values.append(value(spec, phases, subject, language))
        pages.append(
          ExplanationPage(
            spec: spec, phases: phases, subject: subject, context: context,
            pace: SchedulerPaceNotes(context: context, isStated: time.schedulerSteps != nil), language: language,
            terminal: terminal
          ).text)
      case .optimizers:
        let page = try OptimizerExplanation(
          spec, baseRate: try time.stated().baseRate, context: context, language: language, terminal: terminal)
        values.append(page.json)
        pages.append(page.text)
      case .surfaces:
        let page = try SurfaceExplanation(spec, context: context, language: language, terminal: terminal)
        values.append(page.json)
        pages.append(page.text)
      case .data:
        let page = try DataExplanation(spec, language: language, terminal: terminal)
        sheet = page
        values.append(page.json)
        pages.append(page.text)
      case .models:
        let page = try ModelExplanation(spec, language: language, terminal: terminal)
        values.append(page.json)
        pages.append(page.text)
      }
    }
    if !output.output.isEmpty, let sheet {
      if try draw(sheet, call) { return .done }
    }
    if json {
      try call.terminal.print(data: try jsonText(values.count == 1 ? values[0] : .array(values)))
    } else if pages.count == 1 {
      try terminal.print(pages[0])
    } else {
      let titled = zip(meant, pages).map { kind, page in
        let title = Localized("As a \(kind.singular.english):", zh: "作为\(kind.singular.chinese)：").text(in: language)
        return title + "\n\n" + page
      }
      try terminal.print(titled.joined(separator: "\n"))
    }
    return .done
  }

  /// Draws samples.
  ///
  /// - Returns: whether they went to standard output, which then has no room for words.
  private func draw(_ page: DataExplanation, _ call: Call) throws(Failure) -> Bool {
    let looks = try look.looks(in: call.language, command: call.arguments)
    var figure = try page.figure(looks)
    if look.size == nil, let size = figure.preferredSize { figure.looks.size = size }
    let drawing = try look.drawing(of: figure.looks.size)
    let targets = try output.targets(stem: "samples-" + fileNames(of: [page.name]), in: call.terminal)
    try look.refuseUselessText(among: targets)
    let (drawn, data) = (figure, SampleData(figure: figure))
    let files = FigureFiles(
      chart: { drawn.chart() }, table: { writer throws(Failure) in try data.writeTable(to: &writer) },
      data: { writer throws(Failure) in try data.writeJSON(to: &writer) })
    try files.write(to: targets, drawing, quiet: output.quiet, call)
    return targets.contains { $0.place == .standardOutput }
  }

  /// The command that draws what isn't a data set.
  private static func drawing(_ kinds: [ExplainedKind]) -> String {
    switch kinds.first {
    case .optimizers: "trajectory rosenbrock"
    case .surfaces: "trajectory"
    case .models: "train sgd --model"
    case .schedules, .data, nil: "compare"
    }
  }

  private func phases(of spec: String) throws(Failure) -> [ExplainedPhase] {
    do throws(SpecError) {
      return try Schedules.chain(spec).phases.map { phase throws(SpecError) in
        ExplainedPhase(spec: phase, entry: ListedEntry(try Schedules.catalogue.entry(for: phase, in: spec)))
      }
    } catch {
      throw Failure(error)
    }
  }

  /// What is drawn: the spec itself, or an example of a bare name that can't stand alone.
  private func subject(
    _ spec: String, _ phases: [ExplainedPhase], _ context: RunContext, _ terminal: Terminal
  ) throws(Failure) -> ExplainedSubject {
    let columns = TerminalChart.columns(
      width: ExplanationPage.chartWidth(in: terminal), isUnicode: terminal.isUnicode)
    do throws(PlanError) {
      return try ExplainedSubject(spec, in: context, columns: columns)
    } catch {
      guard phases.count == 1, phases[0].spec.arguments.isEmpty else { throw Failure(error) }
      for example in phases[0].entry.examples {
        if let subject = try? ExplainedSubject(example, in: context, columns: columns) { return subject }
      }
      throw Failure(error)
    }
  }

  private static func leftOut(_ spec: String) -> Localized {
    let command = "lrplot compare \(shellQuoted(spec)) -o rates.csv"
    return Localized(
      "the rates of more than \(ExplainedSubject.longest) steps are left out: `\(command)` writes them",
      zh: "超过 \(ExplainedSubject.longest) 步的学习率不列出：可用 `\(command)` 写出")
  }

  private func value(
    _ spec: String, _ phases: [ExplainedPhase], _ subject: ExplainedSubject, _ language: Language
  ) -> JSON {
    // Rates on a made-up metric are for the eye only.
    let isShown = !subject.isMadeUp
    return .object([
      ("spec", .string(spec)), ("phases", .array(phases.map { $0.json(in: language) })),
      ("drawn", .optional(isShown ? subject.spec : nil)),
      ("rates", isShown ? subject.rates.map { .array($0.map { .number($0) }) } ?? .null : .null),
    ])
  }
}

/// A phase of the spec, and what is known about its name.
struct ExplainedPhase {
  var spec: Spec
  var entry: ListedEntry

  /// What the catalogue says, and the values given.
  func json(in language: Language) -> JSON {
    guard case .object(var members) = entry.json(in: language) else { return .null }
    members.append(("given", .object(spec.arguments.map { ($0.key, .string($0.value.text)) })))
    return .object(members)
  }
}
