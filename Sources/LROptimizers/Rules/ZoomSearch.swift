/// The settings of optax's zoom line search, under its own names' meanings.
public struct ZoomSearchSettings: Sendable, Hashable {
  public var steps = 20
  public var largestDistance: Double?
  /// What a criterion may be missed by.
  public var tolerance = 0.0
  public var growth = 2.0
  public var slopeShare = 1e-4
  public var curvatureShare = 0.9
  /// Close to a minimum, a loss this much higher, relatively, still counts as lower; nil never.
  public var approximateShare: Double? = 1e-6
  /// An interval shorter than this isn't searched further once some distance is good enough.
  public var precision = 1e-5
  /// Whether it starts from the distance found last instead of 1.
  public var keepsDistance = false

  public init() {}
}

/// A distance along a line with a lower loss and a flatter slope, as optax's `scale_by_zoom_linesearch` finds it.
///
/// - Source: Nocedal & Wright, algorithms 3.5 and 3.6; the approximate criterion of Hager & Zhang 2006.
struct ZoomSearch<Scalar: TrainingScalar> {
  private let settings: ZoomSearchSettings
  private let line: LineObjective<Scalar>
  private let start: LineSample<Scalar>
  /// The lowest that is low enough, whatever its slope is.
  private var safe: LineSample<Scalar>

  init(_ line: LineObjective<Scalar>, from start: LineSample<Scalar>, _ settings: ZoomSearchSettings) {
    (self.line, self.start, self.settings) = (line, start, settings)
    safe = start
  }

  /// The distance to go.
  mutating func distance(from first: Scalar) -> Scalar {
    let limit = settings.largestDistance.map { Scalar($0) }
    var previous = start
    for round in 0..<settings.steps {
      var next = round == 0 ? first : Scalar(settings.growth) * previous.distance
      let isLongest = limit.map { next >= $0 } ?? false
      if let limit { next = min(next, limit) }
      let sample = line.sample(at: next)
      let decrease = decreaseError(sample)
      let error = max(decrease, curvatureError(sample))
      let isGood = error <= Scalar(settings.tolerance)
      if decrease <= Scalar(settings.tolerance) { safe = sample }
      let isHigh = decrease > 0 || (sample.value >= previous.value && round > 0)
      let isLow = sample.slope >= 0 && !isHigh
      if isGood { return sample.distance }
      if isLongest, !isHigh, !isLow { return sample.distance }
      if round + 1 >= settings.steps { return safest(sample, decrease) }
      if isHigh { return zoomed(low: previous, high: sample, from: round + 1) }
      if isLow { return zoomed(low: sample, high: previous, from: round + 1) }
      previous = sample
    }
    return 0
  }

  /// Narrows the interval between two samples, of which `low` has the lower loss.
  private mutating func zoomed(low: LineSample<Scalar>, high: LineSample<Scalar>, from round: Int) -> Scalar {
    var (low, high, third) = (low, high, low)
    var round = round
    while true {
      let isShort = abs(high.distance - low.distance) <= Scalar(settings.precision)
      let sample = line.sample(at: middle(low, high, third))
      let decrease = decreaseError(sample)
      if decrease <= Scalar(settings.tolerance), sample.value < safe.value { safe = sample }
      if max(decrease, curvatureError(sample)) <= Scalar(settings.tolerance) { return sample.distance }
      round += 1
      if round >= settings.steps || (isShort && safe.distance > 0) { return safest(sample, decrease) }
      if decrease > 0 || sample.value >= low.value {
        third = high
        high = sample
      } else {
        third = low
        if sample.slope * (high.distance - low.distance) >= 0 {
          third = high
          high = low
        }
        low = sample
      }
    }
  }

  /// What is left when the rounds are over.
  private func safest(_ last: LineSample<Scalar>, _ decrease: Scalar) -> Scalar {
    safe.distance > 0 || decrease == .infinity ? safe.distance : last.distance
  }

  /// By how much a loss isn't low enough.
  private func decreaseError(_ sample: LineSample<Scalar>) -> Scalar {
    let share = Scalar(settings.slopeShare)
    var error = sample.value - start.value - share * sample.distance * start.slope
    if let approximate = settings.approximateShare {
      let slope = sample.slope - (2 * share - 1) * start.slope
      let rise = sample.value - start.value - Scalar(approximate) * abs(start.value)
      error = smaller(larger(slope, rise), error)
    }
    return error.isNaN ? .infinity : max(error, 0)
  }

  /// By how much a slope isn't flat enough.
  private func curvatureError(_ sample: LineSample<Scalar>) -> Scalar {
    let error = abs(sample.slope) - Scalar(settings.curvatureShare) * abs(start.slope)
    return error.isNaN ? .infinity : max(error, 0)
  }

  /// NaN if either is, as jax's minimum and maximum.
  private func smaller(_ a: Scalar, _ b: Scalar) -> Scalar { a.isNaN || b.isNaN ? .nan : min(a, b) }
  private func larger(_ a: Scalar, _ b: Scalar) -> Scalar { a.isNaN || b.isNaN ? .nan : max(a, b) }

  /// Inside the interval: by a cubic through three losses, else a parabola through two, else halfway.
  private func middle(
    _ low: LineSample<Scalar>, _ high: LineSample<Scalar>, _ third: LineSample<Scalar>
  ) -> Scalar {
    let left = min(low.distance, high.distance)
    let right = max(low.distance, high.distance)
    let length = right - left
    let db = high.distance - low.distance
    let dc = third.distance - low.distance
    let rb = high.value - low.value - low.slope * db
    let rc = third.value - low.value - low.slope * dc
    let divisor = (db * dc) * (db * dc) * (db - dc)
    let a = (dc * dc * rb - db * db * rc) / divisor
    let b = (db * db * db * rc - dc * dc * dc * rb) / divisor
    let cubic = low.distance + (-b + (b * b - 3 * a * low.slope).squareRoot()) / (3 * a)
    if cubic > left + 0.2 * length, cubic < right - 0.2 * length { return cubic }
    let parabola = low.distance - low.slope / (2 * (rb / (db * db)))
    if parabola > left + 0.1 * length, parabola < right - 0.1 * length { return parabola }
    return (low.distance + high.distance) / 2
  }
}
