import LRCore
import LRSchedules

/// A schedule as a program for a framework: the same rates to 1e-9, or the reason why there is none. Keras' cosines
/// are single precision on JAX and PyTorch, whatever is asked for: 1e-6 there.
public struct Code: Sendable {
  public var framework: Framework
  /// The program in Python.
  public var text: String

  /// Writes a spec down.
  ///
  /// What a framework has of its own is used where its rates over the run are the schedule's; anything else becomes a
  /// function of the step. Both are evaluated before they are believed.
  ///
  /// - Parameters:
  ///   - context: the run; without metrics, a schedule that listens gets a place for them in the program.
  ///   - command: what the program's first line says about where it comes from.
  /// - Throws: `.plan` if the spec is wrong, `.impossible` if the framework has nothing of the kind.
  public init(
    _ spec: String, for framework: Framework, in context: RunContext, language: Language = .english, command: String
  ) throws(CodeError) {
    self.framework = framework
    let source = try Source(spec, context)
    let writer = framework.writer
    var run = ProgramRun(
      count: min(source.ending?.lastStep ?? context.steps, context.steps) + 1, ends: source.ending != nil,
      metrics: context.metrics, language: language, drivesMomentum: source.plan.momentum != nil,
      listens: source.plan.metrics != nil)
    let form = try source.form(for: framework, writer)
    if case .native = form {} else { run.ends = false }
    let program = try writer.program(form, run)
    // What can't be seen is in texts and comments only, where Python reads the same escapes.
    text = visible(
      program.text(head: Self.head(source, run, form, framework, command), count: run.count), keepsLines: true)
  }

  private static func head(
    _ source: Source, _ run: ProgramRun, _ form: Form, _ framework: Framework, _ command: String
  ) -> [String] {
    var lines = [visible(command)]
    let last = run.count - 1
    lines.append(
      run.say(
        "\(framework.title) (as of \(framework.version)); the rates of steps 0 to \(last).",
        zh: "\(framework.title)（对照版本 \(framework.version)）；第 0 至 \(last) 步的学习率。"))
    if let perEpoch = source.context.stepsPerEpoch {
      lines.append(
        run.say("An epoch has \(perEpoch) steps, each of them an update.", zh: "每轮 \(perEpoch) 步，每步一次更新。"))
    }
    if let ending = source.ending, run.ends {
      lines.append(
        run.say("After step \(last) it raises an error: ", zh: "第 \(last) 步之后会报错：") + ending.reason)
    }
    if run.drivesMomentum, !form.drivesMomentum {
      lines.append(
        run.say(
          "lrplot's schedule drives momentum too; this program drives the rate only.",
          zh: "lrplot 的这个调度还调节动量；本程序只调节学习率。"))
    }
    return lines
  }
}

extension Form {
  fileprivate var drivesMomentum: Bool {
    switch self {
    case .native(let proposal): proposal.momentum != nil
    case .function(_, let momentum): momentum != nil
    }
  }
}

/// A spec, evaluated.
struct Source {
  var context: RunContext
  var chain: Chain
  var plan: RatePlan
  var rule: Rule?
  /// Where the framework that the spec names would stop, if that is within the run or right after it.
  var ending: Ending?

  init(_ spec: String, _ context: RunContext) throws(CodeError) {
    do throws(SpecError) {
      chain = try Schedules.chain(spec)
      let schedule = try Schedules.build(chain, in: context)
      rule = schedule.rule?.normalized
      self.context = context
      // A program steps once more than it has rates.
      var further = context
      further.reach = context.horizon + 1
      if case .fixed(let fixed) = try Schedules.build(chain, in: further), let ending = fixed.ending,
        ending.lastStep <= context.steps
      {
        self.ending = ending
      }
      if case .listening = schedule, context.metrics == nil {
        self.context.metrics = [Double](repeating: 1, count: context.steps + 1)
      }
    } catch {
      throw .plan(.spec(error))
    }
    do throws(PlanError) { plan = try Schedules.plan(spec, in: self.context) } catch { throw .plan(error) }
    if let error = plan.notFiniteError { throw .plan(.data(error)) }
  }

  /// The form in which a framework can have it.
  func form(for framework: Framework, _ writer: any FrameworkWriter) throws(CodeError) -> Form {
    if let call = try dialectCall(of: framework) { return .native(call) }
    guard let rule else { throw .impossible(unknown(framework)) }
    if plan.ending == nil {
      for proposal in writer.proposals(for: rule, steps: context.steps) where holds(proposal) {
        return .native(proposal)
      }
    }
    let functions = RuleFunctions(rule)
    for case .formula(let formula, _, _) in functions.functions.map(\.body)
    where ![.math, .jax].allSatisfy({ FormulaText(style: $0).fits(formula) }) {
      throw .impossible(
        Localized(
          "the formula is too long to be written in Python: name its parts in code of your own", zh: "公式太长，无法写成 Python")
      )
    }
    if functions.listeners.isEmpty, !agree(functions.rates(through: context.steps), plan.rates) {
      throw .impossible(
        Localized(
          "lrplot can't write this schedule as a function to 1e-9, and \(framework.title) has none of its own",
          zh: "lrplot 无法以 1e-9 的精度把该调度写成函数，而 \(framework.title) 也没有对应的调度"))
    }
    return .function(functions, momentum: plan.momentum == nil ? nil : rule.momentum)
  }

  /// Whether a framework's own schedule has the rates of this one.
  private func holds(_ proposal: Proposal) -> Bool {
    // Where lrplot doesn't know the framework's entry, the writer is believed.
    guard proposal.call.all.allSatisfy({ Schedules.catalogue[$0.name] != nil }) else { return true }
    let takesRate = Schedules.catalogue[proposal.call.name]?.parameters.contains { $0.name == "lr" } ?? false
    var spec = proposal.call.spec(baseRate: takesRate ? proposal.baseRate : nil)
    if proposal.every > 1 { spec = "held:of=(\(spec)),every=\(proposal.every)" }
    var context = context
    // The program itself says when the scheduler is stepped.
    context.stepsSchedulersByEpoch = false
    guard let other = try? Schedules.plan(spec, in: context) else { return false }
    if proposal.hearsEarly { return agree(Array(plan.rates.dropFirst()), Array(other.rates.dropLast())) }
    return agree(plan.rates, other.rates, from: proposal.asksFirst ? 1 : 0)
  }

  private func unknown(_ framework: Framework) -> Localized {
    let names = chain.phases.map(\.name).filter { $0.contains(".") }
    let entry = names.lazy.compactMap { Schedules.catalogue[$0] }.first
    let nearest = entry?.origin?.nearest
    let hint = nearest.map {
      Localized(
        "; the nearest that lrplot can write is '\($0)': `lrplot explain \(entry?.name ?? "")` says how it differs",
        zh: "；lrplot 能写出的最接近者是“\($0)”：`lrplot explain \(entry?.name ?? "")` 说明其差别")
    }
    let name = names.first ?? chain.text
    return Localized(
      "lrplot knows no program for \(framework.title) that equals '\(name)' on this run",
      zh: "在这段训练上，lrplot 写不出与“\(name)”相等的 \(framework.title) 程序") + (hint ?? Localized(""))
  }
}
