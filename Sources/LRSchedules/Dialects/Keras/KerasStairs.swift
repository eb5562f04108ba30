import LRCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whether the quotient t / steps of a decay is rounded down, and how.
enum Stairs: Sendable {
  case smooth
  /// Down to whole.
  case whole
  /// To single precision first, then down: `keras.ops.floor` on the torch backend does so for every type. A quotient
  /// that misses a whole number by a rounding error counts as that number.
  case single

  func callAsFunction(_ quotient: Double) -> Double {
    switch self {
    case .smooth: quotient
    case .whole: quotient.rounded(.down)
    case .single: Double(Float(quotient)).rounded(.down)
    }
  }
}

/// A decay by a factor every `length` steps, after a delay, up to a limit.
///
/// rate(t) = base * factor^((t - delay) / length), clipped at `limit`
struct ExponentialTransition: Schedule {
  var base: Double
  var factor: Double
  /// Steps of one `factor`; positive, need not be whole.
  var length: Double
  var delay = 0.0
  var stairs = Stairs.smooth
  /// A lower bound if `factor` is below 1, else an upper one; it binds from step 0 on.
  var limit: Double?

  func rate(at step: Int) -> Double {
    let time = Double(step) - delay
    let rate = time <= 0 ? base : base * pow(factor, stairs(time / length))
    guard let limit else { return rate }
    return factor < 1 ? max(rate, limit) : min(rate, limit)
  }

  func outline(until steps: Int) -> Outline {
    let start = Int(stepAtOrAfter: min(max(0, delay), Double(steps)))
    var outline = Outline(phases: start > 0 ? [.init(.stable, 0..<start)] : [])
    if case .smooth = stairs {
      if start < steps { outline.phases.append(.init(factor > 1 ? .rise : .decay, start..<steps)) }
    } else {
      outline.events = .stairs(every: length, after: delay, through: steps)
    }
    return outline
  }
}

extension [Outline.Event] {
  /// Milestones at `delay + length`, `delay + 2 length`, ..., each at the first whole step that isn't before it.
  static func stairs(every length: Double, after delay: Double = 0, through last: Int) -> [Outline.Event] {
    let stairs = Cycles(start: { delay + $0 * length }, number: { (($0 - delay) / length).rounded(.down) })
    return stairs.steps(from: Swift.max(1, (-delay / length).rounded(.down)), through: last).map {
      .init(.milestone, at: $0)
    }
  }
}
