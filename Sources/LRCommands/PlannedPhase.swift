import LRCore
import LRSchedules

/// A phase of a chain as it was typed, over the run.
struct PlannedPhase {
  var name: String
  /// The next phase's first step excluded; for the last phase, the end of the run.
  var steps: Range<Int>
  /// The last step whose rate is its own; of the last phase, the end of the run.
  var lastStep: Int
  /// Rates at its first step and at `lastStep`.
  var first: Double
  var last: Double

  /// What a length in steps may have been meant as, where it is less than an epoch; nil where nothing is odd.
  func shortNote(of all: Int, stepsPerEpoch: Int?) -> Localized? {
    guard let stepsPerEpoch, stepsPerEpoch > 1, steps.count < stepsPerEpoch, steps.count * 1000 < all else {
      return nil
    }
    let count = steps.count
    return Localized(
      "`\(name)` is \(count) of \(all) steps, less than one epoch; for \(count) epochs write \(count)ep",
      zh: "`\(name)` 只占 \(all) 步中的 \(count) 步，不足一轮；\(count) 轮写作 \(count)ep")
  }
}

extension PlannedSpecs {
  /// The phases of all chains, in their order.
  var phases: [PlannedPhase] {
    var all: [PlannedPhase] = []
    for (chain, plan) in zip(chains, plans) where plans.count == chains.count {
      guard let spans = try? Schedules.spans(of: chain, in: context), spans.count == chain.phases.count else {
        continue
      }
      let text = Array(chain.source)
      for (index, (phase, span)) in zip(chain.phases, spans).enumerated() {
        let end =
          index == spans.count - 1 ? span.upperBound : max(span.lowerBound, span.upperBound - 1)
        guard span.lowerBound < plan.rates.count, end < plan.rates.count else { continue }
        all.append(
          PlannedPhase(
            name: String(text[phase.range.clamped(to: 0..<text.count)]), steps: span,
            lastStep: end, first: plan.rates[span.lowerBound], last: plan.rates[end]))
      }
    }
    return all
  }
}
