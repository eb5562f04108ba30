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
  private let language: Language
  private let place = ReportSource.Place("", 0)

  init(_ given: ReportPlan, _ language: Language, in terminal: Terminal) throws(Failure) {
    guard let configs = given.configs, let time = given.time, let options = given.metric else {
      throw Failure(usage: "`report run` needs a plan", zh: "`report run` 需要计划")
    }
    let specs = given.specs
    sources = try configs.sources(specs, time, in: terminal)
    let planned = try PlannedSpecs(sources, stepped: nil, options, extra: 0, in: terminal)
    notes = sources.notes + planned.notes(naming: planned.names)
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
    if !notes.isEmpty {
      facts += "\n" + notes.map { "- " + markdownEscaped($0.text(in: language)) }.joined(separator: "\n") + "\n"
    }
    var overview = section("The plan", "计划", id: "plan", facts)
    overview.figures = [
      figure(
        ["compare"] + plan, id: "fig-plan", "The learning rate over the run.", "整个训练过程中的学习率。"),
      figure(
        ["compare"] + plan + ["--log-y"], id: "fig-plan-log",
        "On a logarithmic axis, equal ratios have equal heights.", "同上，纵轴取对数：倍数相同则高度相同。"),
    ]
    let marks = (0...10).map { String(steps * $0 / 10) }
    var seen: Set<String> = []
    overview.tables = [
      ReportSource.Table(
        figure: "fig-plan", columns: [], rows: marks.filter { seen.insert($0).inserted },
        caption: say("The rate at every tenth of the run.", "每十分之一处的学习率。"), id: nil, place: place)
    ]

    var meaning = section("What it is made of", "组成", id: "parts", parts)
    meaning.figures = []
    let baseline = ["compare"] + specs.map { $0 } + ["constant", "linear", "cosine", "wsd"] + length + metric
    var others = section(
      "Beside common plans", "与常用计划对照", id: "others",
      say(
        "The plan beside four common ones, with the same length and the same base rate. The bound is the loss that a "
          + "schedule alone predicts for a convex problem, each at its best base rate: a guide to the shape, not a forecast.",
        "与四种常用计划对照，总步数与基准学习率相同。损失上界是仅由调度推出的凸问题上界，各取其最佳基准学习率："
          + "可用于比较形状，并非预测。"))
    others.figures = [
      figure(baseline, id: "fig-others", "The plan beside common ones.", "该计划与常用计划。"),
      figure(
        baseline + ["--bound"], id: "fig-bound", "With the bound that each schedule alone predicts.", "附各调度的损失上界。"),
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
