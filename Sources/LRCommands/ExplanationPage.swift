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
    func say(_ text: Localized) { lines += wrapped(shortened(text.text(in: language), to: 480), width: width) }
    for (index, phase) in phases.enumerated() {
      if index > 0 { lines.append("") }
      lines += EntryDescription(language: language, width: width).lines(of: phase)
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
      lines.append("  lrplot compare " + shortened(shellQuoted(example), to: 480) + needs)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
