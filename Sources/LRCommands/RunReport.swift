import LRCore
import LRMarkdown
import LRReports
import LRSchedules
import LRSystem

/// `lrplot report run`: everything about one plan.
struct RunReport {
  /// The plan's spec, or those of several files.
  private let sources: ScheduleSources
  /// Specs and options as a command has them.
  private let plan: [String]
  private let time: [String]
  private var metric: [String] = []
  private let notes: [Localized]
  private let phases: [PlannedPhase]
  private let language: Language
  private let place = ReportSource.Place("", 0)

  init(_ given: ReportPlan, _ language: Language, in terminal: Terminal) throws(Failure) {
    guard let configs = given.configs, let time = given.time, let options = given.metric else {
      throw Failure(usage: "`report run` needs a plan", zh: "`report run` 需要计划")
    }
    let specs = given.specs
    sources = try configs.sources(specs, time, in: terminal)
    let planned = try PlannedSpecs(sources, stepped: nil, options, extra: 0, in: terminal)
    notes = planned.notes(naming: planned.names)
    phases = planned.phases
    var words: [String] = []
    for (option, value) in [
      ("--steps", time.steps), ("--epochs", time.epochs), ("--steps-per-epoch", time.stepsPerEpoch),
      ("--scheduler-steps", time.schedulerSteps), ("--lr", time.lr),
    ] {
      if let value { words += [option, value] }
    }
    self.time = words
    for (option, value) in [("--metrics", options.metrics), ("--metric", options.metric)] {
      if let value { metric += [option, value] }
    }
    plan = specs + configs.files.flatMap { ["--from", $0] } + words + metric
    self.language = language
  }

  private func say(_ english: String, _ chinese: String) -> String {
    Localized(english, zh: chinese).text(in: language)
  }

  private func section(_ english: String, _ chinese: String, id: String, _ text: String) -> ReportSource.Section {
    ReportSource.Section(
      say(english, chinese), id: id, text: text.isEmpty ? nil : ReportSource.Text(text, place, isBlock: true), at: place
    )
  }

  private func figure(_ words: [String], id: String, _ english: String, _ chinese: String) -> ReportSource.Figure {
    ReportSource.Figure(words, id: id, caption: say(english, chinese), at: place)
  }

  var source: ReportSource {
    let specs = sources.all.map(\.spec)
    var report = ReportSource(title: say("Training plan", "训练计划"), language: language, at: place)
    report.subtitle = specs.joined(separator: say(", ", "、"))
    let context = sources.context
    let steps = context.steps

    var facts = "| | |\n|---|---|\n"
    for spec in specs {
      facts += "| \(say("schedule", "调度")) | `\(spec.split(separator: "|").joined(separator: "\\|"))` |\n"
    }
    facts += "| \(say("steps", "步数")) | \(steps) |\n"
    if let perEpoch = context.stepsPerEpoch, perEpoch > 0 {
      facts += "| \(say("epochs", "轮数")) | \(shortest(Double(steps) / Double(perEpoch))) |\n"
    }
    facts += "| \(say("base learning rate", "基准学习率")) | \(shortest(context.baseRate)) |\n"
    facts += phaseTable
    let notes = notes + phases.compactMap { $0.shortNote(of: steps, stepsPerEpoch: context.stepsPerEpoch) }
    if !notes.isEmpty {
      facts += "\n" + notes.map { "- " + markdownEscaped($0.text(in: language)) }.joined(separator: "\n") + "\n"
    }
    var overview = section("The plan", "计划", id: "plan", facts)
    overview.figures = [
      figure(
        ["compare"] + plan, id: "fig-plan", "The learning rate over the run.", "整个训练过程中的学习率。"),
      figure(
        ["compare"] + plan + ["--log-y"], id: "fig-plan-log",
        "On a logarithmic axis: equal ratios have equal heights.", "同上，纵轴取对数：相同的比值对应相同的高度。"),
    ]
    let marks = (0...10).map { String(steps * $0 / 10) }
    var seen: Set<String> = []
    overview.tables = [
      ReportSource.Table(
        figure: "fig-plan", columns: [], rows: marks.filter { seen.insert($0).inserted },
        caption: say("The learning rate at every tenth of the run.", "每十分之一处的学习率。"), id: nil, place: place)
    ]

    var meaning = section("Components", "组成", id: "parts", parts)
    meaning.figures = []
    let baseline = ["compare"] + specs.map { $0 } + ["constant", "linear", "cosine", "wsd"] + length + metric
    var others = section(
      "Comparison with common schedules", "与常用调度对照", id: "others",
      say(
        "The plan and four common schedules of the same length and base learning rate. The bound is the worst-case "
          + "loss on a convex problem, given the schedule alone, each at its best base learning rate. It compares "
          + "shapes and does not forecast a real run.",
        "与四种常用调度对照，总步数与基准学习率相同。损失上界是仅由调度推出的凸问题最坏情形上界，各取其最佳基准学习率："
          + "可用于比较形状，并不预测实际训练。"))
    others.figures = [
      figure(baseline, id: "fig-others", "The plan and four common schedules.", "该调度与四种常用调度的对比。"),
      figure(
        baseline + ["--bound"], id: "fig-bound",
        "Worst-case loss bound of each schedule at its best base learning rate.", "各调度在其最佳基准学习率下的最坏情形损失上界。"),
    ]

    var code = section(
      "In code", "代码", id: "code",
      say(
        "Programs that reproduce the plan to $10^{-9}$, one per framework that can.",
        "能够以 $10^{-9}$ 的精度复现该计划的程序，每个框架一份。"))
    code.listings = listings(of: specs)
    report.sections = [overview, meaning, others] + (code.listings.isEmpty ? [] : [code])
    return report
  }

  /// The phases of chains, with their steps and rates.
  private var phaseTable: String {
    guard phases.contains(where: { $0.steps.lowerBound > 0 }) else { return "" }
    var text = "\n| \(say("phase", "阶段")) | \(say("steps", "步数")) "
    text += "| \(say("first learning rate", "起始学习率")) | \(say("last learning rate", "末尾学习率")) |\n"
    text += "|---|---|---|---|\n"
    for phase in phases {
      let name = phase.name.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
      text += "| `\(name)` | \(phase.steps.lowerBound)–\(phase.lastStep) "
      text += "| \(digits(phase.first, 6)) | \(digits(phase.last, 6)) |\n"
    }
    return text
  }

  /// The run's length and base rate as options, whoever said them.
  private var length: [String] {
    let context = sources.context
    var words = ["--steps", "\(context.steps)"]
    if let perEpoch = context.stepsPerEpoch, perEpoch > 0, context.steps % perEpoch == 0 {
      words = ["--epochs", "\(context.steps / perEpoch)", "--steps-per-epoch", "\(perEpoch)"]
    }
    return words + ["--lr", shortest(context.baseRate)]
  }

  /// What each phase is: summary, formula, parameters.
  private var parts: String {
    var text = ""
    var seen: Set<String> = []
    for source in sources.all {
      guard let chain = try? SpecParser.chain(source.spec) else { continue }
      for phase in chain.phases {
        guard let entry = Schedules.catalogue[phase.name].map(ListedEntry.init), seen.insert(entry.name).inserted else {
          continue
        }
        text +=
          "**`\(entry.name)`**: \(markdownEscaped(entry.summary.text(in: language)))\n\n```\n\(entry.formula)\n```\n\n"
        if let difference = entry.origin?.difference { text += markdownEscaped(difference.text(in: language)) + "\n\n" }
        if let note = entry.note { text += markdownEscaped(note.text(in: language)) + "\n\n" }
      }
    }
    return text
  }

  private func listings(of specs: [String]) -> [ReportSource.Listing] {
    var listings: [ReportSource.Listing] = []
    for spec in specs {
      for framework in ["torch", "keras", "optax", "timm", "transformers", "paddle"] {
        let words = ["code", spec, "--for", framework] + length + metric
        guard CommandRun(words, in: "").code == 0 else { continue }
        listings.append(
          ReportSource.Listing(
            words, caption: specs.count > 1 ? "\(framework), `\(spec)`" : framework, at: place))
      }
    }
    return listings
  }
}
