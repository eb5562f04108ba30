import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// mmengine's one cycle: it sets the rate whatever it was, and makes its own start the optimizer's rate.
struct MMEngineOneCycle: MMEngineRule {
  private let total: Int
  private let isCosine: Bool
  /// Where each leg ends, and the rates between which it goes.
  private let legs: [(end: Double, from: Double, to: Double)]
  /// The rate at which it starts, which later schedulers take for the optimizer's.
  let start: Double
  let peak: Double

  init(peak: Double, start: Double, last: Double, total: Int, turn: Double, isCosine: Bool, threePhase: Bool) {
    self.total = total
    self.isCosine = isCosine
    self.start = start
    self.peak = peak
    let up = turn * Double(total) - 1
    let end = Double(total - 1)
    legs =
      threePhase
      ? [(up, start, peak), (2 * turn * Double(total) - 2, peak, start), (end, start, last)]
      : [(up, start, peak), (end, peak, last)]
  }

  func rate(after current: Double, step: Int) -> Double {
    let time = Double(step)
    let index = legs.dropLast().firstIndex { time <= $0.end } ?? legs.count - 1
    let begin = index == 0 ? 0 : legs[index - 1].end
    let leg = legs[index]
    let part = (time - begin) / (leg.end - begin)
    return isCosine
      ? leg.to + (leg.from - leg.to) / 2 * (cos(Double.pi * part) + 1) : (leg.to - leg.from) * part + leg.from
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
    return .consecutive(zip(kinds, legs).map { ($0, $1.end) }, until: steps)
  }
}
