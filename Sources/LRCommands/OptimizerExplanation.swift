import LRCore
import LROptimizers

/// What `lrplot explain` tells about an optimizer: its rule, the defaults of every framework's, and a small descent.
struct OptimizerExplanation {
  private let source: String
  private let phase: ExplainedPhase
  private let run: OptimizerRun
  /// The framework entries whose nearest is this one.
  private let relatives: [ListedEntry]
  private let steps: Int
  private let language: Language
  private let terminal: Terminal

  init(
    _ source: String, baseRate: Double?, context: RunContext, language: Language, terminal: Terminal
  ) throws(Failure) {
    do throws(SpecError) {
      let spec = try SpecParser.run(source).subject.phases[0]
      let entry = try Optimizers.catalogue.entry(for: spec, in: source)
      phase = ExplainedPhase(spec: spec, entry: ListedEntry(entry))
      run = try Self.run(source, phase, baseRate: baseRate, in: context)
      relatives = Optimizers.catalogue.entries.filter { $0.origin?.nearest == entry.name }.map(ListedEntry.init)
    } catch {
      throw Failure(error)
    }
    self.source = source
    steps = context.steps
    self.language = language
    self.terminal = terminal
  }

  /// The run itself, or an example of a bare name that can't stand alone, such as a rule around another.
  private static func run(
    _ source: String, _ phase: ExplainedPhase, baseRate: Double?, in context: RunContext
  ) throws(SpecError) -> OptimizerRun {
    do throws(SpecError) {
      return try OptimizerRun(source, baseRate: baseRate, findsRate: !phase.spec.arguments.isEmpty, in: context)
    } catch {
      guard phase.spec.arguments.isEmpty else { throw error }
      for example in phase.entry.examples {
        if let run = try? OptimizerRun(example, baseRate: baseRate, in: context) { return run }
      }
      throw error
    }
  }

  var text: String {
    let width = terminal.width
    var lines = EntryDescription(language: language, width: width).lines(of: phase)
    func say(_ text: Localized) { lines += wrapped(text.text(in: language), width: width) }
    if let pointWords {
      lines.append("")
      lines += wrapped(pointWords.text(in: language), width: width - 2).map { "  " + $0 }
    }
    if !relatives.isEmpty {
      lines.append("")
      say(Localized("The same rule in frameworks, with their defaults:", zh: "各框架中的同一规则及其默认值："))
      for relative in relatives {
        let defaults = relative.parameters.filter { !Self.clipping.contains($0.name) }
          .map { "\($0.name)=\($0.fallbackWords.text(in: language))" }
        lines += wrapped("\(relative.name): " + defaults.joined(separator: ", "), width: width - 6).enumerated()
          .map { ($0.offset == 0 ? "  " : "      ") + $0.element }
      }
    }
    lines += picture(width: width)
    lines.append("")
    say(Localized("Try:", zh: "试一试："))
    var examples = phase.entry.examples
    if !phase.spec.arguments.isEmpty || run.schedule != nil { examples.insert(source, at: 0) }
    if examples.isEmpty { examples = [phase.entry.name] }
    var seen: Set<String> = []
    for example in examples where seen.insert(example).inserted && seen.count <= 3 {
      lines += command(shortened(shellQuoted(example), to: 480), width: width)
    }
    lines += command(
      (source == run.source ? phase.entry.name : shortened(shellQuoted(run.source), to: 480)) + " --tune", width: width)
    return lines.joined(separator: "\n") + "\n"
  }

  /// Which of several points a figure draws.
  private var pointWords: Localized? {
    run.recipe.point.map { point in
      let takesPoints = phase.entry.parameters.contains { $0.name == "points" }
      let drawn = Localized("Drawn is ", zh: "绘制的是") + point.drawn
      guard takesPoints else { return drawn + Localized(".", zh: "。") }
      let choices = (point.choice.rawValue, point.otherChoice.rawValue)
      return drawn
        + Localized(
          " (points=\(choices.0)); points=\(choices.1) draws \(point.other.english).",
          zh: "（points=\(choices.0)）；points=\(choices.1) 则绘制\(point.other.chinese)。")
    }
  }

  /// The command line that draws this, in two lines where one is too short.
  private func command(_ words: String, width: Int) -> [String] {
    let line = "  lrplot trajectory rosenbrock " + words
    return line.columns <= width ? [line] : ["  lrplot trajectory rosenbrock \\", "    " + words]
  }

  /// Parameters that every optimizer has, and that no framework's own constructor has.
  private static let clipping: Set<String> = ["clip_norm", "clip_norm_type", "clip_value"]

  /// A plain bowl, steep one way: on it curves tell rules apart without accidents.
  private static let ground = "quadratic-ill"

  /// The loss of a descent, at the rate given or at the best one.
  private func picture(width: Int) -> [String] {
    var run = run
    guard run.recipe.refusal(ofShape: [2]) == nil else { return [] }
    do throws(SpecError) {
      let chain = try SpecParser.chain(Self.ground)
      let surface = try Surfaces.build(chain.phases[0], of: chain, in: RunContext())
      let shown = min(steps, 10_000)
      if !run.statesRate {
        let finding = try Tuning().search { rate throws(SpecError) in
          try run.descent(on: surface, rate: rate, steps: shown)
        }
        if let rate = finding.rate { run.tune(to: rate) }
      }
      let path = try run.descent(on: surface, steps: shown).run(named: run.name)
      guard path.loss.count > 1 else { return [] }
      let rate = shortest(run.recipe.rate)
      let head = Localized(
        "Its loss on \(Self.ground) over \(path.loss.count - 1) steps, rate \(rate)\(run.isTuned ? ", the best of 21" : ""):",
        zh: "在 \(Self.ground) 上 \(path.loss.count - 1) 步的损失，学习率 \(rate)\(run.isTuned ? "（21 个中最佳）" : "")：")
      let chart = TerminalChart(
        values: path.loss, width: min(60, width - 16), isUnicode: terminal.isUnicode, hasColor: terminal.hasColor)
      return [""] + wrapped(head.text(in: language), width: width)
        + chart.lines(xLabel: Localized("step", zh: "步").text(in: language))
    } catch {
      return []
    }
  }

  var json: JSON {
    .object([
      ("spec", .string(source)), ("kind", .string("optimizers")), ("phases", .array([phase.json(in: language)])),
      (
        "points",
        run.recipe.point.map { point in
          .object([
            ("drawn", .string(point.choice.rawValue)), ("train", .string(point.train.text(in: language))),
            ("eval", .string(point.eval.text(in: language))),
          ])
        } ?? .null
      ),
      (
        "frameworks",
        .array(
          relatives.map { relative in
            .object([
              ("name", .string(relative.name)), ("version", .optional(relative.origin?.version)),
              (
                "defaults",
                .object(
                  relative.parameters.filter { !Self.clipping.contains($0.name) }
                    .map { ($0.name, .string($0.fallbackWords.english)) })
              ),
            ])
          })
      ),
    ])
  }
}
