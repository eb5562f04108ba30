import LRCore

/// A factor of the base rate as a function of the step, as PyTorch's `LambdaLR` takes it.
protocol FactorRule: Sendable {
  /// Steps of the warm-up, which need not be whole.
  var warmup: Double { get }
  /// The factor within the warm-up.
  func warming(at step: Double) -> Double
  /// The factor after the warm-up.
  func factor(at step: Double) -> Double
  /// What follows the warm-up until the end of the run.
  func outline(from start: Int, until steps: Int) -> Outline
  /// Why a step has no factor.
  func fault(at step: Double) -> String
  /// The rates of steps `0..<count`. A requirement, so that each rule has its own fast loop.
  func rates(from base: Double, count: Int) -> [Double]
}

extension FactorRule {
  /// A straight line from 0: step / warmup.
  func warming(at step: Double) -> Double { step / max(1, warmup) }
  func fault(at step: Double) -> String { "the factor isn't a number" }

  func rate(from base: Double, at step: Int) -> Double {
    let time = Double(step)
    return base * (time < warmup ? warming(at: time) : factor(at: time))
  }

  func rates(from base: Double, count: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      for step in 0..<count { buffer.initializeElement(at: step, to: rate(from: base, at: step)) }
      initialized = count
    }
  }

  /// Steps as a whole number, rounded up.
  func whole(_ steps: Double) -> Int { Int(clamping: min(max(0, steps), 1e15).rounded(.up)) }
}

/// The base rate times a factor.
struct LambdaSchedule<Rule: FactorRule>: Schedule {
  let base: Double
  let rule: Rule
  var duration: Int?
  private(set) var ending: Ending?

  init(base: Double, rule: Rule, duration: Int? = nil) {
    self.base = base
    self.rule = rule
    self.duration = duration
  }

  func rate(at step: Int) -> Double { rule.rate(from: base, at: step) }
  func rates(count: Int) -> [Double] { rule.rates(from: base, count: count) }

  func outline(until steps: Int) -> Outline {
    let turn = min(rule.whole(rule.warmup), steps)
    var outline = Outline(phases: turn > 0 ? [.init(.warmup, 0..<turn)] : [])
    let later = rule.outline(from: turn, until: steps)
    outline.phases += later.phases.filter { !$0.range.isEmpty }
    outline.events = later.events.filter { $0.step >= max(1, turn) && $0.step <= steps }
    return outline
  }
}

extension LambdaSchedule {
  /// Looks for a step that has no rate; PyTorch asks for step 0 on construction.
  ///
  /// - Throws: `SpecError` at the argument `name` if it is step 0.
  func ending(_ arguments: Arguments, at name: String) throws(SpecError) -> LambdaSchedule {
    guard let fault = firstFault(through: arguments.context.horizon) else { return self }
    let reason = rule.fault(at: Double(fault))
    if fault == 0 { throw arguments.transformersRefusal(reason, at: name) }
    var schedule = self
    schedule.ending = Ending(lastStep: fault - 1, reason: reason)
    return schedule
  }
}

extension Outline {
  /// Decay from `start` to `end`, within the run.
  static func decay(from start: Int, to end: Int, until steps: Int) -> Outline {
    let end = min(end, steps)
    return start < end ? Outline(phases: [.init(.decay, start..<end)]) : Outline()
  }
}

/// A warm-up and a total length: what most types are built from.
struct TrainingLength: Sendable {
  let warmup: Double
  let training: Double
  /// The length as typed, when the next phase of a chain may begin there.
  let duration: Int?
  /// Steps that follow the warm-up, at least 1.
  let rest: Double

  /// - Throws: `SpecError` if one is `none`.
  init(_ arguments: inout Arguments) throws(SpecError) {
    warmup = try arguments.requiredTime("num_warmup_steps")
    training = try arguments.requiredTime("num_training_steps")
    rest = max(1, training - warmup)
    duration = arguments.has("num_training_steps") && training >= 1 ? Int(clamping: training.rounded(.up)) : nil
  }

  /// The part of the rest that is over at `step`.
  func progress(at step: Double) -> Double { (step - warmup) / rest }

  var end: Int { Int(clamping: min(max(0, training), 1e15).rounded(.up)) }
}
