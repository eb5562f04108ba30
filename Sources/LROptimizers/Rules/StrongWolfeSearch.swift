/// A distance along a line where the loss is clearly lower and the slope clearly flatter.
///
/// Steps outwards until an interval holds such a distance, then narrows it, by cubic interpolation in both phases.
///
///     f(t) <= f(0) + 1e-4 t f'(0)        |f'(t)| <= 0.9 |f'(0)|
///
/// - Source: Nocedal & Wright, algorithms 3.5 and 3.6, in the form of minFunc and PyTorch's LBFGS.
struct StrongWolfeSearch<Scalar: TrainingScalar> {
  private let line: LineObjective<Scalar>
  private let start: LineSample<Scalar>
  /// An interval shorter than this, times the largest component of the direction, is not searched further.
  private let tolerance: Scalar
  private let reach: Scalar
  private let limit: Int
  private var rounds = 0

  /// - Parameters:
  ///   - start: at distance 0.
  ///   - reach: the largest component of the direction.
  ///   - limit: how many rounds there may be; one evaluation is always made.
  init(
    _ line: LineObjective<Scalar>, from start: LineSample<Scalar>, tolerance: Scalar, reach: Scalar, limit: Int
  ) {
    (self.line, self.start, self.tolerance, self.reach, self.limit) = (line, start, tolerance, reach, limit)
  }

  /// The best sample found, and how often the objective was evaluated.
  mutating func best(from first: Scalar) -> (sample: LineSample<Scalar>, evaluations: Int) {
    var evaluations = 1
    var newest = line.sample(at: first)
    var previous = start
    var bracket: [LineSample<Scalar>]?
    while rounds < limit {
      if isTooHigh(newest) || (rounds > 1 && newest.value >= previous.value) {
        bracket = [previous, newest]
        break
      }
      if isFlat(newest) { return (newest, evaluations) }
      if newest.slope >= 0 {
        bracket = [previous, newest]
        break
      }
      let shortest = newest.distance + 0.01 * (newest.distance - previous.distance)
      let next = interpolated(previous, newest, within: shortest, newest.distance * 10)
      previous = newest
      newest = line.sample(at: next)
      evaluations += 1
      rounds += 1
    }
    var ends = bracket ?? [start, newest]
    let low = narrow(&ends, &evaluations)
    return (ends[low], evaluations)
  }

  private func isTooHigh(_ sample: LineSample<Scalar>) -> Bool {
    sample.value > start.value + 1e-4 * sample.distance * start.slope
  }

  private func isFlat(_ sample: LineSample<Scalar>) -> Bool { abs(sample.slope) <= -0.9 * start.slope }

  /// Narrows an interval; the index of its lower end.
  private mutating func narrow(_ ends: inout [LineSample<Scalar>], _ evaluations: inout Int) -> Int {
    var low = ends[0].value <= ends[1].value ? 0 : 1
    var isStuck = false
    while rounds < limit, !(abs(ends[1].distance - ends[0].distance) * reach < tolerance) {
      let left = min(ends[0].distance, ends[1].distance)
      let right = max(ends[0].distance, ends[1].distance)
      var next = interpolated(ends[0], ends[1], within: left, right)
      // Close to an end twice, or on it: a tenth of the interval away from it instead.
      let margin = (right - left) / 10
      if min(right - next, next - left) < margin {
        if isStuck || next >= right || next <= left {
          next = abs(next - right) < abs(next - left) ? right - margin : left + margin
          isStuck = false
        } else {
          isStuck = true
        }
      } else {
        isStuck = false
      }
      let sample = line.sample(at: next)
      evaluations += 1
      rounds += 1
      let high = 1 - low
      if isTooHigh(sample) || sample.value >= ends[low].value {
        ends[high] = sample
        low = ends[0].value <= ends[1].value ? 0 : 1
        continue
      }
      let isDone = isFlat(sample)
      if !isDone, sample.slope * (ends[high].distance - ends[low].distance) >= 0 { ends[high] = ends[low] }
      ends[low] = sample
      if isDone { break }
    }
    return low
  }

  /// Where the cubic through both values and slopes is lowest, within bounds.
  private func interpolated(
    _ a: LineSample<Scalar>, _ b: LineSample<Scalar>, within least: Scalar, _ most: Scalar
  ) -> Scalar {
    let d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.distance - b.distance)
    let square = d1 * d1 - a.slope * b.slope
    guard square >= 0 else { return (least + most) / 2 }
    let d2 = square.squareRoot()
    let (near, far) = a.distance <= b.distance ? (a, b) : (b, a)
    let lowest =
      far.distance - (far.distance - near.distance)
      * ((far.slope + d2 - d1) / (far.slope - near.slope + 2 * d2))
    // In this order a NaN becomes the lower bound's partner, as in Python's min and max.
    let raised = least > lowest ? least : lowest
    return most < raised ? most : raised
  }
}
