import LRCore

/// Random numbers of a seed for one purpose, the same on every machine.
///
/// Each purpose has numbers of its own, so that label noise doesn't change which rows are drawn.
struct RandomSource: Sendable {
  enum Purpose: UInt64, Sendable {
    case rows = 1
    case split, samples, labels
  }

  private var bits: SplitMix64
  private var spare: Double?

  init(seed: Int, for purpose: Purpose) {
    var mixer = SplitMix64(state: UInt64(bitPattern: Int64(seed)))
    bits = SplitMix64(state: mixer.next() ^ purpose.rawValue &* 0xD134_2543_DE82_EF95)
  }

  /// In [0, 1).
  mutating func unit() -> Double { bits.unit() }

  /// In [`range.lowerBound`, `range.upperBound`).
  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * bits.unit()
  }

  /// Normal, with mean 0 and deviation 1.
  mutating func normal() -> Double {
    if let number = spare {
      spare = nil
      return number
    }
    let pair = bits.normalPair(deviation: 1)
    spare = pair.y
    return pair.x
  }

  /// A whole number in 0 ..< `count`.
  mutating func below(_ count: Int) -> Int { bits.below(count) }

  /// 0 ..< `count` in random order.
  mutating func order(of count: Int) -> [Int] { bits.order(of: count) }
}
