import ArgumentParser
import LRCore
import LRSchedules

/// `lrplot explain NAME|SPEC`: all that is known about a schedule, and a picture of it.
struct Explain: Command {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "explain",
      abstract: helpWords(
        "Explains a schedule: formula, parameters, source, and a small picture.", zh: "说明一个调度：公式、参数、出处与一幅小图。"),
      usage: "lrplot explain <name> [<options>]",
      discussion: helpWords("Of a whole SPEC, the values given are shown too.", zh: "给出完整的 SPEC 时，一并显示其参数值。"))
  }

  @Argument(
    help: helpText(
      "A name such as cosine, or a spec such as step:size=10,gamma=0.5.", zh: "名称如 cosine，或规格如 step:size=10,gamma=0.5",
      value: "name"),
    completion: .custom { _, _, prefix in completions(of: prefix) })
  var spec: String

  @Flag(help: helpText("As JSON, for programs.", zh: "输出 JSON，供程序使用"))
  var json = false

  @OptionGroup(title: helpWords("Time", zh: "时间")) var time: TimeOptions
  @OptionGroup(title: helpWords("Metrics", zh: "指标")) var metric: MetricOptions
  @OptionGroup(title: helpWords("Language", zh: "语言")) var languages: LanguageOptions

  func run(_ call: Call) throws(Failure) -> Outcome {
    let language = call.language
    var context = try time.context()
    context.metrics = try metric.values(in: call.terminal)
    let phases: [(spec: Spec, entry: ListedEntry)]
    do throws(SpecError) {
      phases = try SpecParser.chain(spec).phases.map { phase throws(SpecError) in
        (phase, ListedEntry(try Schedules.catalogue.entry(for: phase, in: spec)))
      }
    } catch {
      throw Failure(error)
    }
    let drawn = try plan(phases, context)
    if json {
      try call.terminal.print(try jsonText(phases, drawn, language))
    } else {
      try call.terminal.print(page(phases, drawn, context, language, call.terminal))
    }
    return .done
  }

  /// The plan to draw: the spec's, or an example's for a bare name that can't stand alone.
  private func plan(_ phases: [(spec: Spec, entry: ListedEntry)], _ context: RunContext) throws(Failure) -> RatePlan? {
    do throws(PlanError) {
      return try Schedules.plan(spec, in: context)
    } catch {
      guard phases.count == 1, phases[0].spec.arguments.isEmpty else {
        // Listening is no mistake: it only leaves nothing to draw.
        if context.metrics == nil, listens(spec, context) { return nil }
        throw Failure(error)
      }
      for example in phases[0].entry.examples {
        if let plan = try? Schedules.plan(example, in: context) { return plan }
      }
      return nil
    }
  }

  /// Whether a spec is sound but for the metrics that it needs.
  private func listens(_ spec: String, _ context: RunContext) -> Bool {
    var context = context
    context.metrics = nil
    guard (try? Schedules.plan(spec, in: context)) == nil else { return false }
    context.metrics = [Double](repeating: 1, count: context.steps)
    return (try? Schedules.plan(spec, in: context)) != nil
  }

  private func page(
    _ phases: [(spec: Spec, entry: ListedEntry)], _ plan: RatePlan?, _ context: RunContext, _ language: Language,
    _ terminal: Terminal
  ) -> String {
    var lines: [String] = []
    func say(_ text: Localized) { lines.append(text.text(in: language)) }
    for (index, phase) in phases.enumerated() {
      if index > 0 { lines.append("") }
      lines += description(of: phase.spec, phase.entry, language, terminal.width)
    }
    lines.append("")
    if let plan {
      let head = Localized(
        "\(plan.spec) over \(context.steps) steps, base rate \(shortest(context.baseRate))",
        zh: "\(plan.spec)，共 \(context.steps) 步，基准学习率 \(shortest(context.baseRate))")
      lines += wrapped(head.text(in: language), width: terminal.width)
      let chart = TerminalChart(
        values: plan.rates, width: min(60, terminal.width - 16), isUnicode: terminal.isUnicode,
        hasColor: terminal.hasColor)
      lines += chart.lines(xLabel: Localized("step", zh: "步").text(in: language))
    } else {
      say(
        Localized(
          "It listens to a metric: with --metrics FILE its rates are drawn here.",
          zh: "它根据指标调整学习率：给出 --metrics FILE 后在此绘出。"))
    }
    lines.append("")
    say(Localized("Try:", zh: "试一试："))
    var examples = phases.flatMap(\.entry.examples)
    if phases.count > 1 || !phases[0].spec.arguments.isEmpty { examples.insert(spec, at: 0) }
    if examples.isEmpty { examples = [phases[0].entry.name] }
    var seen: Set<String> = []
    for example in examples where seen.insert(example).inserted && seen.count <= 4 {
      let needs = listens(example, context) ? " --metrics FILE" : ""
      lines.append("  lrplot compare " + shellQuoted(example) + needs)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func description(
    of spec: Spec, _ entry: ListedEntry, _ language: Language, _ width: Int
  ) -> [String] {
    var title = entry.name
    let also = ([entry.name] + entry.aliases).filter { $0 != entry.name }
    if !also.isEmpty {
      title +=
        Localized(" (also ", zh: "（又名 ").text(in: language) + also.joined(separator: ", ")
        + Localized(")", zh: "）").text(in: language)
    }
    var lines = wrapped(title, width: width)
    lines += wrapped(entry.summary.text(in: language), width: width - 2).map { "  " + $0 }
    lines.append("")
    for rule in entry.formula.split(separator: "\n", omittingEmptySubsequences: false) {
      let parts = wrapped(String(rule), width: width - 6)
      lines += parts.enumerated().map { ($0.offset == 0 ? "  " : "      ") + $0.element }
    }
    if !entry.parameters.isEmpty {
      lines.append("")
      lines += parameterTable(spec, entry, language).lines(width: width)
    }
    if let note = entry.note {
      lines.append("")
      lines += wrapped(note.text(in: language), width: width - 2).map { "  " + $0 }
    }
    lines.append("")
    lines += wrapped(
      Localized("source: ", zh: "出处：").text(in: language) + entry.source, width: width - 2
    ).map { "  " + $0 }
    return lines
  }

  private func parameterTable(_ spec: Spec, _ entry: ListedEntry, _ language: Language) -> TextTable {
    let hasValues = !spec.arguments.isEmpty
    var head = [Localized("parameter", zh: "参数")]
    if hasValues { head.append(Localized("given", zh: "给定值")) }
    head += [Localized("default", zh: "默认值"), Localized("type", zh: "类型"), Localized("meaning", zh: "含义")]
    var rows = [head.map { $0.text(in: language) }]
    for parameter in entry.parameters {
      var row = [parameter.name]
      if hasValues { row.append(spec.arguments.first { $0.key == parameter.name }?.value.text ?? "") }
      row += [parameter.fallbackWords, parameter.typeWords, parameter.meaning].map { $0.text(in: language) }
      rows.append(row)
    }
    return TextTable(rows: rows, widest: 22)
  }

  private func jsonText(
    _ phases: [(spec: Spec, entry: ListedEntry)], _ plan: RatePlan?, _ language: Language
  ) throws(Failure) -> String {
    let descriptions = phases.map { phase in
      guard case .object(var members) = phase.entry.json(in: language) else { return JSON.null }
      members.append(("given", .object(phase.spec.arguments.map { ($0.key, .string($0.value.text)) })))
      return JSON.object(members)
    }
    var members: [(String, JSON)] = [("spec", .string(spec)), ("phases", .array(descriptions))]
    members.append(("drawn", .optional(plan?.spec)))
    members.append(("rates", plan.map { .array($0.rates.map { .number($0) }) } ?? .null))
    var text = ""
    var writer = ByteWriter { bytes throws(Failure) in text += String(decoding: bytes, as: UTF8.self) }
    writer.write(.object(members))
    writer.write("\n")
    try writer.finish()
    return text
  }
}
