/// A generator of 64 random bits at a time.
///
/// The numbers are the same on every machine: besides integers it uses only operations that IEEE 754 rounds correctly.
///
/// - Source: Steele, Lea, Flood 2014.
package struct SplitMix64: Sendable, Hashable {
  package var state: UInt64

  package init(state: UInt64) { self.state = state }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// In [0, 1), on a grid of 2^-53.
  package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// +1 or -1, as often.
  package mutating func sign() -> Double { next() >> 63 == 0 ? 1 : -1 }

  /// A whole number in 0 ..< `count`, each as often: the upper half of the product of 64 bits and the count, drawn again
  /// where the lower half is below 2^64 mod `count`.
  ///
  /// - Precondition: `count` > 0.
  /// - Source: Lemire 2019.
  package mutating func below(_ count: Int) -> Int {
    let bound = UInt64(count)
    let threshold = (0 &- bound) % bound
    while true {
      let product = next().multipliedFullWidth(by: bound)
      if product.low >= threshold { return Int(product.high) }
    }
  }

  /// 0 ..< `count` in random order: Fisher and Yates' shuffle from the last place down, each exchanged with the place
  /// `below(i + 1)`.
  package mutating func order(of count: Int) -> [Int] {
    var order = Array(0..<count)
    for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, below(i + 1)) }
    return order
  }

  /// Two independent normal numbers with mean 0, by Marsaglia's polar form of Box and Muller's method.
  package mutating func normalPair(deviation: Double) -> (x: Double, y: Double) {
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
