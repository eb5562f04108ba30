import LRCore

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
