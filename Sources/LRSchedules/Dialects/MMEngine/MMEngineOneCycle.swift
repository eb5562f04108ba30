import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// mmengine's one cycle: it sets the rate whatever it was, and makes its own start the optimizer's rate.
///
/// It keeps its levels in the optimizer's group (`initial_lr`, `max_lr`, `min_lr`), where the cycle that is built last
/// replaces those of all others: from the first step on, every cycle of a list goes between the levels of the last.
struct MMEngineOneCycle: MMEngineRule {
  /// The rates that it keeps in the group.
  struct Levels: Sendable, Hashable {
    /// `initial_lr`, which later schedulers take for the optimizer's.
    var start: Double
    /// `max_lr`
    var peak: Double
    /// `min_lr`
    var last: Double

    fileprivate subscript(level: Level) -> Double {
      switch level {
      case .start: start
      case .peak: peak
      case .last: last
      }
    }
  }

  fileprivate enum Level: Sendable { case start, peak, last }

  var levels: Levels
  private let total: Int
  private let isCosine: Bool
  /// Where each leg ends, and the levels between which it goes.
  private let legs: [(end: Double, from: Level, to: Level)]

  init(_ levels: Levels, total: Int, turn: Double, isCosine: Bool, threePhase: Bool) {
    self.levels = levels
    self.total = total
    self.isCosine = isCosine
    let up = turn * Double(total) - 1
    let end = Double(total - 1)
    legs =
      threePhase
      ? [(up, .start, .peak), (2 * turn * Double(total) - 2, .peak, .start), (end, .start, .last)]
      : [(up, .start, .peak), (end, .peak, .last)]
  }

  func rate(after current: Double, step: Int) -> Double {
    let time = Double(step)
    let index = legs.dropLast().firstIndex { time <= $0.end } ?? legs.count - 1
    let begin = index == 0 ? 0 : legs[index - 1].end
    let leg = legs[index]
    let part = (time - begin) / (leg.end - begin)
    let (from, to) = (levels[leg.from], levels[leg.to])
    return isCosine ? to + (from - to) / 2 * (cos(Double.pi * part) + 1) : (to - from) * part + from
  }

  /// A leg without length divides by 0; so does a step past the total end the run.
  var failure: (step: Int, reason: String)? {
    let zero = "ZeroDivisionError: float division by zero"
    if legs[0].end == 0 { return (0, zero) }
    let before = legs[legs.count - 2].end
    if before == Double(total - 1) { return (total, zero) }
    return (total + 1, "ValueError: Tried to step \(total + 2) times. The specified number of total steps is \(total)")
  }

  func outline(until steps: Int) -> Outline {
    let kinds: [Outline.PhaseKind] = legs.count == 3 ? [.rise, .fall, .annihilation] : [.rise, .fall]
    var outline = Outline.consecutive(zip(kinds, legs).map { ($0, $1.end) }, until: steps)
    // The last leg ends with the last update; the value after it is beyond, on the way up again.
    if (total...total + 1).contains(steps) { outline.events.append(.init(.handover, at: total)) }
    return outline
  }
}
