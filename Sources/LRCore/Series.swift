/// Numbers over steps or any other increasing quantity: what schedules, runs and logs become, and figures draw.
///
/// `x` and `y` have the same count. A NaN in `y` is a gap.
public struct Series: Sendable, Hashable {
  public var name: String
  /// The spec that made it, if any.
  public var spec: String?
  public var x: Positions
  public var y: [Double]

  /// Where the values stand. Evenly spaced positions take no memory.
  public enum Positions: Sendable, Hashable {
    /// `start + stride * i`
    case even(start: Double, stride: Double)
    case values([Double])
  }

  public init(name: String, spec: String? = nil, x: Positions = .even(start: 0, stride: 1), y: [Double]) {
    self.name = name
    self.spec = spec
    self.x = x
    self.y = y
  }

  public func position(_ index: Int) -> Double {
    switch x {
    case .even(let start, let stride): start + stride * Double(index)
    case .values(let values): values[index]
    }
  }

  /// The smallest and largest finite value, or nil when there is none.
  public var range: ClosedRange<Double>? {
    var low = Double.infinity
    var high = -Double.infinity
    for value in y where value.isFinite {
      if value < low { low = value }
      if value > high { high = value }
    }
    return low <= high ? low...high : nil
  }
}
