import LRCore
import LRSchedules

/// A spec evaluated for its picture.
///
/// Of a run of more steps than `longest`, only some of each column of the picture are evaluated.
struct ExplainedSubject {
  /// What is drawn.
  let spec: String
  let label: String
  let baseRate: Double
  /// The rates of all steps, NaN after the ending; nil of a run that is longer than `longest`.
  let rates: [Double]?
  let ending: Ending?
  let remarks: [Localized]
  /// Whether it listens, and no metric was given: then one is made up.
  let isMadeUp: Bool
  private let sketch: RateSketch?
  /// The rates as a figure shows them: none of a cycle that begins with the step after the last update.
  private let drawn: [Double]

  /// Steps of a run that is evaluated whole.
  static let longest = 1_000_000
  /// Steps of a run whose rates follow from one another, so that all must be evaluated.
  static let longestReplayed = 2_000_000

  /// - Parameter columns: of the picture.
  /// - Throws: `PlanError` if the spec can't be evaluated over the run.
  init(_ spec: String, in context: RunContext, columns: Int) throws(PlanError) {
    self.spec = spec
    if context.steps > Self.longest {
      sketch = try Schedules.sketch(spec, in: context, parts: columns)
      if let sketch {
        (label, baseRate, ending, remarks) = (sketch.label, sketch.baseRate, sketch.ending, sketch.remarks)
        (rates, drawn) = (nil, [])
        isMadeUp = false
        return
      }
      guard context.steps <= Self.longestReplayed else { throw .spec(Self.tooLong(spec, context.steps)) }
    } else {
      sketch = nil
    }
    var context = context
    isMadeUp = try Self.listens(spec, in: context) && context.metrics == nil
    if isMadeUp { context.metrics = Self.madeUpLoss(context.steps / context.stepsPerSchedulerStep) }
    let plan = try Schedules.plan(spec, in: context)
    (label, baseRate, ending, remarks) = (plan.label, plan.baseRate, plan.ending, plan.remarks)
    rates = plan.rates
    drawn = plan.closed.rates
  }

  func chart(over steps: Int, width: Int, in terminal: Terminal) -> TerminalChart {
    guard let sketch else {
      return TerminalChart(
        values: drawn, width: width, isUnicode: terminal.isUnicode, hasColor: terminal.hasColor)
    }
    let columns = sketch.parts.map { part in part.map { TerminalChart.Span(low: $0.low, high: $0.high, last: $0.last) }
    }
    return TerminalChart(
      columns: columns, last: steps, width: width, isUnicode: terminal.isUnicode, hasColor: terminal.hasColor)
  }

  static func listens(_ spec: String, in context: RunContext) throws(PlanError) -> Bool {
    do throws(SpecError) {
      return try Schedules.build(try SpecParser.chain(spec), in: context).listens
    } catch {
      throw .spec(error)
    }
  }

  private static func tooLong(_ spec: String, _ steps: Int) -> SpecError {
    SpecError(
      Localized(
        "each rate of this follows from the one before: at most \(longestReplayed) steps are explained, not \(steps)",
        zh: "它的每个学习率都由前一个推出：最多说明 \(longestReplayed) 步，而不是 \(steps) 步"), in: spec, at: 0..<spec.count)
  }

  /// The step at which the made-up loss has reached what it stays at.
  static func lastImprovement(_ steps: Int) -> Int { max(1, steps * 2 / 5) }

  /// A loss that falls steadily and then stays, which makes every sort of patience end.
  private static func madeUpLoss(_ steps: Int) -> [Double] {
    let last = lastImprovement(steps)
    return (0..<max(1, steps)).map { 1 - 0.7 * Double(min($0, last)) / Double(last) }
  }
}
