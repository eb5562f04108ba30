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
    let phases: [ExplainedPhase]
    do throws(SpecError) {
      phases = try SpecParser.chain(spec).phases.map { phase throws(SpecError) in
        ExplainedPhase(spec: phase, entry: ListedEntry(try Schedules.catalogue.entry(for: phase, in: spec)))
      }
    } catch {
      throw Failure(error)
    }
    let subject = try subject(phases, context)
    if json {
      try call.terminal.print(try jsonText(value(phases, subject, language)))
    } else {
      let page = ExplanationPage(
        spec: spec, phases: phases, subject: subject, context: context, language: language, terminal: call.terminal)
      try call.terminal.print(page.text)
    }
    return .done
  }

  /// What is drawn: the spec itself, or an example of a bare name that can't stand alone.
  private func subject(_ phases: [ExplainedPhase], _ context: RunContext) throws(Failure) -> ExplainedSubject {
    do throws(PlanError) {
      return try ExplainedSubject(spec, in: context)
    } catch {
      guard phases.count == 1, phases[0].spec.arguments.isEmpty else { throw Failure(error) }
      for example in phases[0].entry.examples {
        if let subject = try? ExplainedSubject(example, in: context) { return subject }
      }
      throw Failure(error)
    }
  }

  private func value(_ phases: [ExplainedPhase], _ subject: ExplainedSubject, _ language: Language) -> JSON {
    let descriptions = phases.map { phase in
      guard case .object(var members) = phase.entry.json(in: language) else { return JSON.null }
      members.append(("given", .object(phase.spec.arguments.map { ($0.key, .string($0.value.text)) })))
      return JSON.object(members)
    }
    // Rates on a made-up metric are for the eye only.
    let plan = subject.isMadeUp ? nil : subject.plan
    return .object([
      ("spec", .string(spec)), ("phases", .array(descriptions)), ("drawn", .optional(plan?.spec)),
      ("rates", plan.map { .array($0.rates.map { .number($0) }) } ?? .null),
    ])
  }
}

/// A phase of the spec, and what is known about its name.
struct ExplainedPhase {
  var spec: Spec
  var entry: ListedEntry
}

/// A spec evaluated for its picture.
struct ExplainedSubject {
  let plan: RatePlan
  /// Whether it listens, and no metric was given: then one is made up.
  let isMadeUp: Bool

  init(_ spec: String, in context: RunContext) throws(PlanError) {
    var context = context
    let listens = try Self.listens(spec, in: context)
    isMadeUp = listens && context.metrics == nil
    if isMadeUp { context.metrics = Self.madeUpLoss(context.steps) }
    plan = try Schedules.plan(spec, in: context)
  }

  static func listens(_ spec: String, in context: RunContext) throws(PlanError) -> Bool {
    do throws(SpecError) {
      return try Schedules.build(try SpecParser.chain(spec), in: context).listens
    } catch {
      throw .spec(error)
    }
  }

  /// The step at which the made-up loss has reached what it stays at.
  static func lastImprovement(_ steps: Int) -> Int { max(1, steps * 2 / 5) }

  /// A loss that falls steadily and then stays, which makes every sort of patience end.
  private static func madeUpLoss(_ steps: Int) -> [Double] {
    let last = lastImprovement(steps)
    return (0..<max(1, steps)).map { 1 - 0.7 * Double(min($0, last)) / Double(last) }
  }
}
