import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Megatron's rule: a linear warm-up, then one of its decay styles, then the floor.
///
/// t <= warmup: init + (max - init) t / warmup; t > end: min, but max where the rate is constant
/// else min + (max - min) c(r), r = (t - warmup) / (end - warmup)
struct MegatronSchedule: Schedule {
  var start: Double
  var peak: Double
  var floor: Double
  /// Last step of the warm-up; none where it isn't positive.
  var warmup: Double
  /// Last step of the decay.
  var end: Double
  var style: Style

  enum Style: Sendable {
    case constant, linear, cosine, inverseSquareRoot
    /// Stable until `length` steps before the end.
    case stable(then: WarmupStableDecaySchedule.Shape, length: Double)
  }

  var ownBaseRate: Double? { peak }

  func rate(at step: Int) -> Double {
    let time = Double(step)
    if warmup > 0, time <= warmup { return start + (peak - start) * time / warmup }
    if case .constant = style { return peak }
    if time > end { return floor }
    if case .inverseSquareRoot = style {
      return max(floor, peak * max(warmup, 1).squareRoot() / max(time, 1).squareRoot())
    }
    return floor + part(at: time) * (peak - floor)
  }

  /// What is left of max - min.
  private func part(at time: Double) -> Double {
    let done = (time - warmup) / (end - warmup)
    switch style {
    case .constant, .inverseSquareRoot: return 1
    case .linear: return 1 - done
    case .cosine: return 0.5 * (cos(Double.pi * done) + 1)
    case .stable(let shape, let length):
      let decayStart = end - length
      return time <= decayStart ? 1 : shape.left((time - decayStart) / length)
    }
  }

  func outline(until steps: Int) -> Outline {
    let rest = Double(steps)
    switch style {
    case .constant: return .consecutive([(.warmup, warmup), (.stable, rest)], until: steps)
    case .linear, .cosine, .inverseSquareRoot:
      return .consecutive([(.warmup, warmup), (.decay, end)], until: steps)
    case .stable(_, let length):
      return .consecutive([(.warmup, warmup), (.stable, end - length), (.decay, end)], until: steps)
    }
  }
}
