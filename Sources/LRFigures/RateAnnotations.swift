import LRCharts
import LRCore
import LRScene
import LRSchedules

/// The words about single points of rate curves: peaks, and what each milestone does.
struct RateAnnotations {
  let words: Words
  let time: TimeScale

  func notes(on members: [(index: Int, plan: RatePlan)], alone: Bool, endsLabelled: Bool) -> [Annotation] {
    guard members.count <= 6 else { return endings(of: members, named: false) }
    var notes: [Annotation] = []
    var seen: [(x: Double, y: Double)] = []
    // Several ends at one step would cover each other; the caption says it of all.
    let hasOneEnd = members.count { $0.plan.earlyEnd != nil } == 1
    let peaks = members.map { $0.plan }.map { plan in peak(of: plan).map { (step: $0, rate: plan.rates[$0]) } }
    for (place, (index, plan)) in members.enumerated() {
      let paint = Theme.standard.color(index)
      if let peak = peaks[place], !seen.contains(where: { $0.x == Double(peak.step) && $0.y == peak.rate }) {
        // Peaks of one height are told once, as no single curve's.
        let isTold = seen.contains { $0.y == peak.rate }
        let isShared = peaks.count { $0?.rate == peak.rate } > 1
        seen.append((Double(peak.step), peak.rate))
        var note = Annotation(
          isTold ? "" : prefixed(words.peak(""), quantityLabel(peak.rate)), x: time.position(peak.step),
          y: peak.rate, paint: paint, optional: false)
        if isShared { note.textPaint = Theme.standard.muted }
        notes.append(note)
      }
      if endsLabelled, let last = plan.lastRate {
        notes.append(
          Annotation(
            quantityLabel(last), x: time.position(plan.lastStep), y: last, paint: paint, symbol: .none,
            optional: false))
      }
      if hasOneEnd, let end = plan.earlyEnd {
        notes.append(
          Annotation(
            RichText(words.end(end)), x: time.position(end), y: plan.rates[end], paint: paint, optional: false))
      }
      if alone { notes += changes(of: plan, paint: paint) }
    }
    return notes + endings(of: members, named: true)
  }

  /// A cross where a curve ends before the run does. The words stand once for curves that end together.
  private func endings(of members: [(index: Int, plan: RatePlan)], named: Bool) -> [Annotation] {
    var notes: [Annotation] = []
    for (index, plan) in members {
      guard let ending = plan.ending, let last = plan.lastRate else { continue }
      let x = time.position(plan.lastStep)
      let isNamed = named && !notes.contains { $0.x == x && $0.y == last }
      notes.append(
        Annotation(
          RichText(isNamed ? words.stop(ending.cause) : ""), x: x, y: last, paint: Theme.standard.color(index),
          symbol: .cross,
          optional: false))
    }
    return notes
  }

  private func prefixed(_ words: String, _ value: RichText) -> RichText { RichText(words) + value }

  /// The first step of the largest rate, but for rounding, unless it lies flat all along.
  private func peak(of plan: RatePlan) -> Int? {
    guard let range = Series(name: "", y: plan.rates).range else { return nil }
    let top = range.upperBound - 1e-9 * abs(range.upperBound)
    guard range.lowerBound < top else { return nil }
    return plan.rates.firstIndex { $0 >= top }
  }

  /// `×0.1` beside each milestone and reduction, as long as they are few.
  private func changes(of plan: RatePlan, paint: Paint) -> [Annotation] {
    let steps = plan.jumps.filter { $0 > 0 && $0 < plan.rates.count }
    guard steps.count <= 10 else { return [] }
    return steps.compactMap { step in
      let before = plan.rates[step - 1]
      guard before > 0, plan.rates[step] != before else { return nil }
      let factor = quantityLabel(plan.rates[step] / before)
      return Annotation(
        RichText("×") + factor, x: time.position(step), y: plan.rates[step], paint: paint, symbol: .none)
    }
  }
}

extension RatePlan {
  /// The step at which the schedule has come to its end, where its stepping brings it there before the run's.
  var earlyEnd: Int? {
    guard let stepping, stepping.factor > 1, ending == nil, standstill == nil, rates.count > 1 else { return nil }
    let end = stepping.end(of: rates.count - 1)
    return end < rates.count - 1 ? end : nil
  }
}
