import LRCore

extension Int {
  /// The first whole step at or after a time, at most 1e15 steps from 0, so that a few of them can be added; 0 for NaN.
  init(stepAtOrAfter time: Double) { self.init(clamping: Swift.min(Swift.max(time, -1e15), 1e15).rounded(.up)) }

  /// The whole part of a time in steps, at most 1e15 of either sign; 0 for NaN.
  init(wholeStepsOf time: Double) { self.init(clamping: Swift.min(Swift.max(time, -1e15), 1e15)) }
}

/// Cycles (or stairs) of a schedule as moments in time, counted from 0. They may be shorter than a step, even too short to
/// be counted in floating point.
struct Cycles {
  /// When a cycle begins; rises with its number.
  var start: (_ number: Double) -> Double
  /// The number of the cycle that a time is in; where rounding decides, it may be one off.
  var number: (_ time: Double) -> Double

  /// The steps from 1 through `last` at or after which a cycle from `first` on begins; the first 1000 of them.
  ///
  /// Several cycles that begin between two steps are one. Goes on by steps and never by cycles alone, since adding 1 to
  /// a large number of cycles may leave it as it is.
  func steps(from first: Double = 1, through last: Int) -> [Int] {
    var steps: [Int] = []
    var cycle = first
    var previous = 0
    while steps.count < Outline.eventLimit {
      var time = start(cycle).rounded(.up)
      // Rounding may have named a cycle that begins no later than the one before.
      for _ in 0..<2 where time <= Double(previous) {
        cycle += 1
        time = start(cycle).rounded(.up)
      }
      // Where three cycles begin without a step between them, the next step has one, too.
      if time <= Double(previous) { time = Double(previous + 1) }
      guard time <= Double(last) else { break }
      previous = Int(stepAtOrAfter: time)
      steps.append(previous)
      cycle = max(cycle + 1, number(time) + 1)
    }
    return steps
  }
}
