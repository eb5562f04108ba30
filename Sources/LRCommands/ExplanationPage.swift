import LRCore
import LRSchedules

/// What `lrplot explain` prints for people.
struct ExplanationPage {
  let spec: String
  let phases: [ExplainedPhase]
  let subject: ExplainedSubject
  let context: RunContext
  let pace: SchedulerPaceNotes
  let language: Language
  let terminal: Terminal

  private var width: Int { terminal.width }

  /// How many characters the picture is wide.
  static func chartWidth(in terminal: Terminal) -> Int { min(60, terminal.width - 16) }

  var text: String {
    var lines: [String] = []
    func say(_ text: Localized) {
      lines += wrapped(
        shortened(text.text(in: language), to: 480), width: width, keepsWords: !terminal.outputIsTerminal)
    }
    for (index, phase) in phases.enumerated() {
      if index > 0 { lines.append("") }
      lines += EntryDescription(language: language, width: width).lines(of: phase)
    }
    lines.append("")
    let head = Localized(
      "\(subject.spec) over \(context.steps) steps, base rate \(shortest(subject.baseRate))",
      zh: "\(subject.spec)，共 \(context.steps) 步，基准学习率 \(shortest(subject.baseRate))")
    say(head)
    let chart = subject.chart(over: context.steps, width: Self.chartWidth(in: terminal), in: terminal)
    lines += chart.lines(xLabel: Localized("step", zh: "步").text(in: language))
    if subject.isMadeUp {
      let last = ExplainedSubject.lastImprovement(context.steps)
      say(
        Localized(
          "It listens to a metric. This one is made up: it falls until step \(last), then stays; --metrics FILE takes yours.",
          zh: "它根据指标调整学习率。此处的指标是虚构的：到第 \(last) 步为止下降，其后不变；可用 --metrics FILE 给出实际记录。"))
    }
    if let chain = try? SpecParser.chain(subject.spec), let rates = subject.rates {
      for note in pace.notes(on: [(subject.label, chain, rates)]) { say(note) }
    }
    if let ending = subject.ending { say(ending.message(about: subject.label)) }
    for remark in subject.remarks { say(remark) }
    lines.append("")
    say(Localized("Try:", zh: "试一试："))
    var examples = phases.flatMap(\.entry.examples)
    if phases.count > 1 || !phases[0].spec.arguments.isEmpty { examples.insert(spec, at: 0) }
    if examples.isEmpty { examples = [phases[0].entry.name] }
    var seen: Set<String> = []
    // Whether a schedule listens doesn't depend on the length of the run.
    var short = context
    short.steps = min(short.steps, 1000)
    for example in examples where seen.insert(example).inserted && seen.count <= 4 {
      let listens = (try? ExplainedSubject.listens(example, in: short)) ?? false
      let needs = listens ? " --metrics FILE" : ""
      lines.append("  lrplot compare " + shortened(shellQuoted(example), to: 480) + needs)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
