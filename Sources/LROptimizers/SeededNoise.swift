#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Random numbers that are the same in every run and on every machine.
///
/// - Source: splitmix64, Steele, Lea, Flood 2014.
struct SeededNoise: Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// +1 or -1, as often.
  mutating func sign() -> Double { next() >> 63 == 0 ? 1 : -1 }

  /// Uniform in the open interval (0, 1).
  mutating func unit() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

  /// Normal with mean 0 and variance 1 (Box & Muller 1958).
  mutating func normal() -> Double { (-2 * log(unit())).squareRoot() * cos(2 * .pi * unit()) }
}
