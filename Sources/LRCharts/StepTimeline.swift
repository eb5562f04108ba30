import LRScene

/// How a figure plays: the steps of a run one after another at an even pace, then a rest on the finished figure.
public struct Animation: Sendable, Hashable {
  /// How long the steps take.
  public var seconds: Double
  /// How long the finished figure then stands before all begins again, in seconds.
  public var hold: Double
  /// The steps of the longest run; shorter ones end earlier.
  public var steps: Int

  /// - Precondition: `seconds` is positive, `hold` not negative, both finite.
  public init(seconds: Double = 6, hold: Double = 2, steps: Int) {
    precondition(seconds > 0 && seconds.isFinite && hold >= 0 && hold.isFinite, "a figure plays for some time")
    self.seconds = seconds
    self.hold = hold
    self.steps = steps
  }
}

/// When each step of a run is shown.
public struct StepTimeline: Sendable, Hashable {
  public let steps: Int
  /// In seconds.
  public let duration: Double

  public init(_ animation: Animation) {
    steps = max(1, animation.steps)
    duration = animation.seconds
  }

  /// Seconds from the start; parts of a step are parts of its time, steps beyond the last are at the end.
  public func time(of step: Double) -> Double { duration * max(0, min(1, step / Double(steps))) }

  /// The time, or a little later, so that few different times occur: what appears by itself needs no more precision.
  func slot(of step: Double) -> Double {
    let slots = 100.0
    return min(duration, (time(of: step) / duration * slots).rounded(.up) / slots * duration)
  }

  /// The shortest time that makes a difference: no screen shows more than one picture in a 60th of a second; a long play
  /// gets 600, so that a file stays small.
  var interval: Double { max(1.0 / 60, duration / 600) }

  /// At most as many steps as can be told apart by eye, from 0 to `last`.
  func moments(upTo last: Int) -> [Int] {
    guard last > 0 else { return [0] }
    let stride = max(1, interval / duration * Double(steps))
    var moments: [Int] = []
    var next = 0.0
    while next < Double(last) {
      moments.append(Int(clamping: next.rounded()))
      next += stride
    }
    if moments.last == last { moments.removeLast() }
    moments.append(last)
    return moments
  }
}
