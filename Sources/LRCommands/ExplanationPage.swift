import LRCore
import LRSchedules

/// What `lrplot explain` prints for people.
struct ExplanationPage {
  let spec: String
  let phases: [ExplainedPhase]
  let subject: ExplainedSubject
  let context: RunContext
  let language: Language
  let terminal: Terminal

  private var width: Int { terminal.width }

  var text: String {
    let plan = subject.plan
    var lines: [String] = []
    func say(_ text: Localized) { lines += wrapped(text.text(in: language), width: width) }
    for (index, phase) in phases.enumerated() {
      if index > 0 { lines.append("") }
      lines += description(of: phase)
    }
    lines.append("")
    let head = Localized(
      "\(plan.spec) over \(context.steps) steps, base rate \(shortest(context.baseRate))",
      zh: "\(plan.spec)，共 \(context.steps) 步，基准学习率 \(shortest(context.baseRate))")
    say(head)
    let chart = TerminalChart(
      values: plan.rates, width: min(60, width - 16), isUnicode: terminal.isUnicode, hasColor: terminal.hasColor)
    lines += chart.lines(xLabel: Localized("step", zh: "步").text(in: language))
    if subject.isMadeUp {
      let last = ExplainedSubject.lastImprovement(context.steps)
      say(
        Localized(
          "It listens to a metric. This one is made up: it falls until step \(last), then stays; --metrics FILE takes yours.",
          zh: "它根据指标调整学习率。此处的指标是虚构的：到第 \(last) 步为止下降，其后不变；可用 --metrics FILE 给出实际记录。"))
    }
    if let ending = plan.ending { say(ending.message(about: plan.label)) }
    lines.append("")
    say(Localized("Try:", zh: "试一试："))
    var examples = phases.flatMap(\.entry.examples)
    if phases.count > 1 || !phases[0].spec.arguments.isEmpty { examples.insert(spec, at: 0) }
    if examples.isEmpty { examples = [phases[0].entry.name] }
    var seen: Set<String> = []
    for example in examples where seen.insert(example).inserted && seen.count <= 4 {
      let listens = (try? ExplainedSubject.listens(example, in: context)) ?? false
      let needs = listens ? " --metrics FILE" : ""
      lines.append("  lrplot compare " + shellQuoted(example) + needs)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func description(of phase: ExplainedPhase) -> [String] {
    let entry = phase.entry
    var title = entry.name
    let also = ([entry.name] + entry.aliases).filter { $0 != entry.name }
    if !also.isEmpty {
      title +=
        Localized(" (also ", zh: "（又名 ").text(in: language) + also.joined(separator: ", ")
        + Localized(")", zh: "）").text(in: language)
    }
    var lines = wrapped(title, width: width)
    lines += wrapped(entry.summary.text(in: language), width: width - 2).map { "  " + $0 }
    for words in [originWords(of: entry), entry.differenceWords].compactMap({ $0 }) {
      lines += wrapped(words.text(in: language), width: width - 2).map { "  " + $0 }
    }
    lines.append("")
    for rule in entry.formula.split(separator: "\n", omittingEmptySubsequences: false) {
      let parts = wrapped(String(rule), width: width - 6)
      lines += parts.enumerated().map { ($0.offset == 0 ? "  " : "      ") + $0.element }
    }
    if !entry.parameters.isEmpty {
      lines.append("")
      lines += parameterTable(phase.spec, entry).lines(width: width)
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

  private func originWords(of entry: ListedEntry) -> Localized? {
    entry.origin.map { origin in
      Localized(
        "\(origin.framework) \(origin.version): names, defaults and values are those of this version",
        zh: "\(origin.framework) \(origin.version)：名称、默认值与数值均同此版本")
    }
  }

  private func parameterTable(_ spec: Spec, _ entry: ListedEntry) -> TextTable {
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
}
