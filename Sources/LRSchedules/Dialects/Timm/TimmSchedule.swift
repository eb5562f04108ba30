import LRCore

/// What a scheduler of timm does once its warm-up is over.
protocol TimmRule: Sendable {
  /// What stays the same for a while: a cycle, a stair.
  associatedtype Stretch

  /// The stretch that `time` lies in, and the last time at which it is sure to go on.
  func stretch(at time: Double) -> (Stretch, until: Double)
  func rate(at time: Double, in stretch: Stretch) -> Double
  /// The time after which nothing changes any more, or none.
  var length: Double? { get }
  /// Phases and events on the rule's own clock, up to `end`.
  func outline(until end: Double) -> Outline
  /// Why `time` has no rate.
  func fault(at time: Double) -> String
  /// The rates of steps `0..<count` with the warm-up. A requirement, so that each rule has its own fast loop.
  func rates(after warmup: TimmWarmup, count: Int) -> [Double]
}

extension TimmRule {
  func rate(at step: Int, after warmup: TimmWarmup) -> Double {
    let time = Double(step)
    if step == 0 { return warmup.first }
    if time < warmup.length { return warmup.rate(at: time) }
    let own = time - warmup.offset
    return rate(at: own, in: stretch(at: own).0)
  }

  func rates(after warmup: TimmWarmup, count: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = count
      let start = min(max(1, warmup.end), count)
      for step in 0..<start { buffer.initializeElement(at: step, to: rate(at: step, after: warmup)) }
      guard start < count else { return }
      var (current, until) = stretch(at: Double(start) - warmup.offset)
      for step in start..<count {
        let time = Double(step) - warmup.offset
        if !(time <= until) { (current, until) = stretch(at: time) }
        buffer.initializeElement(at: step, to: rate(at: time, in: current))
      }
    }
  }
}

/// The warm-up that all of timm's schedulers share.
///
/// rate(t) = start + t * (peak - start) / length while t < length
struct TimmWarmup: Sendable {
  /// 0 for none; need not be whole.
  var length: Double
  var start: Double
  /// Whether the schedule begins after the warm-up.
  var isPrefix: Bool
  /// What the constructor leaves in the optimizer.
  let first: Double
  private var slope = 0.0

  init(length: Double, start: Double, isPrefix: Bool, base: Double) {
    self.length = length
    self.start = start
    self.isPrefix = isPrefix
    first = length == 0 ? base : start
    rise(to: base)
  }

  mutating func rise(to peak: Double) { slope = (peak - start) / length }

  func rate(at time: Double) -> Double { start + time * slope }

  /// When the schedule behind the warm-up has its time 0.
  var offset: Double { isPrefix ? length : 0 }

  /// The first step that isn't of the warm-up.
  var end: Int { Int(clamping: min(max(0, length), 1e15).rounded(.up)) }

  /// - Throws: `SpecError` for a wrong argument.
  init(_ arguments: inout Arguments, isPrefix: Bool) throws(SpecError) {
    self.init(
      length: try arguments.time("warmup_t"), start: try arguments.number("warmup_lr_init"), isPrefix: isPrefix,
      base: arguments.base())
  }
}

/// A warm-up and what follows it.
struct TimmSchedule<Rule: TimmRule>: Schedule {
  let warmup: TimmWarmup
  let rule: Rule
  private(set) var ending: Ending?

  /// - Parameter steps: where to look for a step that has no rate, if there can be one.
  init(_ warmup: TimmWarmup, _ rule: Rule, searching steps: Int?) {
    self.warmup = warmup
    self.rule = rule
    if let steps, let fault = firstFault(through: steps) {
      ending = Ending(lastStep: fault - 1, reason: rule.fault(at: Double(fault) - warmup.offset))
    }
  }

  func rate(at step: Int) -> Double { rule.rate(at: step, after: warmup) }
  func rates(count: Int) -> [Double] { rule.rates(after: warmup, count: count) }

  var duration: Int? {
    guard let length = rule.length, length + warmup.offset < 1e15 else { return nil }
    return max(Int(clamping: (length + warmup.offset).rounded(.up)), warmup.end)
  }

  func outline(until steps: Int) -> Outline {
    let turn = min(warmup.end, steps)
    var outline = Outline(phases: turn > 0 ? [.init(.warmup, 0..<turn)] : [])
    let shift = warmup.isPrefix ? warmup.end : 0
    let later = rule.outline(until: Double(steps) - warmup.offset).shifted(by: shift)
    for phase in later.phases {
      let range = phase.range.clamped(to: turn..<max(turn, steps))
      if !range.isEmpty { outline.phases.append(.init(phase.kind, range)) }
    }
    outline.events = later.events.filter { $0.step >= max(1, warmup.end) && $0.step <= steps }
    return outline
  }
}
