import LRCore

/// A schedule over a run that is too long to evaluate it whole for a small picture: the spans of its rates in parts of the
/// run, from some steps of each.
public struct RateSketch: Sendable {
  /// The rates within one part of the run.
  public struct Part: Sendable, Hashable {
    public var low: Double
    public var high: Double
    public var last: Double
  }

  /// `label=`, or the spec as typed, at most 60 characters.
  public var label: String
  /// As `RatePlan.baseRate`.
  public var baseRate: Double
  /// As many as were asked for; nil after the ending.
  public var parts: [Part?]
  public var ending: Ending?
  /// About arguments that were given and change nothing.
  public var remarks: [Localized]

  /// Steps that are looked at in each part; the steps at which something happens come on top.
  static let samples = 64
}

extension Schedules {
  /// The rates of the updates 0 ..< `context.steps` in `count` parts of the run.
  ///
  /// - Returns: nil for a schedule whose rates follow from one another or from a metric.
  /// - Throws: `.spec` if the spec is wrong, `.data` if the rate of step 0 isn't finite.
  public static func sketch(
    _ spec: String, in context: RunContext, parts count: Int
  ) throws(PlanError) -> RateSketch? {
    let pasted: Pasted
    let assembly: Assembly
    do throws(SpecError) {
      pasted = try Pasted(catalogue.chain(spec))
      assembly = try Assembly(pasted.chain, in: context)
    } catch {
      throw .spec(error)
    }
    guard case .fixed(let schedule) = assembly.schedule, !schedule.isReplayed else { return nil }
    let label = assembly.label ?? shortened(spec)
    var ending = schedule.ending.flatMap { $0.lastStep < context.steps ? $0 : nil }
    let first = schedule.rate(at: 0)
    guard first.isFinite, ending?.lastStep ?? 0 >= 0 else {
      throw .data(.noRate(label, isInfinite: first.isInfinite, at: 0))
    }
    let moments = schedule.outline(until: context.steps).limited().events.flatMap { [$0.step - 1, $0.step] }
    var parts: [RateSketch.Part?] = []
    var good = 0
    for index in 0..<count {
      let start = context.steps / count * index + context.steps % count * index / count
      let next = context.steps / count * (index + 1) + context.steps % count * (index + 1) / count
      // The run's updates end before step N, where another cycle may begin.
      let end = max(start, (index + 1 == count ? context.steps : next) - 1)
      let stride = max(1, (end - start) / RateSketch.samples)
      var steps = Array(Swift.stride(from: start, to: end, by: stride)) + [end]
      steps += moments.filter { (start...end).contains($0) }
      var part: RateSketch.Part?
      for step in steps.sorted() where step <= ending?.lastStep ?? .max {
        let rate = schedule.rate(at: step)
        guard rate.isFinite else {
          ending = firstNotFinite(schedule, after: good, through: step)
          break
        }
        good = step
        part = RateSketch.Part(low: min(part?.low ?? rate, rate), high: max(part?.high ?? rate, rate), last: rate)
      }
      parts.append(part)
    }
    return RateSketch(label: label, baseRate: assembly.baseRate, parts: parts, ending: ending, remarks: pasted.remarks)
  }

  /// Where rates that are finite at one step and not at a later one cease to be.
  private static func firstNotFinite(_ schedule: any Schedule, after good: Int, through bad: Int) -> Ending {
    var (low, high) = (good, bad)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if schedule.rate(at: middle).isFinite { low = middle } else { high = middle }
    }
    return Ending(lastStep: low, cause: .notFinite(isInfinite: schedule.rate(at: high).isInfinite))
  }
}
