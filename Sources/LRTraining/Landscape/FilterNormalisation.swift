import LRCore
import LROptimizers

/// Directions in which landscapes are drawn around weights.
public enum FilterNormalisation {
  /// Scales each filter of a direction (all weights that make one output) to the norm of the same filter of the weights, so
  /// that the picture doesn't depend on how a network shares its scale between layers; biases don't move.
  ///
  ///     d_filter * ||w_filter|| / (||d_filter|| + 1e-10)
  ///
  /// - Source: Li et al. 2018 (Visualizing the Loss Landscape of Neural Nets), section 4; their code's `biasbn`.
  public static func apply(to direction: [Double], at weights: [Double], of plan: NetworkPlan) -> [Double] {
    var scaled = [Double](repeating: 0, count: direction.count)
    var place = 0
    // W1, b1, W2, b2, ...
    for (index, shape) in plan.shapes.enumerated() {
      let size = shape.reduce(1, *)
      defer { place += size }
      guard index.isMultiple(of: 2), let filters = shape.first, filters > 0 else { continue }
      let width = size / filters
      for filter in 0..<filters {
        let range = place + filter * width..<place + (filter + 1) * width
        let factor = norm(Array(weights[range])) / (norm(Array(direction[range])) + 1e-10)
        for i in range { scaled[i] = direction[i] * factor }
      }
    }
    return scaled
  }

  /// Normal numbers that follow from the seed and the direction's number.
  public static func random(_ number: Int, count: Int, seed: Int) -> [Double] {
    var generator = SplitMix64(stream: 0x4C61_6E64 + UInt64(number), seed: seed)
    return (0..<count).map { _ in generator.normalPair(deviation: 1).x }
  }
}
