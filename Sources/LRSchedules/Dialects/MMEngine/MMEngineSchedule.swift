import LRCore

/// One of mmengine's schedulers at work: its rule within its window.
struct MMEngineMember: Sendable {
  var rule: any MMEngineRule
  /// In steps of its own: epochs or iterations.
  var window: Range<Int>
  /// Iterations to one step of its own.
  var stride: Int
  var countsEpochs: Bool

  /// The same where the optimizer's group holds these levels of a one-cycle.
  func sharing(_ levels: MMEngineOneCycle.Levels) -> MMEngineMember {
    guard var cycle = rule as? MMEngineOneCycle else { return self }
    cycle.levels = levels
    var member = self
    member.rule = cycle
    return member
  }

  /// What becomes of the rate when iteration `time` is about to begin.
  func step(_ rate: Double, at time: Int) -> Double {
    guard stride == 1 || time % stride == 0 else { return rate }
    let tick = stride == 1 ? time : time / stride
    return window.contains(tick) ? rule.rate(after: rate, step: tick - max(0, window.lowerBound)) : rate
  }

  /// The iteration at which the scheduler raises an error.
  var failure: (time: Int, reason: String)? {
    guard let failure = rule.failure else { return nil }
    let tick = failure.step + max(0, window.lowerBound)
    // No run gets as far as a product that overflows.
    let (time, isBeyond) = tick.multipliedReportingOverflow(by: stride)
    return window.contains(tick) && !isBeyond ? (time, failure.reason) : nil
  }

  func outline(until steps: Int) -> Outline {
    let begin = max(0, window.lowerBound)
    guard begin < (steps + stride - 1) / stride else { return Outline() }
    let ticks = min(window.upperBound, steps / stride + 1) - begin
    guard ticks > 0 else { return Outline() }
    let own = rule.outline(until: ticks)
    func time(_ tick: Int) -> Int { (tick + begin) * stride }
    return Outline(
      phases: own.phases.map {
        .init($0.kind, time($0.range.lowerBound)..<min(steps, time($0.range.upperBound)))
      }.filter { !$0.range.isEmpty },
      events: own.events.map { .init($0.kind, at: time($0.step), limit: stride == 1 ? $0.limit : nil) }.filter {
        (1...max(1, steps)).contains($0.step)
      })
  }
}

/// mmengine's schedulers on one optimizer, each stepped after every iteration (or epoch) in the runner's order.
///
/// On construction they work in the order of the list, later those of iterations before those of epochs, and every
/// one-cycle between the levels of the one that was built last.
struct MMEngineSchedule: Schedule {
  private let base: Double
  private let members: [MMEngineMember]
  private let ordered: [MMEngineMember]
  let ownBaseRate: Double?

  init(base: Double, members: [MMEngineMember]) {
    self.base = base
    self.members = members
    let levels = members.compactMap { ($0.rule as? MMEngineOneCycle)?.levels }.last
    let built = members.map { levels.map($0.sharing) ?? $0 }
    ordered = built.filter { !$0.countsEpochs } + built.filter(\.countsEpochs)
    ownBaseRate = levels?.peak
  }

  /// The rate of iteration `time`, when `rate` was that of the one before.
  func next(_ rate: Double, at time: Int) -> Double {
    var rate = rate
    for member in time == 0 ? members : ordered { rate = member.step(rate, at: time) }
    return rate
  }

  var first: Double { next(base, at: 0) }

  func rate(at step: Int) -> Double {
    var rate = base
    for time in 0...step { rate = next(rate, at: time) }
    return rate
  }

  var isReplayed: Bool { true }

  func rates(count: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      var rate = base
      for time in 0..<count {
        rate = next(rate, at: time)
        buffer.initializeElement(at: time, to: rate)
      }
      initialized = count
    }
  }

  var ending: Ending? {
    members.compactMap(\.failure).min { $0.time < $1.time }.map { Ending(lastStep: $0.time - 1, reason: $0.reason) }
  }

  /// Phases of different schedulers may overlap: of these the earlier one is named.
  func outline(until steps: Int) -> Outline {
    let outlines = members.map { $0.outline(until: steps) }
    var outline = Outline(events: outlines.flatMap(\.events).sorted { $0.step < $1.step })
    var end = 0
    for phase in outlines.flatMap(\.phases).sorted(by: { $0.range.lowerBound < $1.range.lowerBound })
    where phase.range.upperBound > end {
      outline.phases.append(.init(phase.kind, max(end, phase.range.lowerBound)..<phase.range.upperBound))
      end = phase.range.upperBound
    }
    // Where several schedulers change the rate, none of them knows what it is heading for.
    if members.count > 1 { outline = outline.mappingLimits { _, _ in nil } }
    return outline.limited()
  }
}
