/// Gaussian noise on gradients, as mini-batches make it: one vector a step.
///
/// The vector of a step depends on the seed and the step alone, so every optimizer meets the same noise, however often
/// it looks within a step. The numbers are the same on every machine: besides integers they use only operations that
/// IEEE 754 rounds correctly.
///
/// - Source: Box & Muller 1958 in Marsaglia's polar form; SplitMix64: Steele, Lea, Flood 2014.
public struct GradientNoise: Sendable, Hashable {
  /// The standard deviation of each component.
  public var deviation: Double
  public var seed: Int

  public init(deviation: Double, seed: Int) {
    self.deviation = deviation
    self.seed = seed
  }

  /// What is added to the gradient at a step; `step` >= 0.
  public func vector(at step: Int) -> (x: Double, y: Double) {
    // Mixed once, so that neighbouring seeds and steps have nothing in common.
    var state = SplitMix64(state: UInt64(bitPattern: Int64(seed)))
    state = SplitMix64(state: state.next() ^ UInt64(bitPattern: Int64(step)) &* 0xD134_2543_DE82_EF95)
    return state.normalPair(deviation: deviation)
  }
}

/// A generator of 64 random bits at a time.
public struct SplitMix64: Sendable {
  public var state: UInt64

  public init(state: UInt64) { self.state = state }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// In [0, 1), on a grid of 2^-53.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// +1 or -1, as often.
  mutating func sign() -> Double { next() >> 63 == 0 ? 1 : -1 }

  /// Two independent normal numbers with mean 0, by Marsaglia's polar form.
  public mutating func normalPair(deviation: Double) -> (x: Double, y: Double) {
    while true {
      let u = 2 * unit() - 1
      let v = 2 * unit() - 1
      let square = u * u + v * v
      guard square > 0, square < 1 else { continue }
      let factor = deviation * (-2 * naturalLogarithm(square) / square).squareRoot()
      return (u * factor, v * factor)
    }
  }
}

/// ln x for a positive, finite x, within a few units in the last place: the library's `log` may differ between systems.
///
/// x = 2^k m with m near 1;  ln m = 2 artanh s = 2 (s + s^3/3 + s^5/5 + ...) with s = (m - 1) / (m + 1), |s| < 0.18.
func naturalLogarithm(_ x: Double) -> Double {
  var exponent = Double(x.exponent)
  var mantissa = x.significand
  if mantissa > 1.4142135623730951 {
    mantissa /= 2
    exponent += 1
  }
  let s = (mantissa - 1) / (mantissa + 1)
  let square = s * s
  var sum = 0.0
  for power in stride(from: 23, through: 1, by: -2) { sum = sum * square + 1 / Double(power) }
  return exponent * 0.6931471805599453 + 2 * s * sum
}
