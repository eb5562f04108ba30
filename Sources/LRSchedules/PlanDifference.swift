/// Where and by how much two plans of one run differ.
///
/// Two rates a and b differ at a step when
///
///     |b - a| > tolerance * max(|a|, |b|, peak / 1e6)
///
/// where `peak` is the largest rate of either plan: what is left of a rate that has fallen to nothing, such as 6e-18
/// where the other plan has 0, is rounding as well. A tolerance of 0 asks for equal rates. A step that one plan takes
/// and the other doesn't, since its framework has stopped, is a difference; where both have stopped there is none.
public struct PlanDifference: Sendable, Hashable {
  /// The rates of one step; nil where the plan has stopped.
  public struct Place: Sendable, Hashable {
    public var step: Int
    public var a: Double?
    public var b: Double?

    public init(step: Int, a: Double?, b: Double?) {
      self.step = step
      self.a = a
      self.b = b
    }

    /// b - a, where both are there.
    public var change: Double? {
      guard let a, let b else { return nil }
      return b - a
    }

    /// The change as a part of the larger of the two rates: -0.9 for 0.1 and 0.01, as for 0.01 and 0.1 with the sign
    /// turned.
    public var relativeChange: Double? {
      guard let a, let b else { return nil }
      return Self.relative(a, b)
    }

    static func relative(_ a: Double, _ b: Double) -> Double {
      // The parts are taken first, so that no difference of rates overflows.
      let scale = max(abs(a), abs(b))
      return scale == 0 ? 0 : b / scale - a / scale
    }
  }

  public let tolerance: Double
  /// Steps compared: N + 1.
  public let steps: Int
  /// Steps whose rates differ.
  public let count: Int
  /// The first step whose rates differ.
  public let first: Place?
  /// The first of the steps whose rates lie farthest apart, whether they differ by more than the tolerance or not; nil
  /// where no step has two rates or all are equal.
  public let largest: Place?
  /// The first of the differing steps whose rates lie farthest apart for their size.
  public let largestRelative: Place?
  /// The sum of the rates of all updates, steps 0..<N, that the plan takes: the area under its curve.
  public let areas: Areas
  /// What is different of the momentum, where both plans drive it.
  public let momentum: Momentum?

  public struct Areas: Sendable, Hashable {
    public var a: Double
    public var b: Double

    public init(a: Double, b: Double) {
      self.a = a
      self.b = b
    }
  }

  public struct Momentum: Sendable, Hashable {
    public var count: Int
    public var first: Place?
  }

  /// The second area for the first, if that is not 0.
  public var areaRatio: Double? { areas.a == 0 ? nil : areas.b / areas.a }

  /// Whether anything is different.
  public var isDifferent: Bool { count > 0 || (momentum?.count ?? 0) > 0 }

  /// - Parameters:
  ///   - tolerance: relative, 0 or more. 1e-9 is far above the rounding of two ways to compute one formula, and far
  ///     below what a run could show.
  /// - Precondition: both plans have the same number of steps.
  public init(_ a: RatePlan, _ b: RatePlan, tolerance: Double = 1e-9) {
    precondition(a.rates.count == b.rates.count, "plans of one run have one length")
    self.tolerance = tolerance
    steps = a.rates.count
    let comparison = Comparison(a.rates, b.rates, tolerance: tolerance)
    count = comparison.count
    first = comparison.place(comparison.first)
    largest = comparison.place(comparison.largest)
    largestRelative = comparison.place(comparison.largestRelative)
    areas = Areas(a: Self.area(a.rates), b: Self.area(b.rates))
    if let left = a.momentum, let right = b.momentum {
      let comparison = Comparison(left, right, tolerance: tolerance)
      momentum = Momentum(count: comparison.count, first: comparison.place(comparison.first))
    } else {
      momentum = nil
    }
  }

  /// Summed with the rounding of each addition kept (Neumaier 1974), for runs of many steps.
  private static func area(_ rates: [Double]) -> Double {
    var sum = 0.0
    var lost = 0.0
    for rate in rates.dropLast() where !rate.isNaN {
      let next = sum + rate
      lost += abs(sum) >= abs(rate) ? (sum - next) + rate : (rate - next) + sum
      sum = next
    }
    return sum + lost
  }
}

/// One pass over two columns of values of the same length; NaN where there is none.
private struct Comparison {
  let a: [Double]
  let b: [Double]
  private(set) var count = 0
  private(set) var first: Int?
  private(set) var largest: Int?
  private(set) var largestRelative: Int?

  init(_ a: [Double], _ b: [Double], tolerance: Double) {
    self.a = a
    self.b = b
    var peak = 0.0
    for values in [a, b] {
      for value in values where abs(value) > peak { peak = abs(value) }
    }
    let least = peak * 1e-6
    var widest = 0.0
    var widestRelative = -1.0
    for step in a.indices {
      let (left, right) = (a[step], b[step])
      let isDifferent: Bool
      if left.isNaN || right.isNaN {
        isDifferent = left.isNaN != right.isNaN
      } else {
        let distance = abs(right - left)
        if distance > widest {
          widest = distance
          largest = step
        }
        isDifferent = distance > tolerance * max(abs(left), abs(right), least)
        if isDifferent {
          let relative = abs(PlanDifference.Place.relative(left, right))
          if relative > widestRelative {
            widestRelative = relative
            largestRelative = step
          }
        }
      }
      if isDifferent {
        count += 1
        if first == nil { first = step }
      }
    }
  }

  func place(_ step: Int?) -> PlanDifference.Place? {
    step.map { PlanDifference.Place(step: $0, a: value(a[$0]), b: value(b[$0])) }
  }

  private func value(_ value: Double) -> Double? { value.isNaN ? nil : value }
}
